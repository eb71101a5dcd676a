import { by, rules } from '../act.rig.ts';
import { FailedSignIns } from './failed-sign-ins.entity.ts';

const at = (minute: number) => new Date(Date.UTC(2026, 2, 2, 1, minute));
/** Three failures allowed, and a lock-out of a quarter of an hour. */
const wrong = (failed: FailedSignIns, minute: number) =>
  failed.count({
    ...by('anyone', at(minute)),
    rules: { ...rules, signIn: { failuresAllowed: 3, lockMinutes: 15, sessionHours: 12 } },
  });
const none = () => FailedSignIns.of({ username: 'wang', failures: 0, lastFailedAt: at(0), lockedUntil: null });

describe('failed sign-ins', () => {
  test.each<{ minutes: number[]; failures: number; lockedUntil: Date | null }>([
    { minutes: [0], failures: 1, lockedUntil: null },
    { minutes: [0, 1], failures: 2, lockedUntil: null },
    { minutes: [0, 1, 2], failures: 3, lockedUntil: at(17) },
    { minutes: [0, 14, 28], failures: 3, lockedUntil: at(43) },
    { minutes: [0, 1, 17], failures: 1, lockedUntil: null },
    { minutes: [0, 1, 2, 18], failures: 1, lockedUntil: null },
    { minutes: [0, 1, 2, 18, 19, 20], failures: 3, lockedUntil: at(35) },
  ])('P-02 in the minutes $minutes make a lock-out until $lockedUntil', ({ minutes, failures, lockedUntil }) => {
    const failed = none();
    for (const minute of minutes) wrong(failed, minute);
    expect(failed).toMatchObject({ failures, lockedUntil });
  });

  test('P-02 a lock-out ends at its very end', () => {
    const failed = none();
    expect([wrong(failed, 0), wrong(failed, 0), wrong(failed, 0)]).toEqual([false, false, true]);
    expect(failed.lockedAt(at(14))).toEqual(at(15));
    expect(failed.lockedAt(at(15))).toBeUndefined();
  });
});
