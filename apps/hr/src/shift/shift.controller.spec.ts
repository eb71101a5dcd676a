import { cancelShift, listShifts, listStaff, planShift } from '@bumen/contracts';
import { refusal } from '@bumen/testing';
import { count, HrRig, outcomes } from '../hr.rig.ts';

describe('shifts', () => {
  let hr: HrRig;
  beforeAll(async () => {
    hr = await HrRig.start();
  });
  beforeEach(() => hr.desk.clock.set('2026-03-02T08:00:00+08:00'));
  afterAll(() => hr?.close());

  const plan = (staffId: string, startsAt: string, endsAt: string) =>
    hr.desk.as('supervisor').call(planShift, { staffId, startsAt, endsAt });

  test('H-02 of many shifts over the same hour planned at once only one is kept', async () => {
    // The first rounds may wait for connections instead of each other.
    for (let round = 0; round < 5; round += 1) {
      const person = await hr.person();
      const all = await outcomes(
        Array.from({ length: 8 }, (_, index) =>
          plan(person.id, `2026-03-03T0${index % 3}:00:00Z`, `2026-03-03T1${index % 5}:00:00Z`),
        ),
      );
      expect([count(all, 'ok'), count(all, 'hr.shift.overlaps')]).toEqual([1, 7]);
    }
  });

  test('H-02 a shift may begin when another ends, over midnight as well', async () => {
    const person = await hr.person();
    await plan(person.id, '2026-03-03T20:00:00+08:00', '2026-03-04T08:00:00+08:00');
    await expect(plan(person.id, '2026-03-04T08:00:00+08:00', '2026-03-04T12:00:00+08:00')).resolves.toMatchObject({
      version: 1,
    });
    expect(await refusal(plan(person.id, '2026-03-04T07:59:00+08:00', '2026-03-04T08:00:00+08:00'))).toMatchObject({
      code: 'hr.shift.overlaps',
      details: { startsAt: '2026-03-03T12:00:00.000Z', endsAt: '2026-03-04T00:00:00.000Z' },
    });
    await expect(
      plan((await hr.person()).id, '2026-03-04T07:59:00+08:00', '2026-03-04T08:00:00+08:00'),
    ).resolves.toBeDefined();
  });

  test('H-02 a cancelled shift leaves its time free and is told', async () => {
    const person = await hr.person();
    const shift = await plan(person.id, '2026-03-03T08:00:00+08:00', '2026-03-03T16:00:00+08:00');
    await hr.desk.as('supervisor').call(cancelShift, { shiftId: shift.id, reason: '换班' });
    expect(
      await refusal(hr.desk.as('supervisor').call(cancelShift, { shiftId: shift.id, reason: '再次' })),
    ).toMatchObject({ code: 'step_refused' });
    await expect(plan(person.id, '2026-03-03T08:00:00+08:00', '2026-03-03T16:00:00+08:00')).resolves.toBeDefined();
    expect((await hr.told(shift.id)).map(({ version, data }) => [version, data['cancelled']])).toEqual([
      [1, false],
      [2, true],
    ]);
  });

  test('H-02 what is over or upside down is not planned', async () => {
    const person = await hr.person();
    expect(await refusal(plan(person.id, '2026-03-01T08:00:00+08:00', '2026-03-01T16:00:00+08:00'))).toMatchObject({
      code: 'hr.shift.not_sensible',
    });
    expect(await refusal(plan(person.id, '2026-03-03T16:00:00+08:00', '2026-03-03T08:00:00+08:00'))).toMatchObject({
      code: 'hr.shift.not_sensible',
    });
    expect(
      await refusal(plan(hr.desk.as('agent').caller.staffId, '2026-03-03T08:00:00+08:00', '2026-03-03T16:00:00+08:00')),
    ).toMatchObject({ code: 'hr.staff.not_found' });
  });

  test('H-02 T-03 who is on shift is known to the moment', async () => {
    const team = await hr.team();
    const [early, late, off] = [
      await hr.person({ teamId: team.id }),
      await hr.person({ teamId: team.id }),
      await hr.person({ teamId: team.id }),
    ];
    await plan(early.id, '2026-03-02T09:00:00+08:00', '2026-03-02T17:00:00+08:00');
    await plan(late.id, '2026-03-02T17:00:00+08:00', '2026-03-03T01:00:00+08:00');
    const shift = await plan(off.id, '2026-03-02T09:00:00+08:00', '2026-03-02T17:00:00+08:00');
    await hr.desk.as('supervisor').call(cancelShift, { shiftId: shift.id, reason: '休息' });
    const onShift = async (moment: string, wanted = true) => {
      hr.desk.clock.set(moment);
      return (await hr.desk.as('agent').call(listStaff, { teamId: [team.id], onShift: wanted })).items
        .map(({ id }) => id)
        .toSorted();
    };
    expect(await onShift('2026-03-02T08:59:59+08:00')).toEqual([]);
    expect(await onShift('2026-03-02T09:00:00+08:00')).toEqual([early.id]);
    expect(await onShift('2026-03-02T17:00:00+08:00')).toEqual([late.id]);
    expect(await onShift('2026-03-03T00:59:59+08:00', false)).toEqual([early.id, off.id].toSorted());
    expect(await onShift('2026-03-03T01:00:00+08:00')).toEqual([]);
  });

  test('H-02 the roster of a stretch of time has every shift that reaches into it, in order', async () => {
    const person = await hr.person();
    // An agent sees it, too, but may not cancel it.
    const seen = (shift: Awaited<ReturnType<typeof plan>>) => ({
      ...shift,
      offers: [{ step: 'cancel', why: expect.anything() }],
    });
    const first = await plan(person.id, '2026-04-01T20:00:00+08:00', '2026-04-02T08:00:00+08:00');
    const second = await plan(person.id, '2026-04-02T20:00:00+08:00', '2026-04-03T08:00:00+08:00');
    await plan(person.id, '2026-04-03T20:00:00+08:00', '2026-04-04T08:00:00+08:00');
    const list = (request: object) => hr.desk.as('agent').call(listShifts, { staffId: [person.id], ...request });
    expect((await list({ from: '2026-04-02T00:00:00+08:00', until: '2026-04-03T00:00:00+08:00' })).items).toEqual([
      seen(first),
      seen(second),
    ]);
    const page = await list({ limit: 1 });
    expect(page.items).toEqual([seen(first)]);
    expect((await list({ limit: 1, cursor: page.nextCursor! })).items).toEqual([seen(second)]);
  });
});
