import fc from 'fast-check';
import type { ContactPreferences } from './customer.entity.ts';
import { strictestOf } from './rest-times.ts';

type Hours = NonNullable<ContactPreferences['quietHours']>;
const open: ContactPreferences = { doNotCall: false, quietHours: null, consent: null };
const given = { basis: 'asked', givenAt: '2026-02-01T00:00:00.000Z' } as const;

test('C-04 what either of two files forbids is forbidden, and consent is what both gave', () => {
  const forbidding = { ...open, doNotCall: true };
  expect(strictestOf(open, forbidding).doNotCall).toBe(true);
  expect(strictestOf(forbidding, open).doNotCall).toBe(true);
  expect(strictestOf({ ...open, consent: given }, open).consent).toBeNull();
  expect(strictestOf(open, { ...open, consent: given }).consent).toBeNull();
  expect(strictestOf({ ...open, consent: given }, { ...open, consent: given }).consent).toEqual(given);
  const hours = [{ from: '12:00', until: '14:00' }];
  expect(strictestOf(open, { ...open, quietHours: hours }).quietHours).toEqual(hours);
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
      const both = strictestOf({ ...open, quietHours: one }, { ...open, quietHours: other }).quietHours!;
      expect(both.length).toBeLessThanOrEqual(6);
      if (rests(one, at) || rests(other, at)) expect(rests(both, at)).toBe(true);
      const few = one.length + other.length <= 4;
      if (few && !rests(one, at) && !rests(other, at)) expect(rests(both, at)).toBe(false);
    }),
    { numRuns: 500 },
  );
});
