import { z } from 'zod';
import { record } from '@bumen/contracts';
import { textComplaints } from './text-bounds.ts';

test('R9 every text that people send has a maximum or a form', () => {
  expect(textComplaints()).toEqual([]);
});

test('R9 a text of any length is found wherever it was planted, also as a key', () => {
  const endless = z.object({
    any: z.string().min(1).optional(),
    keys: record(z.string(), z.int(), 3),
    list: z.array(z.string().trim()).max(3),
  });
  const bounded = z.object({ some: z.string().max(9), form: z.string().regex(/^a$/), id: z.uuid(), json: z.json() });
  const names = ['any', 'keys', 'list.*'];
  expect(
    textComplaints({
      operations: [
        { name: 'hr.staff.see', request: endless },
        { name: 'hr.staff.look', request: bounded },
      ],
      policies: [{ name: 'hr.sight', schema: endless }],
    }),
  ).toEqual(
    ['request of hr.staff.see', 'hr.sight'].flatMap((where) =>
      names.map((name) => `${where}: ${name} is a text of any length; give it a maximum or a form`),
    ),
  );
});
