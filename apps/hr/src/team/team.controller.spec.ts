import { changeStaff, changeTeam, createTeam, listTeams, registerStaff, staffLeaves } from '@bumen/contracts';
import { refusal } from '@bumen/testing';
import { count, HrRig, outcomes } from '../hr.rig.ts';

describe('teams', () => {
  let hr: HrRig;
  beforeAll(async () => {
    hr = await HrRig.start();
  });
  afterAll(() => hr?.close());

  test('P-01 a team has a lead and a headcount, and other departments are told', async () => {
    const lead = await hr.person({ roles: ['supervisor'] });
    const team = await hr.team({ name: '投诉组', kind: 'complaints', headcount: 4, leadStaffId: lead.id });
    expect(team).toMatchObject({ version: 1, name: '投诉组', headcount: 4, memberCount: 0, leadStaffId: lead.id });
    expect(await hr.told(team.id)).toEqual([
      {
        what: 'changed',
        version: 1,
        data: { teamId: team.id, name: '投诉组', kind: 'complaints', headcount: 4, leadStaffId: lead.id },
      },
    ]);
  });

  test('P-05 departments are told neither what somebody has typed nor an id of the caller’s own', async () => {
    const traceparent = '00-13812345678000000000000000000001-00f067aa0ba902b7-01';
    const team = { name: '张三 13812345678', kind: 'complaints', headcount: 4 } as const;
    const { id } = await hr.officer.call(createTeam, team, { headers: { traceparent } });
    const told = (await hr.desk.outbox('hr')).find(({ subject }) => subject === id);
    expect(told).toMatchObject({ traceparent, data: { name: team.name } });
    const left = await hr.departments();
    expect(left).toContain(id);
    expect(left).toContain('complaints');
    expect(left).not.toContain('13812345678');
    expect(left).not.toContain('张三');
  });

  test('P-01 a lead is somebody who works here', async () => {
    const team = await hr.team();
    expect(await refusal(hr.officer.call(changeTeam, { teamId: team.id, leadStaffId: team.id }))).toMatchObject({
      code: 'hr.staff.not_found',
    });
    const left = await hr.person();
    await hr.officer.call(staffLeaves, { staffId: left.id, leftOn: '2026-03-03', reason: '离职' });
    expect(await refusal(hr.officer.call(changeTeam, { teamId: team.id, leadStaffId: left.id }))).toMatchObject({
      code: 'step_refused',
      details: { step: 'lead_team', state: 'left' },
    });
  });

  test('P-01 of many registrations at once only one gets the last place', async () => {
    const team = await hr.team({ headcount: 3 });
    const position = await hr.position(['agent']);
    const register = (number: string) =>
      hr.officer.call(registerStaff, {
        number,
        name: '王小明',
        enteredOn: '2026-03-02',
        teamId: team.id,
        positionIds: [position.id],
      });
    await register('R-1');
    await register('R-2');
    const all = await outcomes(Array.from({ length: 12 }, (_, index) => register(`RACE-${index}`)));
    expect([count(all, 'ok'), count(all, 'hr.team.full')]).toEqual([1, 11]);
    const [{ members }] = (await hr.desk.sql('hr', 'SELECT count(*)::int AS members FROM staff WHERE team_id = $1', [
      team.id,
    ])) as [{ members: number }];
    expect(members).toBe(3);
  });

  test('P-01 a place is not given and taken away at once', async () => {
    const team = await hr.team({ headcount: 2 });
    const people = await Promise.all([hr.person({ teamId: team.id }), hr.person()]);
    const all = await outcomes([
      hr.officer.call(changeTeam, { teamId: team.id, headcount: 1 }),
      hr.officer.call(changeStaff, { staffId: people[1].id, teamId: team.id, reason: '调组' }),
    ]);
    expect(count(all, 'ok')).toBe(1);
    expect(['hr.team.headcount_too_low', 'hr.team.full']).toContain(all.find((one) => one !== 'ok'));
  });

  test('P-01 whoever is in a full team may stay in it, and whoever leaves makes room', async () => {
    const team = await hr.team({ headcount: 1 });
    const first = await hr.person({ teamId: team.id });
    await expect(
      hr.officer.call(changeStaff, { staffId: first.id, teamId: team.id, name: '王明', reason: '更名' }),
    ).resolves.toMatchObject({ name: '王明', teamId: team.id });
    expect(await refusal(hr.person({ teamId: team.id }))).toMatchObject({
      code: 'hr.team.full',
      details: { team: team.name, headcount: 1 },
    });
    const { id: staffId } = await hr.person();
    expect(await refusal(hr.officer.call(changeStaff, { staffId, teamId: team.id, reason: '调组' }))).toMatchObject({
      code: 'hr.team.full',
    });
    await hr.officer.call(staffLeaves, { staffId: first.id, leftOn: '2026-03-03', reason: '离职' });
    await expect(hr.person({ teamId: team.id })).resolves.toMatchObject({ teamId: team.id });
  });

  test('P-01 a name is given once, also at the same moment', async () => {
    const all = await outcomes(Array.from({ length: 5 }, () => hr.team({ name: '订单组' })));
    expect([count(all, 'ok'), count(all, 'hr.name_taken')]).toEqual([1, 4]);
    const other = await hr.team();
    expect(await refusal(hr.officer.call(changeTeam, { teamId: other.id, name: '订单组' }))).toMatchObject({
      code: 'hr.name_taken',
      details: { value: '订单组' },
    });
  });

  test('P-01 a team’s headcount is not lowered below the people it has', async () => {
    const team = await hr.team({ headcount: 3 });
    for (const person of [await hr.person(), await hr.person()])
      await hr.officer.call(changeStaff, { staffId: person.id, teamId: team.id, reason: '调组' });
    expect(await refusal(hr.officer.call(changeTeam, { teamId: team.id, headcount: 1 }))).toMatchObject({
      code: 'hr.team.headcount_too_low',
      details: { team: team.name, memberCount: 2 },
    });
    expect(await hr.officer.call(changeTeam, { teamId: team.id, headcount: 2 })).toMatchObject({ headcount: 2 });
  });

  test('R6 a change that was made on an older version is refused', async () => {
    const team = await hr.team();
    await hr.officer.call(changeTeam, { teamId: team.id, headcount: 7 }, { ifMatch: 1 });
    expect(await refusal(hr.officer.call(changeTeam, { teamId: team.id, headcount: 8 }, { ifMatch: 1 }))).toMatchObject(
      { code: 'version_mismatch' },
    );
  });

  test('P-01 teams are listed by name, page by page, with the number of their people', async () => {
    const team = await hr.team({ name: '0 第一组', headcount: 2 });
    await hr.person({ teamId: team.id });
    const names: string[] = [];
    for (let cursor: string | undefined; ;) {
      const page = await hr.desk.as('agent').call(listTeams, { limit: 2, ...(cursor === undefined ? {} : { cursor }) });
      names.push(...page.items.map((one) => one.name));
      if (names.length <= 2) expect(page.items[0]).toMatchObject({ id: team.id, memberCount: 1, headcount: 2 });
      if (page.nextCursor === null) break;
      cursor = page.nextCursor;
    }
    const stored = await hr.desk.sql<{ name: string }>('hr', 'SELECT name FROM team ORDER BY name');
    expect(names).toEqual(stored.map(({ name }) => name));
    expect(await refusal(hr.desk.as('agent').call(listTeams, { cursor: 'nonsense' }))).toMatchObject({
      code: 'invalid_cursor',
    });
  });
});
