import { FailedSignIns } from './failed-sign-ins.entity.ts';

const rules = { failuresAllowed: 3, lockMinutes: 15 };
const at = (minute: number) => new Date(Date.UTC(2026, 2, 2, 1, minute));
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
    for (const minute of minutes) failed.count(at(minute), rules);
    expect(failed).toMatchObject({ failures, lockedUntil });
  });

  test('P-02 a lock-out ends at its very end', () => {
    const failed = none();
    expect([failed.count(at(0), rules), failed.count(at(0), rules), failed.count(at(0), rules)]).toEqual([
      false,
      false,
      true,
    ]);
    expect(failed.lockedAt(at(14))).toEqual(at(15));
    expect(failed.lockedAt(at(15))).toBeUndefined();
  });
});
