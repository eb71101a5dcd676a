import fc from 'fast-check';
import type { ContactPreferences } from './customer.entity.ts';
import { asKept, forAnybody, isLooser, strictestOf } from './rest-times.ts';

type Hours = NonNullable<ContactPreferences['quietHours']>;
const open: ContactPreferences = { doNotCall: false, quietHours: null, companyHoursToo: false, consent: null };
const given = { basis: 'asked', givenAt: '2026-02-01T00:00:00.000Z' } as const;

test('C-04 what either of two files forbids is forbidden, and consent is what both gave', () => {
  const forbidding = { ...open, doNotCall: true };
  expect(strictestOf(open, forbidding).doNotCall).toBe(true);
  expect(strictestOf(forbidding, open).doNotCall).toBe(true);
  expect(strictestOf({ ...open, consent: given }, open).consent).toBeNull();
  expect(strictestOf(open, { ...open, consent: given }).consent).toBeNull();
  expect(strictestOf({ ...open, consent: given }, { ...open, consent: given }).consent).toEqual(given);
});

const lunch = [{ from: '12:00', until: '14:00' }];
const atAnyTime = { ...open, quietHours: [] };

test('C-04 who names no rest times rests as the company says, and so do both of them together', () => {
  for (const both of [
    strictestOf(open, { ...open, quietHours: lunch }),
    strictestOf({ ...open, quietHours: lunch }, open),
  ])
    expect(both).toMatchObject({ quietHours: lunch, companyHoursToo: true });
  for (const both of [strictestOf(open, atAnyTime), strictestOf(atAnyTime, open)]) expect(both).toEqual(open);
  expect(strictestOf(atAnyTime, { ...open, quietHours: lunch })).toMatchObject({
    quietHours: lunch,
    companyHoursToo: false,
  });
  const further = { ...open, quietHours: [{ from: '13:00', until: '15:00' }] };
  expect(strictestOf(strictestOf(open, { ...open, quietHours: lunch }), further)).toMatchObject({
    quietHours: [{ from: '12:00', until: '15:00' }],
    companyHoursToo: true,
  });
});

test('C-04 what one person allowed does not hold for another: no consent, and the company’s rest times', () => {
  expect(forAnybody({ ...atAnyTime, doNotCall: true, consent: given })).toEqual({ ...open, doNotCall: true });
  expect(forAnybody({ ...open, quietHours: lunch, consent: given })).toEqual({
    ...open,
    quietHours: lunch,
    companyHoursToo: true,
  });
});

const wholeDay = { ...open, quietHours: [{ from: '09:00', until: '09:00' }] };
const other = { basis: 'written', givenAt: given.givenAt } as const;
test.each([
  ['consent that was not given', open, { ...open, consent: given }, true],
  ['another consent', { ...open, consent: given }, { ...open, consent: other }, true],
  ['the same consent', { ...open, consent: given }, { ...open, consent: { ...given } }, false],
  ['no consent any more', { ...open, consent: given }, open, false],
  ['own rest times in place of the company’s', open, { ...open, quietHours: lunch }, true],
  ['no rest times at all', open, atAnyTime, true],
  ['rest times beside the company’s', open, { ...open, quietHours: lunch, companyHoursToo: true }, false],
  ['rest all day', open, wholeDay, false],
  ['the company’s rest times in place of own ones', { ...open, quietHours: lunch }, open, true],
  ['the company’s rest times in place of none', atAnyTime, open, false],
  [
    'fewer rest times',
    { ...open, quietHours: lunch },
    { ...open, quietHours: [{ from: '12:00', until: '13:59' }] },
    true,
  ],
  [
    'the same ones in two pieces',
    wholeDay,
    { ...open, quietHours: [...lunch, { from: '14:00', until: '12:00' }] },
    false,
  ],
])('C-04 whether %s is looser than what was there', (_what, before, after, looser) => {
  expect(isLooser(after, before)).toBe(looser);
});

test('C-04 the company’s rest times are kept in one form', () => {
  expect(asKept({ ...atAnyTime, companyHoursToo: true })).toEqual(open);
  expect(asKept({ ...open, companyHoursToo: true })).toEqual(open);
  expect(asKept(atAnyTime)).toEqual(atAnyTime);
});

const time = fc
  .integer({ min: 0, max: 24 * 60 - 1 })
  .map((minute) => `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`);
const hoursOf = fc.array(fc.record({ from: time, until: time }), { minLength: 1, maxLength: 6 });
const rests = (hours: Hours, at: string) =>
  hours.some(({ from, until }) => (from < until ? from <= at && at < until : at >= from || at < until));

test('C-04 whoever rests in one of two files rests in both of them together, which are six times at most', () => {
  fc.assert(
    fc.property(hoursOf, hoursOf, time, (one, other, at) => {
      const [a, b] = [one, other].map((quietHours) => ({ ...open, quietHours }));
      const merged = strictestOf(a!, b!);
      expect([isLooser(merged, a!), isLooser(merged, b!)]).toEqual([false, false]);
      const both = merged.quietHours!;
      expect(both.length).toBeLessThanOrEqual(6);
      if (rests(one, at) || rests(other, at)) expect(rests(both, at)).toBe(true);
      const few = one.length + other.length <= 4;
      if (few && !rests(one, at) && !rests(other, at)) expect(rests(both, at)).toBe(false);
    }),
    { numRuns: 500 },
  );
});
