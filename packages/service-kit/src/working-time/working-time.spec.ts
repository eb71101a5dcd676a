import fc from 'fast-check';
import { DateTime } from 'luxon';
import type { Calendar } from './calendar.ts';
import { WorkingTime } from './working-time.ts';

const hours = [
  { from: '09:00', until: '12:00' },
  { from: '13:00', until: '18:00' },
];
const calendar: Calendar = {
  zone: 'Asia/Shanghai',
  week: [hours, hours, hours, hours, hours, [], []],
  followsChineseHolidays: true,
  days: {},
};
const working = new WorkingTime(calendar);

/** Wall-clock time in Shanghai. */
const at = (text: string) => new Date(`${text.replace(' ', 'T')}:00+08:00`);
const wall = (date: Date) => new Date(date.getTime() + 8 * 3_600_000).toISOString().slice(0, 16).replace('T', ' ');
const minute = 60_000;

// 2026: Spring Festival 15–23 February, with 14 and 28 February (Saturdays) worked; National Day 1–7 October, with 10
// October worked.
test.each([
  ['on a Monday morning', '2026-03-02 09:00', true],
  ['a minute before opening', '2026-03-02 08:59', false],
  ['in the lunch break', '2026-03-02 12:30', false],
  ['at the very end of the morning', '2026-03-02 12:00', false],
  ['after lunch', '2026-03-02 13:00', true],
  ['at closing time', '2026-03-02 18:00', false],
  ['on a Saturday', '2026-03-07 10:00', false],
  ['on a holiday that is a Monday', '2026-02-16 10:00', false],
  ['on a make-up Saturday', '2026-02-28 10:00', true],
  ['in the lunch break of a make-up Saturday', '2026-02-28 12:10', false],
  ['on National Day', '2026-10-01 10:00', false],
])('T-04 is it open %s', (_, moment, open) => {
  expect(working.isOpen(at(moment))).toBe(open);
});

test.each([
  ['within the morning', '2026-03-02 09:10', 30, '2026-03-02 09:40'],
  ['to the very end of the morning', '2026-03-02 09:00', 180, '2026-03-02 12:00'],
  ['over the lunch break', '2026-03-02 11:50', 30, '2026-03-02 13:20'],
  ['begun in the lunch break', '2026-03-02 12:30', 10, '2026-03-02 13:10'],
  ['overnight', '2026-03-02 17:50', 30, '2026-03-03 09:20'],
  ['over a weekend', '2026-03-06 17:50', 30, '2026-03-09 09:20'],
  ['begun on a Sunday', '2026-03-08 10:00', 60, '2026-03-09 10:00'],
  ['over the Spring Festival', '2026-02-14 17:50', 30, '2026-02-24 09:20'],
  ['into a make-up Saturday', '2026-02-27 17:50', 30, '2026-02-28 09:20'],
  ['over National Day', '2026-09-30 17:00', 120, '2026-10-08 10:00'],
  ['a whole working week', '2026-03-02 09:00', 40 * 60, '2026-03-06 18:00'],
  ['none, from an open moment', '2026-03-02 10:00', 0, '2026-03-02 10:00'],
  ['none, from a closed moment', '2026-03-02 12:30', 0, '2026-03-02 13:00'],
])('T-04 adds working time %s', (_, from, minutes, until) => {
  expect(wall(working.addWorkingMs(at(from), minutes * minute))).toBe(until);
  if (minutes > 0) expect(working.workingMsBetween(at(from), at(until))).toBe(minutes * minute);
});

test.each([
  ['2026-03-02 12:00', '2026-03-02 13:00'],
  ['2026-03-02 10:00', '2026-03-02 10:00'],
  ['2026-03-07 10:00', '2026-03-09 09:00'],
  ['2026-02-15 10:00', '2026-02-24 09:00'],
])('T-04 the next opening after %s is %s', (from, opening) => {
  expect(wall(working.nextOpening(at(from)))).toBe(opening);
});

test.each([
  ['2026-03-02 10:00', 0, '2026-03-02 18:00'],
  ['2026-03-06 10:00', 1, '2026-03-09 18:00'],
  ['2026-03-07 10:00', 0, '2026-03-09 18:00'],
  ['2026-02-14 10:00', 2, '2026-02-25 18:00'],
])('the workday after %s that is %i later ends at %s', (from, days, end) => {
  expect(wall(working.endOfWorkday(at(from), days))).toBe(end);
});

test('T-04 the company’s own days are stronger than the public calendar', () => {
  const own = new WorkingTime({
    ...calendar,
    days: {
      '2026-03-02': [],
      '2026-03-07': [{ from: '10:00', until: '11:00' }],
      '2026-10-01': [{ from: '22:00', until: '24:00' }],
    },
  });
  expect(own.isOpen(at('2026-03-02 10:00'))).toBe(false);
  expect(own.isOpen(at('2026-03-07 10:30'))).toBe(true);
  expect(own.isOpen(at('2026-10-01 23:59'))).toBe(true);
  expect(own.isOpen(at('2026-10-02 00:00'))).toBe(false);
  expect(own.isWorkday(at('2026-03-02 10:00'))).toBe(false);
});

test('holidays count only where the calendar follows them', () => {
  expect(new WorkingTime({ ...calendar, followsChineseHolidays: false }).isOpen(at('2026-10-01 10:00'))).toBe(true);
});

