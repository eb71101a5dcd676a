import { z } from 'zod';
import {
  catalogue,
  choiceWords,
  type EventType,
  type FieldWords,
  type Noun,
  type Operation,
  type Policy,
  type ProblemType,
  type Transitions,
} from '@bumen/contracts';
import { fieldsIn } from './personal-fields.ts';

interface Declared {
  readonly operations: readonly Operation[];
  readonly events: readonly EventType[];
  readonly policies: readonly Policy[];
  readonly words: readonly FieldWords[];
  readonly problems: readonly ProblemType[];
  readonly nouns: readonly Noun[];
  readonly stateTables: readonly Transitions[];
}

/**
 * What people would meet without words: a field of a request, an answer or a policy, one of several codes anywhere, a
 * sentence that is empty; and words for nothing.
 */
export function wordComplaints(declared: Declared = catalogue): string[] {
  const { operations, events, policies, words, problems, nouns, stateTables } = declared;
  const complaints: string[] = [];
  /** Said once, however many operations have the field. */
  const lacking = new Set<string>();
  const used = new Map(words.map((one) => [one, new Set<string>()]));
  for (const { name, service, schema } of [
    ...operations.flatMap(({ name, service, request, response }) => [
      { name, service, schema: request as z.ZodType },
      { name, service, schema: response as z.ZodType },
    ]),
    ...policies,
  ]) {
    const own = words.find((one) => one.service === service);
    const shared = words.find((one) => one.service === undefined);
    for (const field of namesIn(schema)) {
      const dictionary = [own, shared].find((one) => one && Object.hasOwn(one.names, field));
      if (dictionary) used.get(dictionary)!.add(field);
      else if (!lacking.has(`${service} ${field}`)) {
        lacking.add(`${service} ${field}`);
        complaints.push(
          `${name}: the field ${field} has no words; add them to packages/contracts/src/${service}/words.ts` +
            (own ? '' : ', which the index.ts beside it exports'),
        );
      }
    }
  }
  complaints.push(...problems.flatMap(bareCodes));
  for (const [dictionary, fields] of used)
    for (const field of Object.keys(dictionary.names))
      if (!fields.has(field))
        complaints.push(
          `the words for ${field} of ${dictionary.service ?? 'all services'} are used by no field; remove them`,
        );
  for (const { name, schemas } of [
    ...operations.map((one) => ({ name: one.name, schemas: [one.request, one.response] })),
    ...events.map((one) => ({ name: one.name, schemas: [one.data] })),
    ...policies.map((one) => ({ name: one.name, schemas: [one.schema] })),
    ...problems.map((one) => ({ name: one.code, schemas: one.details ? [one.details] : [] })),
  ])
    for (const { schema, path } of schemas.flatMap((one) => fieldsIn(one))) {
      const known = choiceWords(schema);
      const codes = codesOf(schema);
      if (codes.length > 1 && !known)
        complaints.push(`${name}: nobody is told what ${codes.join(', ')} mean; declare them by choice`);
      complaints.push(
        ...emptyIn(known).map((one) => `${name}: ${path} has no words for ${one}; write them, zh and en`),
      );
    }
  for (const one of [...operations, ...events, ...policies, ...problems, ...nouns, ...stateTables, ...words])
    complaints.push(
      ...emptyIn(one).map((path) => `${nameOf(one)}: ${path} is empty; write a sentence, in zh and in en`),
    );
  return [...new Set(complaints)];
}

const namesIn = (schema: z.ZodType) =>
  new Set(fieldsIn(schema).flatMap(({ schema: one }) => (one instanceof z.ZodObject ? Object.keys(one.shape) : [])));

/** The codes of which a value is one, however that is declared; none where it is no such value. */
function codesOf(schema: z.ZodType): string[] {
  if (schema instanceof z.ZodEnum) return schema.options.map(String);
  if (schema instanceof z.ZodLiteral) return textsOf(schema);
  if (schema instanceof z.ZodUnion) {
    const options = schema.options as z.ZodType[];
    return options.flatMap((one) => (one instanceof z.ZodLiteral ? textsOf(one) : []));
  }
  return schema instanceof z.ZodString ? (schema.def.checks ?? []).flatMap(alternativesOf) : [];
}
const textsOf = (schema: z.ZodLiteral) => [...schema.values].filter((one) => typeof one === 'string');

/** `^(red|blue)$` is a choice in another dress. */
function alternativesOf(check: z.core.$ZodCheck<never>): string[] {
  const { pattern } = check._zod.def as { pattern?: RegExp };
  const plain = (pattern?.source ?? '').replaceAll(/[\^$()]|\?:/g, '');
  return /^[\w -]+(\|[\w -]+)+$/.test(plain) ? plain.split('|') : [];
}

/** Where in a declaration a sentence is missing in one of the languages. */
function emptyIn(value: unknown, path = ''): string[] {
  if (value instanceof z.ZodType || (typeof value !== 'object' && typeof value !== 'function') || value === null)
    return [];
  const { zh, en } = value as { readonly zh?: unknown; readonly en?: unknown };
  if (typeof zh === 'string' && typeof en === 'string') return zh.trim() === '' || en.trim() === '' ? [path] : [];
  return Object.entries(value).flatMap(([key, inner]) => emptyIn(inner, path === '' ? key : `${path}.${key}`));
}

function nameOf(one: Operation | EventType | Policy | ProblemType | Noun | Transitions | FieldWords): string {
  if (one.kind === 'problem') return one.code;
  return one.kind === 'words' ? `the words of ${one.service ?? 'all services'}` : one.name;
}

/** Codes that a sentence names as they are stored. */
function bareCodes({ code, detail, details, called }: ProblemType): string[] {
  return Object.entries((details?.shape ?? {}) as Record<string, z.ZodType>)
    .filter(([name, schema]) => detail.zh.includes(`{${name}}`) && choiceWords(codesIn(schema)) !== undefined)
    .filter(([name]) => called?.[name] === undefined)
    .map(([name]) => `${code}: the sentence names ${name} by its code; say by \`called\` what each is called`);
}
const codesIn = (schema: z.ZodType): z.ZodType =>
  schema instanceof z.ZodArray ? (schema.element as z.ZodType) : schema;
