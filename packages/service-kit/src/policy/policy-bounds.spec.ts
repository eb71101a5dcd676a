import { z } from 'zod';
import {
  calendarPolicy,
  catalogue,
  policy,
  services,
  standard,
  upcomingLengthMax,
  upcomingMax,
  type ServiceName,
} from '@bumen/contracts';
import { bareService, refusal, startDesk, type Client, type Desk } from '@bumen/testing';

/** A policy that no service has: it holds for whole months. */
const monthlyOf = (service: ServiceName) =>
  policy({
    name: `${service}.points`,
    schema: z.object({ points: z.int() }),
    default: { points: 26 },
    holds: 'month',
    rules: ['Q-04'],
    summary: { zh: '扣分', en: 'Points' },
  });

const longOf = (service: ServiceName) =>
  policy({
    name: `${service}.long`,
    schema: z.object({ text: z.string().max(300_000) }),
    default: { text: '' },
    rules: ['R9'],
    summary: { zh: '长文', en: 'Long' },
  });

let desk: Desk;
let manager: Client;
beforeAll(async () => {
  catalogue.policies.push(...services.map(monthlyOf), ...services.map(longOf));
  desk = await startDesk(Object.fromEntries(services.map((service) => [service, bareService(service)])));
  manager = desk.as('general_manager');
});
afterAll(() => desk.close());

test('Q-04 a month begins where the calendar says', async () => {
  const { setPolicy } = standard.hr;
  const moveTo = (zone: string) =>
    manager.call(setPolicy, { name: 'hr.calendar', value: { ...calendarPolicy.default, zone }, reason: 'trial' });
  const from = (effectiveFrom: string) =>
    manager.call(setPolicy, { name: 'hr.points', value: { points: 26 }, reason: 'trial', effectiveFrom });
  desk.clock.set('2027-06-15T08:00:00Z');
  await moveTo('Europe/London');
  expect((await refusal(from('2027-07-01T00:00:00+08:00'))).code).toBe('policy_not_from_month');
  expect((await from('2027-07-01T00:00:00+01:00')).upcoming).toHaveLength(1);
  desk.clock.set('2027-06-16T08:00:00Z');
  await moveTo(calendarPolicy.default.zone);
  await desk.settle();
});

describe.each(services)('a policy of %s that holds for whole months', (service) => {
  const setFrom = (effectiveFrom?: string) =>
    manager.call(standard[service].setPolicy, {
      name: `${service}.points`,
      value: { points: 20 },
      reason: 'trial',
      ...(effectiveFrom === undefined ? {} : { effectiveFrom }),
    });
  beforeEach(() => desk.clock.set('2027-12-15T08:00:00Z'));

  test.each([
    ['at once', undefined],
    ['within a month', '2028-01-15T00:00:00+08:00'],
    ['on the first, after the day began', '2028-01-01T00:00:00.001+08:00'],
    ['as a month begins elsewhere', '2028-01-01T00:00:00Z'],
  ])('Q-04 does not change %s', async (_when, from) => {
    expect(await refusal(setFrom(from))).toMatchObject({
      code: 'policy_not_from_month',
      details: { earliest: '2027-12-31T16:00:00.000Z' },
    });
  });
  test('Q-04 not even with the month that begins now', async () => {
    desk.clock.set('2027-11-30T16:00:00Z');
    expect((await refusal(setFrom('2027-12-01T00:00:00+08:00'))).code).toBe('policy_not_from_month');
  });
  test.each(['2028-01-01T00:00:00+08:00', '2029-06-01T00:00:00+08:00'])(
    'Q-04 changes with a month to come: %s',
    async (from) => {
      const { upcoming, holds, value } = await setFrom(from);
      expect({ holds, value }).toEqual({ holds: 'month', value: { points: 26 } });
      expect(upcoming).toContainEqual({ value: { points: 20 }, effectiveFrom: new Date(from).toISOString() });
    },
  );
  test('R9 T-04 has no more for later than is read and shown in a moment, however long its values are', async () => {
    const setLong = (length: number, effectiveFrom?: string) =>
      manager.call(standard[service].setPolicy, {
        name: `${service}.long`,
        value: { text: 'x'.repeat(length) },
        reason: 'trial',
        ...(effectiveFrom === undefined ? {} : { effectiveFrom }),
      });
    for (let month = 0; month < 4; month += 1) await setLong(245_000, new Date(Date.UTC(2028, month)).toISOString());
    expect(await refusal(setLong(245_000, '2029-01-01T00:00:00Z'))).toMatchObject({
      code: 'policy_upcoming_too_long',
      details: { max: upcomingLengthMax, length: 5 * 245_000 + 5 * '{"text":""}'.length },
    });
    expect((await setLong(10_000, '2029-01-01T00:00:00Z')).upcoming).toHaveLength(5);
    // What holds at once is none of it.
    await setLong(245_000);
    desk.clock.set('2028-01-01T00:00:00Z');
    expect((await setLong(245_000, '2029-02-01T00:00:00Z')).upcoming).toHaveLength(5);
  }, 30_000);
  test('R9 has so many values for later that they fit into one answer, at most', async () => {
    const month = (index: number) => new Date(Date.UTC(2030, index) - 8 * 3_600_000).toISOString();
    // As if they had been set one by one, which takes long.
    const [set] = await desk.sql<{ version: number }>(
      service,
      `WITH added AS (
         INSERT INTO policy_setting (name, effective_from, value, set_by, reason, set_at)
           SELECT $1, timestamptz '2040-01-01T00:00:00+08:00' + later * interval '1 day',
               '{"points":1}', 'spec', 'x', now()
             FROM generate_series(1, $2::int - 1 - (SELECT count(*)::int FROM policy_setting
                WHERE name = $1 AND effective_from > '2027-12-15T08:00:00Z')) AS later
           RETURNING 1)
         SELECT (SELECT count(*) FROM added)::int + count(*)::int AS version FROM policy_setting WHERE name = $1`,
      [`${service}.points`, upcomingMax],
    );
    const setAs = (index: number, ifMatch: number) =>
      manager.call(
        standard[service].setPolicy,
        { name: `${service}.points`, value: { points: 20 }, reason: 'trial', effectiveFrom: month(index) },
        { ifMatch },
      );
    expect((await setAs(0, set!.version)).upcoming).toHaveLength(upcomingMax);
    expect(await refusal(setAs(1, set!.version + 1))).toMatchObject({
      code: 'policy_too_many_upcoming',
      details: { max: upcomingMax },
    });
    desk.clock.set(month(0));
    expect((await setAs(1, set!.version + 1)).upcoming.length).toBeLessThan(upcomingMax);
  });
});
