import { z } from 'zod';
import { catalogue, choice, command, event, fieldWords, policy } from '@bumen/contracts';
import { wordComplaints } from './words.ts';

const summary = { zh: '', en: '' };
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
});

test('every field of a request or policy and every choice has words, and no words are left over', () => {
  expect(wordComplaints()).toEqual([]);
  expect(catalogue.words.length).toBe(1 + new Set(catalogue.operations.map((one) => one.service)).size);
});

test('finds a planted field without words, at any depth', () => {
  expect(wordComplaints(declared(request))).toEqual([]);
  const deep = request.extend({ deep: z.array(z.object({ shade: z.int(), gloss: z.boolean() })).optional() });
  expect(wordComplaints(declared(deep))).toEqual([
    'hr.wall.paint: the field gloss has no words; add them to packages/contracts/src/hr/words.ts',
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

test('finds planted words that no field uses', () => {
  expect(wordComplaints(declared(request.omit({ deep: true })))).toEqual([
    'the words for deep of hr are used by no field; remove them',
    'the words for shade of hr are used by no field; remove them',
  ]);
});

test('finds a planted choice without words in a request, a response, an event and a policy', () => {
  const bare = z.enum(['dry', 'wet']);
  const complaint = (name: string) => `${name}: nobody is told what dry, wet mean; declare them by choice`;
  expect(wordComplaints(declared(request.extend({ shade: bare.optional() })))).toEqual([complaint('hr.wall.paint')]);
  expect(wordComplaints(declared(request, z.object({ state: bare })))).toEqual([complaint('hr.wall.paint')]);
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
});
