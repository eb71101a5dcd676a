import {
  createAccount,
  getProposal,
  getStaff,
  proposePolicy,
  proposePositions,
  refuseProposal,
  segregationPolicy,
  standard,
} from '@bumen/contracts';
import { asOwner, type ServiceConfig } from '@bumen/service-kit';
import { refusal, type Client } from '@bumen/testing';
import { HrModule } from '../hr.module.ts';
import { HrRig, password, passwordOf } from '../hr.rig.ts';
import { approveAsOwner } from './owners-approval.ts';

describe('where all who could decide are gone', () => {
  let hr: HrRig;
  let officer: Client;
  let boss: Client;
  let leading: string;
  let config: ServiceConfig;
  beforeAll(async () => {
    hr = await HrRig.start();
    hr.desk.clock.set('2026-03-02T09:00:00+08:00');
    const officers = await hr.member('officer', { roles: ['hr_officer'] });
    const bosses = await hr.member('boss', { roles: ['general_manager'] });
    officer = await hr.own('officer', officers.person);
    boss = await hr.own('boss', bosses.person);
    leading = (await hr.position(['general_manager'])).id;
    config = await hr.desk.config('hr');
  });
  beforeEach(() => hr.desk.clock.set('2026-03-02T09:00:00+08:00'));
  afterAll(() => hr?.close());

  let made = 0;
  const asked = async () => {
    const staffId = (await hr.person({ positionIds: [] })).id;
    const username = `heir${(made += 1)}`;
    await officer.call(createAccount, { staffId, username, password });
    const proposal = await officer.call(proposePositions, { staffId, positionIds: [leading], reason: '接任' });
    return { staffId, username, proposal };
  };
  const onCommandLine = (proposalId: string, given: ServiceConfig = config, why = ['--reason', '无人可批']) =>
    asOwner('hr', HrModule, given, (app) => approveAsOwner(app, ['--approve-proposal', proposalId, ...why]));
  const aDayLater = () => hr.desk.clock.set('2026-03-03T09:00:00+08:00');

  test('P-04 P-06 the owner of the database approves what somebody inside has asked for: nobody gets in alone, and who leads sees it', async () => {
    const { staffId, username, proposal } = await asked();
    aDayLater();
    const told = await onCommandLine(proposal.id);
    const passwordHalf = /([a-z2-9]{8})$/.exec(told)![1]!;
    expect((await refusal(hr.signIn(username, passwordHalf))).code).toBe('hr.session.refused');
    await expect(hr.signIn(username, passwordOf(proposal, { passwordHalf }))).resolves.toMatchObject({
      mustChangePassword: true,
      roles: ['general_manager'],
    });
    expect((await boss.call(getStaff, { staffId })).roles).toEqual(['general_manager']);
    expect(await boss.call(getProposal, { proposalId: proposal.id })).toMatchObject({
      state: 'approved',
      decidedById: null,
      decidedByName: expect.stringContaining('database owner'),
      decidedWhy: '无人可批',
    });
    const { items } = await hr.desk
      .as('supervisor')
      .call(standard.hr.listAudit, { actor: ['hr.database-owner'], aggregateId: [proposal.id] });
    expect(items).toEqual(
      expect.arrayContaining([
        expect.objectContaining({
          action: 'hr.proposal.approve',
          reason: '无人可批',
          after: { secondPerson: 'hr.database-owner' },
        }),
      ]),
    );
    expect((await hr.told(proposal.id)).at(-1)).toMatchObject({ data: { state: 'approved', decidedById: null } });
    await expect(onCommandLine(proposal.id)).rejects.toThrow('step_refused');
  });

  test('P-04 not before everybody who leads had a day to refuse it, and not what was refused', async () => {
    const { staffId, proposal } = await asked();
    hr.desk.clock.set('2026-03-03T08:59:00+08:00');
    await expect(onCommandLine(proposal.id)).rejects.toThrow('It waits until 2026-03-03T01:00:00.000Z');
    await boss.call(refuseProposal, { proposalId: proposal.id, reason: '并未缺位' });
    aDayLater();
    await expect(onCommandLine(proposal.id)).rejects.toThrow('step_refused');
    expect((await boss.call(getStaff, { staffId })).roles).toEqual([]);
  });

  test('P-04 nobody but the owner of the database, with a reason, and no policy', async () => {
    const { proposal } = await asked();
    const policy = await boss.call(proposePolicy, {
      name: segregationPolicy.name,
      value: { apart: [] },
      reason: '放开',
    });
    aDayLater();
    const { migrationDatabaseUrl: _, ...serving } = config;
    await expect(onCommandLine(proposal.id, serving)).rejects.toThrow('MIGRATION_DATABASE_URL is not set');
    const pretending = { ...config, migrationDatabaseUrl: config.databaseUrl };
    await expect(onCommandLine(proposal.id, pretending)).rejects.toThrow('owns no table');
    await expect(onCommandLine(proposal.id, config, [])).rejects.toThrow('Say which and why');
    await expect(onCommandLine(policy.id)).rejects.toThrow('A policy waits');
    expect((await boss.call(getProposal, { proposalId: proposal.id })).state).toBe('open');
  });
});
