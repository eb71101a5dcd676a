import { z } from 'zod';
import { choice, event } from '@bumen/contracts';
import { departmentTextComplaints } from './department-texts.ts';

const none = { now: [], before: [] };
const planted = (data: z.ZodObject, audience: 'departments' | 'services' = 'departments') =>
  event({ name: 'hr.staff.noted', version: 1, audience, visibleTo: [], data, summary: { zh: '记下', en: 'noted' } });
const complaintsAbout = (schema: z.ZodType) =>
  departmentTextComplaints([planted(z.object({ field: schema }))], none, none);
const anything = (path: string) =>
  `hr.staff.noted ${path} may say anything and leaves for other departments: make it an id, a choice, a date or a number`;

test('P-05 what may say anything and leaves for other departments stands in a list that only shrinks', () => {
  expect(departmentTextComplaints()).toEqual([]);
});

test.each<[string, z.ZodType]>([
  ['a string', z.string()],
  ['an e-mail address', z.email()],
  ['a telephone number', z.e164()],
  ['an address of a page', z.url()],
  ['a token', z.jwt()],
  ['base64', z.base64()],
  ['a cuid', z.cuid()],
  ['a form that anything has', z.string().regex(/^[^]*$/)],
  ['a form of its own', z.string().regex(/^[a-z]+$/)],
  ['a beginning that anything has', z.string().startsWith('')],
  ['a part that anything has', z.string().includes('')],
  ['small letters', z.string().lowercase()],
  ['a format of its own', z.stringFormat('free', () => true)],
  ['a template', z.templateLiteral(['T', z.string()])],
  ['what is not known', z.unknown()],
  ['anything', z.any()],
  ['a type of its own', z.custom<string>()],
  ['what is made of a number', z.int().transform(String)],
  ['what comes of anything', z.preprocess(String, z.uuid())],
  ['what it is caught as', z.int().catch(1)],
  ['a string inside of wrappers', z.string().nullable().optional().default('').readonly()],
  ['one of several', z.union([z.int(), z.string()])],
  ['a set', z.set(z.string())],
  ['what comes later', z.lazy(() => z.string())],
])('P-05 %s is found', (_what, schema) => {
  expect(complaintsAbout(schema)).toEqual([anything('field')]);
});

test.each<[string, z.ZodType, string]>([
  ['in a list', z.array(z.object({ text: z.string() })), 'field.*.text'],
  ['in a record', z.record(z.uuid(), z.string()), 'field.*'],
  ['as the key of a record', z.record(z.string(), z.int()), 'field'],
  ['in a pair', z.tuple([z.int(), z.string()]), 'field.*'],
  ['at the end of a tuple', z.tuple([z.int()], z.string()), 'field.*'],
  ['in an object that may hold more', z.looseObject({}), 'field'],
  ['in what else an object holds', z.object({}).catchall(z.string()), 'field'],
])('P-05 a text is found %s', (_where, schema, path) => {
  expect(complaintsAbout(schema)).toEqual([anything(path)]);
});

test('P-05 ids, choices, dates and numbers tell nothing, and neither does what consists of them', () => {
  const colour = choice({ red: { zh: '红', en: 'red' } });
  const data = z.strictObject({
    id: z.uuid().nullable(),
    colour: colour.optional(),
    at: z.iso.datetime(),
    on: z.iso.date(),
    count: z.int().min(1),
    share: z.number(),
    whether: z.boolean().default(true),
    fixed: z.literal('fixed'),
    both: z.array(z.union([z.uuid(), z.tuple([z.int(), z.int()])])),
    byColour: z.record(colour, z.int()),
    two: z.intersection(z.object({ id: z.uuid() }), z.object({ at: z.iso.datetime() })),
  });
  expect(departmentTextComplaints([planted(data)], none, none)).toEqual([]);
  expect(departmentTextComplaints([planted(z.object({ text: z.string() }), 'services')], none, none)).toEqual([]);
});

test('P-05 a text or a form that somebody has read is let pass, and nothing is added to the lists', () => {
  const data = z.object({ note: z.string(), code: z.string().regex(/^[a-z]$/), more: z.string().regex(/^[A-Z]$/) });
  const texts = { now: ['hr.staff.noted note', 'hr.staff.gone note'], before: [['hr.staff.noted note']] };
  const forms = { now: ['^[a-z]$', '^[0-9]$'], before: [[]] };
  expect(departmentTextComplaints([planted(data)], texts, forms)).toEqual([
    anything('more'),
    'hr.staff.gone note is no such text: take it off infra/checks/department-texts.json',
    'hr.staff.gone note was added to infra/checks/department-texts.json, which may only shrink',
    '^[0-9]$ is the form of no such text: take it off infra/checks/department-forms.json',
    '^[a-z]$ was added to infra/checks/department-forms.json, which may only shrink',
    '^[0-9]$ was added to infra/checks/department-forms.json, which may only shrink',
  ]);
});
