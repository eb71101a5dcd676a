import { z } from 'zod';
import { calendarPolicy, catalogue, policy, standard, upcomingMax } from '@bumen/contracts';
import { bareService, refusal, startDesk, type Client, type Desk } from '@bumen/testing';
import type { RunningService } from '../service.ts';
import { Transactions } from '../transaction/transactions.ts';
import { Policies } from './policies.ts';
import { settingsKept } from './policy-cache.ts';

const { listPolicies, setPolicy } = standard.hr;
const { listAudit } = standard.hr;

/** A policy that no service has. */
const trialPolicy = policy({
  name: 'hr.trial',
  schema: z.object({ failuresAllowed: z.int().min(1), lockMinutes: z.int(), sessionHours: z.int() }),
  default: { failuresAllowed: 5, lockMinutes: 15, sessionHours: 12 },
  rules: ['P-02'],
  summary: { zh: '试行', en: 'Trial' },
});

describe('policies', () => {
  let desk: Desk;
  let hr: RunningService;
  let manager: Client;
  beforeAll(async () => {
    catalogue.policies.push(trialPolicy);
    desk = await startDesk({ hr: bareService('hr'), tickets: bareService('tickets') });
    hr = desk.service('hr');
    manager = desk.as('general_manager', { staffId: 'a1', name: 'Ann' });
  });
  afterAll(() => desk.close());

  const inWork = <T>(of: RunningService, act: (policies: Policies) => T): Promise<T> =>
    of.app
      .get(Transactions)
      .run({ name: 'spec', actor: 'spec', correlationId: 'spec' }, () => Promise.resolve(act(of.app.get(Policies))));
  const signIn = { ...trialPolicy.default, failuresAllowed: 3, lockMinutes: 5, sessionHours: 8 };
  const versionOf = (name: string) => desk.versionOf('hr', name);
  const set = (value: unknown, effectiveFrom?: string, ifMatch?: number) =>
    manager.call(
      setPolicy,
      {
        name: 'hr.trial',
        value: value as never,
        reason: 'tried out',
        ...(effectiveFrom === undefined ? {} : { effectiveFrom }),
      },
      ifMatch === undefined ? {} : { ifMatch },
    );
  const shown = async () => (await manager.call(listPolicies, {})).items.find((item) => item.name === 'hr.trial')!;

  test('a policy that nobody set has the rule book’s value', async () => {
    expect(await inWork(hr, (policies) => policies.get(trialPolicy))).toEqual(trialPolicy.default);
    expect(await shown()).toMatchObject({
      version: 0,
      value: trialPolicy.default,
      default: trialPolicy.default,
      effectiveFrom: null,
      upcoming: [],
      rules: ['P-02'],
      schema: { type: 'object' },
    });
  });

  test('a policy that is set holds at once, without a restart, in every process', async () => {
    const other = await desk.startInstance('hr');
    expect(await inWork(other, (policies) => policies.get(trialPolicy))).toEqual(trialPolicy.default);
    await set(signIn);
    expect(await inWork(hr, (policies) => policies.get(trialPolicy))).toEqual(signIn);
    expect(await inWork(other, (policies) => policies.get(trialPolicy))).toEqual(signIn);
    expect(await shown()).toMatchObject({ value: signIn, effectiveFrom: expect.any(String) });
    await desk.end(other);
  });

  test('a value for later holds from its moment on', async () => {
    desk.clock.set('2027-03-01T08:00:00Z');
    await set({ ...signIn, lockMinutes: 60 }, '2027-03-02T00:00:00+08:00');
    expect((await shown()).upcoming).toEqual([
      { value: { ...signIn, lockMinutes: 60 }, effectiveFrom: '2027-03-01T16:00:00.000Z' },
    ]);
    expect(await inWork(hr, (policies) => policies.get(trialPolicy).lockMinutes)).toBe(5);
    desk.clock.set('2027-03-01T16:00:00Z');
    expect(await inWork(hr, (policies) => policies.get(trialPolicy).lockMinutes)).toBe(60);
    expect((await shown()).value).toMatchObject({ lockMinutes: 60 });
  });

  test('P-06 a change is audited and told, and versions have no gap', async () => {
    const trail = await desk.as('auditor').call(listAudit, { aggregateId: ['hr.trial'] });
    expect(trail.items.map(({ action, version, reason }) => [action, version, reason])).toEqual([
      ['hr.policy.set', 2, 'tried out'],
      ['hr.policy.set', 1, 'tried out'],
    ]);
    expect(trail.items[1]).toMatchObject({ actor: 'a1', actorName: { zh: 'Ann', en: 'Ann' } });
    // What stayed as it was is not told again (R9).
    expect([trail.items[1]!.before, trail.items[1]!.after]).toMatchObject([
      { value: { failuresAllowed: 5, lockMinutes: 15, sessionHours: 12 } },
      { value: { failuresAllowed: 3, lockMinutes: 5, sessionHours: 8 } },
    ]);
    expect(Object.keys(trail.items[1]!.after['value'] as object)).toHaveLength(3);
    const told = await hr.sql<{ type: string; version: number }>(
      `SELECT envelope::json->>'type' AS type, aggregate_version AS version FROM outbox
         WHERE aggregate_id = 'hr.trial' ORDER BY id`,
    );
    expect(told).toEqual([
      { type: standard.hr.policySet.name, version: 1 },
      { type: standard.hr.policySet.name, version: 2 },
    ]);
  });

  test('R6 of several who change one policy at once, each having seen the same, one does and the others are told who did', async () => {
    const seen = await versionOf('hr.trial');
    const outcomes = await Promise.allSettled(
      Array.from({ length: 6 }, (_, index) => set({ ...signIn, sessionHours: index + 1 }, undefined, seen)),
    );
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    for (const outcome of outcomes)
      if (outcome.status === 'rejected')
        expect(outcome.reason).toMatchObject({
          code: 'version_mismatch',
          details: {
            expected: 2,
            actual: 3,
            changes: [{ version: 3, action: setPolicy.name, actorName: { zh: 'Ann' } }],
          },
        });
    const rows = await hr.sql<{ version: number }>(
      `SELECT aggregate_version AS version FROM outbox WHERE aggregate_id = 'hr.trial' ORDER BY id`,
    );
    expect(rows.map((row) => row.version)).toEqual([1, 2, 3]);
  });

  test('refuses an unknown policy, another service’s, a wrong value, the past, and who may not', async () => {
    const refused = async (request: Record<string, unknown>, by: Client = manager) =>
      (await refusal(by.call(setPolicy, { name: 'hr.trial', value: signIn, reason: 'trial', ...request } as never)))
        .code;
    expect(await refused({ name: 'hr.nothing' })).toBe('policy_not_found');
    expect(await refused({ name: 'tickets.promise' })).toBe('policy_not_found');
    expect(await refused({ value: { failuresAllowed: 0 } })).toBe('policy_value_invalid');
    const typo = await refusal(
      manager.call(setPolicy, {
        name: 'hr.calendar',
        value: { ...calendarPolicy.default, hollidays: true } as never,
        reason: 'trial',
      }),
    );
    expect(typo).toMatchObject({
      code: 'policy_value_invalid',
      details: { fields: ['hollidays'], issues: [{ message: { zh: '没有这个字段' } }] },
    });
    const closed = await refusal(
      manager.call(setPolicy, {
        name: 'hr.calendar',
        value: { ...calendarPolicy.default, week: [[], [], [], [], [], [], []] } as never,
        reason: 'trial',
      }),
    );
    expect(closed).toMatchObject({
      details: { fields: ['week'], issues: [{ message: { zh: '一周至少要有一天营业' } }] },
    });
    expect(closed.words()).toEqual({
      zh: '请更正以下内容:每周营业时间',
      en: 'Please correct: opening hours of the week',
    });
    expect(await refused({ effectiveFrom: '2020-01-01T00:00:00Z' })).toBe('policy_from_the_past');
    expect(await refused({}, desk.as('agent'))).toBe('forbidden');
  });

  test('a service that a policy is shared with keeps a copy', async () => {
    const tickets = desk.service('tickets');
    const calendar = { ...calendarPolicy.default, zone: 'Asia/Urumqi' };
    await manager.call(setPolicy, { name: calendarPolicy.name, value: calendar, reason: 'moved west' });
    await desk.settle();
    expect(await inWork(tickets, (policies) => policies.get(calendarPolicy))).toEqual(calendar);
  });

  test('R9 however often a policy was set, what is read of it is bounded, and the oldest that is known holds before', async () => {
    desk.clock.set('2027-01-01T00:00:00Z');
    const version = await versionOf('hr.trial');
    const many = 3_000;
    await desk.asOwner(
      'hr',
      `INSERT INTO policy_setting (name, effective_from, value, set_by, reason, set_at)
         SELECT 'hr.trial', timestamptz '2026-12-01T00:00:00Z' + n * interval '1 minute',
             '${JSON.stringify(signIn)}'::jsonb || jsonb_build_object('lockMinutes', n % 50 + 1), 'spec', 'x', now()
           FROM generate_series(1, ${many}) AS n`,
    );
    expect(await shown()).toMatchObject({ version: version + many, value: { lockMinutes: 1 } });
    const [eras, first, now] = await inWork(hr, (policies) => [
      policies.eras([trialPolicy], (at) => at.get(trialPolicy).lockMinutes),
      policies.at(trialPolicy, new Date('2026-12-01T00:00:30Z')).lockMinutes,
      policies.get(trialPolicy).lockMinutes,
    ]);
    expect([eras.length <= settingsKept, eras[0]!.from, now]).toEqual([true, null, 1]);
    // Before the first that is known: that one, and not the contract's default.
    const [oldest] = await desk.sql<{ minutes: number }>(
      'hr',
      `SELECT (value->>'lockMinutes')::int AS minutes FROM policy_setting WHERE name = 'hr.trial'
         ORDER BY effective_from DESC, revision DESC OFFSET $1 LIMIT 1`,
      [settingsKept - 1],
    );
    expect([first, eras[0]!.setting]).toEqual([oldest!.minutes, oldest!.minutes]);
    const added = await set({ ...signIn, lockMinutes: 7 }, undefined, version + many);
    expect(added).toMatchObject({ version: version + many + 1, value: { lockMinutes: 7 } });
    expect(await inWork(hr, (policies) => policies.get(trialPolicy).lockMinutes)).toBe(7);
  });

  test('R9 of long values so many are known that they fit into memory, and each is read once, whatever else is set', async () => {
    desk.clock.set('2027-02-01T00:00:00Z');
    const days = Object.fromEntries(
      Array.from({ length: 1_000 }, (_, day) => [
        new Date(Date.UTC(2031, 0, 1 + day)).toISOString().slice(0, 10),
        Array.from({ length: 6 }, (_unused, hour) => ({ from: `1${hour}:00`, until: `1${hour}:30` })),
      ]),
    );
    const long = { ...calendarPolicy.default, days };
    await desk.asOwner(
      'hr',
      `INSERT INTO policy_setting (name, effective_from, value, set_by, reason, set_at)
         SELECT '${calendarPolicy.name}', timestamptz '2027-01-01T00:00:00Z' + n * interval '1 minute',
             '${JSON.stringify(long)}'::jsonb, 'spec', 'x', now() FROM generate_series(1, 30) AS n`,
    );
    const known = () =>
      inWork(hr, (policies) => ({
        eras: policies.eras([calendarPolicy], eraOf).length,
        holds: policies.get(calendarPolicy),
        before: policies.at(calendarPolicy, new Date('2026-01-01T00:00:00Z')),
      }));
    const before = await known();
    expect(before.eras).toBeGreaterThan(upcomingMax);
    expect(before.eras).toBeLessThan(40);
    expect([before.holds, before.before]).toEqual([long, long]);
    await set({ ...signIn, lockMinutes: 9 }, undefined, await versionOf('hr.trial'));
    const after = await known();
    expect(after.eras).toBe(before.eras);
    expect(after.holds).toBe(before.holds);
    expect(after.before).toBe(before.before);
  });
});

const eraOf = (at: Pick<Policies, 'get'>) => at.get(calendarPolicy).zone;
