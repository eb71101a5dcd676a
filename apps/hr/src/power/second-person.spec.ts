import {
  approveProposal,
  changePosition,
  changeStaff,
  createAccount,
  lockAccount,
  proposePositions,
  registerStaff,
  resetPassword,
  staffLeaves,
  unlockAccount,
} from '@bumen/contracts';
import { refusal } from '@bumen/testing';
import { count, HrRig, outcomes, password, passwordOf } from '../hr.rig.ts';

describe('the first start', () => {
  let hr: HrRig;
  beforeAll(async () => {
    hr = await HrRig.start();
  });
  afterAll(() => hr?.close());

  const endedAt = async () => (await hr.desk.sql('hr', 'SELECT ended_at FROM founding'))[0]!['ended_at'];

  test('P-04 P-06 the founder makes leaders alone while there is nobody else, on the record; it ends for good with a second person', async () => {
    const leading = await hr.position(['department_manager']);
    const registering = { number: 'F1', name: '王经理', positionIds: [leading.id], enteredOn: '2026-03-02' };
    const stranger = hr.desk.as('hr_officer');
    expect((await refusal(stranger.call(registerStaff, registering))).code).toBe('second_person_needed');
    const { person, account } = await hr.member('manager', { positionIds: [leading.id] });
    await hr.officer.call(resetPassword, { accountId: account.id, password, reason: '重新发放' });
    expect((await hr.audit(person.id)).map(({ after }) => after)).toEqual(
      expect.arrayContaining([
        { gained: ['department_manager'], alone: 'first_start' },
        { password: 'create', alone: 'first_start' },
        { password: 'reset', alone: 'first_start' },
      ]),
    );
    expect(await endedAt()).toBeNull();
    await expect(hr.person({ positionIds: [leading.id] })).resolves.toBeDefined();

    // Taken over by its owner: from now on the founder is one of two.
    const manager = await hr.own('manager', person);
    expect((await refusal(hr.person({ positionIds: [leading.id] }))).code).toBe('second_person_needed');
    const staffId = (await hr.person({ positionIds: [] })).id;
    const proposal = await hr.officer.call(proposePositions, { staffId, positionIds: [leading.id], reason: '任命' });
    await manager.call(approveProposal, { proposalId: proposal.id, reason: '同意' });
    expect(await endedAt()).not.toBeNull();
    // Its second person is gone: that is no first start again.
    await hr.desk.sql('hr', "UPDATE account SET state = 'closed' WHERE id = $1", [account.id]);
    expect((await refusal(hr.person({ positionIds: [leading.id] }))).code).toBe('second_person_needed');
  });
});

