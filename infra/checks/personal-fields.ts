import { z } from 'zod';
import { personalKindOf, type Operation, type PersonalKind } from '@bumen/contracts';

export interface FoundField {
  readonly path: string;
  readonly kind: PersonalKind | undefined;
  readonly schema: z.ZodType;
}

/**
 * Every schema inside a schema, found by walking whatever zod keeps in its definition. It is blunter than
 * `personalPaths` on purpose: a kind of schema that the contracts' own walkers don't know is not overlooked here.
 */
export function fieldsIn(schema: z.ZodType, path = '', within: ReadonlySet<unknown> = new Set()): FoundField[] {
  if (within.has(schema)) return [];
  const inside = new Set(within).add(schema);
  return [
    { path, kind: personalKindOf(schema), schema },
    ...childrenOf(schema).flatMap(([key, child]) =>
      fieldsIn(child, key === '' ? path : `${path}${path === '' ? '' : '.'}${key}`, inside),
    ),
  ];
}

export function childrenOf(schema: z.ZodType): [string, z.ZodType][] {
  const children: [string, z.ZodType][] = [];
  const look = (key: string, value: unknown): void => {
    if (value instanceof z.ZodType) children.push([key, value]);
    else if (Array.isArray(value)) value.forEach((item) => look(key, item));
  };
  if (schema instanceof z.ZodObject)
    for (const [key, field] of Object.entries(schema.shape as Record<string, z.ZodType>)) look(key, field);
  if (schema instanceof z.ZodLazy) look('', (schema.def as unknown as { getter: () => unknown }).getter());
  for (const [key, value] of Object.entries(schema.def))
    // What a refinement checks is no part of the value.
    if (key !== 'shape' && key !== 'checks')
      look(['element', 'valueType', 'items', 'rest'].includes(key) ? '*' : '', value);
  return children;
}

export const personalFieldsIn = (schema: z.ZodType) => [
  ...new Set(
    fieldsIn(schema)
      .filter((field) => field.kind !== undefined)
      .map((field) => field.path),
  ),
];

const soundsPersonal = /^(.*_)?(phone|mobile|email|e_mail|id_number|id_card|address|customer_name)$/;
const snake = (name: string) => name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

/** Fields whose names say that they hold a text about a person, and that bear no mark. */
export function unmarkedFieldsIn(schema: z.ZodType): string[] {
  const fields = fieldsIn(schema);
  const marked = new Set(fields.filter((field) => field.kind !== undefined).map((field) => field.path));
  const texts = fields
    .filter((field) => field.schema instanceof z.ZodString || field.schema instanceof z.ZodStringFormat)
    .map((field) => field.path);
  return [...new Set(texts)].filter((path) => !marked.has(path) && soundsPersonal.test(snake(path.split('.').at(-1)!)));
}

const isFreeText = ({ schema }: FoundField) =>
  schema instanceof z.ZodString && !(schema.def.checks ?? []).some((check) => check._zod.def.check === 'string_format');
/** Fields of any text: no choice, no id, no moment, nothing with a form of its own. */
const freeTextsIn = (schema: z.ZodType) => [
  ...new Set(
    fieldsIn(schema)
      .filter(isFreeText)
      .map((field) => field.path),
  ),
];

/**
 * Where an operation takes a text and shows it under the same name, and only one of the two is marked or they are
 * marked otherwise. A field inside another is the same where that is called the same, too.
 */
export function marksThatDiffer(operation: Pick<Operation, 'name' | 'request' | 'response'>): string[] {
  const [taken, shown] = [operation.request, operation.response].map((schema) => {
    const marks = new Map(freeTextsIn(schema).map((path): [string, PersonalKind | undefined] => [path, undefined]));
    for (const { path, kind } of fieldsIn(schema)) if (kind) marks.set(path, kind);
    return [...marks];
  }) as [[string, PersonalKind | undefined][], [string, PersonalKind | undefined][]];
  return taken.flatMap(([path, kind]) =>
    shown
      .filter(([other, otherKind]) => isSame(path, other) && otherKind !== kind)
      .map(
        ([other, otherKind]) =>
          `${operation.name} takes ${path} as ${kind ?? 'nothing personal'} and shows ${other} as ${otherKind ?? 'nothing personal'}; declare it once by personalField`,
      ),
  );
}

function isSame(path: string, other: string): boolean {
  const [name, parent] = path.split('.').toReversed();
  const [otherName, otherParent] = other.split('.').toReversed();
  return name === otherName && (parent === undefined || parent === otherParent);
}

/** An operation or event with what it shows or tells, and what it takes. */
interface Telling {
  readonly name: string;
  readonly shown: z.ZodType;
  readonly taken?: z.ZodType;
}

/**
 * Texts that are shown or told without a mark under a name that is marked elsewhere in the service. Things have names
 * as people do, so those of people are told apart by reading.
 */
export function unmarkedNamesakes(all: readonly Telling[]): string[] {
  const leafOf = (path: string) => path.split('.').findLast((name) => name !== '*') ?? '';
  const marked = new Map<string, PersonalKind>();
  for (const { shown, taken } of all)
    for (const { path, kind } of [shown, taken ?? []].flat().flatMap((schema) => fieldsIn(schema)))
      if (kind !== undefined && kind !== 'name') marked.set(leafOf(path), kind);
  return all.flatMap(({ name, shown }) => {
    const own = new Set(personalFieldsIn(shown));
    return freeTextsIn(shown)
      .filter((path) => marked.has(leafOf(path)) && !own.has(path))
      .map(
        (path) =>
          `${name} shows ${path} in clear, which is ${marked.get(leafOf(path))} elsewhere; declare it by personalField`,
      );
  });
}

/** A value of the schema in which every personal field holds `secret`, and every list and record one item. */
export function valueWithSecrets(schema: z.ZodType, secret: (kind: PersonalKind) => string, depth = 0): unknown {
  const kind = personalKindOf(schema);
  if (kind) return secret(kind);
  if (depth > 12) return null;
  const inner = (one: z.ZodType) => valueWithSecrets(one, secret, depth + 1);
  if (schema instanceof z.ZodObject)
    return Object.fromEntries(
      Object.entries(schema.shape as Record<string, z.ZodType>).map(([key, field]) => [key, inner(field)]),
    );
  if (schema instanceof z.ZodArray) return [inner(schema.element as z.ZodType)];
  if (schema instanceof z.ZodTuple) return (schema.def.items as z.ZodType[]).map(inner);
  if (schema instanceof z.ZodRecord) return { any: inner(schema.valueType as z.ZodType) };
  if (schema instanceof z.ZodIntersection)
    return Object.assign({}, inner(schema.def.left as z.ZodType), inner(schema.def.right as z.ZodType));
  if (schema instanceof z.ZodUnion) {
    const options = schema.options as z.ZodType[];
    return inner(options.find((option) => personalFieldsIn(option).length > 0) ?? options[0]!);
  }
  if (schema instanceof z.ZodLazy) return null;
  const { innerType, in: first } = schema.def as { innerType?: z.ZodType; in?: z.ZodType };
  if (innerType ?? first) return inner((innerType ?? first)!);
  if (schema instanceof z.ZodEnum || schema instanceof z.ZodLiteral)
    return (schema instanceof z.ZodEnum ? schema.options : [...schema.values])[0];
  if (schema instanceof z.ZodNumber) return 1;
  if (schema instanceof z.ZodBoolean) return true;
  if (schema instanceof z.ZodNull) return null;
  return 'text';
}
