import { lastPublishedYear, publicDaysOf, unpublishedYear } from './public-days.ts';

const follows = { followsChineseHolidays: true, notices: {} };
const daysOf = (calendar: Parameters<typeof publicDaysOf>[0], year: number) => [...publicDaysOf(calendar, year)];
/** The year after the last that the library knows. */
const next = lastPublishedYear() + 1;

// Spring Festival's eve to its third day, 清明, 端午, 中秋: by the lunar calendar, as almanacs have them.
test.each([
  [2027, ['02-05', '02-06', '02-07', '02-08', '04-05', '06-09', '09-15']],
  [2028, ['01-25', '01-26', '01-27', '01-28', '04-04', '05-28', '10-03']],
  [2030, ['02-02', '02-03', '02-04', '02-05', '04-05', '06-05', '09-12']],
])(
  'T-04 in a year whose notice is not out the statutory days are closed, and no make-up days are assumed: %i',
  (year, lunar) => {
    if (year < next) return expect(daysOf(follows, year).some(([, kind]) => kind === 'make-up')).toBe(true);
    const days = new Map(daysOf(follows, year));
    const expected = [...lunar, '01-01', '05-01', '05-02', '10-01', '10-02', '10-03'].map((day) => `${year}-${day}`);
    expect([...days.keys()].sort()).toEqual([...new Set(expected)].sort());
    expect(new Set(days.values())).toEqual(new Set(['holiday']));
  },
);

test('T-04 a published year is as published, one long past has none, and one beyond the lunar tables its fixed days', () => {
  const days = publicDaysOf(follows, 2026);
  expect([days.get('2026-02-16'), days.get('2026-02-28'), days.get('2026-03-02')]).toEqual([
    'holiday',
    'make-up',
    undefined,
  ]);
  expect(daysOf(follows, 1999)).toEqual([]);
  expect(daysOf(follows, 2150)).toHaveLength(6);
  expect(daysOf({ ...follows, followsChineseHolidays: false }, 2026)).toEqual([]);
});

test('T-04 the notice that the company entered stands in place of what is published or assumed', () => {
  const notice = { holidays: [`${next}-02-04`, `${next}-02-05`], makeUps: [`${next}-01-30`] };
  expect(daysOf({ ...follows, notices: { [next]: notice } }, next)).toEqual([
    [`${next}-02-04`, 'holiday'],
    [`${next}-02-05`, 'holiday'],
    [`${next}-01-30`, 'make-up'],
  ]);
});

test('T-04 a year that is not known is missed from 1 December before it on, where the company is, until its notice is entered', () => {
  const calendar = { ...follows, zone: 'Asia/Shanghai', week: [], days: {} };
  const missed = (moment: string, given: object = {}) => unpublishedYear({ ...calendar, ...given }, new Date(moment));
  expect(missed(`${next - 1}-11-30T23:59:59+08:00`)).toBeUndefined();
  expect(missed(`${next - 1}-12-01T00:00:00+08:00`)).toBe(next);
  expect(missed(`${next}-06-01T00:00:00+08:00`)).toBe(next);
  const notices = { [next]: { holidays: [`${next}-01-01`], makeUps: [] } };
  expect(missed(`${next - 1}-12-01T00:00:00+08:00`, { notices })).toBeUndefined();
  expect(missed(`${next}-12-01T00:00:00+08:00`, { notices })).toBe(next + 1);
  expect(missed(`${next}-06-01T00:00:00+08:00`, { followsChineseHolidays: false })).toBeUndefined();
});
