import { raisedBy } from '@bumen/service-kit';
import { by } from '../act.rig.ts';
import { Shift } from './shift.entity.ts';

const id = '0198c000-0000-7000-8000-0000000000ee';
const staffId = '0198c000-0000-7000-8000-000000000001';
const hr = '0198c000-0000-7000-8000-000000000002';
const now = new Date('2026-03-02T01:00:00Z');
const hours = (from: number, until: number) => ({
  startsAt: new Date(now.getTime() + from * 3_600_000),
  endsAt: new Date(now.getTime() + until * 3_600_000),
});

describe('a shift', () => {
  test.each<{ from: number; until: number; refused: boolean }>([
    { from: 1, until: 9, refused: false },
    { from: -4, until: 4, refused: false },
    { from: 0, until: 24, refused: false },
    { from: 0, until: 24.001, refused: true },
    { from: 2, until: 2, refused: true },
    { from: 3, until: 2, refused: true },
    { from: -8, until: 0, refused: true },
    { from: -8, until: 0.001, refused: false },
  ])('H-02 from hour $from until hour $until is not sensible: $refused', ({ from, until, refused }) => {
    const plan = () => Shift.plan(id, staffId, hours(from, until), undefined, by(hr, now));
    if (refused) expect(plan).toThrow('hr.shift.not_sensible');
    else expect(plan).not.toThrow();
  });

  test('H-02 is not planned over another, and the refusal names that one', () => {
    expect(() => Shift.plan(id, staffId, hours(1, 9), hours(8, 16), by(hr, now))).toThrow(
      'This person already has a shift from 2026-03-02T09:00:00.000Z to 2026-03-02T17:00:00.000Z',
    );
  });

  test('H-02 tells its whole state and is cancelled once', () => {
    const shift = Shift.plan(id, staffId, hours(1, 9), undefined, by(hr, now));
    shift.cancel(by(hr, now));
    const data = { shiftId: id, staffId, startsAt: '2026-03-02T02:00:00.000Z', endsAt: '2026-03-02T10:00:00.000Z' };
    expect(raisedBy(shift)).toEqual([
      { type: 'hr.shift.changed', version: 1, data: { ...data, cancelled: false } },
      { type: 'hr.shift.changed', version: 2, data: { ...data, cancelled: true } },
    ]);
    expect(() => shift.cancel(by(hr, now))).toThrow('step_refused');
    expect(shift.offers(by(hr, now, ['supervisor']))).toEqual([]);
  });
});
