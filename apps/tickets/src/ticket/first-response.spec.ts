import fc from 'fast-check';
import { calendarPolicy } from '@bumen/contracts';
import { WorkingTime } from '@bumen/service-kit';
import {
  answerClock,
  dueAt,
  momentOf,
  pauseClock,
  resumeClock,
  startClock,
  usedMs,
  type FirstResponse,
} from './first-response.ts';
import { aroundTheClock } from './hours.ts';

const working = new WorkingTime(calendarPolicy.default);
const begin = new Date('2026-02-27T09:00:00+08:00').getTime();
/** Steps up to some hours apart, over a make-up Saturday, weekends and lunch breaks. */
const steps = fc.array(
  fc.record({
    afterMs: fc.nat(20 * 3_600_000),
    what: fc.constantFrom('pause' as const, 'resume' as const, 'look' as const),
  }),
  { maxLength: 30 },
);
const apply = (clock: FirstResponse, what: 'pause' | 'resume' | 'look', at: Date) =>
  what === 'pause' ? pauseClock(clock, at, working) : what === 'resume' ? resumeClock(clock, at) : clock;

test('T-04 the time used never goes back, never outruns the working time, and does not grow while the clock stands still', () => {
  fc.assert(
    fc.property(steps, (sequence) => {
      let at = new Date(begin);
      let clock = startClock({ limitS: 60, allHours: false }, at);
      for (const { afterMs, what } of sequence) {
        const before = { used: usedMs(clock, at, working), stands: clock.runningSince === null, at };
        at = new Date(at.getTime() + afterMs);
        const used = usedMs(clock, at, working);
        expect(used).toBeGreaterThanOrEqual(before.used);
        if (before.stands) expect(used).toBe(before.used);
        else expect(used - before.used).toBe(working.workingMsBetween(before.at, at));
        clock = apply(clock, what, at);
        expect(usedMs(clock, at, working)).toBe(used);
      }
      expect(usedMs(clock, at, working)).toBeLessThanOrEqual(working.workingMsBetween(new Date(begin), at));
    }),
  );
});

test('T-04 the limit is passed exactly when as much time is used', () => {
  fc.assert(
    fc.property(steps, fc.integer({ min: 1, max: 200_000 }), (sequence, limitS) => {
      let at = new Date(begin);
      let clock = startClock({ limitS, allHours: false }, at);
      for (const { afterMs, what } of sequence) clock = apply(clock, what, (at = new Date(at.getTime() + afterMs)));
      const due = dueAt(clock, working);
      if (clock.runningSince === null) return expect(due).toBeNull();
      const allowed = Math.max(limitS * 1_000, clock.usedMs);
      expect(usedMs(clock, due!, working)).toBe(allowed);
      if (allowed > clock.usedMs) expect(usedMs(clock, new Date(due!.getTime() - 1), working)).toBeLessThan(allowed);
    }),
  );
});

test('T-04 once answered the clock has ended: it neither runs on nor is due', () => {
  const at = (ms: number) => new Date(begin + ms);
  const answered = answerClock(startClock({ limitS: 60, allHours: true }, at(0)), at(5_000), aroundTheClock);
  const later = resumeClock(answered, at(10_000));
  expect(later).toEqual(answered);
  expect([usedMs(later, at(60_000), aroundTheClock), momentOf(later, 60_000, aroundTheClock)]).toEqual([5_000, null]);
});
