import {
  acceptTicket,
  calendarPolicy,
  countTickets,
  firstResponsePolicy,
  getTicket,
  standard,
  listTickets,
  promisePolicy,
  promiseTime,
  showBacklog,
  watchdogPolicy,
  type Policy,
  type PolicyValue,
} from '@bumen/contracts';
import { TicketsRig, type Person } from '../tickets.rig.ts';

const always = Array.from({ length: 7 }, () => [{ from: '00:00', until: '24:00' }]);

describe('a policy that changes while clocks run', () => {
  let rig: TicketsRig;
  let agent: Person;
  let settings = 0;
  beforeEach(async () => {
    rig = await TicketsRig.open();
    agent = await rig.person({ team: await rig.team('service') });
  }, 60_000);
  afterEach(() => rig?.close());

  const set = <P extends Policy>(policy: P, value: PolicyValue<P>, effectiveFrom?: string) =>
    rig.desk
      .as('department_manager')
      .call(standard.tickets.setPolicy, { name: policy.name, value: value as never, reason: '调整', effectiveFrom });
  const limits = (chat: number) =>
    set(firstResponsePolicy, {
      ...firstResponsePolicy.default,
      chat: { urgent: chat, high: chat, normal: chat, low: chat },
    });
  const calendar = async (
    change: Partial<PolicyValue<typeof calendarPolicy>>,
    effectiveFrom = rig.desk.clock.now().toISOString(),
  ) => {
    await rig.desk.publish(
      standard.hr.policySet,
      { name: calendarPolicy.name, value: { ...calendarPolicy.default, ...change } as never, effectiveFrom },
      { subject: calendarPolicy.name, version: (settings += 1) },
    );
    await rig.desk.settle();
  };
  const pass = async (duration: Parameters<TicketsRig['desk']['clock']['advance']>[0]) => {
    rig.desk.clock.advance(duration);
    await rig.desk.sweep();
  };
  /** When the ticket is due by everything that tells of it, and whether it is overdue; all must agree. */
  const due = async (ticketId: string) => {
    await rig.desk.sweep();
    const client = rig.as(agent);
    const [detail, { items }, late, { counts }, backlog] = [
      await client.call(getTicket, { ticketId }),
      await client.call(listTickets, { order: 'due' }),
      await client.call(listTickets, { overdue: true }),
      await client.call(countTickets, { filters: { late: { overdue: true } } }),
      await rig.desk.as('supervisor').call(showBacklog, {}),
    ];
    const listed = items.find(({ id }) => id === ticketId)!;
    const overdue = late.items.some(({ id }) => id === ticketId);
    expect(listed.dueAt).toBe(detail.firstResponse.dueAt);
    expect(overdue).toBe(listed.overdue);
    expect(counts['late']).toMatchObject({ count: late.items.length });
    expect(backlog.items.reduce((sum, one) => sum + one.overdue, 0)).toBe(late.items.length);
    expect(detail.firstResponse.breachedAt !== null).toBe(overdue);
    return { dueAt: detail.firstResponse.dueAt?.slice(11, 19) ?? null, overdue };
  };
  const told = async (ticketId: string) => (await rig.told(ticketId)).slice(2);

  test('T-04 a longer limit reaches tickets that wait; nothing is told twice', async () => {
    const ticket = await rig.open();
    await pass({ seconds: 40 });
    expect(await told(ticket.id)).toEqual(['first_response_warned']);
    await limits(120);
    expect(await due(ticket.id)).toEqual({ dueAt: '01:32:00', overdue: false });
    await pass({ seconds: 79 });
    expect(await told(ticket.id)).toEqual(['first_response_warned']);
    await pass({ seconds: 1 });
    expect(await told(ticket.id)).toEqual(['first_response_warned', 'first_response_breached', 'escalated']);
    expect(await due(ticket.id)).toEqual({ dueAt: '01:32:00', overdue: true });
  });

  test('T-04 a shorter limit passes at the change and never earlier, and what follows counts from then', async () => {
    await limits(600);
    const ticket = await rig.open();
    await pass({ seconds: 300 });
    await limits(60);
    expect(await due(ticket.id)).toEqual({ dueAt: '01:35:00', overdue: true });
    expect(await told(ticket.id)).toEqual(['first_response_warned', 'first_response_breached', 'escalated']);
    await pass({ seconds: 299 });
    expect(await told(ticket.id)).toHaveLength(3);
    await pass({ seconds: 1 });
    expect((await told(ticket.id)).slice(3)).toEqual(['escalated']);
  });

  test('T-04 a breach stays as evidence when the limit becomes longer', async () => {
    const ticket = await rig.open();
    await pass({ seconds: 60 });
    await limits(3_600);
    expect(await due(ticket.id)).toEqual({ dueAt: '01:31:00', overdue: true });
    const view = await rig.as(agent).call(getTicket, { ticketId: ticket.id });
    expect(view.firstResponse).toMatchObject({ breachedAt: '2026-03-02T01:31:00.000Z', limitS: 3_600 });
  });

  test('T-04 a limit set for a later date holds from that date on, by itself', async () => {
    const [before, over] = [await rig.open(), await rig.open()];
    const later = { ...firstResponsePolicy.default, chat: { urgent: 300, high: 300, normal: 300, low: 300 } };
    await set(firstResponsePolicy, later, '2026-03-02T01:30:50.000Z');
    expect((await due(before.id)).dueAt).toBe('01:35:00');
    await rig.as(agent).call(acceptTicket, { ticketId: over.id });
    await pass({ seconds: 45 });
    expect(await told(over.id)).toEqual(['assigned', 'first_response_warned']);
    await pass({ seconds: 240 });
    expect(await told(over.id)).toHaveLength(2);
    await pass({ seconds: 15 });
    expect((await told(over.id)).slice(2)).toEqual(['first_response_breached', 'escalated']);
  });

  test('T-04 a day is closed, opened, its hours are moved: what waits is due by the new hours, what passed counts by the old', async () => {
    rig.desk.clock.set('2026-03-06T17:59:30+08:00');
    const ticket = await rig.open();
    expect(ticket.firstResponse.dueAt).toBe('2026-03-09T01:00:30.000Z');
    rig.desk.clock.set('2026-03-07T10:00:00+08:00');
    await calendar({ days: { '2026-03-09': [] } });
    expect((await due(ticket.id)).dueAt).toBe('01:00:30');
    expect((await rig.as(agent).call(getTicket, { ticketId: ticket.id })).firstResponse).toMatchObject({
      dueAt: '2026-03-10T01:00:30.000Z',
      usedMs: 30_000,
    });
    await calendar({ days: { '2026-03-08': [{ from: '14:00', until: '15:00' }] } });
    expect((await due(ticket.id)).dueAt).toBe('06:00:30');
    // What would have been worked by the new hours was not: the company was closed then.
    rig.desk.clock.set('2026-03-08T13:00:00+08:00');
    await calendar({ week: always });
    expect((await due(ticket.id)).dueAt).toBe('05:00:30');
    await pass({ seconds: 30 });
    expect(await due(ticket.id)).toEqual({ dueAt: '05:00:30', overdue: true });
  });

  test('T-04 the warning and the steps after the limit follow their policy', async () => {
    const [one, other] = [await rig.open(), await rig.open()];
    await set(watchdogPolicy, {
      ...watchdogPolicy.default,
      warnAtPercent: 90,
      supervisorAfterS: 600,
      managerAfterS: 900,
    });
    await pass({ seconds: 53 });
    expect([await told(one.id), await told(other.id)]).toEqual([[], []]);
    await pass({ seconds: 1 });
    expect(await told(one.id)).toEqual(['first_response_warned']);
    await set(watchdogPolicy, { ...watchdogPolicy.default, warnAtPercent: 10 });
    await pass({ seconds: 6 });
    expect((await told(one.id)).filter((name) => name === 'first_response_warned')).toHaveLength(1);
  });

  test('T-06 a promise is warned of by the policy of the moment, once', async () => {
    const ticket = await rig.open();
    await rig.as(agent).call(promiseTime, { ticketId: ticket.id, what: '回电', dueAt: '2026-03-02T10:00:00.000Z' });
    rig.desk.clock.set('2026-03-02T08:00:00.000Z');
    await rig.desk.sweep();
    await set(promisePolicy, { ...promisePolicy.default, warnBeforeS: 7_200 });
    await rig.desk.sweep();
    expect((await told(ticket.id)).slice(2)).toEqual(['promise_nearly_due']);
    await set(promisePolicy, { ...promisePolicy.default, warnBeforeS: 600 });
    rig.desk.clock.set('2026-03-02T09:50:00.000Z');
    await rig.desk.sweep();
    expect((await told(ticket.id)).slice(2)).toEqual(['promise_nearly_due']);
  });

  test('T-04 a deadline that is woken too early, by a setting that is no more, looks again later', async () => {
    const ticket = await rig.open();
    await limits(120);
    // As if it had been written by a transaction that knew the old setting, after all were worked out anew.
    await rig.desk.sql('tickets', `UPDATE ticket SET watch_at = '2026-03-02T01:30:36Z', reckoned_by = 2000000000`);
    rig.desk.clock.advance({ seconds: 40 });
    await rig.desk.sweep();
    expect(await told(ticket.id)).toEqual([]);
    expect((await due(ticket.id)).dueAt).toBe('01:32:00');
    await pass({ seconds: 32 });
    expect(await told(ticket.id)).toEqual(['first_response_warned']);
  });

  test('R9 T-04 ten thousand open tickets follow a changed policy within a minute, a bounded number in a transaction', async () => {
    const { id } = await rig.open({ channel: 'email' });
    await rig.desk.sql(
      'tickets',
      `INSERT INTO ticket SELECT (r).* FROM (SELECT jsonb_populate_record(t, jsonb_build_object('id', gen_random_uuid(),
          'serial', n, 'state', 'queued', 'assignee_id', null, 'route_at', '2030-01-01T00:00:00Z')) AS r
        FROM ticket t, generate_series(10001, 20000) AS n WHERE t.id = $1) AS made`,
      [id],
    );
    await set(firstResponsePolicy, {
      ...firstResponsePolicy.default,
      email: { urgent: 60, high: 60, normal: 7_200, low: 60 },
    });
    await rig.desk.sweep();
    expect(await rig.desk.sql('tickets', 'SELECT due_key, version, count(*)::int FROM ticket GROUP BY 1, 2')).toEqual([
      { due_key: new Date('2026-03-02T03:30:00.000Z'), version: 2, count: 10_001 },
    ]);
  }, 60_000);
});
