import fc from 'fast-check';
import {
  catalogue,
  headers as names,
  roles,
  type EventType,
  type Operation,
  type ReactionType,
  type Role,
} from '@bumen/contracts';
import { hostileValue } from './values.ts';

/** Somebody at the broker, with the credentials of one of ours, who keeps to nothing. */
export type DrawnMessage =
  // A deadline in milliseconds from when it is sent, or whatever stands in its place.
  | {
      readonly kind: 'request';
      readonly operation: Operation;
      readonly body: Uint8Array;
      readonly caller: string | undefined;
      readonly deadline: number | string | undefined;
      readonly more: readonly (readonly [string, string])[];
      readonly block: string | undefined;
      readonly heard: boolean;
    }
  | {
      readonly kind: 'event';
      readonly reaction: ReactionType;
      readonly event: EventType;
      readonly spoil: Spoil;
      readonly block: string | undefined;
    }
  | { readonly kind: 'replay'; readonly pick: number }
  | { readonly kind: 'foreign'; readonly user: number; readonly pick: number };

/** Makes something out of a sound envelope that no service can apply. */
export type Spoil = (envelope: Readonly<Record<string, unknown>>) => string | Uint8Array;

/** Within this an answer is awaited, as by the gateway. */
export const patienceMs = 5_000;

const requested = catalogue.operations.filter((one) => one.handledBy !== 'gateway');
const bytes = (text: string) => Buffer.from(text, 'utf8');

const badTexts = [
  '{',
  '',
  'null',
  '[]',
  '"text"',
  '7',
  '{"a":1}{"b":2}',
  '\ufeff{}',
  '{"n":1e999}',
  '{"__proto__":{"roles":["general_manager"]}}',
  '{"constructor":{"prototype":{"x":1}}}',
  '['.repeat(100_000),
  `{"text":"${'x'.repeat(300_000)}"}`,
  'a=1',
];
const field = fc.constantFrom(
  'ticketId',
  'staffId',
  'reason',
  'text',
  'name',
  'limit',
  'cursor',
  'state',
  'customer',
  'channel',
  'question',
  'value',
  '__proto__',
  'toString',
  'from',
  'phone',
);
const body: fc.Arbitrary<Uint8Array> = fc.oneof(
  { weight: 4, arbitrary: fc.constant(bytes('{}')) },
  {
    weight: 4,
    arbitrary: fc.dictionary(field, hostileValue, { maxKeys: 4 }).map((value) => bytes(JSON.stringify(value))),
  },
  { weight: 2, arbitrary: fc.constantFrom(...badTexts).map(bytes) },
  { weight: 1, arbitrary: fc.uint8Array({ maxLength: 60 }) },
);

const written = (caller: unknown) => encodeURIComponent(JSON.stringify(caller));
const person = (held: readonly unknown[], more: object = {}) => ({
  staffId: '3f1c2a44-9d0b-4a57-8a35-0d1d8f4f3c11',
  name: '某人',
  roles: held,
  teamId: null,
  sessionId: null,
  ...more,
});
const callerFor = (operation: Operation): fc.Arbitrary<string | undefined> =>
  fc.oneof(
    {
      weight: 6,
      arbitrary: fc
        .constantFrom(...(operation.roles === 'anyone' ? roles : (operation.roles as readonly Role[])))
        .map((role) => written(person([role]))),
    },
    { weight: 2, arbitrary: fc.constantFrom(...roles).map((role) => written(person([role]))) },
    { weight: 1, arbitrary: fc.constant(undefined) },
    {
      weight: 2,
      arbitrary: fc.constantFrom(
        '',
        '%',
        '%E0%A4%A',
        'null',
        '{}',
        written(null),
        written([]),
        written(person(['__proto__', 'everything'])),
        written({ ...person([]), roles: 'general_manager' }),
        written(person([{}])),
        written(person(roles, { staffId: '' })),
        written(person(['agent'], { name: 'x'.repeat(2_000) })),
        written(person(Array.from({ length: 1_000 }, () => 'agent'))),
        written(person(['agent'], { staffId: 'a\u0000b' })),
        'x'.repeat(200_000),
      ),
    },
  );

const line = fc
  .oneof(
    fc.constantFrom(
      '',
      '0',
      '-1',
      '1.5',
      'NaN',
      '1e9',
      '99999999999999999999',
      '"',
      'x'.repeat(5_000),
      '00-0-0-0',
      '\u0000',
      'é',
      '🙂',
    ),
    fc.string({ maxLength: 40, unit: 'binary' }),
  )
  .map((text) => text.replaceAll(/[\r\n]/g, ' '));
/** Blocks that no client would write. */
const blocks = [
  '',
  '\r\n',
  'NATS/1.0',
  'NATS/1.0\r\n',
  'NATS/9.9\r\n\r\n',
  'NATS/1.0 503 No\r\n\r\n',
  'NATS/1.0\r\na b: c\r\n\r\n',
  'NATS/1.0\r\n: x\r\n\r\n',
  'NATS/1.0\r\nno colon\r\n\r\n',
  'NATS/1.0\r\nü: x\r\n\r\n',
  `NATS/1.0\r\n${'h: x\r\n'.repeat(5_000)}\r\n`,
  'HTTP/1.1 200 OK\r\nHost: x\r\n\r\n',
  '\u0000\u0001\u0002',
];

