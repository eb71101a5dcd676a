import { z } from 'zod';
import { breakingChanges } from './breaking-changes.ts';
import { brokenPromises } from './generate.ts';
import { currentWire, type Wire } from './released-wire.ts';
import { wireSchema } from './wire-schema.ts';

const request = z.object({
  id: z.uuid(),
  text: z.string().max(20),
  level: z.enum(['low', 'high']),
  count: z.int().min(1).default(1),
  note: z.string().optional(),
  tags: z.array(z.string()),
  answers: z.record(z.string(), z.boolean()),
  who: z.object({ name: z.string() }),
  any: z.json(),
});
const response = z.object({
  id: z.uuid(),
  state: z.enum(['open', 'closed']),
  owner: z.string().nullable(),
  at: z.iso.datetime(),
  items: z.array(z.object({ sum: z.int() })),
  pair: z.tuple([z.string(), z.int()]),
});
const data = z.object({ id: z.uuid(), kind: z.enum(['a', 'b']), sum: z.int() });
const details = z.object({ why: z.string() });

function wire(
  change: {
    request?: z.ZodObject;
    response?: z.ZodType;
    data?: z.ZodObject;
    details?: z.ZodObject;
    operation?: object;
    event?: object;
    problem?: object;
  } = {},
): Wire {
  return {
    operations: {
      'hr.staff.do': {
        http: 'POST /staff',
        kind: 'command',
        status: 200,
        roles: ['agent', 'auditor'],
        problems: ['no'],
        request: wireSchema(change.request ?? request, 'sent'),
        response: wireSchema(change.response ?? response, 'received'),
        ...change.operation,
      },
    },
    events: {
      'hr.staff.done': {
        version: 1,
        audience: 'departments',
        carriesState: true,
        data: wireSchema(change.data ?? data, 'received'),
        ...change.event,
      },
    },
    problems: { no: { status: 409, details: wireSchema(change.details ?? details, 'received'), ...change.problem } },
  };
}

test('finds nothing where nothing changed', () => {
  expect(breakingChanges(wire(), wire())).toEqual([]);
  expect(breakingChanges(currentWire(), currentWire())).toEqual([]);
});

test.each<[string, Wire]>([
  [
    'a new operation',
    { ...wire(), operations: { ...wire().operations, 'hr.staff.more': wire().operations['hr.staff.do']! } },
  ],
  ['a new optional field of a request', wire({ request: request.extend({ more: z.string().optional() }) })],
  ['a new field with a default', wire({ request: request.extend({ more: z.string().default('x') }) })],
  [
    'a required field that becomes optional',
    wire({ request: request.extend({ text: z.string().max(20).optional() }) }),
  ],
  ['a longer text', wire({ request: request.extend({ text: z.string().max(40) }) })],
  ['a larger choice', wire({ request: request.extend({ level: z.enum(['low', 'middle', 'high']) }) })],
  ['an alternative', wire({ request: request.extend({ text: z.union([z.string().max(20), z.int()]) }) })],
  ['a new field of an answer', wire({ response: response.extend({ more: z.string() }) })],
  ['a field of an answer that is always there', wire({ response: response.extend({ owner: z.string() }) })],
  [
    'a new value in an answer, which readers must tolerate',
    wire({ response: response.extend({ state: z.enum(['open', 'closed', 'lost']) }) }),
  ],
  ['a new field of an event', wire({ data: data.extend({ more: z.string() }) })],
  ['another shape under a new version', wire({ data: z.object({ other: z.string() }), event: { version: 2 } })],
  ['a role more', wire({ operation: { roles: ['agent', 'auditor', 'cashier'] } })],
  ['a refusal more', wire({ operation: { problems: ['no', 'never'] } })],
])('lets %s through', (_what, current) => {
  expect(breakingChanges(wire(), current)).toEqual([]);
});

