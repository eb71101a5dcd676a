import { z } from 'zod';

/** What kind of personal data a field holds; it decides how the field is masked (P-05). */
export type PersonalKind = 'name' | 'phone' | 'email' | 'id_number' | 'account_number' | 'address' | 'words' | 'cell';

const personalFields = z.registry<{ personal: PersonalKind }>();

/**
 * Marks a string field as personal data, once, here. From this mark the field is masked in every answer of an
 * operation that does not declare `reveals`, redacted in logs, and refused in events for other departments.
 * `words` is free text in which a customer may have written anything: who handles the matter and who leads read it as
 * it is, everyone else with what it says about a person redacted inside of it; it never leaves for another department
 * and is never logged. `cell` is what stands where nobody checked what it is, as in the wrong column of a file: who
 * handles it and who leads read it, everyone else nothing of it.
 */
export function personal<S extends z.ZodType>(kind: PersonalKind, schema: S): S {
  const marked = schema.clone() as S;
  personalFields.add(marked, { personal: kind });
  return marked;
}

/** Who handles what it tells of reads it whole. */
export const isForHandler = (kind: PersonalKind): boolean => kind === 'words' || kind === 'cell';

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

/**
 * An object that is registered here names the field that says, by staff id, who handles what it tells of. That person
 * reads the words inside as they were written, as those who lead do; for all others they are redacted, with the names
 * that stand in the object.
 */
export const handledBy = z.registry<{ field: string }>();
export const handlerFieldOf = (schema: z.ZodType): string | undefined => handledBy.get(schema)?.field;

/** The mark of a schema, looking through optional, nullable, default and pipe wrappers. */
export function personalKindOf(schema: z.ZodType): PersonalKind | undefined {
  for (let at: z.ZodType | undefined = schema; at; at = innerOf(at)) {
    const mark = personalFields.get(at);
    if (mark) return mark.personal;
  }
  return undefined;
}

export function innerOf(schema: z.ZodType): z.ZodType | undefined {
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
    case 'account_number':
      return characters.length < 8 ? '*'.repeat(characters.length) : `****${last(4)}`;
    case 'address':
      return `${first(3)}***`;
    case 'cell':
      return '***';
  }
}

interface FieldPlace {
  readonly path: string;
  readonly kind: PersonalKind;
  /** Stands inside an object that names its handler. */
  readonly handled: boolean;
}
interface Place {
  readonly path: readonly string[];
  readonly handled: boolean;
  readonly within: ReadonlySet<z.ZodType>;
}
const top: Place = { path: [], handled: false, within: new Set() };

/** The paths of all personal fields inside a schema, for logs, documents and the check on department events. */
export const personalPaths = (schema: z.ZodType): string[] => personalFieldsOf(schema, top).map(({ path }) => path);

/** The paths of words that no object around them says the handler of, so that nobody could read them whole. */
export const unhandledWords = (schema: z.ZodType): string[] =>
  personalFieldsOf(schema, top).flatMap(({ path, kind, handled }) => (isForHandler(kind) && !handled ? [path] : []));

/** The names of all fields inside a schema that are marked, with their marks. */
export const personalNames = (schema: z.ZodType): [string, PersonalKind][] =>
  personalFieldsOf(schema, top).map(({ path, kind }) => [path.split('.').findLast((name) => name !== '*') ?? '', kind]);

function personalFieldsOf(schema: z.ZodType, at: Place): FieldPlace[] {
  if (at.within.has(schema)) return [];
  const kind = personalKindOf(schema);
  if (kind) return [{ path: at.path.join('.'), kind, handled: at.handled }];
  const here = {
    ...at,
    handled: at.handled || handlerFieldOf(schema) !== undefined,
    within: new Set(at.within).add(schema),
  };
  const below = (inner: unknown, ...names: string[]) =>
    personalFieldsOf(inner as z.ZodType, { ...here, path: [...at.path, ...names] });
  if (schema instanceof z.ZodObject)
    return Object.entries(schema.shape as Record<string, z.ZodType>).flatMap(([key, field]) => below(field, key));
  if (schema instanceof z.ZodArray) return below(schema.element, '*');
  if (schema instanceof z.ZodUnion) return schema.options.flatMap((option) => below(option));
  if (schema instanceof z.ZodRecord) return below(schema.valueType, '*');
  if (schema instanceof z.ZodTuple)
    return (schema.def.items as z.ZodType[]).flatMap((item, index) => below(item, String(index)));
  if (schema instanceof z.ZodIntersection) return [schema.def.left, schema.def.right].flatMap((side) => below(side));
  const inner = innerOf(schema);
  return inner ? below(inner) : [];
}
