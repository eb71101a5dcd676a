import { z } from 'zod';

export type JsonSchema = { readonly [keyword: string]: unknown };

/**
 * The JSON Schema (2020-12) of what travels. `sent` is what a caller may write before defaults and transformations,
 * `received` what a reader gets.
 */
export function wireSchema(schema: z.ZodType, side: 'sent' | 'received'): JsonSchema {
  const { $schema: _dialect, ...rest } = z.toJSONSchema(schema, {
    io: side === 'sent' ? 'input' : 'output',
    unrepresentable: 'any',
  }) as Record<string, unknown>;
  // Readers must ignore fields they don't know, or no field could ever be added (E-01).
  return side === 'received' ? (withoutClosedObjects(rest) as JsonSchema) : rest;
}

function withoutClosedObjects(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutClosedObjects);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, inner]) =>
      key === 'additionalProperties' && inner === false ? [] : [[key, withoutClosedObjects(inner)]],
    ),
  );
}

/** JSON as the committed documents hold it. */
export const asFile = (document: unknown) => `${JSON.stringify(document, null, 2)}\n`;

/** The same with one line an entry: a change shows as the lines of what it touched, and the file stays small. */
export function asLines(document: Readonly<Record<string, Readonly<Record<string, unknown>>>>): string {
  const sections = Object.entries(document).map(
    ([section, entries]) =>
      `${JSON.stringify(section)}: {\n${Object.entries(entries)
        .map(([name, entry]) => `${JSON.stringify(name)}: ${JSON.stringify(entry)}`)
        .join(',\n')}\n}`,
  );
  return `{\n${sections.join(',\n')}\n}\n`;
}