test.each<[string, Wire, string]>([
  ['an operation that is gone', { ...wire(), operations: {} }, 'operation hr.staff.do is gone'],
  [
    'another path',
    wire({ operation: { http: 'PUT /staff' } }),
    'operation hr.staff.do was POST /staff and is PUT /staff',
  ],
  ['another status', wire({ operation: { status: 201 } }), 'operation hr.staff.do answered 200 and answers 201'],
  ['another kind', wire({ operation: { kind: 'query' } }), 'operation hr.staff.do was a command and is a query'],
  [
    'a role that is shut out',
    wire({ operation: { roles: ['agent'] } }),
    'operation hr.staff.do no longer lets auditor in',
  ],
  [
    'a new required field',
    wire({ request: request.extend({ more: z.string() }) }),
    'more in the request of hr.staff.do is new and required',
  ],
  [
    'a field that becomes required',
    wire({ request: request.extend({ note: z.string() }) }),
    'note in the request of hr.staff.do is now required',
  ],
  [
    'a field that is no longer taken',
    wire({ request: request.omit({ note: true }) }),
    'note in the request of hr.staff.do is no longer taken',
  ],
  [
    'a nested field that is no longer taken',
    wire({ request: request.extend({ who: z.object({}) }) }),
    'name in who in the request of hr.staff.do is no longer taken',
  ],
  [
    'another type in a request',
    wire({ request: request.extend({ text: z.int() }) }),
    'text in the request of hr.staff.do changed its type: string became integer',
  ],
  [
    'another type of items',
    wire({ request: request.extend({ tags: z.array(z.int()) }) }),
    'an item of tags in the request of hr.staff.do changed its type: string became integer',
  ],
  [
    'another type of values',
    wire({ request: request.extend({ answers: z.record(z.string(), z.string()) }) }),
    'each value in answers in the request of hr.staff.do changed its type: boolean became string',
  ],
  [
    'a smaller choice',
    wire({ request: request.extend({ level: z.enum(['low']) }) }),
    'level in the request of hr.staff.do no longer takes high',
  ],
  [
    'a choice where all was free',
    wire({ request: request.extend({ note: z.enum(['a']).optional() }) }),
    'note in the request of hr.staff.do no longer takes other values',
  ],
  [
    'a shorter text',
    wire({ request: request.extend({ text: z.string().max(10) }) }),
    'text in the request of hr.staff.do has a lower maxLength: 10',
  ],
  [
    'a limit where none was',
    wire({ request: request.extend({ note: z.string().min(2).optional() }) }),
    'note in the request of hr.staff.do has a higher minLength: 2',
  ],
  [
    'a form where none was',
    wire({ request: request.extend({ note: z.string().regex(/^a/).optional() }) }),
    'note in the request of hr.staff.do changed its pattern',
  ],
  [
    'less than any JSON',
    wire({ request: request.extend({ any: z.string() }) }),
    'any in the request of hr.staff.do changed its type: number became string',
  ],
  [
    'a field gone from an answer',
    wire({ response: response.omit({ state: true }) }),
    'state in the answer of hr.staff.do is gone',
  ],
  [
    'a field of an answer that may be missing',
    wire({ response: response.extend({ owner: z.string().nullable().optional() }) }),
    'owner in the answer of hr.staff.do may now be missing',
  ],
  [
    'null where none was',
    wire({ response: response.extend({ at: z.iso.datetime().nullable() }) }),
    'at in the answer of hr.staff.do changed its type: string became null',
  ],
  [
    'another type in an answer',
    wire({ response: response.extend({ state: z.int() }) }),
    'state in the answer of hr.staff.do changed its type: "open" or "closed" became integer',
  ],
  [
    'another type deep in an answer',
    wire({ response: response.extend({ items: z.array(z.object({ sum: z.string() })) }) }),
    'sum in an item of items in the answer of hr.staff.do changed its type: integer became string',
  ],
  [
    'another format',
    wire({ response: response.extend({ id: z.email() }) }),
    'id in the answer of hr.staff.do changed its format',
  ],
  [
    'a longer tuple',
    wire({ response: response.extend({ pair: z.tuple([z.string(), z.int(), z.int()]) }) }),
    'pair in the answer of hr.staff.do has another number of items',
  ],
  ['an event that is gone', { ...wire(), events: {} }, 'event hr.staff.done is gone'],
  [
    'a field gone from an event',
    wire({ data: data.omit({ sum: true }) }),
    'sum in the data of hr.staff.done is gone, and its version is still 1',
  ],
  [
    'an event taken from the departments',
    wire({ event: { audience: 'services' } }),
    'event hr.staff.done no longer reaches other departments',
  ],
  [
    'an event that no longer carries state',
    wire({ event: { carriesState: false } }),
    'event hr.staff.done no longer carries the whole state, so a reader that keeps the newest loses something',
  ],
  ['a version that goes back', wire({ event: { version: 0 } }), 'event hr.staff.done went back from version 1 to 0'],
  ['a problem that is gone', { ...wire(), problems: {} }, 'problem no is gone'],
  ['another status of a problem', wire({ problem: { status: 400 } }), 'problem no had status 409 and has 400'],
  ['a detail that is gone', wire({ details: z.object({}) }), 'why in the details of no is gone'],
])('E-01 finds %s', (_what, current, sentence) => {
  expect(breakingChanges(wire(), current)).toContain(sentence);
});

test('E-01 what was released still holds', () => {
  expect(brokenPromises()).toEqual([]);
});
