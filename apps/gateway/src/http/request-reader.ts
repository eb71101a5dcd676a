import { z } from 'zod';
import {
  bytesFieldOf,
  invalidRequest,
  issuesMax,
  issuesOf,
  refusedFields,
  type Operation,
  type Text,
} from '@bumen/contracts';
import { structuralFlaw, textFlaw, type Flaw } from './plain-text.ts';
import type { Query } from './query-string.ts';
import { unknownFieldsOf } from './unknown-fields.ts';

export interface Parts {
  readonly params: Readonly<Record<string, string>>;
  readonly query: Query;
  /** Parsed JSON, or the operation's file; undefined where there is none. */
  readonly body: unknown;
  readonly isFile: boolean;
}

/**
 * Puts an operation's request together from what HTTP carries it in; throws `invalid_request` naming every field that
 * is wrong.
 */
export type RequestReader = (parts: Parts) => Record<string, unknown>;

/**
 * Builds the reader once per operation. The fields come from
 * - the path: `:name` is the field `name`;
 * - the query, for GET and DELETE (and beside a file as the body);
 * - the JSON body, for the rest.
 *
 * Path and query are text, so by the field's schema: a number is read from decimal digits, a boolean from `true` or
 * `false`, a list from values with commas between them (`?state=open,closed`); everything else stays text. A field that
 * the schema doesn't know is refused at any depth, as is one given twice: a typo must not be silently ignored.
 *
 * What is passed on is the input, not zod's output: the service parses it again, and a transform must run only once.
 */
export function requestReader(operation: Pick<Operation, 'http' | 'service' | 'request' | 'fileField'>): RequestReader {
  const [method, path] = operation.http!.split(' ') as [string, string];
  const inPath = [...path.matchAll(/:(\w+)/g)].map((match) => match[1]!);
  const takesQuery = method === 'GET' || method === 'DELETE';
  const shape = operation.request.shape as Record<string, z.ZodType>;
  const fromText = new Map(Object.entries(shape).map(([name, schema]) => [name, textReader(schema)]));
  const unknownFields = unknownFieldsOf(operation.request);

  const takesBytes = bytesFieldOf(operation) !== undefined;

  return ({ params, query, body, isFile: sentAsFile }) => {
    const isFile = sentAsFile || takesBytes;
    // Before anything is copied: a field called __proto__ would change the copy's prototype.
    const structural = structuralFlaw(withoutFile(body, isFile, operation.fileField));
    if (structural) throw refusal([structural], operation);
    const request: Record<string, unknown> = {};
    const flaws: Flaw[] = [];
    const takeText = (name: string, text: string): unknown => {
      const message = textFlaw(text);
      if (message) flaws.push({ path: name, message });
      return fromText.get(name)?.read(text);
    };
    if (takesQuery || isFile) {
      for (const [name, values] of Object.entries(query)) {
        const read = fromText.get(name);
        if (!read || inPath.includes(name) || (isFile && name === operation.fileField))
          flaws.push({ path: name, message: unknownField });
        else if (values.length > 1) flaws.push({ path: name, message: read.isList ? listedTwice : givenTwice });
        else request[name] = takeText(name, values[0]!);
      }
    } else {
      for (const name of Object.keys(query))
        flaws.push({ path: name, message: { zh: '应放在请求正文中', en: 'belongs in the body' } });
    }
    if (isFile) request[operation.fileField!] = body;
    else if (takesQuery) {
      if (body !== undefined)
        flaws.push({ path: '', message: { zh: `${method} 请求不能有正文`, en: `${method} takes no body` } });
    } else if (body !== undefined) {
      if (typeof body !== 'object' || body === null || Array.isArray(body))
        throw refusal(
          [{ path: '', message: { zh: '正文必须是一个 JSON 对象', en: 'the body must be a JSON object' } }],
          operation,
        );
      Object.assign(request, body);
    }
    for (const name of inPath) {
      const value = takeText(name, params[name] ?? '');
      if (Object.hasOwn(request, name) && request[name] !== value)
        flaws.push({ path: name, message: { zh: '与地址中的值不一致', en: 'is not what the address says' } });
      request[name] = value;
    }
    for (const field of unknownFields(request)) flaws.push({ path: field, message: unknownField });
    if (!operation.request.safeParse(request).success)
      for (const { path, message } of issuesOf(operation.request, request))
        flaws.push({ path: pathText(path), message });
    if (flaws.length > 0) throw refusal(flaws, operation);
    return request;
  };
}

const givenTwice: Text = { zh: '只能提供一次', en: 'may be given only once' };
const listedTwice: Text = {
  zh: '只能提供一次,多个值之间用逗号分隔',
  en: 'may be given only once; put commas between several values',
};
const unknownField: Text = { zh: '没有这个字段', en: 'there is no such field' };

function refusal(flaws: readonly Flaw[], operation: Pick<Operation, 'service' | 'request'>) {
  // Bounded, as the request itself may hold thousands of flaws.
  const shown = flaws
    .slice(0, issuesMax)
    .map(({ path, message }) => ({ path: path.slice(0, 200).toWellFormed(), message }));
  return invalidRequest(refusedFields(shown, operation));
}

function pathText(path: readonly PropertyKey[]): string {
  return path.reduce<string>(
    (text, step) =>
      typeof step === 'number' ? `${text}[${step}]` : text === '' ? String(step) : `${text}.${String(step)}`,
    '',
  );
}

interface TextReader {
  readonly isList: boolean;
  read(text: string): unknown;
}

const decimal = /^-?(0|[1-9]\d{0,15})(\.\d{1,15})?$/;

function textReader(schema: z.ZodType): TextReader {
  const at = unwrapped(schema);
  if (at instanceof z.ZodArray) {
    const element = textReader(at.element as z.ZodType);
    return { isList: true, read: (text) => text.split(',').map((part) => element.read(part)) };
  }
  return { isList: false, read: converterOf(at) };
}

function converterOf(at: z.ZodType): (text: string) => unknown {
  if (
    at instanceof z.ZodNumber ||
    (at instanceof z.ZodLiteral && [...at.values].every((value) => typeof value === 'number'))
  )
    // `z.coerce.number()` would take an empty text for 0 and 0x10 for 16; NaN is refused by every number schema.
    return (text) => (decimal.test(text) ? Number(text) : Number.NaN);
  if (at instanceof z.ZodBoolean) return (text) => (text === 'true' ? true : text === 'false' ? false : text);
  return (text) => text;
}

/** The schema that the text meets first, looking through wrappers and pipes. */
function unwrapped(schema: z.ZodType): z.ZodType {
  const def = schema.def as { innerType?: z.ZodType; in?: z.ZodType };
  const inner = def.innerType ?? def.in;
  return inner ? unwrapped(inner) : schema;
}

/** What of a body is looked at as a whole: a file's rows are read each by itself, by who takes them in (T-01). */
function withoutFile(body: unknown, isFile: boolean, fileField: string | undefined): unknown {
  if (isFile) return undefined;
  const hasFile =
    fileField !== undefined && typeof body === 'object' && body !== null && Object.hasOwn(body, fileField);
  return hasFile && typeof (body as Record<string, unknown>)[fileField] === 'string'
    ? { ...body, [fileField]: '' }
    : body;
}
