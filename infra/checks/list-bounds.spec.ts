import { z } from 'zod';
import { page, policyView, record } from '@bumen/contracts';
import { boundComplaints } from './list-bounds.ts';

const nothing = { operations: [], events: [], policies: [], problems: [] };
const inEvent = (data: z.ZodObject) => boundComplaints({ ...nothing, events: [{ name: 'hr.staff.seen', data }] });

test('every list and record of a contract has a maximum', () => {
  expect(boundComplaints()).toEqual([]);
});

test('finds what is planted anywhere', () => {
  const endless = z.object({ all: z.array(z.string()) });
  expect(
    boundComplaints({
      operations: [{ name: 'hr.staff.see', request: endless, response: z.array(z.int()) }],
      events: [{ name: 'hr.staff.seen', data: endless }],
      policies: [{ name: 'hr.sight', schema: endless }],
      problems: [{ code: 'hr.staff.unseen', details: endless }],
    }),
  ).toEqual([
    'request of hr.staff.see: all is a list of any length; give it a maximum of 20000 or less',
    'answer of hr.staff.see: the whole is a list of any length; give it a maximum of 20000 or less',
    'hr.staff.seen: all is a list of any length; give it a maximum of 20000 or less',
    'hr.sight: all is a list of any length; give it a maximum of 20000 or less',
    'hr.staff.unseen: all is a list of any length; give it a maximum of 20000 or less',
  ]);
});

test.each<[string, z.ZodType]>([
  ['list', z.array(z.string())],
  ['list', z.array(z.string()).min(1).nullable().optional()],
  ['record', z.record(z.string(), z.int())],
  ['record', z.record(z.uuid(), z.int())],
  ['record', record(z.string(), z.int(), 1e12)],
  ['record', z.map(z.uuid(), z.int())],
  ['list', z.array(z.int()).max(1e12)],
  ['list', z.tuple([z.int()], z.int())],
  ['set', z.set(z.int())],
  ['set', z.set(z.int()).max(1e12)],
  ['object with other fields', z.object({}).catchall(z.int())],
  ['object with other fields', z.looseObject({})],
])('finds a planted %s inside of something', (what, schema) => {
  expect(inEvent(z.object({ one: z.union([z.int(), z.object({ two: schema })]) }))).toEqual([
    `hr.staff.seen: one.two is a ${what} of any length; give it a maximum of 20000 or less`,
  ]);
});

test.each<[string, z.ZodType]>([
  ['a list with a maximum', z.array(z.string()).max(3).min(1).default([])],
  [
    'a list of a length',
    z
      .array(z.string())
      .length(7)
      .refine(() => true),
  ],
  ['a pair', z.tuple([z.int(), z.int()])],
  ['a set with a maximum', z.set(z.int()).max(3)],
  ['an object without other fields', z.strictObject({})],
  ['a page', page(z.int())],
  ['a record with a maximum', record(z.string(), z.int(), 3)],
  ['a record by the codes of a choice', z.record(z.enum(['a', 'b']), z.int())],
  ['JSON of any kind', policyView.shape.value],
])('lets %s be', (_what, schema) => {
  expect(inEvent(z.object({ one: schema }))).toEqual([]);
});

test('a record with a maximum holds to it, and says so in JSON Schema', () => {
  const few = record(z.string(), z.int(), 2);
  expect(few.safeParse({ a: 1, b: 2 }).success).toBe(true);
  expect(few.safeParse({ a: 1, b: 2, c: 3 }).error?.issues[0]).toMatchObject({ message: 'may have at most 2 entries' });
  expect(z.toJSONSchema(few)).toMatchObject({ maxProperties: 2 });
});
