import type { Role } from '@bumen/contracts';
import { raisedBy } from '@bumen/service-kit';
import { by } from '../act.rig.ts';
import type { HeldPositions } from '../position/duties.ts';
import { Staff, type Changed, type Registration } from './staff.entity.ts';

const id = (n: number) => `0198c000-0000-7000-8000-${String(n).padStart(12, '0')}`;
const me = id(1);
const hr = id(2);
const positions = (...held: [number, Role[]][]): HeldPositions =>
  new Map(held.map(([n, roles]) => [id(n), { id: id(n), name: `岗位${n}`, roles }]));
const agent = positions([100, ['agent']]);
const registration: Registration = {
  number: 'A001',
  name: '王小明',
  phone: '13812345678',
  email: null,
  teamId: null,
  departmentId: null,
  positionIds: [id(100)],
  profile: 'technical',
  skills: ['router'],
  mentorId: null,
  enteredOn: '2026-03-02',
};
const someone = () => Staff.register(me, registration, agent, by(hr));
const now = new Date('2026-03-10T01:00:00Z');

describe('a staff member', () => {
  test('H-01 P-05 tells who they are without contact data', () => {
    expect(raisedBy(someone())).toEqual([
      {
        type: 'hr.staff.changed',
        version: 1,
        data: {
          staffId: me,
          number: 'A001',
          name: '王小明',
          active: true,
          teamId: null,
          departmentId: null,
          roles: ['agent'],
          profile: 'technical',
          skills: ['router'],
        },
      },
    ]);
  });

  test('P-04 is not registered with conflicting positions, and the refusal names the two roles', () => {
    const both = positions([100, ['cashier']], [101, ['accountant']]);
    expect(() => Staff.register(me, { ...registration, positionIds: [id(100), id(101)] }, both, by(hr))).toThrow(
      '王小明 can not have the roles cashier and accountant together',
    );
  });

  test('P-04 is not given a position that conflicts with one kept', () => {
    const staff = Staff.register(me, registration, positions([100, ['cashier']]), by(hr));
    expect(() =>
      staff.change({ positionIds: [id(100), id(101)] }, positions([100, ['cashier']], [101, ['accountant']]), by(hr)),
    ).toThrow('duties_not_segregated');
    staff.change({ positionIds: [id(101)] }, positions([101, ['accountant']]), by(hr));
    expect(staff.roles).toEqual(['accountant']);
  });

  const own: { wanted: Changed; refused: boolean }[] = [
    { wanted: { positionIds: [id(101)] }, refused: true },
    { wanted: { positionIds: [id(100), id(100)] }, refused: false },
    { wanted: { teamId: id(50) }, refused: true },
    { wanted: { profile: 'all_round' }, refused: true },
    { wanted: { skills: ['router', 'billing'] }, refused: true },
    { wanted: { mentorId: id(3) }, refused: true },
    { wanted: { phone: '13900000000', email: 'me@example.com', name: '王明' }, refused: false },
    { wanted: { positionIds: [id(100)], skills: ['router'], phone: '13900000000' }, refused: false },
  ];
  test.each(own)('P-04 changing $wanted of oneself is refused: $refused', ({ wanted, refused }) => {
    const staff = someone();
    const change = () =>
      staff.change(wanted, wanted.positionIds && positions([100, ['agent']], [101, ['agent']]), by(me));
    if (refused) expect(change).toThrow('hr.not_your_own');
    else expect(change).not.toThrow();
    expect(() => someone().change(wanted, wanted.positionIds && agent, by(hr))).not.toThrow();
  });

  test('has no mentor in themselves', () => {
    expect(() => someone().change({ mentorId: me }, undefined, by(hr))).toThrow('hr.staff.own_mentor');
  });

  test('keeps what is not mentioned and empties what is null', () => {
    const staff = someone();
    staff.change({ phone: null, skills: ['billing', 'billing'], name: undefined }, undefined, by(hr));
    expect(staff).toMatchObject({
      name: '王小明',
      phone: null,
      skills: ['billing'],
      profile: 'technical',
      roles: ['agent'],
      version: 2,
    });
  });

  test('P-02 takes the roles that a position gives now, and tells it only where they differ', () => {
    const staff = someone();
    staff.takeRolesOf(positions([100, ['agent']]), by(hr));
    expect(staff.version).toBe(1);
    staff.takeRolesOf(positions([100, ['agent', 'callback_specialist']]), by(hr));
    expect(staff).toMatchObject({ roles: ['agent', 'callback_specialist'], version: 2 });
  });

  test('P-04 a position is not changed into other roles of one’s own, nor into a conflict', () => {
    const staff = Staff.register(
      me,
      { ...registration, positionIds: [id(100), id(101)] },
      positions([100, ['cashier']], [101, ['agent']]),
      by(hr),
    );
    expect(() => staff.takeRolesOf(positions([100, ['cashier']], [101, ['supervisor']]), by(me))).toThrow(
      'hr.not_your_own',
    );
    expect(() => staff.takeRolesOf(positions([100, ['cashier']], [101, ['accountant']]), by(hr))).toThrow(
      'duties_not_segregated',
    );
  });

  test.each([
    { begins: '2026-03-09T16:00:00Z', active: false, nextDeadlineAt: null },
    { begins: '2026-03-10T01:00:00Z', active: false, nextDeadlineAt: null },
    { begins: '2026-03-10T16:00:00Z', active: true, nextDeadlineAt: new Date('2026-03-10T16:00:00Z') },
  ])(
    'H-01 is gone from the beginning of the day on: one that begins at $begins leaves them active: $active',
    ({ begins, ...left }) => {
      const staff = someone();
      staff.leave('2026-03-10', new Date(begins), by(hr, now));
      expect(staff).toMatchObject({ leftOn: '2026-03-10', ...left });
    },
  );

  test.each([
    ['2026-03-01', false],
    ['2026-03-02', true],
  ])('H-01 who entered on 2026-03-02 may be gone from %s on: %s', (leftOn, allowed) => {
    const staff = someone();
    const leave = () => staff.leave(leftOn, now, by(hr, now));
    if (allowed) leave();
    else expect(leave).toThrow('hr.staff.leaves_before_entering');
    expect(staff.active).toBe(!allowed);
  });

  test('H-01 an announced leave may be moved and then begins', () => {
    const staff = someone();
    staff.leave('2026-04-01', new Date('2026-03-31T16:00:00Z'), by(hr, now));
    staff.leave('2026-05-01', new Date('2026-04-30T16:00:00Z'), by(hr, now));
    expect(staff.nextDeadlineAt).toEqual(new Date('2026-04-30T16:00:00Z'));
    staff.leaveAsAnnounced(by(hr));
    expect(staff).toMatchObject({ active: false, nextDeadlineAt: null, leftOn: '2026-05-01' });
    expect(raisedBy(staff).at(-1)).toMatchObject({ version: 4, data: { active: false } });
  });

  test('P-04 does not end their own employment, and nothing changes after it has ended', () => {
    const staff = someone();
    expect(() => staff.leave('2026-03-10', now, by(me, now))).toThrow('hr.not_your_own');
    staff.leave('2026-03-10', now, by(hr, now));
    expect(() => staff.leave('2026-03-11', now, by(hr, now))).toThrow('step_refused');
    expect(() => staff.change({ name: '王明' }, undefined, by(hr))).toThrow('step_refused');
    expect(() => staff.refuseUnlessPossible('plan_shift', by(hr))).toThrow(
      'it is gone; to be given a shift, it must be employed',
    );
  });

  test('T-05 offers the steps that this caller may take, and says what keeps them from the others', () => {
    const offered = (staff: Staff, staffId: string) =>
      Object.fromEntries(
        staff.offers(by(staffId, now, ['hr_officer'])).map(({ step, why }) => [step, why?.en ?? null]),
      );
    expect(offered(someone(), hr)).toEqual({ change: null, leave: null, open_account: null, plan_shift: null });
    expect(offered(someone(), me)).toEqual({
      change: null,
      leave: 'Another authorised person must do this',
      open_account: 'Another authorised person must do this',
      plan_shift: null,
    });
    const gone = someone();
    gone.leave('2026-03-10', now, by(hr, now));
    expect(offered(gone, hr)).toEqual({});
    expect(
      someone()
        .offers(by(hr, now, ['agent']))
        .every(({ why }) => why?.en.includes('HR officer')),
    ).toBe(true);
  });
});
