import { z } from 'zod';
import * as contracts from '@bumen/contracts';
import { anyOperation, personalPaths, type EventType, type Operation, type ProblemType } from '@bumen/contracts';

type Json = null | boolean | number | string | Json[] | { [key: string]: Json };
type JsonObject = { [key: string]: Json };

export interface OpenApiOptions {
  readonly operations?: readonly Operation[];
  readonly events?: readonly EventType[];
  readonly version?: string;
}

/**
 * The OpenAPI 3.1 document of everything that the gateway mounts, made from the contracts alone; the same input gives
 * the same bytes.
 */
export function openApiDocument({
  operations = contracts.catalogue.operations,
  events = contracts.catalogue.events,
  version = '0.1.0',
}: OpenApiOptions = {}): JsonObject {
  const mounted = operations.filter((one) => one.http);
  const shapes = new Shapes(mounted);
  const paths: Record<string, JsonObject> = {};
  for (const operation of mounted) {
    const [method, path] = operation.http!.split(' ') as [string, string];
    const at = `/api${path.replace(/:(\w+)/g, '{$1}')}`;
    (paths[at] ??= {})[method.toLowerCase()] = describe(operation, method, path, shapes);
  }
  Object.assign(paths, ownPaths(events));
  const used = new Map<string, ProblemType>();
  for (const problem of [...anyOperation, ...mounted.flatMap((one) => one.problems)])
    used.set(problem.code, problem as ProblemType);
  return {
    openapi: '3.1.0',
    info: {
      title: 'Bumen 部门',
      version,
      description:
        'Errors are RFC 9457 problems in the language of Accept-Language (zh, en). A field that an operation does not know is refused.',
    },
    servers: [{ url: '/' }],
    tags: [...new Set(mounted.map(tagOf))].sort().map((name) => ({ name })),
    paths: inOrder(paths),
    components: {
      securitySchemes: {
        bearer: {
          type: 'http',
          scheme: 'bearer',
          bearerFormat: 'JWT',
          description: 'The accessToken of POST /api/session',
        },
      },
      parameters: commonParameters,
      headers: commonHeaders,
      examples: inOrder(
        Object.fromEntries(
          [...used].map(([code, problem]) => [code, { summary: problem.title.en, value: exampleOf(problem) }]),
        ),
      ),
      schemas: inOrder({ ...shapes.components(), Problem: problemSchema }),
    },
    security: [{ bearer: [] }],
  };
}

function describe(operation: Operation, method: string, path: string, shapes: Shapes): JsonObject {
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
    ...(isList(properties[name]!) && { style: 'form', explode: true }),
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
      ? [{ $ref: '#/components/parameters/IdempotencyKey' }, { $ref: '#/components/parameters/IfMatch' }]
      : []),
    ...(operation.kind === 'query' && operation.handledBy !== 'gateway'
      ? [{ $ref: '#/components/parameters/IfNoneMatch' }]
      : []),
    { $ref: '#/components/parameters/AcceptLanguage' },
  ];
  const bodyRequired = rest.filter((name) => required.has(name));
  const body: JsonObject = {
    type: 'object',
    properties: Object.fromEntries(rest.map((name) => [name, properties[name]!])),
    ...(bodyRequired.length > 0 && { required: bodyRequired }),
    additionalProperties: false,
  };
  const reachable = [
    ...operation.problems,
    ...anyOperation.filter((problem) => mayAnswer(operation, problem.code)),
  ] as ProblemType[];
  return {
    operationId: operation.name,
    tags: [tagOf(operation)],
    summary: `${operation.summary.zh} · ${operation.summary.en}`,
    description: [
      operation.roles === 'anyone' ? 'Needs no sign-in.' : `Roles: ${operation.roles.join(', ')}.`,
      ...(operation.rules?.length ? [`Rules: ${operation.rules.join(', ')}.`] : []),
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
    responses: { ...success(operation, shapes), ...refusals(reachable) },
  };
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
    ...(operation.kind === 'query' &&
      operation.handledBy !== 'gateway' && { 304: { description: 'Not modified since If-None-Match' } }),
  };
}

