import { z } from 'zod';

/** What kind of personal data a field holds; it decides how the field is masked (P-05). */
export type PersonalKind = 'name' | 'phone' | 'email' | 'id_number' | 'address' | 'words';

const personalFields = z.registry<{ personal: PersonalKind }>();

/**
 * Marks a string field as personal data, once, here. From this mark the field is masked in every answer of an
 * operation that does not declare `reveals`, redacted in logs, and refused in events for other departments.
 * `words` is free text in which a customer may have written anything: it is shown to staff as it is, but it
 * never leaves for another department and is never logged.
 */
export function personal<S extends z.ZodType>(kind: PersonalKind, schema: S): S {
  const marked = schema.clone() as S;
  personalFields.add(marked, { personal: kind });
  return marked;
}

/** A field that holds personal data: what may be entered, and what is shown of it, which may be masked. */
export interface PersonalField<S extends z.ZodType> {
  readonly entered: S;
  readonly shown: z.ZodString;
}
/** Declares such a field once, for requests, views and events, so that it is marked in all of them. */
export const personalField = <S extends z.ZodType>(kind: PersonalKind, entered: S): PersonalField<S> => ({
  entered: personal(kind, entered),
  shown: personal(kind, z.string()),
});

/** The mark of a schema, looking through optional, nullable, default and pipe wrappers. */
export function personalKindOf(schema: z.ZodType): PersonalKind | undefined {
  for (let at: z.ZodType | undefined = schema; at; at = innerOf(at)) {
    const mark = personalFields.get(at);
    if (mark) return mark.personal;
  }
  return undefined;
}

function innerOf(schema: z.ZodType): z.ZodType | undefined {
  const def = schema.def as { innerType?: z.ZodType; in?: z.ZodType };
  return def.innerType ?? def.in;
}

/** Characters that take two units. */
const hasRare = /[\ud800-\udbff]/;

/** `13812345678` → `138****5678`; shows enough to recognise, never enough to use. */
export function mask(kind: PersonalKind, value: string): string {
  if (kind === 'words') return value;
  // Whole characters: half of a rare one, as in the name 𠮷田, is no text that a database takes.
  const characters = hasRare.test(value) ? [...value] : value;
  const whole = (part: string | string[]) => (typeof part === 'string' ? part : part.join(''));
  const first = (count: number) => whole(characters.slice(0, count));
  const last = (count: number) => whole(characters.slice(-count));
  switch (kind) {
    case 'name':
      return first(1) + '*'.repeat(Math.max(1, Math.min(characters.length - 1, 3)));
    case 'phone':
      return characters.length < 8 ? '*'.repeat(characters.length) : `${first(3)}****${last(4)}`;
    case 'email': {
      const at = value.indexOf('@');
      return at < 1 ? '***' : `${first(1)}***${value.slice(at)}`;
    }
    case 'id_number':
      return characters.length < 10 ? '*'.repeat(characters.length) : `${first(3)}***********${last(2)}`;
    case 'address':
      return `${first(3)}***`;
  }
}

type Masker = (value: unknown) => unknown;

/**
 * Builds, once per schema, a function that masks every personal field in a value of it; undefined where there is none.
 */
export function maskerOf(schema: z.ZodType, seen = new Map<z.ZodType, Masker | undefined>()): Masker | undefined {
  if (seen.has(schema)) return seen.get(schema);
  seen.set(schema, undefined);
  const built = buildMasker(schema, seen);
  seen.set(schema, built);
  return built;
}

function buildMasker(schema: z.ZodType, seen: Map<z.ZodType, Masker | undefined>): Masker | undefined {
  const kind = personalKindOf(schema);
  if (kind) return kind === 'words' ? undefined : (value) => (typeof value === 'string' ? mask(kind, value) : value);
  if (schema instanceof z.ZodObject) {
    const fields = Object.entries(schema.shape as Record<string, z.ZodType>)
      .map(([key, field]) => [key, maskerOf(field, seen)] as const)
      .filter((entry): entry is [string, Masker] => entry[1] !== undefined);
    if (fields.length === 0) return undefined;
    return (value) => {
      if (value === null || typeof value !== 'object') return value;
      const copy = { ...(value as Record<string, unknown>) };
      for (const [key, masker] of fields) if (key in copy) copy[key] = masker(copy[key]);
      return copy;
    };
  }
  if (schema instanceof z.ZodArray) {
    const element = maskerOf(schema.element as z.ZodType, seen);
    return element && ((value) => (Array.isArray(value) ? value.map(element) : value));
  }
  if (schema instanceof z.ZodTuple) {
    const items = (schema.def.items as z.ZodType[]).map((item) => maskerOf(item, seen));
    return items.some(Boolean)
      ? (value) => (Array.isArray(value) ? value.map((item, index) => items[index]?.(item) ?? item) : value)
      : undefined;
  }
  if (schema instanceof z.ZodRecord) {
    const inner = maskerOf(schema.valueType as z.ZodType, seen);
    return (
      inner &&
      ((value) =>
        value === null || typeof value !== 'object'
          ? value
          : Object.fromEntries(Object.entries(value).map(([key, item]) => [key, inner(item)])))
    );
  }
  if (schema instanceof z.ZodIntersection) {
    const sides = [schema.def.left, schema.def.right]
      .map((side) => maskerOf(side as z.ZodType, seen))
      .filter((one) => one !== undefined);
    return sides.length > 0 ? (value) => sides.reduce((at, masker) => masker(at), value) : undefined;
  }
  if (schema instanceof z.ZodUnion) {
    const options = (schema.options as z.ZodType[]).map((option) => ({ option, masker: maskerOf(option, seen) }));
    if (!options.some(({ masker }) => masker)) return undefined;
    return (value) => {
      const fitting = options.find(({ option }) => option.safeParse(value).success);
      return fitting?.masker ? fitting.masker(value) : value;
    };
  }
  const inner = innerOf(schema);
  return inner && maskerOf(inner, seen);
}

/** The paths of all personal fields inside a schema, for logs, documents and the check on department events. */
export function personalPaths(schema: z.ZodType, path: string[] = [], seen = new Set<z.ZodType>()): string[] {
  if (seen.has(schema)) return [];
  if (personalKindOf(schema)) return [path.join('.')];
  const within = new Set(seen).add(schema);
  if (schema instanceof z.ZodObject)
    return Object.entries(schema.shape as Record<string, z.ZodType>).flatMap(([key, field]) =>
      personalPaths(field, [...path, key], within),
    );
  if (schema instanceof z.ZodArray) return personalPaths(schema.element as z.ZodType, [...path, '*'], within);
  if (schema instanceof z.ZodUnion)
    return (schema.options as z.ZodType[]).flatMap((option) => personalPaths(option, path, within));
  if (schema instanceof z.ZodRecord) return personalPaths(schema.valueType as z.ZodType, [...path, '*'], within);
  if (schema instanceof z.ZodTuple)
    return (schema.def.items as z.ZodType[]).flatMap((item, index) =>
      personalPaths(item, [...path, String(index)], within),
    );
  if (schema instanceof z.ZodIntersection)
    return [schema.def.left, schema.def.right].flatMap((side) => personalPaths(side as z.ZodType, path, within));
  const inner = innerOf(schema);
  return inner ? personalPaths(inner, path, within) : [];
}
