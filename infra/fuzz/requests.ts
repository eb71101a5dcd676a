import fc from 'fast-check';
import type { DocumentedOperation, OpenApi, Parameter, Schema } from './openapi.ts';
import { hostileValue, valueOf } from './values.ts';

/** A request as drawn; ids of what exists are put in when it is sent. */
export interface DrawnRequest {
  readonly operation: DocumentedOperation;
  readonly mood: 'valid' | 'nearly valid' | 'hostile';
  /** Role of the caller; `nobody` has no token, `stranger` a bad one. */
  readonly caller: string;
  readonly method: string;
  readonly path: Readonly<Record<string, unknown>>;
  readonly query: readonly (readonly [string, unknown])[];
  readonly headers: Readonly<Record<string, string>>;
  readonly contentType: string | undefined;
  /** An object is sent as JSON, a text as it stands. */
  readonly body: unknown;
}

export function drawnRequest(
  document: OpenApi,
  operations: readonly DocumentedOperation[],
  roles: readonly string[],
): fc.Arbitrary<DrawnRequest> {
  return fc.oneof(...operations.map((operation) => requestOf(document, operation, roles)));
}

/** JSON by its schema; a file that is a paper for as far as anybody looks, or isn't. */
function bodyOf(document: OpenApi, contentType: string | undefined, schema: Schema | undefined): fc.Arbitrary<unknown> {
  if (contentType === undefined || schema === undefined) return fc.constant(undefined);
  if (contentType === 'application/json') return valueOf(document, schema, 'body');
  return fc.oneof(
    fc.string(),
    fc.string().map((text) => `%PDF-1.7\n${text}\nstartxref\n%%EOF\n`),
  );
}

function requestOf(
  document: OpenApi,
  operation: DocumentedOperation,
  roles: readonly string[],
): fc.Arbitrary<DrawnRequest> {
  const allowed = operation.roles ?? ['nobody'];
  const caller = fc.oneof(
    { weight: 8, arbitrary: fc.constantFrom(...allowed) },
    { weight: 2, arbitrary: fc.constantFrom(...roles, 'nobody', 'stranger') },
  );
  const [contentType, schema] = [...operation.bodies][0] ?? [];
  const place = (where: Parameter['in']) => operation.parameters.filter((one) => one.in === where);
  const pathValues = fc.record(
    Object.fromEntries(place('path').map((one) => [one.name, valueOf(document, one.schema, one.name)])),
  );
  const queryValues = fc.record(
    Object.fromEntries(place('query').map((one) => [one.name, valueOf(document, one.schema, one.name)])),
    {
      requiredKeys: place('query')
        .filter((one) => one.required)
        .map((one) => one.name),
    },
  );
  const valid = fc
    .record({
      caller,
      path: pathValues,
      // A cursor of nobody's making is refused, and with it everything else that the request asks.
      query: fc
        .tuple(queryValues, fc.integer({ min: 0, max: 9 }))
        .map(([values, dice]) =>
          operation.bodies.has('application/json')
            ? []
            : Object.entries(values).filter(([name]) => name !== 'cursor' || dice === 0),
        ),
      headers: sensibleHeaders(operation),
      body: bodyOf(document, contentType, schema),
    })
    .map((drawn): DrawnRequest => ({ operation, mood: 'valid', method: operation.method, contentType, ...drawn }));
  return fc.oneof(
    { weight: 5, arbitrary: valid },
    {
      weight: 4,
      arbitrary: fc
        .tuple(valid, slip(operation))
        .map(([request, change]) => ({ ...change(request), mood: 'nearly valid' as const })),
    },
    {
      weight: 2,
      arbitrary: fc.tuple(valid, attack).map(([request, change]) => ({ ...change(request), mood: 'hostile' as const })),
    },
  );
}

function sensibleHeaders(operation: DocumentedOperation): fc.Arbitrary<Record<string, string>> {
  const ofHeader = operation.parameters.filter((one) => one.in === 'header');
  const named = (ones: typeof ofHeader) => ones.map((one) => one.name.toLowerCase());
  const [offered, required] = [named(ofHeader), named(ofHeader.filter((one) => one.required))];
  const drawn = fc.record(
    {
      'idempotency-key': fc.oneof(fc.constantFrom('key-1', 'key-2'), fc.uuid()),
      'if-match': fc.integer({ min: 0, max: 9 }).map((version) => `"${version}"`),
      'if-none-match': fc.integer({ min: 1, max: 9 }).map((version) => `"${version}"`),
      'accept-language': fc.constantFrom('zh', 'en', 'de, en;q=0.5', '*', 'zh-CN,zh;q=0.9'),
    },
    { requiredKeys: required.includes('if-match') ? ['if-match'] : [] },
  );
  return fc
    .tuple(drawn, fc.integer({ min: 0, max: 3 }))
    .map(([headers, dice]) =>
      Object.fromEntries(
        Object.entries(headers).filter(
          ([name]) => offered.includes(name) && (name !== 'if-match' || required.includes(name) || dice === 0),
        ),
      ),
    );
}

type Change = (request: DrawnRequest) => DrawnRequest;