function refusals(problems: readonly ProblemType[]): JsonObject {
  const byStatus = Map.groupBy([...new Map(problems.map((one) => [one.code, one])).values()], (one) => one.status);
  return Object.fromEntries(
    [...byStatus]
      .sort(([a], [b]) => a - b)
      .map(([status, ones]) => [
        status,
        {
          description: ones.map((one) => one.title.en).join(' · '),
          headers: {
            'Correlation-Id': { $ref: '#/components/headers/CorrelationId' },
            ...((status === 429 || status === 503) && { 'Retry-After': { $ref: '#/components/headers/RetryAfter' } }),
          },
          content: {
            'application/problem+json': {
              schema: { $ref: '#/components/schemas/Problem' },
              examples: Object.fromEntries(
                ones.map((one) => [one.code, { $ref: `#/components/examples/${one.code}` }]),
              ),
            },
          },
        },
      ]),
  );
}

function mayAnswer(operation: Operation, code: string): boolean {
  const {
    malformedBody,
    unauthenticated,
    forbidden,
    passwordChangeRequired,
    routeNotFound,
    methodNotAllowed,
    unsupportedMediaType,
    bodyTooLarge,
    versionMismatch,
    writeConflict,
    idempotencyKeyReused,
    invalidHeader,
    unreadableText,
  } = contracts;
  switch (code) {
    case routeNotFound.code:
    case methodNotAllowed.code:
      return false;
    case unreadableText.code:
      return operation.csvField !== undefined;
    case unauthenticated.code:
    case forbidden.code:
    case passwordChangeRequired.code:
      return operation.roles !== 'anyone';
    case malformedBody.code:
    case unsupportedMediaType.code:
    case bodyTooLarge.code:
    case versionMismatch.code:
    case writeConflict.code:
    case idempotencyKeyReused.code:
    case invalidHeader.code:
      return operation.kind === 'command';
    default:
      return true;
  }
}

/** JSON Schemas of all requests and responses, with the shapes that the contracts export as components of their own. */
class Shapes {
  readonly #inputs: Record<string, JsonObject>;
  readonly #outputs: Record<string, JsonObject>;
  readonly #inputIds: ReadonlyMap<string, string>;
  readonly #outputIds: ReadonlyMap<string, string>;

  constructor(operations: readonly Operation[]) {
    const [inputs, outputs] = [z.registry<{ id: string }>(), z.registry<{ id: string }>()];
    for (const [name, schema] of sharedShapes()) {
      inputs.add(schema, { id: `${name}Input` });
      outputs.add(schema, { id: name });
    }
    for (const operation of operations) {
      if (!inputs.has(operation.request)) inputs.add(operation.request, { id: `request ${operation.name}` });
      if (!outputs.has(operation.response)) outputs.add(operation.response, { id: `response ${operation.name}` });
    }
    this.#outputs = schemasOf(outputs, 'output');
    this.#inputs = mergeEqual(schemasOf(inputs, 'input'), this.#outputs);
    this.#inputIds = new Map(operations.map((one) => [one.name, inputs.get(one.request)!.id]));
    this.#outputIds = new Map(operations.map((one) => [one.name, outputs.get(one.response)!.id]));
  }

  /** Always the schema itself: its fields are spread over path, query and body. */
  request(operation: Operation): JsonObject {
    return this.#inputs[this.#inputIds.get(operation.name)!]!;
  }
  response(operation: Operation): JsonObject {
    const id = this.#outputIds.get(operation.name)!;
    return isOwn(id) ? this.#outputs[id]! : { $ref: `#/components/schemas/${id}` };
  }

