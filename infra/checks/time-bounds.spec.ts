import { z } from 'zod';
import { catalogue, day, instant, timesIn, within } from '@bumen/contracts';
import { fieldsIn } from './personal-fields.ts';
import { farTimeComplaints } from './time-bounds.ts';

test('R9 every time that a command takes lies within bounds', () => {
  expect(farTimeComplaints()).toEqual([]);
});

test('R9 a time without bounds is found, wherever it was planted', () => {
  const request = z.object({
    near: within({ backDays: 1, aheadDays: 1 }, instant),
    many: z.array(z.object({ on: day.nullable() })).max(3),
    at: instant.optional(),
  });
  expect(farTimeComplaints([{ kind: 'command', name: 'hr.shift.plan', request }])).toEqual([
    'hr.shift.plan: many.*.on may lie any number of years away; say by `within` how far',
    'hr.shift.plan: at may lie any number of years away; say by `within` how far',
  ]);
  expect(farTimeComplaints([{ kind: 'query', name: 'hr.shift.list', request }])).toEqual([]);
});

test('no time hides from the search in a kind of schema that it does not know', () => {
  for (const { name, request } of catalogue.operations) {
    const all = fieldsIn(request).filter(
      ({ schema }) => schema instanceof z.ZodISODateTime || schema instanceof z.ZodISODate,
    );
    expect([name, new Set(timesIn(request).map(({ path }) => path.join('.')))]).toEqual([
      name,
      new Set(all.map(({ path }) => path)),
    ]);
  }
});
