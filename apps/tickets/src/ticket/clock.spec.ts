import fc from 'fast-check';
import { calendarPolicy, type PolicyValue } from '@bumen/contracts';
import { WorkingTime, type Era } from '@bumen/service-kit';
import type { Setting } from '../rules.ts';
import { carriedOver, dueAt, ended, lateSince, passesAt, shareUsedAt, startClock, usedMs } from './clock.ts';
import type { Clock, Timing } from './clock.ts';
import { aroundTheClock, type Hours } from './hours.ts';
import { rules } from './ticket.rig.ts';

const minuteMs = 60_000;
/** A Friday; the next day is a make-up workday, then come a weekend's rest and lunch breaks. */
const begin = new Date('2026-02-27T09:00:00+08:00').getTime();
const at = (minutes: number) => new Date(begin + minutes * minuteMs);
const calendar = (change: Partial<PolicyValue<typeof calendarPolicy>> = {}) =>
  new WorkingTime({ ...calendarPolicy.default, ...change });
const hours: readonly Hours[] = [
  calendar(),
  calendar({ days: { '2026-02-28': [], '2026-03-01': [{ from: '10:00', until: '12:00' }] } }),
  calendar({ week: Array.from({ length: 7 }, () => [{ from: '08:00', until: '20:00' }]) }),
  aroundTheClock,
];
interface Told {
  readonly limitMinutes: number;
  readonly hours: Hours;
}
const timingOf = (told: readonly (Told & { readonly from: number | null })[]): Timing => ({
  eras: told.map(({ from, limitMinutes, hours: counted }, index): Era<Setting> => {
    const until = told[index + 1]?.from ?? null;
    const setting: Setting = {
      ...rules,
      firstResponseOf: () => ({ limitS: limitMinutes * 60, allHours: false }),
      hours: () => counted,
    };
    return { from: from === null ? null : at(from), until: until === null ? null : at(until), setting };
  }),
  limit: (setting) => setting.firstResponseOf('chat', 'normal'),
});
const told = fc.record({ limitMinutes: fc.integer({ min: 1, max: 900 }), hours: fc.constantFrom(...hours) });
/** Settings that follow each other, at whole minutes of the next days. */
const settings = fc
  .tuple(
    told,
    fc.uniqueArray(fc.record({ at: fc.integer({ min: 1, max: 5_000 }), told }), {
      maxLength: 4,
      selector: (one) => one.at,
    }),
  )
  .map(([first, later]) => [
    { ...first, from: null },
    ...later.toSorted((a, b) => a.at - b.at).map((one) => ({ ...one.told, from: one.at })),
  ]);
const during = (all: readonly (Told & { readonly from: number | null })[], minute: number) =>
  all.findLast(({ from }) => from === null || from <= minute)!;

test('T-04 each stretch of time counts by the calendar that held then, and the limit passes when the one of that moment is used up', () => {
  fc.assert(
    fc.property(settings, (all) => {
      const timing = timingOf(all);
      const clock = startClock(at(0));
      const passes = passesAt(clock, timing)!;
      let used = 0;
      for (let minute = 0; minute < 7_000; minute += 1) {
        const { hours: counted, limitMinutes } = during(all, minute);
        if (minute % 97 === 0) expect(usedMs(clock, at(minute), timing)).toBe(used);
        if (used >= limitMinutes * minuteMs) return expect(passes).toEqual(at(minute));
        used += counted.workingMsBetween(at(minute), at(minute + 1));
      }
      expect(passes.getTime()).toBeGreaterThanOrEqual(at(7_000).getTime());
    }),
    { numRuns: 60 },
  );
});

test('T-04 the time used never goes back, and a clock carried over to another limit goes on with what was used', () => {
  fc.assert(
    fc.property(settings, settings, fc.integer({ min: 0, max: 6_000 }), fc.nat(3_000), (all, other, minute, more) => {
      const [timing, later] = [timingOf(all), timingOf(other)];
      const clock = startClock(at(0));
      const carried = carriedOver(clock, at(minute), timing);
      expect(usedMs(carried, at(minute), later)).toBe(usedMs(clock, at(minute), timing));
      expect(usedMs(carried, at(minute + more), later)).toBeGreaterThanOrEqual(carried.usedMs);
      // What had passed has passed, whatever the limit is now.
      const passed = passesAt(clock, timing)!;
      if (passed < at(minute)) expect(passesAt(carried, later)).toEqual(passed);
      else expect(passesAt(carried, later)!.getTime()).toBeGreaterThanOrEqual(at(minute).getTime());
    }),
  );
});

const plain = { limitMinutes: 60, hours: aroundTheClock };
test('T-04 a limit that became shorter passes at the change, never earlier, and what follows counts from then', () => {
  const timing = timingOf([
    { ...plain, from: null },
    { ...plain, limitMinutes: 10, from: 30 },
  ]);
  const clock = startClock(at(0));
  expect([shareUsedAt(clock, () => 60, timing), dueAt(clock, timing)]).toEqual([at(30), at(30)]);
  expect(lateSince(clock, ({ watchdog }) => watchdog.managerAfterS, timing)).toEqual(at(35));
});

test('T-04 once ended it neither runs on nor is due; that it was late is kept', () => {
  const timing = timingOf([{ ...plain, from: null }]);
  const over: Clock[] = [ended(startClock(at(0)), at(5), timing), ended(startClock(at(0)), at(90), timing)];
  expect(over).toEqual([
    { usedMs: 5 * minuteMs, runningSince: null, breachedAt: null },
    { usedMs: 90 * minuteMs, runningSince: null, breachedAt: at(60).toISOString() },
  ]);
  for (const clock of over) {
    expect([dueAt(clock, timing), shareUsedAt(clock, () => 60, timing), lateSince(clock, () => 0, timing)]).toEqual([
      null,
      null,
      null,
    ]);
    expect([usedMs(clock, at(500), timing), carriedOver(clock, at(500), timing)]).toEqual([clock.usedMs, clock]);
  }
});
