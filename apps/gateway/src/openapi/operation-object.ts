import {
  aggregateField,
  answersFile,
  attachmentTypes,
  bytesFieldOf,
  fileTypesOf,
  personalPaths,
  type Operation,
} from '@bumen/contracts';
import type { Json, JsonObject } from './json.ts';
import { problemsOf, refusals } from './refusals.ts';
import type { Shapes } from './shapes.ts';

/** An operation as its path item holds it. */
export function operationObject(operation: Operation, method: string, path: string, shapes: Shapes): JsonObject {
  const request = shapes.request(operation);
  const properties = (request['properties'] ?? {}) as Record<string, Json>;
  const required = new Set((request['required'] ?? []) as string[]);
  const inPath = [...path.matchAll(/:(\w+)/g)].map((match) => match[1]!);
  const rest = Object.keys(properties).filter((name) => !inPath.includes(name));
  const takesQuery = method === 'GET' || method === 'DELETE';
  const onlyFile = bytesFieldOf(operation) !== undefined;
  const inQuery = (name: string, isRequired: boolean): JsonObject => ({
    name,
    in: 'query',
    required: isRequired,
    schema: properties[name]!,
    ...(isList(properties[name]!) && { style: 'form', explode: false }),
  });
  const parameters: Json[] = [
    ...inPath.map((name): JsonObject => ({
      name,
      in: 'path',
      required: true,
      schema: properties[name] ?? { type: 'string' },
    })),
    ...(takesQuery ? rest.map((name) => inQuery(name, required.has(name))) : []),
    ...besideFile(operation, rest).map((name): JsonObject =>
      onlyFile ? inQuery(name, required.has(name)) : { ...inQuery(name, false), description: besideTable },
    ),
    ...(operation.kind === 'command' && method !== 'GET' && operation.handledBy !== 'gateway'
      ? [{ $ref: '#/components/parameters/IdempotencyKey' }, ...condition(operation)]
      : []),
    ...(method === 'GET' && operation.handledBy !== 'gateway' ? [{ $ref: '#/components/parameters/IfNoneMatch' }] : []),
    { $ref: '#/components/parameters/AcceptLanguage' },
  ];
  const bodyRequired = rest.filter((name) => required.has(name));
  const body: JsonObject = {
    type: 'object',
    properties: Object.fromEntries(rest.map((name) => [name, properties[name]!])),
    ...(bodyRequired.length > 0 && { required: bodyRequired }),
    additionalProperties: false,
  };
  return {
    operationId: operation.name,
    tags: [tagOf(operation)],
    summary: `${operation.summary.zh} · ${operation.summary.en}`,
    description: [
      operation.roles === 'anyone' ? 'Needs no sign-in.' : `Roles: ${operation.roles.join(', ')}.`,
      ...(operation.rules?.length ? [`Rules: ${operation.rules.join(', ')}.`] : []),
      ...(operation.matches
        ? ['Tells who has a confidential value; each call is on the audit trail with its reason and counted.']
        : []),
      ...(operation.reveals ? ['Shows personal data unmasked; each call is on the audit trail with its reason.'] : []),
    ].join(' '),
    ...(operation.roles === 'anyone' && { security: [] }),
    'x-roles': operation.roles === 'anyone' ? 'anyone' : [...operation.roles],
    parameters,
    ...(!takesQuery && {
      requestBody: {
        required: bodyRequired.length > 0,
        content: {
          ...(!onlyFile && { 'application/json': { schema: body } }),
          ...Object.fromEntries(fileTypesOf(operation).map((type) => [type, { schema: fileSchema(operation, type) }])),
        },
      },
    }),
    responses: { ...success(operation, shapes), ...refusals(problemsOf(operation)) },
  };
}

const besideTable = 'Beside a text/csv body only';
/** Fields that stand in the query where the body is a file. */
const besideFile = ({ fileField }: Operation, fields: readonly string[]): readonly string[] =>
  fileField === undefined ? [] : fields.filter((name) => name !== fileField);
/** A table is a text; bytes are no JSON at all, so that their schema says no more than what they are and how many. */
const fileSchema = ({ bodyLimit }: Operation, type: string): JsonObject =>
  type === 'text/csv'
    ? { type: 'string' }
    : { contentMediaType: type, ...(bodyLimit !== undefined && { maxLength: bodyLimit }) };

/** The version that was seen, where the operation names what it is a version of. */
function condition(operation: Operation): Json[] {
  if (aggregateField(operation) === undefined) return [];
  return [{ $ref: `#/components/parameters/${operation.seen === undefined ? 'IfMatch' : 'IfMatchRequired'}` }];
}

function success(operation: Operation, shapes: Shapes): JsonObject {
  const status = operation.status ?? 200;
  const headers: JsonObject = {
    'Correlation-Id': { $ref: '#/components/headers/CorrelationId' },
    ...(operation.handledBy !== 'gateway' && { ETag: { $ref: '#/components/headers/ETag' } }),
    ...(operation.kind === 'command' &&
      !answersFile(operation) &&
      operation.handledBy !== 'gateway' && {
        'Idempotency-Replayed': { $ref: '#/components/headers/IdempotencyReplayed' },
      }),
  };
  const personal = answersFile(operation) ? [] : personalPaths(operation.response);
  return {
    [status]: {
      description: operation.summary.en,
      headers,
      ...(status !== 204 && { content: answerOf(operation, shapes) }),
      ...(personal.length > 0 && { 'x-personal': personal }),
    },
    ...(operation.http?.startsWith('GET ') &&
      operation.handledBy !== 'gateway' && { 304: { description: 'Not modified since If-None-Match' } }),
  };
}

const answerOf = (operation: Operation, shapes: Shapes): JsonObject =>
  answersFile(operation)
    ? Object.fromEntries(attachmentTypes.map((type) => [type, { schema: { contentMediaType: type } }]))
    : { 'application/json': { schema: shapes.response(operation) } };

/** Its service and its noun. */
export const tagOf = (operation: Operation) => operation.name.split('.').slice(0, 2).join('.');
const isList = (schema: Json) =>
  typeof schema === 'object' && schema !== null && !Array.isArray(schema) && schema['type'] === 'array';
