import { z } from 'zod';
import { day, instant } from './shapes.ts';
import { timesIn, timesOutOfBounds, within } from './time-bounds.ts';

const year = { backDays: 366, aheadDays: 0 };
const schema = z.object({
  at: within(year, instant).optional(),
  on: within({ backDays: 0, aheadDays: 10 }, day).nullable(),
  several: z.array(z.object({ at: within(year, instant) })).max(3),
  either: z.union([z.object({ at: within(year, instant) }), z.string()]).default('none'),
  free: instant.optional(),
});
const now = new Date('2026-03-02T08:00:00Z');
const issues = (given: z.input<typeof schema>) =>
  timesOutOfBounds(timesIn(schema), schema.parse(given), now).map(({ path, message }) => [path.join('.'), message.zh]);

test('R9 finds every time of a schema and its bounds', () => {
  expect(timesIn(schema).map(({ path, bounds }) => [path.join('.'), bounds?.backDays])).toEqual([
    ['at', 366],
    ['on', 0],
    ['several.*.at', 366],
    ['either.at', 366],
    ['free', undefined],
  ]);
});

test('R9 times beyond their bounds are told, and those on the edge are not', () => {
  expect(issues({ at: '2025-03-01T08:00:00Z', on: '2026-03-12', several: [{ at: '2026-03-02T08:00:00Z' }] })).toEqual(
    [],
  );
  expect(
    issues({
      at: '2025-03-01T07:59:59Z',
      on: '2026-03-14',
      several: [{ at: '2026-03-02T07:00:00Z' }, { at: '2026-03-02T08:00:01Z' }],
      either: { at: '1950-01-01T00:00:00Z' },
      free: '1900-01-01T00:00:00Z',
    }),
  ).toEqual([
    ['at', '不能早于 366 天前'],
    ['on', '不能晚于 10 天后'],
    ['several.1.at', '不能晚于现在'],
    ['either.at', '不能早于 366 天前'],
  ]);
  expect(issues({ on: '2026-02-28', several: [] })).toEqual([['on', '不能早于现在']]);
});
