import { z } from 'zod';
import { handlerFieldOf, innerOf, isForHandler, mask, personalKindOf, type PersonalKind } from './personal.ts';
import { redact } from './redact.ts';
import { leaders } from './roles.ts';

/** For whom a value is masked. */
export interface Reader {
  /** Whether they read words as they were written; `handlerId`: who handles what the words are about. */
  mayReadWords(handlerId: unknown): boolean;
  /** What they are shown of words otherwise; `names` stand around them. */
  redacted(text: string, names: readonly string[]): unknown;
}

/** Who handles a matter, and who leads, reads what people wrote as they wrote it (P-05). */
export const readerOf = (caller: { readonly staffId: string; readonly roles: readonly string[] }): Reader => {
  const leads = leaders.some((role) => caller.roles.includes(role));
  return { mayReadWords: (handlerId) => leads || handlerId === caller.staffId, redacted: redact };
};

/**
 * Builds, once per schema, a function that masks every personal field in a value of it; undefined where there is none.
 */
export function maskerOf(schema: z.ZodType): ((value: unknown, reader: Reader) => unknown) | undefined {
  const walk = walkOf(schema, new Map());
  return walk && ((value, reader) => walk(value, new Masking(reader, reader.mayReadWords(undefined), [])));
}

/** Shorter ones are many people's: 北京市 is in many texts. */
const addressMin = 6;

/** Builds, once per schema, a function that finds the names of people in a value of it, and their addresses. */
export function nameFinderOf(schema: z.ZodType): (value: unknown) => string[] {
  const walk = walkOf(schema, new Map());
  return (value) => (walk ? namesBy(walk, value) : []);
}

/** What is done with the personal fields of a value. */
interface Visit {
  field(kind: PersonalKind, text: string): unknown;
  /** What is done inside an object that names its handler. */
  inside(handlerId: unknown, names: () => string[]): Visit;
}
type Walk = (value: unknown, visit: Visit) => unknown;

class Masking implements Visit {
  readonly #reader: Reader;
  readonly #wordsShown: boolean;
  readonly #names: readonly string[];

  constructor(reader: Reader, wordsShown: boolean, names: readonly string[]) {
    this.#reader = reader;
    this.#wordsShown = wordsShown;
    this.#names = names;
  }

  field(kind: PersonalKind, text: string): unknown {
    if (isForHandler(kind) && this.#wordsShown) return text;
    return kind === 'words' ? this.#reader.redacted(text, this.#names) : mask(kind, text);
  }
  inside(handlerId: unknown, names: () => string[]): Visit {
    const shown = this.#reader.mayReadWords(handlerId);
    return new Masking(this.#reader, shown, shown ? [] : names());
  }
}

function namesBy(walk: Walk, value: unknown): string[] {
  const names: string[] = [];
  const visit: Visit = {
    field: (kind, text) => {
      if (kind === 'name' || (kind === 'address' && text.trim().length >= addressMin)) names.push(text);
      return text;
    },
    inside: () => visit,
  };
  walk(value, visit);
  return names;
}

function walkOf(schema: z.ZodType, seen: Map<z.ZodType, Walk | undefined>): Walk | undefined {
  if (seen.has(schema)) return seen.get(schema);
  seen.set(schema, undefined);
  const built = buildWalk(schema, seen);
  seen.set(schema, built);
  return built;
}

function buildWalk(schema: z.ZodType, seen: Map<z.ZodType, Walk | undefined>): Walk | undefined {
  const kind = personalKindOf(schema);
  if (kind) return (value, visit) => (typeof value === 'string' ? visit.field(kind, value) : value);
  if (schema instanceof z.ZodObject) return walkOfObject(schema, seen);
  if (schema instanceof z.ZodArray) {
    const element = walkOf(schema.element as z.ZodType, seen);
    return element && ((value, visit) => (Array.isArray(value) ? value.map((one) => element(one, visit)) : value));
  }
  if (schema instanceof z.ZodTuple) {
    const items = (schema.def.items as z.ZodType[]).map((item) => walkOf(item, seen));
    if (!items.some(Boolean)) return undefined;
    return (value, visit) =>
      Array.isArray(value)
        ? (value as unknown[]).map((one, index) => (items[index] ? items[index](one, visit) : one))
        : value;
  }
  if (schema instanceof z.ZodRecord) {
    const inner = walkOf(schema.valueType as z.ZodType, seen);
    return (
      inner &&
      ((value, visit) =>
        value === null || typeof value !== 'object'
          ? value
          : Object.fromEntries(Object.entries(value).map(([key, one]) => [key, inner(one, visit)])))
    );
  }
  if (schema instanceof z.ZodIntersection) {
    const sides = [schema.def.left, schema.def.right]
      .map((side) => walkOf(side as z.ZodType, seen))
      .filter((one) => one !== undefined);
    return inTurn(sides);
  }
  if (schema instanceof z.ZodUnion) {
    const options = (schema.options as z.ZodType[]).map((option) => ({ option, walk: walkOf(option, seen) }));
    const every = inTurn(options.flatMap(({ walk }) => walk ?? []));
    if (!every) return undefined;
    return (value, visit) => {
      const fitting = options.find(({ option }) => option.safeParse(value).success);
      // What fits none may hold the fields of any.
      const walk = fitting ? fitting.walk : every;
      return walk ? walk(value, visit) : value;
    };
  }
  const inner = innerOf(schema);
  return inner && walkOf(inner, seen);
}

function walkOfObject(schema: z.ZodObject, seen: Map<z.ZodType, Walk | undefined>): Walk | undefined {
  const fields = Object.entries(schema.shape as Record<string, z.ZodType>)
    .map(([key, field]) => [key, walkOf(field, seen)] as const)
    .filter((entry): entry is [string, Walk] => entry[1] !== undefined);
  if (fields.length === 0) return undefined;
  const walk: Walk = (value, visit) => {
    if (value === null || typeof value !== 'object') return value;
    const copy = { ...(value as Record<string, unknown>) };
    for (const [key, inner] of fields) if (key in copy) copy[key] = inner(copy[key], visit);
    return copy;
  };
  const handlerField = handlerFieldOf(schema);
  if (handlerField === undefined) return walk;
  if (!(handlerField in schema.shape))
    throw new Error(`an object names ${handlerField} as its handler and has no such field`);
  return (value, visit) =>
    walk(
      value,
      visit.inside((value as Record<string, unknown> | null)?.[handlerField], () => namesBy(walk, value)),
    );
}

/** One after the other, each on what the one before has made. */
const inTurn = (walks: readonly Walk[]): Walk | undefined =>
  walks.length === 0 ? undefined : (value, visit) => walks.reduce((at, walk) => walk(at, visit), value);
