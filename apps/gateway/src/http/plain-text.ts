import type { Text } from '@bumen/contracts';

export interface Flaw {
  readonly path: string;
  readonly message: Text;
}

const depthMax = 32;
/** More than any record that an operation takes may have; beyond that nobody looks at each. */
export const fieldsMax = 2_000;

/** Text that no database and no log can hold. */
export function textFlaw(text: string): Text | undefined {
  if (text.includes('\u0000')) return { zh: '不能包含 NUL 字符', en: 'NUL is not allowed' };
  if (!text.isWellFormed()) return { zh: '包含不成对的代理字符', en: 'holds half of a surrogate pair' };
  return undefined;
}

/**
 * The first thing in a parsed value that is wrong whatever the operation: nested too deep, too many fields, a key that
 * would change the prototype of what it is copied to, or text that is not well formed.
 */
export function structuralFlaw(value: unknown, path = '', depth = 0): Flaw | undefined {
  if (typeof value === 'string') {
    const message = textFlaw(value);
    return message && { path, message };
  }
  if (typeof value !== 'object' || value === null) return undefined;
  if (depth >= depthMax)
    return { path, message: { zh: `嵌套超过 ${depthMax} 层`, en: `nested deeper than ${depthMax}` } };
  if (Array.isArray(value)) {
    for (let index = 0; index < value.length; index += 1) {
      const flaw = structuralFlaw(value[index], `${path}[${index}]`, depth + 1);
      if (flaw) return flaw;
    }
    return undefined;
  }
  const keys = Object.keys(value);
  if (keys.length > fieldsMax)
    return { path, message: { zh: `最多 ${fieldsMax} 项`, en: `may have at most ${fieldsMax} entries` } };
  for (const key of keys) {
    const at = path === '' ? key : `${path}.${key}`;
    const message =
      textFlaw(key) ??
      (forbiddenKeys.has(key) ? { zh: '不允许使用此字段名', en: 'this name is not allowed' } : undefined);
    // The key itself can't be shown in an answer if it is not well formed.
    const flaw = message
      ? { path: textFlaw(key) ? path : at, message }
      : structuralFlaw((value as Record<string, unknown>)[key], at, depth + 1);
    if (flaw) return flaw;
  }
  return undefined;
}

const forbiddenKeys = new Set(['__proto__', 'constructor', 'prototype']);