  /** Those that anything refers to, directly or through another. */
  components(): Record<string, JsonObject> {
    const all: Record<string, JsonObject> = { ...this.#inputs, ...this.#outputs };
    const wanted = new Set<string>();
    const want = (schema: Json): void => {
      for (const reference of JSON.stringify(schema).matchAll(/"#\/components\/schemas\/([^"]+)"/g)) {
        const name = reference[1]!;
        if (wanted.has(name) || !all[name]) continue;
        wanted.add(name);
        want(all[name]);
      }
    };
    for (const id of this.#inputIds.values()) want(all[id]!);
    for (const id of this.#outputIds.values()) want(isOwn(id) ? all[id]! : { $ref: `#/components/schemas/${id}` });
    return Object.fromEntries([...wanted].map((name) => [name, all[name]!]));
  }
}

/** Where a shape is the same both ways, requests refer to the answers' one. */
function mergeEqual(
  inputs: Record<string, JsonObject>,
  outputs: Record<string, JsonObject>,
): Record<string, JsonObject> {
  const oneName = (text: string) => text.replace(/("#\/components\/schemas\/\w+)Input"/g, '$1"');
  const equal = Object.keys(inputs).filter(
    (name) =>
      name.endsWith('Input') &&
      oneName(JSON.stringify(inputs[name])) === JSON.stringify(outputs[name.slice(0, -'Input'.length)]),
  );
  let text = JSON.stringify(inputs);
  for (const name of equal)
    text = text.replaceAll(
      `"#/components/schemas/${name}"`,
      `"#/components/schemas/${name.slice(0, -'Input'.length)}"`,
    );
  return JSON.parse(text) as Record<string, JsonObject>;
}

/** A request or response that no export of the contracts names stands where it is used. */
const isOwn = (id: string) => id.includes(' ');

function sharedShapes(): [string, z.ZodType][] {
  const seen = new Set<unknown>();
  return Object.entries(contracts).flatMap(([name, value]): [string, z.ZodType][] => {
    if (!(value instanceof z.ZodObject || value instanceof z.ZodEnum) || seen.has(value)) return [];
    seen.add(value);
    return [[name[0]!.toUpperCase() + name.slice(1), value]];
  });
}

function schemasOf(registry: z.core.$ZodRegistry<{ id: string }>, io: 'input' | 'output'): Record<string, JsonObject> {
  const { schemas } = z.toJSONSchema(registry, {
    io,
    target: 'draft-2020-12',
    unrepresentable: 'any',
    uri: (id) => `#/components/schemas/${id}`,
    override: ({ zodSchema, jsonSchema }) => {
      const { type, checks } = zodSchema._zod.def;
      if (type === 'object') {
        // The gateway refuses what it doesn't know; a caller must bear what it doesn't know, so that answers can grow.
        if (io === 'input' && !('catchall' in zodSchema._zod.def && zodSchema._zod.def.catchall))
          jsonSchema.additionalProperties = false;
        else if (io === 'output') delete jsonSchema.additionalProperties;
      }
      // Formats say it better than zod's own expressions.
      if (
        jsonSchema.format !== undefined &&
        jsonSchema.format !== 'regex' &&
        !checks?.some((check) => check._zod.def.check === 'regex')
      )
        delete jsonSchema.pattern;
      if (jsonSchema.minimum === Number.MIN_SAFE_INTEGER) delete jsonSchema.minimum;
      if (jsonSchema.maximum === Number.MAX_SAFE_INTEGER) delete jsonSchema.maximum;
    },
  });
  const text = JSON.stringify(schemas, (key, value: unknown) =>
    key === '$schema' || key === '$id' ? undefined : value,
  );
  const { __shared, ...named } = JSON.parse(text) as Record<string, JsonObject>;
  // What zod found recursive by itself is JSON of any kind: it lies beside the others under a name.
  const loose = (__shared?.['$defs'] ?? {}) as Record<string, JsonObject>;
  const renamed = JSON.parse(
    JSON.stringify({
      ...named,
      ...Object.fromEntries(Object.entries(loose).map(([key, schema]) => [looseName(key, io), schema])),
    }).replace(
      /#\/components\/schemas\/__shared#\/\$defs\/(\w+)/g,
      (_whole, key: string) => `#/components/schemas/${looseName(key, io)}`,
    ),
  ) as Record<string, JsonObject>;
  return renamed;
}
const looseName = (key: string, io: string) => `Json${key.replace(/\D/g, '')}${io === 'input' ? 'Input' : ''}`;

function exampleOf(problem: ProblemType): JsonObject {
  return {
    type: `/api/problems/${problem.code}`,
    title: problem.title.zh,
    status: problem.status,
    detail: problem.detail.zh,
    instance: '/api/…',
    code: problem.code,
    details: {},
    correlationId: '0197b0a0-0000-7000-8000-000000000000',
  };
}

const problemSchema: JsonObject = {
  type: 'object',
  required: ['type', 'title', 'status', 'detail', 'code', 'details', 'correlationId'],
  properties: {
    type: { type: 'string', format: 'uri-reference', description: 'Address of the problem’s description' },
    title: { type: 'string' },
    status: { type: 'integer' },
    detail: { type: 'string' },
    instance: { type: 'string' },
    code: { type: 'string', description: 'Stable name of the problem' },
    details: { type: 'object', description: 'Depends on the code; see the problem’s description' },
    correlationId: { type: 'string', description: 'Under this id our logs and the audit trail tell more' },
  },
};

const commonParameters: JsonObject = {
  IdempotencyKey: {
    name: 'Idempotency-Key',
    in: 'header',
    schema: { type: 'string', minLength: 1, maxLength: 200 },
    description: 'A retry under the same key within 24 h gets the first answer and has no second effect',
  },
  IfMatch: {
    name: 'If-Match',
    in: 'header',
    schema: { type: 'string' },
    description: 'The ETag that was seen; refused with 412 where it changed since',
  },
  IfNoneMatch: { name: 'If-None-Match', in: 'header', schema: { type: 'string' } },
  AcceptLanguage: {
    name: 'Accept-Language',
    in: 'header',
    schema: { type: 'string' },
    description: 'zh (default) or en, for problems',
  },
};
const commonHeaders: JsonObject = {
  CorrelationId: { schema: { type: 'string' }, description: 'Ties together everything that followed from the request' },
  ETag: { schema: { type: 'string' }, description: 'Version of what was answered, in quotes' },
  IdempotencyReplayed: {
    schema: { type: 'string', const: 'true' },
    description: 'The answer was given before under the same key',
  },
  RetryAfter: { schema: { type: 'integer' }, description: 'Seconds' },
};

/** What the gateway offers beside the operations. */
function ownPaths(events: readonly EventType[]): Record<string, JsonObject> {
  const problem = (code: ProblemType) => refusals([code]);
  const { unauthenticated, serviceUnavailable, tooManyRequests, routeNotFound } = contracts;
  return {
    '/api/events': {
      get: {
        operationId: 'gateway.events.watch',
        tags: ['gateway'],
        summary: '实时事件 · Live events',
        description:
          'Server-Sent Events of what the caller may see. `event: reset` means that something was missed: read lists anew.',
        parameters: [{ name: 'Last-Event-ID', in: 'header', schema: { type: 'string', maxLength: 500 } }],
        responses: {
          200: {
            description: `One of: ${events
              .filter((one) => one.visibleTo.length > 0)
              .map((one) => one.name)
              .join(', ')}`,
            content: { 'text/event-stream': { schema: { type: 'string' } } },
          },
          ...problem(unauthenticated as ProblemType),
          ...problem(tooManyRequests as unknown as ProblemType),
          ...problem(serviceUnavailable as unknown as ProblemType),
        },
      },
    },
    '/api/session/oidc': {
      get: {
        operationId: 'gateway.session.oidc_start',
        tags: ['gateway'],
        security: [],
        summary: '外部登录 · Sign in at the OpenID provider',
        parameters: [{ name: 'returnTo', in: 'query', schema: { type: 'string', pattern: '^/' } }],
        responses: {
          303: { description: 'To the provider' },
          ...problem(routeNotFound as ProblemType),
          ...problem(tooManyRequests as unknown as ProblemType),
          ...problem(serviceUnavailable as unknown as ProblemType),
        },
      },
    },
    '/api/problems/{code}': {
      get: {
        operationId: 'gateway.problems.describe',
        tags: ['gateway'],
        security: [],
        summary: '问题说明 · What a problem means',
        parameters: [{ name: 'code', in: 'path', required: true, schema: { type: 'string' } }],
        responses: {
          200: { description: 'Its texts in both languages and the schema of its details' },
          ...problem(routeNotFound as ProblemType),
        },
      },
    },
  };
}

const tagOf = (operation: Operation) => operation.name.split('.').slice(0, 2).join('.');
const isList = (schema: Json) =>
  typeof schema === 'object' && schema !== null && !Array.isArray(schema) && schema['type'] === 'array';
function inOrder<Value>(record: Record<string, Value>): Record<string, Value> {
  return Object.fromEntries(Object.entries(record).sort(([a], [b]) => (a < b ? -1 : 1)));
}
