import fc from 'fast-check';
import { resolved, type OpenApi, type Schema } from './openapi.ts';

/** Stands where an id of something that exists is put just before sending. */
export interface KnownId {
  readonly knownId: string;
  readonly pick: number;
  /** Sent where nothing of that name is known yet. */
  readonly otherwise: string;
}
export const isKnownId = (value: unknown): value is KnownId =>
  typeof value === 'object' && value !== null && 'knownId' in value;

const moment = fc.date({
  min: new Date('2024-01-01T00:00:00Z'),
  max: new Date('2032-12-31T23:59:59Z'),
  noInvalidDate: true,
});
const soon = fc.integer({ min: -48, max: 24 * 20 }).map((hours) => new Date(Date.now() + hours * 3_600_000));
const words = fc.oneof(
  fc.constantFrom(
    '充值未到账',
    '交易纠纷',
    '无法登录',
    'customer',
    'Where is my order?',
    '<b>bold</b>',
    'ünïcödé',
    '🙂',
    'a\nb\tc',
    "O'Brien",
    '%_',
    '\\',
    '"',
    '--',
    '00000000',
  ),
  fc.string({ minLength: 1, maxLength: 30, unit: 'grapheme' }),
);

/** Values that the schema takes. `name` is the field's, by which known ids and words of the trade are found. */
export function valueOf(document: OpenApi, schema: Schema, name: string, depth = 0): fc.Arbitrary<unknown> {
  const at = resolved<Schema>(document, schema);
  const inner = (one: Schema, as = name) => valueOf(document, one, as, depth + 1);
  if ('const' in at) return fc.constant(at['const']);
  if (Array.isArray(at['enum'])) return fc.constantFrom(...(at['enum'] as unknown[]));
  const options = (at['anyOf'] ?? at['oneOf']) as Schema[] | undefined;
  if (options)
    return fc.oneof(
      ...(depth > 4 ? options.filter((one) => !('items' in one || 'additionalProperties' in one)) : options).map(
        (one) => inner(one),
      ),
    );
  const type = Array.isArray(at['type']) ? (at['type'] as string[])[0] : at['type'];
  switch (type) {
    case 'string':
      return textOf(at, name);
    case 'integer':
    case 'number':
      return fc.oneof(
        {
          weight: 4,
          arbitrary: fc.integer({
            min: bound(at, 'minimum', 'exclusiveMinimum', -1000, 1),
            max: Math.min(bound(at, 'maximum', 'exclusiveMaximum', 1000, -1), 2 ** 31 - 1),
          }),
        },
        { weight: 1, arbitrary: fc.constant(bound(at, 'minimum', 'exclusiveMinimum', 0, 1)) },
      );
    case 'boolean':
      return fc.boolean();
    case 'null':
      return fc.constant(null);
    case 'array': {
      if (Array.isArray(at['prefixItems']))
        return fc.tuple(...(at['prefixItems'] as Schema[]).map((one) => inner(one)));
      const minLength = (at['minItems'] as number | undefined) ?? 0;
      return fc.array(inner((at['items'] ?? {}) as Schema), {
        minLength,
        maxLength: Math.min((at['maxItems'] as number | undefined) ?? minLength + 3, minLength + 8),
      });
    }
    case 'object':
      return objectOf(document, at, depth);
    default:
      return fc.jsonValue({ maxDepth: 2 });
  }
}

function objectOf(document: OpenApi, at: Schema, depth: number): fc.Arbitrary<unknown> {
  const required = (at['required'] ?? []) as string[];
  // A record over a list of names requires each of them without describing any.
  const properties = {
    ...Object.fromEntries(required.map((key) => [key, (at['additionalProperties'] ?? {}) as Schema])),
    ...((at['properties'] ?? {}) as Record<string, Schema>),
  };
  const fields = fc.record(
    Object.fromEntries(
      Object.entries(properties).map(([key, field]) => [key, valueOf(document, field, key, depth + 1)]),
    ),
    { requiredKeys: required },
  );
  const others = at['additionalProperties'];
  if (typeof others !== 'object' || others === null) return withoutContradiction(fields);
  const names = resolved<Schema>(document, (at['propertyNames'] ?? {}) as Schema);
  const key = Array.isArray(names['enum'])
    ? fc.constantFrom(...(names['enum'] as string[]))
    : textOf({ type: 'string', maxLength: 20, ...names, format: undefined }, 'key').map(String);
  const more = fc.dictionary(key, valueOf(document, others as Schema, 'any', depth + 1), { maxKeys: 4 });
  return fc.tuple(fields, more).map(([one, other]) => ({ ...other, ...(one as object) }));
}

/** Pairs of which exactly one is wanted, which a schema does not say. Both are sent now and then. */
const eitherOr: readonly (readonly [string, string])[] = [['customerId', 'customer']];

