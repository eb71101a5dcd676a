import {
  acceptLink,
  approveProposal,
  authenticateFederated,
  changePosition,
  changeStaff,
  createAccount,
  getProposal,
  getStaff,
  linkAccount,
  myAccount,
  proposePassword,
  proposePositions,
  registerStaff,
  renewSession,
  resetPassword,
  rolesOfPower,
  type Role,
} from '@bumen/contracts';
import { refusal, type Client } from '@bumen/testing';
import { HrRig, ownPassword, password, passwordOf } from '../hr.rig.ts';

/** Every role that decides about people, money or control, said once more: who takes one away has to say so here. */
const deciding: Role[] = [
  ...(['general_manager', 'department_manager', 'supervisor', 'qa_reviewer'] as const),
  ...(['cashier', 'accountant', 'finance_manager', 'project_manager'] as const),
  ...(['hr_officer', 'admin_officer', 'auditor'] as const),
];

describe('power', () => {
  let hr: HrRig;
  let officer: Client;
  let boss: Client;
  let serving: string;
  beforeAll(async () => {
    hr = await HrRig.start();
    hr.desk.clock.set('2026-03-02T09:00:00+08:00');
    const officers = await hr.member('officer', { roles: ['hr_officer'] });
    const bosses = await hr.member('boss', { roles: ['general_manager'] });
    officer = await hr.own('officer', officers.person);
    boss = await hr.own('boss', bosses.person);
    serving = (await hr.position(['agent'])).id;
  });
  afterAll(() => hr?.close());

  let made = 0;
  const code = async (call: Promise<unknown>) => (await refusal(call)).code;
  const propose = (staffId: string, positionIds: string[], by = officer) =>
    by.call(proposePositions, { staffId, positionIds, reason: '任命' });
  const approve = ({ id: proposalId }: { id: string }) => boss.call(approveProposal, { proposalId, reason: '同意' });
  const register = (positionIds: string[], by = officer) =>
    by.call(registerStaff, { number: `P${(made += 1)}`, name: '虚构的人', positionIds, enteredOn: '2026-03-02' });
  const change = (staffId: string, positionIds: string[]) =>
    officer.call(changeStaff, { staffId, positionIds, reason: '转岗' });
  const rolesOf = async (staffId: string) => (await officer.call(getStaff, { staffId })).roles;
  const needed = 'second_person_needed';

  test('P-04 is in every role that decides about people, money or control', () => {
    expect([...rolesOfPower].toSorted()).toEqual([...deciding].toSorted());
  });

  test.each(deciding)(
    'P-04 the role %s is given by nobody alone: to nobody new, to nobody who is there, to no position that is held',
    async (role) => {
      const powerful = (await hr.position([role])).id;
      for (const by of [officer, boss]) expect(await code(register([powerful], by))).toBe(needed);
      const held = (await hr.position(['agent'])).id;
      const { id } = await hr.person({ positionIds: [held] });
      expect(await code(change(id, [held, powerful]))).toBe(needed);
      const adding = { positionId: held, roles: ['agent' as const, role], reason: '改岗' };
      expect(await code(boss.call(changePosition, adding))).toBe(needed);
      expect(await rolesOf(id)).toEqual(['agent']);

      await approve(await propose(id, [powerful]));
      expect(await rolesOf(id)).toEqual([role]);
      const opening = { staffId: id, username: `late.${made}.${role}`, password };
      expect(await code(officer.call(createAccount, opening))).toBe(needed);
    },
  );

  test('P-04 P-05 another department’s contact is let inside by nobody alone', async () => {
    const speaking = (await hr.position(['department_liaison'])).id;
    const both = (await hr.position(['department_liaison', 'agent'])).id;
    const { id } = await hr.person({ positionIds: [speaking] });
    for (const positionIds of [[speaking, serving], [serving], [both]])
      expect(await code(change(id, positionIds))).toBe(needed);
    expect(await code(register([speaking, serving]))).toBe(needed);
    const adding = { positionId: speaking, roles: ['department_liaison', 'agent'] as Role[], reason: '改岗' };
    expect(await code(boss.call(changePosition, adding))).toBe(needed);
    await approve(await propose(id, [speaking, serving]));
    expect(await rolesOf(id)).toEqual(['agent', 'department_liaison']);
  });

  test('P-04 P-05 nor is who was another department’s contact, by whatever steps and positions, until two have', async () => {
    const speaking = (await hr.position(['department_liaison'])).id;
    const emptied = (await hr.position(['department_liaison'])).id;
    const { id } = await hr.person({ positionIds: [speaking] });
    await change(id, []);
    expect(await code(change(id, [serving]))).toBe(needed);
    // Nor by a position that nobody holds while it is made another.
    const filled = { positionId: emptied, roles: ['agent'] as Role[], reason: '改岗' };
    await boss.call(changePosition, filled);
    expect(await code(change(id, [emptied]))).toBe(needed);
    // Whoever is inside comes to speak for another department no less.
    const inside = (await hr.person({ positionIds: [serving] })).id;
    expect(await code(change(inside, [serving, speaking]))).toBe(needed);
    await change(inside, [speaking]);
    expect(await code(change(inside, [serving]))).toBe(needed);

    await approve(await propose(id, [serving]));
    expect(await rolesOf(id)).toEqual(['agent']);
    const ordering = (await hr.position(['order_specialist'])).id;
    await change(id, []);
    await change(id, [ordering]);
    expect(await rolesOf(id)).toEqual(['order_specialist']);
  });

  test('P-04 whoever opened the account of somebody who gets power is out of it, and no one person gets in', async () => {
    const auditing = (await hr.position(['auditor'])).id;
    const { person, account } = await hr.member('invented', { positionIds: [serving] });
    // Whoever opened it makes it their own: the password, a device, a session, and an account at a provider.
    const self = await hr.own('invented', person);
    const link = { issuer: 'https://login.example.com', subject: 'of-the-officer' };
    await officer.call(linkAccount, { accountId: account.id, ...link, reason: '统一登录' });
    await self.call(acceptLink, link);
    const federated = () => {
      const from = { address: '10.0.0.1', device: account.id, deviceKnown: false };
      return hr.desk.as('anyone').call(authenticateFederated, { ...link, ...from });
    };
    const device = account.id;
    const { refreshToken } = await hr.signIn('invented', ownPassword, { device });
    await federated();

    const proposal = await propose(person.id, [auditing]);
    await expect(hr.signIn('invented', ownPassword)).resolves.toBeDefined();
    const approved = await approve(proposal);
    const halves = [proposal.passwordHalf!, approved.passwordHalf!] as const;
    expect(halves).toEqual([expect.stringMatching(/^[a-z2-9]{8}$/), expect.stringMatching(/^[a-z2-9]{8}$/)]);
    const known = [password, ownPassword, ...halves, [...halves].toReversed().join('')];
    for (const [index, word] of known.entries())
      expect(await code(hr.signIn('invented', word, { address: `10.0.1.${index}`, device }))).toBe(
        'hr.session.refused',
      );
    expect(await code(federated())).toBe('hr.session.refused');
    expect(await code(hr.desk.as('anyone').call(renewSession, { refreshToken }))).toBe('hr.session.over');
    expect(await self.call(myAccount, {})).toMatchObject({
      mustChangePassword: true,
      federated: null,
      offeredLink: null,
    });

    expect(await hr.signIn('invented', halves.join(''), { address: '10.0.2.1' })).toMatchObject({
      mustChangePassword: true,
      roles: ['auditor'],
    });
    const told = JSON.stringify([
      await officer.call(getProposal, { proposalId: proposal.id }),
      await hr.audit(proposal.id),
      await hr.audit(account.id),
      await hr.desk.outbox('hr'),
    ]);
    for (const half of halves) expect(told).not.toContain(half);
  });

  test('P-04 somebody who has power keeps their password, and whose power ended begins anew with the next', async () => {
    const [auditing, supervising] = [await hr.position(['auditor']), await hr.position(['supervisor'])];
    const { person, account } = await hr.member('keeps', { positionIds: [] });
    const first = await propose(person.id, [auditing.id]);
    await hr.own('keeps', { ...person, roles: ['auditor'] }, passwordOf(first, await approve(first)));
    const second = await propose(person.id, [auditing.id, supervising.id]);
    expect([second.passwordHalf, (await approve(second)).passwordHalf]).toEqual([null, null]);
    await expect(hr.signIn('keeps', ownPassword)).resolves.toMatchObject({ mustChangePassword: false });

    await change(person.id, [serving]);
    await officer.call(resetPassword, { accountId: account.id, password, reason: '忘记密码' });
    const again = await propose(person.id, [auditing.id]);
    await approve(again);
    expect(await code(hr.signIn('keeps'))).toBe('hr.session.refused');
  });

  test('P-04 an account that is opened between asking and deciding was not seen by who decides', async () => {
    const auditing = (await hr.position(['auditor'])).id;
    const { id: staffId } = await hr.person({ positionIds: [] });
    const proposal = await propose(staffId, [auditing]);
    expect(proposal.passwordHalf).toBeNull();
    await officer.call(createAccount, { staffId, username: 'in-between', password });
    expect(await code(approve(proposal))).toBe('hr.proposal.overtaken');
    expect(await rolesOf(staffId)).toEqual([]);
  });

  test('P-04 of an account opened at the moment of the decision nobody has power with a password that one person knows', async () => {
    const auditing = (await hr.position(['auditor'])).id;
    for (let round = 0; round < 5; round += 1) {
      const { id: staffId } = await hr.person({ positionIds: [] });
      const proposal = await propose(staffId, [auditing]);
      const username = `at-once-${round}`;
      await Promise.allSettled([approve(proposal), officer.call(createAccount, { staffId, username, password })]);
      const powerful = (await rolesOf(staffId)).includes('auditor');
      const opened = await hr.desk.sql('hr', 'SELECT 1 FROM account WHERE staff_id = $1', [staffId]);
      expect([powerful, opened.length]).not.toEqual([true, 1]);
    }
  });

  test('P-04 a forgotten password of somebody with power is made anew by two, each with a half, and ends their link', async () => {
    const { person, account } = await hr.member('forgetful', { positionIds: [] });
    const first = await propose(person.id, [(await hr.position(['cashier'])).id]);
    const self = await hr.own('forgetful', { ...person, roles: ['cashier'] }, passwordOf(first, await approve(first)));
    const link = { issuer: 'https://login.example.com', subject: 'of-the-cashier' };
    await officer.call(linkAccount, { accountId: account.id, ...link, reason: '统一登录' });
    await self.call(acceptLink, link);
    const asked = await officer.call(proposePassword, { accountId: account.id, reason: '忘记密码' });
    const approved = await approve(asked);
    expect(await code(hr.signIn('forgetful', ownPassword))).toBe('hr.session.refused');
    expect(await hr.signIn('forgetful', passwordOf(asked, approved))).toMatchObject({ mustChangePassword: true });
    expect(await self.call(myAccount, {})).toMatchObject({ federated: null });
  });
});
