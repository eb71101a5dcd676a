import {
  changeStaff,
  changeTeam,
  createAccount,
  getStaff,
  listAccounts,
  listShifts,
  listStaff,
  listTeams,
  planShift,
  registerStaff,
  renewSession,
  standard,
  revealStaff,
  staffLeaves,
} from '@bumen/contracts';
import { refusal } from '@bumen/testing';
import { count, HrRig, outcomes, password } from '../hr.rig.ts';

const phone = '13812345678';

describe('staff', () => {
  let hr: HrRig;
  beforeAll(async () => {
    hr = await HrRig.start();
    hr.desk.clock.set('2026-03-02T09:00:00+08:00');
  });
  afterAll(() => hr?.close());

  test('H-01 somebody is registered with everything and told to the other services', async () => {
    const team = await hr.team();
    const mentor = await hr.person();
    const [one, two] = [await hr.position(['agent']), await hr.position(['qa_reviewer', 'agent'])];
    const person = await hr.officer.call(registerStaff, {
      number: 'A-1',
      name: '赵一',
      phone,
      email: 'zhao@example.com',
      teamId: team.id,
      positionIds: [one.id, two.id],
      profile: 'all_round',
      skills: ['router'],
      mentorId: mentor.id,
      enteredOn: '2026-03-02',
    });
    expect(person).toEqual({
      id: person.id,
      version: 1,
      number: 'A-1',
      name: '赵一',
      phone: '138****5678',
      email: 'z***@example.com',
      teamId: team.id,
      departmentId: null,
      positions: [
        { id: one.id, name: one.name },
        { id: two.id, name: two.name },
      ],
      roles: ['agent', 'qa_reviewer'],
      profile: 'all_round',
      skills: ['router'],
      mentorId: mentor.id,
      enteredOn: '2026-03-02',
      leftOn: null,
      active: true,
      offers: ['change', 'leave', 'open_account', 'plan_shift'].map((step) => ({ step, why: null })),
    });
    const forAnAgent = { ...person, offers: person.offers.map(({ step }) => ({ step, why: expect.anything() })) };
    expect(await hr.desk.as('agent').call(getStaff, { staffId: person.id })).toEqual(forAnAgent);
    expect(await hr.told(person.id)).toEqual([
      {
        what: 'changed',
        version: 1,
        data: {
          staffId: person.id,
          number: 'A-1',
          name: '赵一',
          active: true,
          teamId: team.id,
          departmentId: null,
          roles: ['agent', 'qa_reviewer'],
          profile: 'all_round',
          skills: ['router'],
        },
      },
    ]);
  });

  test('P-03 an agent has a service profile and skills, which are told and may change', async () => {
    const person = await hr.person({ profile: 'technical', skills: ['router', 'billing'] });
    await hr.officer.call(changeStaff, {
      staffId: person.id,
      profile: 'theoretical',
      skills: ['billing'],
      reason: '转型',
    });
    expect((await hr.told(person.id)).map(({ data }) => [data['profile'], data['skills']])).toEqual([
      ['technical', ['router', 'billing']],
      ['theoretical', ['billing']],
    ]);
    expect(await refusal(hr.person({ profile: 'expert' as 'technical' }))).toMatchObject({
      code: 'invalid_request',
      details: { fields: ['profile'] },
    });
    expect(await refusal(hr.person({ skills: ['Has Spaces'] }))).toMatchObject({ code: 'invalid_request' });
  });

  test('P-05 contact data is masked everywhere, and revealing it is on the audit trail with its reason', async () => {
    const person = await hr.person({ phone, email: 'li@example.com' });
    const supervisor = hr.desk.as('supervisor');
    expect((await supervisor.call(listStaff, {})).items.find(({ id }) => id === person.id)).toMatchObject({
      phone: '138****5678',
      email: 'l***@example.com',
    });
    expect(await refusal(hr.desk.as('agent').call(revealStaff, { staffId: person.id, reason: '好奇' }))).toMatchObject({
      code: 'forbidden',
    });
    expect(await refusal(supervisor.call(revealStaff, { staffId: person.id, reason: '' }))).toMatchObject({
      code: 'invalid_request',
    });
    expect(await hr.audit(person.id)).toHaveLength(1);
    expect(await supervisor.call(revealStaff, { staffId: person.id, reason: '紧急联系' })).toEqual({
      phone,
      email: 'li@example.com',
    });
    const trail = await hr.audit(person.id);
    expect(trail.at(-1)).toMatchObject({
      action: 'hr.staff.reveal',
      actor: supervisor.caller.staffId,
      reason: '紧急联系',
      after: { revealed: ['phone', 'email'] },
    });
    expect(JSON.stringify(trail)).not.toContain(phone);
    const { items: looks } = await hr.desk.as('auditor').call(standard.hr.listReveals, { aggregateId: [person.id] });
    expect(looks).toMatchObject([{ actor: supervisor.caller.staffId, reason: '紧急联系' }]);
    expect(JSON.stringify(await hr.desk.outbox('hr'))).not.toContain(phone);
  });

  test('H-01 a number is given once, also at the same moment, and a refused registration leaves nothing', async () => {
    const position = await hr.position(['agent']);
    const all = await outcomes(
      Array.from({ length: 6 }, () => hr.person({ number: 'SAME', positionIds: [position.id] })),
    );
    expect([count(all, 'ok'), count(all, 'hr.name_taken')]).toEqual([1, 5]);
    const before = (await hr.desk.outbox('hr')).length;
    expect(await refusal(hr.person({ positionIds: [position.id, hr.officer.caller.staffId] }))).toMatchObject({
      code: 'hr.position.not_found',
    });
    expect(await refusal(hr.person({ positionIds: [position.id], teamId: position.id }))).toMatchObject({
      code: 'hr.team.not_found',
    });
    expect(await refusal(hr.person({ positionIds: [position.id], mentorId: position.id }))).toMatchObject({
      code: 'hr.staff.not_found',
    });
    expect(await hr.desk.outbox('hr')).toHaveLength(before);
  });

  test('R2 a registration under the same key gives the first answer and registers once', async () => {
    const position = await hr.position(['agent']);
    const request = { number: 'KEY-1', name: '钱二', enteredOn: '2026-03-02', positionIds: [position.id] };
    const answers = await Promise.all(
      [1, 2, 3].map(() => hr.officer.call(registerStaff, request, { key: 'register-qian' })),
    );
    expect(new Set(answers.map(({ id }) => id)).size).toBe(1);
  });

  test('P-04 two changes of one person at the same moment don’t combine into a conflict', async () => {
    const [till, books] = [await hr.position(['cashier']), await hr.position(['accountant'])];
    expect(await refusal(hr.person({ positionIds: [till.id, books.id] }))).toMatchObject({
      code: 'duties_not_segregated',
    });
    const person = await hr.person();
    await outcomes(
      [till, books].map(({ id }) =>
        hr.officer.call(changeStaff, { staffId: person.id, positionIds: [id], reason: '调岗' }),
      ),
    );
    const { roles } = await hr.desk.as('agent').call(getStaff, { staffId: person.id });
    expect(roles).toHaveLength(1);
    expect(
      await refusal(
        hr.officer.call(changeStaff, { staffId: person.id, positionIds: [till.id, books.id], reason: '兼任' }),
      ),
    ).toMatchObject({ code: 'duties_not_segregated' });
  });

  test('P-04 an HR officer changes nobody’s duties who is themselves', async () => {
    const position = await hr.position(['general_manager']);
    const person = await hr.person({ roles: ['hr_officer'] });
    const self = hr.desk.as('hr_officer', { staffId: person.id });
    expect(
      await refusal(self.call(changeStaff, { staffId: person.id, positionIds: [position.id], reason: '升职' })),
    ).toMatchObject({ code: 'hr.not_your_own' });
    expect(
      await refusal(self.call(staffLeaves, { staffId: person.id, leftOn: '2026-03-02', reason: '离职' })),
    ).toMatchObject({ code: 'hr.not_your_own' });
    await expect(self.call(changeStaff, { staffId: person.id, phone, reason: '换号' })).resolves.toMatchObject({
      version: 2,
    });
  });

  test('P-03 nobody is their own mentor', async () => {
    const { id: staffId } = await hr.person();
    expect(await refusal(hr.officer.call(changeStaff, { staffId, mentorId: staffId, reason: '带教' }))).toMatchObject({
      code: 'hr.staff.own_mentor',
    });
  });

  test('R6 If-Match speaks of the person, also where a team and positions are looked at first', async () => {
    const [team, position] = [await hr.team(), await hr.position(['agent'])];
    await hr.officer.call(changeTeam, { teamId: team.id, headcount: 9 });
    const person = await hr.person();
    const move = (ifMatch: number) =>
      hr.officer.call(
        changeStaff,
        { staffId: person.id, teamId: team.id, positionIds: [position.id], reason: '调组' },
        { ifMatch },
      );
    expect(await refusal(move(2))).toMatchObject({ code: 'version_not_reached', details: { expected: 2, actual: 1 } });
    await expect(move(1)).resolves.toMatchObject({ version: 2, teamId: team.id });
  });

  test('H-01 whoever leaves can’t sign in, their sessions end, their team has no lead and their coming shifts are cancelled', async () => {
    const { person, account } = await hr.member('leaver', { roles: ['supervisor'] });
    const session = await hr.signIn('leaver');
    const team = await hr.team({ leadStaffId: person.id });
    const plan = (startsAt: string, endsAt: string) =>
      hr.officer.call(planShift, { staffId: person.id, startsAt, endsAt });
    await plan('2026-03-02T08:00:00+08:00', '2026-03-02T12:00:00+08:00');
    await plan('2026-03-05T08:00:00+08:00', '2026-03-05T16:00:00+08:00');
    expect(
      await hr.officer.call(staffLeaves, { staffId: person.id, leftOn: '2026-03-02', reason: '离职' }),
    ).toMatchObject({ active: false, leftOn: '2026-03-02' });
    expect(await refusal(hr.signIn('leaver'))).toMatchObject({ code: 'hr.session.refused' });
    expect(
      await refusal(hr.desk.as('anyone').call(renewSession, { refreshToken: session.refreshToken })),
    ).toMatchObject({ code: 'hr.session.over' });
    expect((await hr.told(session.sessionId)).at(-1)).toEqual({
      what: 'ended',
      version: 2,
      data: { sessionId: session.sessionId, staffId: person.id, why: 'left' },
    });
    expect((await hr.told(account.id)).at(-1)).toMatchObject({ data: { state: 'closed' } });
    expect((await hr.told(person.id)).at(-1)).toMatchObject({ data: { active: false } });
    await hr.desk.settle();
    expect((await hr.desk.as('agent').call(listTeams, {})).items.find(({ id }) => id === team.id)).toMatchObject({
      leadStaffId: null,
    });
    const shifts = (await hr.desk.as('agent').call(listShifts, { staffId: [person.id] })).items;
    expect(shifts.map(({ cancelled }) => cancelled)).toEqual([true, true]);
    expect(await refusal(plan('2026-03-09T08:00:00+08:00', '2026-03-09T12:00:00+08:00'))).toMatchObject({
      code: 'step_refused',
    });
    expect(
      await refusal(hr.officer.call(createAccount, { staffId: person.id, username: 'again', password })),
    ).toMatchObject({ code: 'step_refused' });
  });

  test('H-01 an announced leave begins with its day in the company’s zone', async () => {
    const { person } = await hr.member('soon', {});
    expect(
      await refusal(hr.officer.call(staffLeaves, { staffId: person.id, leftOn: '2026-03-01', reason: '合同到期' })),
    ).toMatchObject({
      code: 'hr.staff.leaves_before_entering',
      status: 422,
      details: { enteredOn: '2026-03-02', leftOn: '2026-03-01' },
    });
    expect(
      await hr.officer.call(staffLeaves, { staffId: person.id, leftOn: '2026-03-04', reason: '合同到期' }),
    ).toMatchObject({ active: true, leftOn: '2026-03-04' });
    hr.desk.clock.set('2026-03-03T23:59:59+08:00');
    await hr.desk.sweep();
    await expect(hr.signIn('soon')).resolves.toBeDefined();
    hr.desk.clock.set('2026-03-04T00:00:00+08:00');
    await hr.desk.sweep();
    expect(await refusal(hr.signIn('soon'))).toMatchObject({ code: 'hr.session.refused' });
    expect(await hr.desk.as('agent').call(getStaff, { staffId: person.id })).toMatchObject({ active: false });
    expect((await hr.officer.call(listAccounts, { staffId: [person.id] })).items).toMatchObject([{ state: 'closed' }]);
    await hr.desk.settle();
    hr.desk.clock.set('2026-03-02T09:00:00+08:00');
  });

  test('H-01 staff are listed by number and found by team, role and whether they work here', async () => {
    const team = await hr.team();
    const reviewer = await hr.person({ teamId: team.id, roles: ['qa_reviewer'] });
    const agent = await hr.person({ teamId: team.id });
    await hr.officer.call(staffLeaves, { staffId: agent.id, leftOn: '2026-03-02', reason: '离职' });
    const list = async (filter: object) =>
      (await hr.desk.as('agent').call(listStaff, { teamId: [team.id], ...filter })).items.map(({ id }) => id);
    expect((await list({})).toSorted()).toEqual([reviewer.id, agent.id].toSorted());
    expect(await list({ role: ['qa_reviewer'] })).toEqual([reviewer.id]);
    expect(await list({ active: false })).toEqual([agent.id]);
    expect(await list({ role: ['qa_reviewer', 'agent'] })).toEqual(await list({}));
    expect(await list({ teamId: [team.id, (await hr.team()).id] })).toEqual(await list({}));
    const first = await hr.desk.as('agent').call(listStaff, { teamId: [team.id], limit: 1 });
    const second = await hr.desk
      .as('agent')
      .call(listStaff, { teamId: [team.id], limit: 1, cursor: first.nextCursor! });
    expect([...first.items, ...second.items].map(({ id }) => id)).toEqual(await list({}));
    expect(second.nextCursor).toBeNull();
  });
});
