import { z } from 'zod';
import { choice, command, event, fieldWords, policy, problem, type ProblemType } from '@bumen/contracts';
import { wordComplaints } from './words.ts';

const summary = { zh: '刷墙', en: 'paint a wall' };
const request = z.object({
  colour: choice({ red: { zh: '红', en: 'red' } }),
  deep: z.array(z.object({ shade: z.int() })),
});
const words = fieldWords('hr', {
  colour: { zh: '颜色', en: 'colour' },
  deep: { zh: '层次', en: 'depth' },
  shade: { zh: '深浅', en: 'shade' },
});
const declared = (given: z.ZodObject, response: z.ZodType = z.null()) => ({
  operations: [
    command({ name: 'hr.wall.paint', roles: ['supervisor'], request: given, response, problems: [], summary }),
  ],
  events: [],
  policies: [],
  words: [words],
  problems: [],
  nouns: [],
  stateTables: [],
});

test('every field of a request, answer or policy and every choice has words, and no words are left over', () => {
  expect(wordComplaints()).toEqual([]);
});

test('finds a planted field without words, at any depth', () => {
  expect(wordComplaints(declared(request))).toEqual([]);
  const deep = request.extend({ deep: z.array(z.object({ shade: z.int(), gloss: z.boolean() })).optional() });
  expect(wordComplaints(declared(deep))).toEqual([
    'hr.wall.paint: the field gloss has no words; add them to packages/contracts/src/hr/words.ts',
  ]);
  const answer = z.object({ colour: z.string(), coats: z.array(z.object({ dryAt: z.iso.datetime() })) });
  expect(wordComplaints(declared(request, answer))).toEqual([
    'hr.wall.paint: the field coats has no words; add them to packages/contracts/src/hr/words.ts',
    'hr.wall.paint: the field dryAt has no words; add them to packages/contracts/src/hr/words.ts',
  ]);
  const sheen = policy({
    name: 'hr.sheen',
    schema: z.object({ sheen: z.int() }),
    default: { sheen: 1 },
    rules: [],
    summary,
  });
  expect(wordComplaints({ ...declared(request), policies: [sheen] })).toEqual([
    'hr.sheen: the field sheen has no words; add them to packages/contracts/src/hr/words.ts',
  ]);
});

test('says that words which are there may not be exported', () => {
  const unexported = { ...declared(request.pick({ colour: true })), words: [] };
  expect(wordComplaints(unexported)).toContain(
    'hr.wall.paint: the field colour has no words; add them to packages/contracts/src/hr/words.ts, which the index.ts beside it exports',
  );
});

test('finds planted words that no field uses', () => {
  expect(wordComplaints(declared(request.omit({ deep: true })))).toEqual([
    'the words for deep of hr are used by no field; remove them',
    'the words for shade of hr are used by no field; remove them',
  ]);
});

test('finds a planted choice without words in a request, a response, an event, a policy and a problem', () => {
  const bare = z.enum(['dry', 'wet']);
  const complaint = (name: string) => `${name}: nobody is told what dry, wet mean; declare them by choice`;
  expect(wordComplaints(declared(request.extend({ shade: bare.optional() })))).toEqual([complaint('hr.wall.paint')]);
  expect(wordComplaints(declared(request, z.object({ shade: bare })))).toEqual([complaint('hr.wall.paint')]);
  const data = z.object({ states: z.record(bare, z.int()) });
  const painted = event({ name: 'hr.wall.painted', version: 1, audience: 'services', visibleTo: [], data, summary });
  expect(wordComplaints({ ...declared(request), events: [painted] })).toEqual([complaint('hr.wall.painted')]);
  const damp = policy({
    name: 'hr.damp',
    schema: z.object({ shade: bare }),
    default: { shade: 'dry' },
    rules: [],
    summary,
  });
  expect(wordComplaints({ ...declared(request), policies: [damp] })).toEqual([complaint('hr.damp')]);
  const sentence = { zh: '是{state}的', en: 'It is {state}' };
  const details = z.object({ state: bare });
  const stuck = problem({
    code: 'hr.wall.stuck',
    status: 409,
    title: sentence,
    detail: sentence,
    details,
  }) as unknown as ProblemType;
  expect(wordComplaints({ ...declared(request), problems: [stuck] })).toEqual([complaint('hr.wall.stuck')]);
});

test.each<[string, z.ZodType]>([
  ['a literal of several', z.literal(['red', 'blue'])],
  ['a choice among literals', z.union([z.literal('red'), z.literal('blue')])],
  ['a choice among literals and others', z.union([z.literal('red'), z.int(), z.literal('blue')])],
  ['alternatives', z.string().regex(/^(red|blue)$/)],
  ['alternatives that are not kept', z.string().regex(/^(?:red|blue)$/)],
  ['alternatives side by side', z.string().regex(/^red$|^blue$/)],
  ['an enumeration', z.enum({ Red: 'red', Blue: 'blue' })],
])('finds codes without words in another dress: %s', (_what, schema) => {
  expect(wordComplaints(declared(request, z.object({ deep: z.array(schema.nullable()).max(3) })))).toEqual([
    'hr.wall.paint: nobody is told what red, blue mean; declare them by choice',
  ]);
});

test.each<[string, z.ZodType]>([
  ['one literal', z.literal('red')],
  ['a form', z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$|^24:00$/)],
  [
    'shapes that differ by a literal',
    z.union([z.object({ deep: z.literal('b') }), z.object({ deep: z.literal('c') })]),
  ],
])('lets %s be', (_what, schema) => {
  expect(wordComplaints(declared(request, schema))).toEqual([]);
});

test('finds planted words that say nothing', () => {
  const given = request.extend({ colour: choice({ red: { zh: '', en: ' ' }, blue: { zh: '蓝', en: 'blue' } }) });
  expect(wordComplaints(declared(given))).toEqual([
    'hr.wall.paint: colour has no words for red; write them, zh and en',
  ]);
  const empty = { ...words, names: { ...words.names, shade: { zh: '深浅', en: ' ' } } };
  expect(wordComplaints({ ...declared(request), words: [empty] })).toEqual([
    'the words of hr: names.shade is empty; write a sentence, in zh and in en',
  ]);
  const [operation] = declared(request).operations;
  const silent = { ...operation!, summary: { zh: ' ', en: 'paint' } };
  expect(wordComplaints({ ...declared(request), operations: [silent] })).toEqual([
    'hr.wall.paint: summary is empty; write a sentence, in zh and in en',
  ]);
  const told = { code: 'hr.wall.wet', status: 409, title: summary, detail: { zh: '湿', en: '' } };
  expect(wordComplaints({ ...declared(request), problems: [problem(told)] })).toEqual([
    'hr.wall.wet: detail is empty; write a sentence, in zh and in en',
  ]);
});

test('finds a sentence that names a choice by its code', () => {
  const sentence = { zh: '是{colour}的', en: 'It is {colour}' };
  const details = z.object({ colour: choice({ red: { zh: '红', en: 'red' } }) });
  const wet = { code: 'hr.wall.wet', status: 409, title: sentence, detail: sentence, details };
  const complaints = (called = {}) =>
    wordComplaints({ ...declared(request), problems: [problem({ ...wet, called }) as unknown as ProblemType] });
  expect(complaints()).toEqual([
    'hr.wall.wet: the sentence names colour by its code; say by `called` what each is called',
  ]);
  expect(complaints({ colour: { red: { zh: '红', en: 'red' } } })).toEqual([]);
});
