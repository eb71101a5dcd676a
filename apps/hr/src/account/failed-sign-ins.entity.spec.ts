import { by, rules } from '../act.rig.ts';
import { FailedSignIns } from './failed-sign-ins.entity.ts';
import { addressSource, anywhere } from './sources.ts';

const at = (minute: number) => new Date(Date.UTC(2026, 2, 2, 1, minute));
/** Three failures allowed, and a lock-out of a quarter of an hour. */
const wrong = (failed: FailedSignIns, minute: number) =>
  failed.count({
    ...by('anyone', at(minute)),
    rules: { ...rules, signIn: { ...rules.signIn, failuresAllowed: 3, failuresBeforeSlowing: 2, slowedSecondsMax: 5 } },
  });
const none = (source = 'address:10.0.0.1') =>
  FailedSignIns.of({ username: 'wang', source, failures: 0, lastFailedAt: at(0), lockedUntil: null });

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

  test('P-02 all unknown devices together wait longer after each failure, up to a bound, and nobody is locked out', () => {
    const failed = none(anywhere);
    const pauses = [0, 0, 0, 0, 0, 0].map((minute) => {
      const begins = wrong(failed, minute);
      return [begins, (failed.lockedUntil?.getTime() ?? at(0).getTime()) - at(0).getTime()];
    });
    expect(pauses).toEqual([
      [false, 0],
      [true, 1_000],
      [false, 2_000],
      [false, 4_000],
      [false, 5_000],
      [false, 5_000],
    ]);
    wrong(failed, 16);
    expect(failed).toMatchObject({ failures: 1, lockedUntil: null });
  });
});

test.each([
  ['10.0.0.1', 'address:10.0.0.1'],
  ['::ffff:10.0.0.1', 'address:10.0.0.1'],
  ['2001:DB8:0:1:aaaa::7', 'address:2001:db8:0:1::/64'],
  ['2001:db8:0:1:bbbb:cccc:dddd:eeee', 'address:2001:db8:0:1::/64'],
  ['2001:db8::7', 'address:2001:db8:0:0::/64'],
  ['::1', 'address:0:0:0:0::/64'],
  ['fe80::1%eth0', 'address:fe80:0:0:0::/64'],
  ['unknown', 'address:unknown'],
])('P-02 failures from %s count for %s', (address, source) => {
  expect(addressSource(address)).toBe(source);
});
