import {
  acceptTicket,
  firstResponsePolicy,
  getTicket,
  standard,
  calendarPolicy,
  promiseTime,
  replyToCustomer,
} from '@bumen/contracts';
import { TicketsRig, type Person } from '../tickets.rig.ts';

describe('what happens when time is up', () => {
  let rig: TicketsRig;
  let supervisor: Person;
  let manager: Person;
  let team: string;
  beforeEach(async () => {
    rig = await TicketsRig.open();
    supervisor = await rig.person({ name: '陈主管', roles: ['supervisor'] });
    manager = await rig.person({ name: '吴经理', roles: ['department_manager'] });
    team = await rig.team('service', supervisor.staffId);
  }, 60_000);
  afterEach(() => rig?.close());

  const dataOf = async (ticketId: string, type: string) =>
    (await rig.desk.outbox('tickets'))
      .filter((event) => event.subject === ticketId && event.type === `tickets.ticket.${type}`)
      .map((event) => event.data);
  const pass = async (duration: Parameters<TicketsRig['desk']['clock']['advance']>[0]) => {
    rig.desk.clock.advance(duration);
    await rig.desk.sweep();
  };

  test('T-03 T-04 nobody answers: warned at 36 s, breached and given to another at 60 s, then the supervisor, then the manager', async () => {
    const agents = [await rig.person({ team }), await rig.person({ team })];
    const ticket = await rig.open();
    await pass({ seconds: 35 });
    expect(await rig.told(ticket.id)).toEqual(['opened', 'assigned']);
    await pass({ seconds: 1 });
    expect((await rig.told(ticket.id)).slice(2)).toEqual(['first_response_warned']);
    await pass({ seconds: 24 });
    expect((await rig.told(ticket.id)).slice(3)).toEqual(['first_response_breached', 'assigned']);
    expect(await dataOf(ticket.id, 'first_response_breached')).toMatchObject([
      { assigneeId: ticket.assigneeId, limitS: 60, dueAt: '2026-03-02T01:31:00.000Z', channel: 'chat', reopenings: 0 },
    ]);
    const other = agents.find((agent) => agent.staffId !== ticket.assigneeId)!;
    expect((await dataOf(ticket.id, 'assigned'))[1]).toMatchObject({
      assigneeId: other.staffId,
      previousAssigneeId: ticket.assigneeId,
      how: 'reassigned',
    });
    await pass({ seconds: 59 });
    expect(await rig.told(ticket.id)).toHaveLength(5);
    await pass({ seconds: 1 });
    expect(await dataOf(ticket.id, 'escalated')).toMatchObject([
      { to: 'supervisor', toStaffId: supervisor.staffId, why: 'first_response' },
    ]);
    await pass({ minutes: 4 });
    expect((await dataOf(ticket.id, 'escalated'))[1]).toMatchObject({ to: 'manager', toStaffId: manager.staffId });
    const view = await rig.as(supervisor).call(getTicket, { ticketId: ticket.id });
    expect(view).toMatchObject({
      escalation: 'manager',
      assigneeId: other.staffId,
      firstResponse: { breachedAt: '2026-03-02T01:31:00.000Z' },
    });
    await pass({ days: 1 });
    expect(await rig.told(ticket.id)).toHaveLength(7);
    const { places, tickets } = await rig.inHand();
    expect(places).toEqual(tickets);
  });

  test('T-03 with nobody else to give it to, the supervisor is told at once; a service that was away tells every stage in order', async () => {
    await rig.person({ team });
    const ticket = await rig.open();
    await pass({ seconds: 60 });
    expect((await rig.told(ticket.id)).slice(2)).toEqual([
      'first_response_warned',
      'first_response_breached',
      'escalated',
    ]);
    const another = await rig.open();
    await pass({ hours: 1 });
    expect((await rig.told(another.id)).slice(2)).toEqual([
      'first_response_warned',
      'first_response_breached',
      'escalated',
      'escalated',
    ]);
  });

  test('T-04 an answer in time ends the watch, and nothing more happens', async () => {
    const agent = await rig.person({ team });
    const ticket = await rig.open();
    await rig.as(agent).call(replyToCustomer, { ticketId: ticket.id, text: '您好' });
    await pass({ days: 1 });
    expect(await rig.told(ticket.id)).toEqual(['opened', 'assigned', 'answered']);
  });

  test('T-04 the limit runs in working time only: not in the lunch break, overnight or at the weekend', async () => {
    await rig.person({ team });
    rig.desk.clock.set('2026-03-06T11:59:30+08:00');
    const noon = await rig.open();
    expect(noon.firstResponse.dueAt).toBe('2026-03-06T05:00:30.000Z');
    rig.desk.clock.set('2026-03-06T17:59:50+08:00');
    const friday = await rig.open();
    // Monday the 9th at 9:00:50.
    expect(friday.firstResponse.dueAt).toBe('2026-03-09T01:00:50.000Z');
    rig.desk.clock.set('2026-03-08T12:00:00+08:00');
    await rig.desk.sweep();
    expect(await rig.told(friday.id)).toEqual(['opened', 'assigned']);
  });

  test('T-04 a channel may be watched around the clock, and the calendar is the one that hr publishes', async () => {
    await rig.person({ team });
    await rig.desk
      .as('department_manager')
      .call(standard.tickets.setPolicy, {
        name: firstResponsePolicy.name,
        value: { ...firstResponsePolicy.default, aroundTheClock: ['phone'] },
        reason: '全天热线',
      });
    rig.desk.clock.set('2026-03-07T23:00:00+08:00');
    expect((await rig.open({ channel: 'phone' })).firstResponse.dueAt).toBe('2026-03-07T15:01:00.000Z');
    const always = [{ from: '00:00', until: '24:00' }];
    const value = {
      ...calendarPolicy.default,
      week: Array.from({ length: 7 }, () => always),
      followsChineseHolidays: false,
    };
    await rig.desk.publish(
      standard.hr.policySet,
      { name: calendarPolicy.name, value, effectiveFrom: '2026-03-01T00:00:00.000Z' },
      { subject: calendarPolicy.name, version: 1 },
    );
    await rig.desk.settle();
    expect((await rig.open({ channel: 'chat' })).firstResponse.dueAt).toBe('2026-03-07T15:01:00.000Z');
  });

  test('T-06 a promise is warned of, reported when missed, and told to the supervisor, in wall time', async () => {
    const agent = await rig.person({ team });
    const ticket = await rig.open();
    await rig.as(agent).call(replyToCustomer, { ticketId: ticket.id, text: '您好' });
    // A Saturday: the customer's day has no office hours.
    await rig
      .as(agent)
      .call(promiseTime, { ticketId: ticket.id, what: '周六回电', dueAt: '2026-03-07T10:00:00+08:00' });
    rig.desk.clock.set('2026-03-07T09:29:59+08:00');
    await rig.desk.sweep();
    expect(await dataOf(ticket.id, 'promise_nearly_due')).toEqual([]);
    await pass({ seconds: 1 });
    expect(await dataOf(ticket.id, 'promise_nearly_due')).toMatchObject([
      { assigneeId: agent.staffId, dueAt: '2026-03-07T02:00:00.000Z' },
    ]);
    await pass({ minutes: 30 });
    expect(await dataOf(ticket.id, 'promise_missed')).toMatchObject([{ assigneeId: agent.staffId }]);
    expect(await dataOf(ticket.id, 'escalated')).toContainEqual(
      expect.objectContaining({ to: 'supervisor', toStaffId: supervisor.staffId, why: 'promise_missed' }),
    );
    await pass({ days: 1 });
    expect(await dataOf(ticket.id, 'promise_missed')).toHaveLength(1);
    expect((await rig.as(agent).call(getTicket, { ticketId: ticket.id })).promises).toMatchObject([
      { state: 'missed' },
    ]);
  });

  test('T-03 a ticket in the queue is watched too: its supervisor hears of it', async () => {
    const ticket = await rig.open();
    await pass({ seconds: 60 });
    expect((await rig.told(ticket.id)).slice(2)).toEqual([
      'first_response_warned',
      'first_response_breached',
      'escalated',
    ]);
    expect(await dataOf(ticket.id, 'escalated')).toMatchObject([{ to: 'supervisor', toStaffId: supervisor.staffId }]);
    const agent = await rig.person({ team, onShift: false });
    expect(await rig.as(agent).call(acceptTicket, { ticketId: ticket.id })).toMatchObject({
      state: 'in_progress',
      assigneeId: agent.staffId,
    });
  });

  test('two instances that sweep at once meet each deadline once', async () => {
    await rig.person({ team });
    await rig.desk.startInstance('tickets');
    const tickets = await Promise.all(Array.from({ length: 10 }, () => rig.open()));
    rig.desk.clock.advance({ seconds: 40 });
    await Promise.all([rig.desk.sweep(), rig.desk.sweep()]);
    for (const ticket of tickets) expect((await rig.told(ticket.id)).slice(2)).toEqual(['first_response_warned']);
  });
});