/** One thing wrong, somewhere. */
function slip(operation: DocumentedOperation): fc.Arbitrary<Change> {
  const slips: fc.Arbitrary<Change>[] = [
    fc.tuple(fc.nat(), hostileValue).map(([pick, value]): Change => (request) => ({
      ...request,
      body: withOneChanged(request.body, pick, value),
    })),
    fc.nat().map((pick): Change => (request) => ({ ...request, body: withOneLeftOut(request.body, pick) })),
    fc
      .tuple(fc.constantFrom('extra', 'ID', 'roles', 'version', 'ticketid', '__proto__', 'state'), hostileValue)
      .map(([name, value]): Change => (request) => ({
        ...request,
        body: isObject(request.body) ? { ...request.body, [name]: value } : request.body,
      })),
    fc
      .tuple(fc.constantFrom('limit', 'cursor', 'state', 'extra', 'order', '__proto__', 'from'), hostileText)
      .map(([name, value]): Change => (request) => ({ ...request, query: [...request.query, [name, value]] })),
  ];
  if (operation.parameters.some((one) => one.in === 'path'))
    slips.push(
      fc.tuple(fc.nat(), hostileText).map(([pick, value]): Change => (request) => ({
        ...request,
        path: withOneChanged(request.path, pick, value) as Record<string, unknown>,
      })),
    );
  return fc.oneof(...slips);
}

const hostileText = hostileValue.map((value) =>
  typeof value === 'string' ? value.slice(0, 3000) : String(JSON.stringify(value)).slice(0, 300),
);
const asIs =
  (text: string | Uint8Array): Change =>
  (request) => ({ ...request, body: text });

/** Wrong in its form, not in its content. */
const attack: fc.Arbitrary<Change> = fc.oneof(
  fc.constantFrom<Change>(
    asIs('{'),
    asIs(''),
    asIs('null'),
    asIs('[]'),
    asIs('"text"'),
    asIs('{"a":1}{"b":2}'),
    asIs('{"text":"a","text":"b"}'),
    asIs('{"__proto__":{"roles":["general_manager"]}}'),
    asIs('['.repeat(100_000)),
    asIs(new Uint8Array([0x7b, 0x22, 0xff, 0xfe, 0x22, 0x3a, 0x31, 0x7d])),
    asIs(`{"text":"${'x'.repeat(300_000)}"}`),
    asIs('\ufeff{}'),
    asIs('{"n":1e999}'),
    asIs('a=1&b=2'),
  ),
  fc
    .constantFrom(
      'text/plain',
      'application/xml',
      'multipart/form-data; boundary=x',
      'application/json; charset=utf-16',
      'text/csv',
      'application/json;',
      'nonsense',
      'application/json, text/csv',
    )
    .map((contentType): Change => (request) => ({ ...request, contentType })),
  fc.constantFrom('GET', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'HEAD', 'POST').map((method): Change => (request) => ({
    ...request,
    method,
    ...((method === 'GET' || method === 'HEAD') && { body: undefined, contentType: undefined }),
  })),
  fc
    .tuple(
      fc.constantFrom(
        'idempotency-key',
        'if-match',
        'if-none-match',
        'accept-language',
        'traceparent',
        'x-forwarded-for',
        'content-encoding',
        'accept-encoding',
        'accept',
        'origin',
        'cookie',
        'authorization',
        'x-http-method-override',
        'correlation-id',
      ),
      fc.oneof(
        fc.constantFrom(
          '',
          '*',
          '"',
          '"0"',
          '"-1"',
          'W/"1"',
          '"1", "2"',
          '"99999999999999999999"',
          'null',
          'Bearer',
          'Bearer .',
          'Bearer eyJhbGciOiJub25lIn0.e30.',
          'Basic Og==',
          'x'.repeat(5000),
          'br',
          'gzip',
          '00-0-0-0',
        ),
        fc.stringMatching(/^[\x20-\x7e]{0,60}$/),
      ),
    )
    .map(([name, value]): Change => (request) => ({ ...request, headers: { ...request.headers, [name]: value } })),
);

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** A copy in which the one of all its fields, at any depth, on which `pick` falls has another value. */
function withOneChanged(value: unknown, pick: number, other: unknown): unknown {
  return changedAt(value, pick % Math.max(1, fieldCount(value)), () => [other]);
}
function withOneLeftOut(value: unknown, pick: number): unknown {
  return changedAt(value, pick % Math.max(1, fieldCount(value)), () => []);
}

function fieldCount(value: unknown): number {
  if (typeof value !== 'object' || value === null || 'knownId' in value) return 0;
  return Object.values(value).reduce<number>((sum, inner) => sum + 1 + fieldCount(inner), 0);
}

/** `change` answers the one value that takes the place, or none. */
function changedAt(value: unknown, place: number, change: () => unknown[]): unknown {
  if (typeof value !== 'object' || value === null || 'knownId' in value) return value;
  let left = place;
  const entries = Object.entries(value).flatMap(([key, inner]): [string, unknown][] => {
    const at = left;
    left -= 1 + fieldCount(inner);
    if (at === 0) return change().map((other) => [key, other]);
    return [[key, at > 0 && at <= fieldCount(inner) ? changedAt(inner, at - 1, change) : inner]];
  });
  return Array.isArray(value) ? entries.map(([, inner]) => inner) : Object.fromEntries(entries);
}
