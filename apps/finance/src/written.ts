import { hash } from 'node:crypto';

/** SHA-256 over these values in one written form, in hexadecimal. `version`: of the list of what is digested. */
export const digestOfAll = (version: string, values: readonly unknown[]): string =>
  hash('sha256', version + written(values), 'hex');

/** Each value with its length before it, and what has fields in the order of their names: one text for one content. */
function written(value: unknown): string {
  if (value === null || value === undefined) return '~';
  if (value instanceof Date) return sized(value.toISOString());
  if (Array.isArray(value)) return `[${value.length}:${value.map(written).join('')}`;
  if (typeof value !== 'object') return sized(String(value as string | number | boolean));
  const fields = Object.entries(value).toSorted(([one], [other]) => (one < other ? -1 : 1));
  return `{${fields.length}:${fields.map(([name, field]) => sized(name) + written(field)).join('')}`;
}

const sized = (text: string): string => `${Buffer.byteLength(text)}:${text}`;