const request: fc.Arbitrary<DrawnMessage> = fc
  .constantFrom(...requested)
  .chain((operation) =>
    fc.record({
      kind: fc.constant('request' as const),
      operation: fc.constant(operation),
      body,
      caller: callerFor(operation),
      deadline: fc.oneof(
        { weight: 6, arbitrary: fc.constant(patienceMs) },
        { weight: 2, arbitrary: fc.constant(-60_000) },
        { weight: 1, arbitrary: fc.constant(undefined) },
        { weight: 1, arbitrary: line },
      ),
      more: fc.array(
        fc.tuple(
          fc.constantFrom(
            names.idempotencyKey,
            names.expectedVersion,
            names.correlation,
            names.traceparent,
            names.sentAt,
            names.problem,
            'Nats-Msg-Id',
            'X',
          ),
          line,
        ),
        { maxLength: 3 },
      ),
      block: fc.oneof(
        { weight: 12, arbitrary: fc.constant(undefined) },
        { weight: 1, arbitrary: fc.constantFrom(...blocks) },
      ),
      heard: fc.integer({ min: 0, max: 19 }).map((dice) => dice > 0),
    }),
  );

/** So that not everything is refused: what may be asked with no more than the right role. */
const sound: fc.Arbitrary<DrawnMessage> = fc
  .constantFrom(
    ...requested.filter((one) => one.kind === 'query' && one.roles !== 'anyone' && one.request.safeParse({}).success),
  )
  .chain((operation) =>
    fc
      .constantFrom(...(operation.roles as readonly Role[]))
      .map((role) => ({
        kind: 'request' as const,
        operation,
        body: bytes('{}'),
        caller: written(person([role])),
        deadline: patienceMs,
        more: [],
        block: undefined,
        heard: true,
      })),
  );

const json =
  (change: Readonly<Record<string, unknown>>): Spoil =>
  (envelope) =>
    JSON.stringify({ ...envelope, ...change });
const without =
  (left: string): Spoil =>
  (envelope) =>
    JSON.stringify(Object.fromEntries(Object.entries(envelope).filter(([key]) => key !== left)));
const spoils: fc.Arbitrary<Spoil> = fc.oneof(
  fc.constantFrom<Spoil>(
    (envelope) => JSON.stringify(envelope).slice(0, -7),
    (envelope) => `x${JSON.stringify(envelope)}`,
    (envelope) => Uint8Array.from([0xff, 0x00, ...bytes(String(envelope['id']))]),
    (envelope) => JSON.stringify([envelope]),
    (envelope) => JSON.stringify(String(envelope['id'])),
  ),
  fc
    .constantFrom(
      'id',
      'type',
      'source',
      'subject',
      'time',
      'specversion',
      'datacontenttype',
      'dataversion',
      'aggregateversion',
      'correlationid',
      'actor',
    )
    .map(without),
  fc
    .constantFrom(0, -1, 1.5, 2 ** 31, 2 ** 53, 1e308, '1', null, [], {})
    .map((aggregateversion) => json({ aggregateversion })),
  fc.constantFrom(99, 0, -1, '1', null, 2 ** 40).map((dataversion) => json({ dataversion })),
  fc
    .constantFrom<readonly [string, unknown]>(
      ['id', 7],
      ['type', {}],
      ['subject', ''],
      ['subject', 'a\u0000b'],
      ['correlationid', '\u0000'],
      ['time', 'yesterday'],
      ['specversion', '2.0'],
      ['actor', 'x'.repeat(500)],
      ['source', ['a']],
    )
    .map(([key, value]) => json({ [key]: value })),
  fc.constantFrom<unknown>(null, 7, 'text', [], {}, { __proto__: { ticketId: 'x' } }).map((data) => json({ data })),
  fc.constant<Spoil>((envelope) =>
    JSON.stringify({ ...envelope, data: 'X' }).replace(
      '"data":"X"',
      '"data":{"__proto__":{"isAdmin":true},"constructor":{"prototype":{"isAdmin":true}}}',
    ),
  ),
);
const event: fc.Arbitrary<DrawnMessage> = fc
  .constantFrom(...catalogue.reactions)
  .chain((reaction) =>
    fc.record({
      kind: fc.constant('event' as const),
      reaction: fc.constant(reaction),
      event: fc.constantFrom(...(reaction.on as readonly EventType[])),
      spoil: spoils,
      block: fc.oneof(
        { weight: 4, arbitrary: fc.constant(undefined) },
        { weight: 1, arbitrary: fc.constantFrom('NATS/1.0\r\na b: c\r\n\r\n', 'NATS/1.0\r\nü: x\r\n\r\n') },
      ),
    }),
  );

export const drawnMessage: fc.Arbitrary<DrawnMessage> = fc.oneof(
  { weight: 9, arbitrary: request },
  { weight: 1, arbitrary: sound },
  { weight: 3, arbitrary: event },
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('replay' as const), pick: fc.nat() }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('foreign' as const), user: fc.nat(), pick: fc.nat() }) },
);
