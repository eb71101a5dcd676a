import {
  approveProposal,
  changePosition,
  changeStaff,
  createAccount,
  getProposal,
  getStaff,
  standard,
  listBreaches,
  listProposals,
  linkAccount,
  lookupsPolicy,
  lockAccount,
  proposalPolicy,
  proposePassword,
  proposePolicy,
  proposePositions,
  refuseProposal,
  registerStaff,
  resetPassword,
  revealMarksPolicy,
  segregationPolicy,
  signInPolicy,
  staffLeaves,
  unlockAccount,
  upcomingMax,
  withdrawProposal,
  type PolicyValue,
  type ResponseOf,
  type Role,
} from '@bumen/contracts';
import { refusal, type Client } from '@bumen/testing';
import { HrRig, outcomes, ownPassword, password, passwordOf } from '../hr.rig.ts';

type Apart = PolicyValue<typeof segregationPolicy>['apart'];
/** Secrets of proposals that nobody waits for any more. */
const keptSecrets =
  "SELECT 1 FROM proposal WHERE state <> 'open' AND (password_hash IS NOT NULL OR password_half IS NOT NULL)";

describe('what takes a second person', () => {
  let hr: HrRig;
  /** The founder, whose exception has ended, and another general manager. */
  let founder: Client;
  let boss: Client;
  let deputy: Client;
  let officer: Client;
  let officerAccountId: string;
  let otherOfficerAccountId: string;
  let bossAccountId: string;
  let supervising: string;
  let serving: string;
  beforeAll(async () => {
    hr = await HrRig.start();
    hr.desk.clock.set('2026-03-02T09:00:00+08:00');
    founder = hr.manager;
    // While the first start lasts; the first manager who makes their password their own ends it.
    const officers = await hr.member('officer', { roles: ['hr_officer'] });
    const deputies = await hr.member('deputy', { roles: ['department_manager'] });
    const bosses = await hr.member('boss', { name: '李总', roles: ['general_manager'] });
    otherOfficerAccountId = (await hr.member('other-officer', { roles: ['hr_officer'] })).account.id;
    officer = await hr.own('officer', officers.person);
    deputy = await hr.own('deputy', deputies.person);
    boss = await hr.own('boss', bosses.person);
    bossAccountId = bosses.account.id;
    officerAccountId = officers.account.id;

    supervising = (await hr.position(['supervisor'])).id;
    serving = (await hr.position(['agent'])).id;
  });
  beforeEach(() => hr.desk.clock.set('2026-03-02T09:00:00+08:00'));
  afterAll(() => hr?.close());

  const newcomer = async () => (await hr.person({ positionIds: [] })).id;
  const propose = (staffId: string, positionIds = [supervising], by = officer) =>
    by.call(proposePositions, { staffId, positionIds, reason: '任命主管' });
  const approve = ({ id: proposalId }: { id: string }, by = boss) =>
    by.call(approveProposal, { proposalId, reason: '同意' });
  const rolesOf = async (staffId: string) => (await officer.call(getStaff, { staffId })).roles;
  const code = async (call: Promise<unknown>) => (await refusal(call)).code;

  test('P-04 one person alone registers or makes no leader, whoever they are, and gives nobody else’s position power', async () => {
    const registering = { number: 'LEADER', name: '虚构的人', positionIds: [supervising], enteredOn: '2026-03-02' };
    const staffId = (await hr.person({ positionIds: [serving] })).id;
    for (const by of [officer, deputy, boss, founder]) {
      expect(await refusal(by.call(registerStaff, registering))).toMatchObject({
        code: 'second_person_needed',
        details: { why: { en: expect.stringContaining('supervisor') } },
      });
      const change = { staffId, positionIds: [supervising], reason: '提拔' };
      expect(await code(by.call(changeStaff, change))).toBe('second_person_needed');
    }
    for (const role of ['hr_officer', 'department_manager', 'general_manager'] as const) {
      const change = { positionId: serving, roles: ['agent', role] as Role[], reason: '改岗' };
      expect(await code(boss.call(changePosition, change))).toBe('second_person_needed');
    }
    const unheld = await hr.position(['agent']);
    const changed = await boss.call(changePosition, { positionId: unheld.id, roles: ['supervisor'], reason: '改岗' });
    expect(changed.roles).toEqual(['supervisor']);
    const { id } = await hr.person({ positionIds: [serving] });
    const other = await hr.position(['callback_specialist', 'order_specialist']);
    await officer.call(changeStaff, { staffId: id, positionIds: [other.id], reason: '转岗' });
    expect(await rolesOf(id)).toEqual(['order_specialist', 'callback_specialist']);
  });

  test('P-04 P-06 two persons make a leader: it is told, decided on what was seen, and both are on the audit trail', async () => {
    const staffId = await newcomer();
    const proposal = await propose(staffId);
    expect(proposal).toMatchObject({
      kind: 'positions',
      state: 'open',
      staffId,
      staffName: '王小明',
      roles: ['supervisor'],
      positions: [{ id: supervising }],
      policy: null,
      breaches: { items: [], more: false },
      reason: '任命主管',
      askedById: officer.caller.staffId,
      expiresAt: '2026-03-09T01:00:00.000Z',
    });
    expect(await rolesOf(staffId)).toEqual([]);
    const blind = boss.call(approveProposal, { proposalId: proposal.id, reason: '同意' }, { ifMatch: null });
    expect(await code(blind)).toBe('precondition_required');
    expect(await approve(proposal)).toMatchObject({
      state: 'approved',
      decidedById: boss.caller.staffId,
      expiresAt: null,
    });
    expect(await rolesOf(staffId)).toEqual(['supervisor']);
    expect((await hr.audit(staffId)).at(-1)).toMatchObject({
      action: approveProposal.name,
      actor: boss.caller.staffId,
    });
    expect((await hr.audit(proposal.id)).map(({ actor, reason }) => [actor, reason])).toEqual([
      [officer.caller.staffId, '任命主管'],
      [boss.caller.staffId, '同意'],
    ]);
    expect((await hr.told(proposal.id)).map(({ data }) => data['state'])).toEqual(['open', 'approved']);
  });

  test('P-04 neither who asked, nor whom it is for, nor a manager by token alone decides', async () => {
    const proposal = await propose(await newcomer(), [supervising], boss);
    expect(await outcomes([approve(proposal, boss), approve(proposal, hr.desk.as('general_manager'))])).toEqual([
      'hr.not_your_own',
      'hr.proposal.not_second_person',
    ]);
    const own = { staffId: deputy.caller.staffId, positionIds: [supervising], reason: '自荐' };
    expect(await code(deputy.call(proposePositions, own))).toBe('hr.not_your_own');
    const raise = await officer.call(proposePositions, own);
    expect(
      await outcomes([approve(raise, deputy), deputy.call(refuseProposal, { proposalId: raise.id, reason: '不同意' })]),
    ).toEqual(['hr.not_your_own', 'hr.not_your_own']);
    expect(await code(officer.call(approveProposal, { proposalId: raise.id, reason: '同意' }))).toBe('forbidden');
    await boss.call(refuseProposal, { proposalId: raise.id, reason: '暂不' });
  });

  test('P-04 a department manager decides only where no other general manager can', async () => {
    const proposal = await propose(await newcomer());
    expect(await refusal(approve(proposal, deputy))).toMatchObject({
      code: 'hr.proposal.not_second_person',
      details: { why: { en: expect.stringContaining('general manager') } },
    });
    // Of the two general managers one asks and the other is concerned.
    const { positions } = await officer.call(getStaff, { staffId: founder.caller.staffId });
    const between = await propose(founder.caller.staffId, [...positions.map(({ id }) => id), supervising], boss);
    await expect(approve(between, deputy)).resolves.toMatchObject({ state: 'approved' });
    expect(await rolesOf(founder.caller.staffId)).toEqual(['general_manager', 'supervisor', 'hr_officer']);
  });

  test('P-04 what was asked for is not done where it is no longer the same', async () => {
    const [moved, redefined] = [await newcomer(), await newcomer()];
    const position = await hr.position(['supervisor']);
    const asked = [await propose(moved), await propose(redefined, [position.id])];
    await officer.call(changeStaff, { staffId: moved, positionIds: [serving], reason: '先做专员' });
    await boss.call(changePosition, { positionId: position.id, roles: ['general_manager'], reason: '偷换' });
    for (const proposal of asked) expect(await code(approve(proposal))).toBe('hr.proposal.overtaken');
    expect(await rolesOf(redefined)).toEqual([]);
  });

  test('P-04 what somebody asked for is not done once they may not ask any more', async () => {
    const { person, account } = await hr.member('late-officer', { positionIds: [] });
    const officers = await propose(person.id, [(await hr.position(['hr_officer'])).id]);
    await approve(officers);
    const late = hr.desk.as('hr_officer', { staffId: person.id });
    const proposal = await propose(await newcomer(), [supervising], late);
    await boss.call(lockAccount, { accountId: account.id, reason: '调查' });
    expect(await code(approve(proposal))).toBe('hr.proposal.overtaken');
    await boss.call(unlockAccount, { accountId: account.id, reason: '查清' });
    await expect(approve(proposal)).resolves.toMatchObject({ state: 'approved' });
  });

  test('P-04 of several who decide at the same moment one does, and one proposal at a time is about a person', async () => {
    for (let round = 0; round < 4; round += 1) {
      const staffId = await newcomer();
      const asked = await Promise.allSettled([propose(staffId), propose(staffId, [supervising], boss)]);
      const [open] = asked.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
      const codes = asked.flatMap((one) => (one.status === 'rejected' ? [(one.reason as { code: string }).code] : []));
      expect(codes).toEqual(['hr.proposal.open_already']);
      const byBoss = open!.askedById === boss.caller.staffId;
      const all = await outcomes([
        approve(open!, byBoss ? founder : boss),
        (byBoss ? boss : officer).call(withdrawProposal, { proposalId: open!.id, reason: '不用了' }),
        founder.call(refuseProposal, { proposalId: open!.id, reason: '不同意' }),
      ]);
      expect(all.filter((one) => one === 'ok')).toHaveLength(1);
      expect(all.every((one) => ['ok', 'step_refused', 'version_mismatch'].includes(one))).toBe(true);
      const { state } = await officer.call(getProposal, { proposalId: open!.id });
      expect(await rolesOf(staffId)).toEqual(state === 'approved' ? ['supervisor'] : []);
    }
  });

  test('P-04 nobody is asked a second time for what one may do alone, and what isn’t there is not proposed', async () => {
    const staffId = await newcomer();
    expect(await refusal(propose(staffId, [serving]))).toMatchObject({
      code: 'hr.proposal.not_needed',
      details: { instead: 'hr.staff.change' },
    });
    const pair = await hr.position(['supervisor', 'cashier']);
    const books = await hr.position(['accountant']);
    expect(await code(propose(staffId, [pair.id, books.id]))).toBe('duties_not_segregated');
    const { account } = await hr.member('nobody-special');
    const own = { accountId: account.id, reason: '忘记' };
    expect(await code(officer.call(proposePassword, own))).toBe('hr.proposal.not_needed');
    const deputyName = { name: 'hr.calendar', value: {}, reason: '试一试' };
    expect(await code(deputy.call(proposePolicy, deputyName))).toBe('hr.proposal.not_needed');
    expect(await code(deputy.call(proposePolicy, { ...deputyName, name: 'hr.nothing' }))).toBe('policy_not_found');
  });

  test('P-04 whom nobody decides on in time is told, and it is over', async () => {
    const staffId = await newcomer();
    const proposal = await propose(staffId);
    hr.desk.clock.set('2026-03-09T09:00:00+08:00');
    await hr.desk.sweep();
    expect(await code(approve(proposal))).toBe('step_refused');
    const { items } = await deputy.call(listProposals, { state: ['expired'], staffId: [staffId] });
    expect(items).toMatchObject([{ id: proposal.id, staffName: '王小明', decidedById: null }]);
    await expect(propose(staffId)).resolves.toMatchObject({ state: 'open' });
  });

  test('P-04 whoever gives a second person their password would have both powers: it takes two', async () => {
    const wish = { accountId: bossAccountId, reason: '忘记密码' };
    for (const by of [officer, hr.officer])
      expect(await code(by.call(resetPassword, { ...wish, password: 'given by HR 1' }))).toBe('second_person_needed');
    const { person } = await hr.member('future-boss', { positionIds: [] });
    const withoutAccount = await newcomer();
    const leading = (await hr.position(['department_manager'])).id;
    await approve(await propose(withoutAccount, [leading]));
    const opening = { staffId: withoutAccount, username: 'late', password };
    expect(await code(officer.call(createAccount, opening))).toBe('second_person_needed');
    await expect(propose(person.id, [leading])).resolves.toBeDefined();

    const proposal = await officer.call(proposePassword, wish);
    expect(await code(hr.officer.call(proposePassword, wish))).toBe('hr.proposal.open_already');
    expect(JSON.stringify(await hr.audit(proposal.id))).not.toContain('argon2');
    await hr.signIn('boss', ownPassword);
    expect(await code(approve(proposal, boss))).toBe('hr.not_your_own');
    const approved = await approve(proposal, founder);
    expect(approved).toMatchObject({ kind: 'password', state: 'approved' });
    for (const known of [ownPassword, proposal.passwordHalf!, approved.passwordHalf!])
      expect(await code(hr.signIn('boss', known))).toBe('hr.session.refused');
    expect(await hr.signIn('boss', passwordOf(proposal, approved))).toMatchObject({ mustChangePassword: true });
    expect(await hr.desk.sql('hr', keptSecrets)).toEqual([]);
    const overtaken = await officer.call(proposePassword, wish);
    await hr.officer.call(lockAccount, { accountId: bossAccountId, reason: '调查' });
    expect(await code(approve(overtaken, founder))).toBe('hr.proposal.overtaken');
    await hr.officer.call(unlockAccount, { accountId: bossAccountId, reason: '查清' });
  });

  test('P-04 nobody gives a supervisor or an officer a password alone, or asks for their own', async () => {
    const { person, account } = await hr.member('lead', { positionIds: [] });
    await approve(await propose(person.id));
    for (const accountId of [account.id, otherOfficerAccountId]) {
      const wish = { accountId, reason: '忘记密码' };
      const alone = officer.call(resetPassword, { ...wish, password: 'given by HR 2' });
      expect(await code(alone)).toBe('second_person_needed');
      const proposal = await officer.call(proposePassword, wish);
      await expect(approve(proposal)).resolves.toMatchObject({ state: 'approved' });
    }
    const own = { accountId: officerAccountId, reason: '忘记密码' };
    expect(await code(officer.call(proposePassword, own))).toBe('hr.not_your_own');
    const link = { accountId: officerAccountId, issuer: 'https://id.example', subject: 'me', reason: '统一登录' };
    expect(await code(officer.call(linkAccount, link))).toBe('hr.not_your_own');
  });

  test('T-05 nothing is proposed for who has left', async () => {
    const { person, account } = await hr.member('gone', { positionIds: [] });
    await officer.call(staffLeaves, { staffId: person.id, leftOn: '2026-03-02', reason: '离职' });
    expect(await code(propose(person.id))).toBe('step_refused');
    const wish = { accountId: account.id, reason: '忘记密码' };
    expect(await code(officer.call(proposePassword, wish))).toBe('step_refused');
  });

  describe('P-04 the policy that keeps duties apart', () => {
    const pair: Apart[number] = ['complaint_specialist', 'callback_specialist'];
    const ask = (apart: Apart, by = deputy) =>
      by.call(proposePolicy, { name: segregationPolicy.name, value: { apart }, reason: '制度更新' });

    test('is set by nobody alone; a tightening lists who breaks it, and then it holds', async () => {
      const alone = { name: segregationPolicy.name, value: { apart: [] }, reason: '放开' };
      for (const by of [deputy, boss, founder])
        expect(await code(by.call(standard.hr.setPolicy, alone))).toBe('second_person_needed');
      const breaking = await hr.person({ name: '赵兼任', roles: [...pair] });
      expect(await code(ask([['agent', 'nobody'] as never]))).toBe('policy_value_invalid');
      const proposal = await ask([pair]);
      const breach = { staffId: breaking.id, number: breaking.number, name: '赵兼任', apart: pair };
      expect(proposal).toMatchObject({
        policy: { name: segregationPolicy.name, value: { apart: [pair] }, effectiveFrom: null },
        breaches: { items: [breach], more: false },
      });
      expect(await code(ask([]))).toBe('hr.proposal.open_already');
      expect((await officer.call(listBreaches, {})).items).toEqual([]);
      await approve(proposal, founder);
      expect((await officer.call(listBreaches, {})).items).toEqual([breach]);
      expect(await code(hr.position(pair))).toBe('duties_not_segregated');
      const trail = await hr.audit(segregationPolicy.name);
      expect(trail).toMatchObject([{ actor: founder.caller.staffId, after: { value: { apart: [pair] } } }]);
    });

    test('is not set on what it was before another setting, and a proposal breaks no rule that holds by then', async () => {
      const person = await newcomer();
      const both = await hr.position(['supervisor', 'auditor']);
      const grant = await propose(person, [both.id]);
      const stale = await ask([]);
      await hr.desk.sql(
        'hr',
        `INSERT INTO policy_setting (name, effective_from, value, set_by, reason, set_at)
           VALUES ($1, '2026-03-02T01:00:00Z', '{"apart":[["supervisor","auditor"]]}', 'x', 'x', now())`,
        [segregationPolicy.name],
      );
      expect(await code(approve(stale, founder))).toBe('hr.proposal.overtaken');
      expect(await code(approve(grant, founder))).toBe('duties_not_segregated');
      await deputy.call(withdrawProposal, { proposalId: stale.id, reason: '重提' });
    });

    test('has so many values for later as every policy, and one for a moment that has passed holds from the approval on', async () => {
      const later = (effectiveFrom: string): Promise<ResponseOf<typeof proposePolicy>> =>
        deputy.call(proposePolicy, {
          name: segregationPolicy.name,
          value: segregationPolicy.default as never,
          reason: '恢复',
          effectiveFrom,
        });
      expect(await code(later('2026-03-01T00:00:00Z'))).toBe('policy_from_the_past');
      const soon = await later('2026-03-02T02:00:00Z');
      hr.desk.clock.set('2026-03-02T11:00:00+08:00');
      await approve(soon, founder);
      expect((await officer.call(listBreaches, {})).items).toEqual([]);
      await hr.desk.sql(
        'hr',
        `INSERT INTO policy_setting (name, effective_from, value, set_by, reason, set_at)
           SELECT $1, timestamptz '2030-01-01T00:00:00Z' + number * interval '1 day', '{"apart":[]}', 'x', 'x', now()
             FROM generate_series(1, ${upcomingMax}) AS number`,
        [segregationPolicy.name],
      );
      const full = await later('2031-01-01T00:00:00Z');
      expect(await code(approve(full, founder))).toBe('policy_too_many_upcoming');
      await hr.desk.sql(
        'hr',
        `UPDATE policy_setting SET value = jsonb_build_object('apart', repeat('x', 60000)),
             effective_from = CASE WHEN effective_from < '2030-01-03T00:00:00Z' THEN '2026-01-01' ELSE effective_from END
           WHERE name = $1 AND effective_from >= '2030-01-01T00:00:00Z'`,
        [segregationPolicy.name],
      );
      expect(await code(approve(full, founder))).toBe('policy_upcoming_too_long');
    });
  });

  test.each([signInPolicy, proposalPolicy, revealMarksPolicy, lookupsPolicy])(
    'P-04 P-05 the policy $name guards rights: nobody sets it alone, and two do',
    async ({ name, default: value }) => {
      const wanted = { name, value: value as never, reason: '制度更新' };
      for (const by of [deputy, boss, founder])
        expect(await code(by.call(standard.hr.setPolicy, wanted))).toBe('second_person_needed');
      const proposal = await deputy.call(proposePolicy, wanted);
      expect(proposal).toMatchObject({ policy: { name, value }, breaches: { items: [], more: false } });
      expect(await code(approve(proposal, deputy))).toBe('hr.not_your_own');
      await approve(proposal, founder);
      expect((await hr.audit(name)).at(-1)).toMatchObject({ actor: founder.caller.staffId });
    },
  );
});