test('the zone is a setting, and hours are those on the wall also where clocks are put forward', () => {
  const newYork = new WorkingTime({ ...calendar, zone: 'America/New_York', followsChineseHolidays: false });
  // Friday 17:30 in winter time; clocks go forward on Sunday, 8 March 2026; Monday 09:30 in summer time.
  expect(newYork.addWorkingMs(new Date('2026-03-06T22:30:00Z'), 60 * minute).toISOString()).toBe(
    '2026-03-09T13:30:00.000Z',
  );
});

test('refuses what makes no sense', () => {
  expect(() => working.addWorkingMs(at('2026-03-02 10:00'), -1)).toThrow(RangeError);
  expect(() => new WorkingTime({ ...calendar, zone: 'Asia/Nowhere' })).toThrow('not known');
  const never = new WorkingTime({ ...calendar, week: [[], [], [], [], [], [], []], followsChineseHolidays: false });
  // Ten years ahead instead of a search without end.
  expect(never.nextOpening(at('2026-03-02 10:00'))).toEqual(at('2036-03-02 10:00'));
  expect(never.addWorkingMs(at('2026-03-02 10:00'), 1)).toEqual(at('2036-03-02 10:00'));
});

test('what is added is what is counted, for any moment and length', () => {
  const moment = fc.date({ min: at('2026-01-01 00:00'), max: at('2026-12-31 23:00'), noInvalidDate: true });
  fc.assert(
    fc.property(moment, fc.integer({ min: 1, max: 60 * 60 * 1000 * 100 }), (from, ms) => {
      const until = working.addWorkingMs(from, ms);
      expect(working.workingMsBetween(from, until)).toBe(ms);
      expect(working.workingMsBetween(until, from)).toBe(-ms);
    }),
    { numRuns: 200 },
  );
});

test('R9 any span costs the same: the years from Christ’s birth to the end of all dates are counted a thousand times', () => {
  const ends = [new Date('0001-01-01T00:00:00Z'), new Date(8.64e15)];
  const all = working.workingMsBetween(ends[0]!, ends[1]!);
  expect(all).toBeGreaterThan(200 * 200 * 8 * 60 * minute);
  for (let round = 0; round < 1_000; round += 1) {
    const middle = new Date(at('2026-01-01 00:00').getTime() + round * 7 * 60 * minute);
    expect(working.workingMsBetween(ends[0]!, middle) + working.workingMsBetween(middle, ends[1]!)).toBe(all);
  }
  expect(working.isOpen(ends[0]!)).toBe(false);
  expect(working.isWorkday(ends[1]!)).toBe(false);
});

// Summer time in both halves of the world, an offset of 45 minutes, one that is changed at midnight, a skipped day.
test.each([
  'Asia/Shanghai',
  'America/New_York',
  'Australia/Lord_Howe',
  'Asia/Kathmandu',
  'Africa/Cairo',
  'Pacific/Apia',
])('T-04 hours are those on the wall on every day of %s', (zone) => {
  const own = new WorkingTime({ ...calendar, zone, week: Array.from({ length: 7 }, () => hours) });
  for (const year of [2011, 2024, 2026])
    for (let day = DateTime.fromObject({ year }, { zone }); day.year === year; day = day.plus({ days: 1 })) {
      const noon = day.set({ hour: 12 });
      if (!own.isWorkday(noon.toJSDate())) continue;
      expect(own.isOpen(day.set({ hour: 9 }).minus({ milliseconds: 1 }).toJSDate())).toBe(false);
      expect(own.isOpen(day.set({ hour: 9 }).toJSDate())).toBe(true);
      expect(own.isOpen(noon.minus({ milliseconds: 1 }).toJSDate())).toBe(true);
      expect(own.isOpen(noon.toJSDate())).toBe(false);
      expect(own.endOfWorkday(day.startOf('day').toJSDate(), 0)).toEqual(day.set({ hour: 18 }).toJSDate());
    }
});

test('T-04 a whole day has the hours that the zone gives it', () => {
  const always = Array.from({ length: 7 }, () => [{ from: '00:00', until: '24:00' }]);
  const own = new WorkingTime({ ...calendar, zone: 'America/New_York', followsChineseHolidays: false, week: always });
  const span = ['2026-01-01T05:00:00Z', '2027-01-01T05:00:00Z'].map((text) => new Date(text)) as [Date, Date];
  expect(own.workingMsBetween(...span)).toBe(365 * 24 * 60 * minute);
  const forward = ['2026-03-08T05:00:00Z', '2026-03-09T04:00:00Z'].map((text) => new Date(text)) as [Date, Date];
  expect(own.workingMsBetween(...forward)).toBe(23 * 60 * minute);
});

test('T-04 goes on over the turn of the year', () => {
  expect(wall(working.addWorkingMs(at('2025-12-31 17:30'), 60 * minute))).toBe('2026-01-04 09:30');
  expect(working.workingMsBetween(at('2025-12-31 17:30'), at('2026-01-04 09:30'))).toBe(60 * minute);
  expect(wall(working.nextOpening(at('2025-12-31 18:00')))).toBe('2026-01-04 09:00');
  expect(wall(working.endOfWorkday(at('2025-12-30 10:00'), 2))).toBe('2026-01-04 18:00');
});
