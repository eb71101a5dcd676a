import { z } from 'zod';
import { choice, command, line, personal, phoneNumber, prose, query, type Operation } from '@bumen/contracts';
import { typedWordComplaints, typedWords } from './typed-words.ts';

const summary = { zh: '记下', en: 'note' };
const declared = (request: z.ZodObject) => ({
  ...({ name: 'hr.staff.note', roles: ['hr_officer'], request, response: z.null(), problems: [], summary } as const),
});
const taking = (schema: z.ZodType, more: object = {}) =>
  typedWords([{ ...command(declared(z.object({ field: schema }))), ...more } as unknown as Operation]);

test('P-05 what people write into a command is marked, or somebody has read that it tells of no person', () => {
  expect(typedWordComplaints()).toEqual([]);
});

test.each<[string, z.ZodType]>([
  ['a string', z.string()],
  ['a line', line(60)],
  ['several lines', prose(2_000).optional()],
  ['a very short text', z.string().max(3)],
  ['a text that has to be long', z.string().min(5).max(10)],
  ['a form that anything has', z.string().regex(/^[^]*$/)],
  ['a form that sentences have', z.string().regex(/^[a-z ]+$/)],
  ['a beginning that anything has', z.string().startsWith('')],
  ['a part that anything has', z.string().includes('')],
  ['small letters', z.string().lowercase()],
  ['large letters', z.string().uppercase()],
  ['a format of its own', z.stringFormat('free', () => true)],
  ['anything', z.any()],
  ['what is not known', z.unknown()],
  ['a type of its own', z.custom<string>()],
  ['JSON', z.json()],
  ['a text that is changed', z.string().transform((text) => text.length)],
  ['a text beside another thing', z.union([z.int(), z.string()])],
  ['the key of a record', z.record(z.string(), z.int())],
  ['an e-mail address', z.email()],
  ['a telephone number', z.e164()],
])('P-05 %s that bears no mark is found', (_what, schema) => {
  expect(taking(schema)).toEqual(['hr field']);
  expect(typedWordComplaints(['hr field'], [], [])).toEqual([
    'hr field: people write into it what they want, also about a person; declare it by personalField, or give it a form',
  ]);
});

test('P-05 a text is found wherever it stands', () => {
  expect(taking(z.array(z.object({ deep: z.string() })).max(3))).toEqual(['hr field.*.deep']);
});

test.each<[string, z.ZodType]>([
  ['a marked text', personal('words', prose(500)).optional()],
  ['a marked number', phoneNumber.entered],
  ['a text that a choice marks', z.union([z.boolean(), personal('words', z.string())])],
  ['an id', z.uuid()],
  ['a choice', choice({ red: { zh: '红', en: 'red' } })],
  ['a moment', z.iso.datetime()],
  ['a code', z.string().regex(/^[a-z][a-z0-9_]{0,39}$/)],
  ['a number', z.int().refine((value) => value > 1)],
])('P-05 %s is let be', (_what, schema) => {
  expect(taking(schema)).toEqual([]);
});

test('P-05 a secret is no text, and a query writes nothing down', () => {
  expect(taking(z.string(), { secretFields: ['field'] })).toEqual([]);
  const asked = query(declared(z.object({ field: z.string() })));
  expect(typedWords([asked as unknown as Operation])).toEqual([]);
});

test('P-05 the list of texts that somebody has read only shrinks', () => {
  const path = 'infra/checks/unmarked-texts.json';
  expect(typedWordComplaints(['hr name'], ['hr name', 'hr gone'], [['hr gone']])).toEqual([
    `hr gone is marked or gone: take it off ${path}`,
    `hr name was added to ${path}, which may only shrink`,
  ]);
});
