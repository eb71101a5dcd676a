import { segregationPolicy, type Role } from '@bumen/contracts';
import { raisedBy } from '@bumen/service-kit';
import type { HeldPositions } from '../position/duties.ts';
import { Staff, type Changed, type Registration } from './staff.entity.ts';

const { apart } = segregationPolicy.default;
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
  positionIds: [id(100)],
  profile: 'technical',
  skills: ['router'],
  mentorId: null,
  enteredOn: '2026-03-02',
};
const someone = () => Staff.register(me, registration, agent, apart);
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
          roles: ['agent'],
          profile: 'technical',
          skills: ['router'],
        },
      },
    ]);
  });

  test('P-04 is not registered with conflicting positions, and the refusal names the two roles', () => {
    const both = positions([100, ['cashier']], [101, ['accountant']]);
    expect(() => Staff.register(me, { ...registration, positionIds: [id(100), id(101)] }, both, apart)).toThrow(
      '王小明 can not have the roles cashier and accountant together',
    );
  });

  test('P-04 is not given a position that conflicts with one kept', () => {
    const staff = Staff.register(me, registration, positions([100, ['cashier']]), apart);
    expect(() =>
      staff.change(
        { positionIds: [id(100), id(101)] },
        positions([100, ['cashier']], [101, ['accountant']]),
        apart,
        hr,
      ),
    ).toThrow('duties_not_segregated');
    staff.change({ positionIds: [id(101)] }, positions([101, ['accountant']]), apart, hr);
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
      staff.change(wanted, wanted.positionIds && positions([100, ['agent']], [101, ['agent']]), apart, me);
    if (refused) expect(change).toThrow('hr.not_your_own');
    else expect(change).not.toThrow();
    expect(() => someone().change(wanted, wanted.positionIds && agent, apart, hr)).not.toThrow();
  });

  test('has no mentor in themselves', () => {
    expect(() => someone().change({ mentorId: me }, undefined, apart, hr)).toThrow('hr.staff.own_mentor');
  });

  test('keeps what is not mentioned and empties what is null', () => {
    const staff = someone();
    staff.change({ phone: null, skills: ['billing', 'billing'], name: undefined }, undefined, apart, hr);
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
    staff.takeRolesOf(positions([100, ['agent']]), apart, hr);
    expect(staff.version).toBe(1);
    staff.takeRolesOf(positions([100, ['agent', 'callback_specialist']]), apart, hr);
    expect(staff).toMatchObject({ roles: ['agent', 'callback_specialist'], version: 2 });
  });

  test('P-04 a position is not changed into other roles of one’s own, nor into a conflict', () => {
    const staff = Staff.register(
      me,
      { ...registration, positionIds: [id(100), id(101)] },
      positions([100, ['cashier']], [101, ['agent']]),
      apart,
    );
    expect(() => staff.takeRolesOf(positions([100, ['cashier']], [101, ['supervisor']]), apart, me)).toThrow(
      'hr.not_your_own',
    );
    expect(() => staff.takeRolesOf(positions([100, ['cashier']], [101, ['accountant']]), apart, hr)).toThrow(
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
      staff.leave('2026-03-10', new Date(begins), now, hr);
      expect(staff).toMatchObject({ leftOn: '2026-03-10', ...left });
    },
  );

  test.each([
    ['2026-03-01', false],
    ['2026-03-02', true],
  ])('H-01 who entered on 2026-03-02 may be gone from %s on: %s', (leftOn, allowed) => {
    const staff = someone();
    const leave = () => staff.leave(leftOn, now, now, hr);
    if (allowed) leave();
    else expect(leave).toThrow('hr.staff.leaves_before_entering');
    expect(staff.active).toBe(!allowed);
  });

  test('H-01 an announced leave may be moved and then begins', () => {
    const staff = someone();
    staff.leave('2026-04-01', new Date('2026-03-31T16:00:00Z'), now, hr);
    staff.leave('2026-05-01', new Date('2026-04-30T16:00:00Z'), now, hr);
    expect(staff.nextDeadlineAt).toEqual(new Date('2026-04-30T16:00:00Z'));
    staff.leaveAsAnnounced();
    expect(staff).toMatchObject({ active: false, nextDeadlineAt: null, leftOn: '2026-05-01' });
    expect(raisedBy(staff).at(-1)).toMatchObject({ version: 4, data: { active: false } });
  });

  test('P-04 does not end their own employment, and nothing changes after it has ended', () => {
    const staff = someone();
    expect(() => staff.leave('2026-03-10', now, now, me)).toThrow('hr.not_your_own');
    staff.leave('2026-03-10', now, now, hr);
    expect(() => staff.leave('2026-03-11', now, now, hr)).toThrow('step_refused');
    expect(() => staff.change({ name: '王明' }, undefined, apart, hr)).toThrow('step_refused');
    expect(() => staff.refuseUnlessEmployed('plan_shift')).toThrow(
      'it is gone; to be given a shift, it must be employed',
    );
  });
});