describe('what the system can’t do without', () => {
  let hr: HrRig;
  beforeEach(async () => {
    hr = await HrRig.start();
    hr.desk.clock.set('2026-03-02T09:00:00+08:00');
  });
  afterEach(() => hr?.close());

  const leave = (staffId: string, by = hr.manager, leftOn = '2026-03-02') =>
    by.call(staffLeaves, { staffId, leftOn, reason: '离职' });

  test('P-04 the last officer who can open accounts neither leaves, nor is locked, nor loses the role, whichever way', async () => {
    const officers = await hr.position(['hr_officer']);
    const { person, account } = await hr.member('officer', { positionIds: [officers.id] });
    const { person: boss } = await hr.member('boss', { roles: ['general_manager'] });
    const { person: deputy } = await hr.member('deputy', { roles: ['department_manager'] });
    const officer = await hr.own('officer', person);
    for (const [name, one] of [['boss', boss] as const, ['deputy', deputy] as const]) await hr.own(name, one);
    const manager = hr.desk.as('general_manager', { staffId: boss.id, name: '李总' });
    // The founder hands the office over to who holds it now.
    const [{ position_ids: held }] = (await hr.desk.sql('hr', 'SELECT position_ids FROM staff WHERE id = $1', [
      hr.founderId,
    ])) as [{ position_ids: string[] }];
    const handOver = { positionId: held[0]!, roles: ['general_manager' as const], reason: '交接' };
    await manager.call(changePosition, handOver);

    const serving = await hr.position(['agent']);
    const leading = await hr.position(['supervisor']);
    const proposal = await manager.call(proposePositions, {
      staffId: person.id,
      positionIds: [leading.id],
      reason: '提拔',
    });
    const tries = [
      leave(person.id),
      leave(person.id, manager, '2026-04-01'),
      manager.call(lockAccount, { accountId: account.id, reason: '调查' }),
      manager.call(changeStaff, { staffId: person.id, positionIds: [serving.id], reason: '转岗' }),
      manager.call(changeStaff, { staffId: person.id, positionIds: [], reason: '免职' }),
      manager.call(changePosition, { positionId: officers.id, roles: ['agent'], reason: '改岗' }),
      hr.manager.call(approveProposal, { proposalId: proposal.id, reason: '同意' }),
    ];
    expect(await outcomes(tries)).toEqual(tries.map(() => 'hr.last_holder'));
    expect(await refusal(leave(person.id))).toMatchObject({ details: { roles: ['hr_officer'], needed: 1 } });

    // A successor counts once they can sign in with a password of their own and aren't about to leave.
    const staffId = (await hr.person({ positionIds: [] })).id;
    await officer.call(createAccount, { staffId, username: 'successor', password });
    const succeeding = await officer.call(proposePositions, { staffId, positionIds: [officers.id], reason: '接任' });
    const approved = await manager.call(approveProposal, { proposalId: succeeding.id, reason: '同意' });
    expect((await refusal(leave(person.id))).code).toBe('hr.last_holder');
    await hr.own('successor', { ...person, id: staffId }, passwordOf(succeeding, approved));
    await leave(staffId, manager, '2026-04-01');
    expect((await refusal(leave(person.id))).code).toBe('hr.last_holder');
  });

  test('P-04 of two who leave at the same moment the last one stays', async () => {
    for (const name of ['one', 'two']) await hr.own(name, (await hr.member(name, { roles: ['hr_officer'] })).person);
    const ids = await hr.desk.sql<{ staff_id: string; id: string }>(
      'hr',
      "SELECT staff_id, id FROM account WHERE username <> 'founder'",
    );
    const { id: founderAccount } = (
      await hr.desk.sql<{ id: string }>('hr', "SELECT id FROM account WHERE username = 'founder'")
    )[0]!;
    const other = hr.desk.as('department_manager');
    const all = await outcomes([
      ...ids.map(({ staff_id: staffId }) => leave(staffId, other)),
      ...ids.map(({ id: accountId }) => other.call(lockAccount, { accountId, reason: '调查' })),
      other.call(lockAccount, { accountId: founderAccount, reason: '调查' }),
    ]);
    expect(count(all, 'ok')).toBeGreaterThan(0);
    const left = await hr.desk.sql(
      'hr',
      `SELECT 1 FROM staff JOIN account ON account.staff_id = staff.id WHERE staff.state = 'employed'
         AND account.state = 'active' AND 'hr_officer' = ANY (staff.roles)`,
    );
    expect(left.length).toBeGreaterThan(0);
  });

  test('P-04 two who can decide what a third asks for are left, once there has been a second person', async () => {
    const { person, account } = await hr.member('boss', { roles: ['general_manager'] });
    const boss = await hr.own('boss', person);
    expect(await refusal(leave(person.id))).toMatchObject({
      code: 'hr.last_holder',
      details: { roles: ['general_manager', 'department_manager'], needed: 2 },
    });
    const locking = hr.manager.call(lockAccount, { accountId: account.id, reason: '调查' });
    expect((await refusal(locking)).code).toBe('hr.last_holder');
    const staffId = (await hr.person({ positionIds: [] })).id;
    await hr.officer.call(createAccount, { staffId, username: 'third', password });
    const leading = await hr.position(['department_manager']);
    const proposal = await hr.officer.call(proposePositions, { staffId, positionIds: [leading.id], reason: '任命' });
    const approved = await boss.call(approveProposal, { proposalId: proposal.id, reason: '同意' });
    const third = { ...person, id: staffId, roles: ['department_manager' as const] };
    await hr.own('third', third, passwordOf(proposal, approved));
    await hr.manager.call(lockAccount, { accountId: account.id, reason: '调查' });
    await hr.manager.call(unlockAccount, { accountId: account.id, reason: '查清' });
    await expect(leave(person.id)).resolves.toMatchObject({ active: false });
  });
});
