import { aggregateField, personalPaths, type Operation } from '@bumen/contracts';
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
    ...(operation.csvField
      ? rest
          .filter((name) => name !== operation.csvField)
          .map((name): JsonObject => ({ ...inQuery(name, false), description: 'Beside a text/csv body only' }))
      : []),
    ...(operation.kind === 'command' && operation.handledBy !== 'gateway'
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
          'application/json': { schema: body },
          ...(operation.csvField && { 'text/csv': { schema: { type: 'string' } } }),
        },
      },
    }),
    responses: { ...success(operation, shapes), ...refusals(problemsOf(operation)) },
  };
}

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
      operation.handledBy !== 'gateway' && {
        'Idempotency-Replayed': { $ref: '#/components/headers/IdempotencyReplayed' },
      }),
  };
  const personal = personalPaths(operation.response);
  return {
    [status]: {
      description: operation.summary.en,
      headers,
      ...(status !== 204 && { content: { 'application/json': { schema: shapes.response(operation) } } }),
      ...(personal.length > 0 && { 'x-personal': personal }),
    },
    ...(operation.http?.startsWith('GET ') &&
      operation.handledBy !== 'gateway' && { 304: { description: 'Not modified since If-None-Match' } }),
  };
}

/** Its service and its noun. */
export const tagOf = (operation: Operation) => operation.name.split('.').slice(0, 2).join('.');
const isList = (schema: Json) =>
  typeof schema === 'object' && schema !== null && !Array.isArray(schema) && schema['type'] === 'array';