function withoutContradiction(fields: fc.Arbitrary<object>): fc.Arbitrary<object> {
  return fc.tuple(fields, fc.integer({ min: 0, max: 9 })).map(([drawn, dice]) => {
    const pair = eitherOr.find(([one, other]) => one in drawn && other in drawn);
    return pair && dice > 0
      ? Object.fromEntries(Object.entries(drawn).filter(([name]) => name !== pair[dice % 2]))
      : drawn;
  });
}

function textOf(at: Schema, name: string): fc.Arbitrary<string | KnownId> {
  const minLength = (at['minLength'] as number | undefined) ?? 0;
  const maxLength = (at['maxLength'] as number | undefined) ?? 200;
  switch (at['format']) {
    case 'uuid':
      return fc.oneof(
        { weight: 4, arbitrary: fc.record({ knownId: fc.constant(name), pick: fc.nat(), otherwise: fc.uuid() }) },
        { weight: 1, arbitrary: fc.uuid() },
      );
    case 'date-time':
      return fc.oneof(moment, soon).map((date) => date.toISOString());
    case 'date':
      return moment.map((date) => date.toISOString().slice(0, 10));
    case 'email':
      return fc.integer({ min: 1, max: 9999 }).map((number) => `customer${number}@example.com`);
    case 'uri':
      return fc.webUrl();
    default:
  }
  if (typeof at['pattern'] === 'string')
    return fc
      .stringMatching(new RegExp(at['pattern'], 'u'), { size: 'small' })
      .filter((text) => text.length <= maxLength);
  const known = domainWords[name];
  const filled = words
    .map((text) => text.slice(0, maxLength))
    .map((text) => (text.trim().length >= minLength ? text : 'x'.repeat(Math.max(1, minLength))));
  return known
    ? fc.oneof(fc.constantFrom(...known), filled)
    : fc.oneof(
        { weight: 9, arbitrary: filled },
        { weight: 1, arbitrary: fc.constant('长'.repeat(Math.min(maxLength, 5000))) },
      );
}

/** Texts without a schema of their own that only a few values of make sense. */
const domainWords: Readonly<Record<string, readonly string[]>> = {
  open: ['true', 'false'],
  overdue: ['true', 'false'],
  onShift: ['true', 'false'],
  name: [
    'hr.calendar',
    'hr.sign_in',
    'hr.lookups',
    'tickets.first_response',
    'tickets.watchdog',
    'tickets.routing',
    'callbacks.due',
    'callbacks.quiet_hours',
    'callbacks.attempts',
    'callbacks.script',
  ],
  csv: ['id,text,when,kind\n1,hello,2026-03-02 10:00,a\n2,,x,b\n', '', '\uFEFFa;b\n"', 'a,b\n"1,2\n3'],
  reason: ['客户来电', 'the customer asked for it'],
  phone: ['13800138000', '+86 10 6552 9988'],
};

function bound(at: Schema, inclusive: string, exclusive: string, otherwise: number, step: number): number {
  if (typeof at[inclusive] === 'number') return Math.max(Math.min(at[inclusive] as number, 2 ** 31 - 1), -(2 ** 31));
  return typeof at[exclusive] === 'number' ? (at[exclusive] as number) + step : otherwise;
}

/** What no schema asks for, but somebody sends. */
export const hostileValue: fc.Arbitrary<unknown> = fc.oneof(
  fc.constantFrom<unknown>(
    null,
    true,
    -1,
    0,
    1.5,
    1e308,
    -0,
    2 ** 53,
    '',
    ' ',
    '\u0000',
    'a\u0000b',
    '\ud800',
    '\ufeff',
    '\u202e',
    "'; drop table ticket; --",
    '$1',
    '${7*7}',
    '{{7*7}}',
    '<script>alert(1)</script>',
    '../../../../etc/passwd',
    '%00',
    '%',
    '__proto__',
    'constructor',
    'NaN',
    'Infinity',
    '0x10',
    '1e3',
    '٣',
    '2026-02-30',
    '9999-12-31T23:59:59.999Z',
    '0000-00-00T00:00:00Z',
    '+010000-01-01T00:00:00Z',
    '2026-03-02T24:00:00Z',
    [],
    {},
    [[]],
    { $ne: null },
    { toString: 'x' },
    { constructor: { prototype: 1 } },
    '00000000-0000-0000-0000-000000000000',
    'ffffffff-ffff-ffff-ffff-ffffffffffff',
    'x'.repeat(20_000),
    '😀'.repeat(3000),
  ),
  fc.string({ unit: 'binary', maxLength: 40 }),
  fc.integer(),
  fc.double(),
  fc.jsonValue({ maxDepth: 3 }),
  fc.integer({ min: 20, max: 300 }).map(nested),
);

function nested(depth: number): unknown {
  let value: unknown = 1;
  for (let at = 0; at < depth; at++) value = [value];
  return value;
}
