import {
  acceptTicket,
  awaitCustomer,
  closeTicket,
  confirmTicket,
  firstResponsePolicy,
  getTicket,
  hearCustomer,
  listTickets,
  nextAnswerPolicy,
  openTicket,
  progressPolicy,
  replyToCustomer,
  resolveTicket,
  standard,
  verifyTicket,
  withdrawTicket,
  type InputOf,
} from '@bumen/contracts';
import { refusal } from '@bumen/testing';
import { TicketsRig, type Person, type TicketView } from '../tickets.rig.ts';

describe('the clocks beside the first response', () => {
  let rig: TicketsRig;
  let supervisor: Person;
  let manager: Person;
  let agent: Person;
  let specialist: Person;
  beforeEach(async () => {
    rig = await TicketsRig.open();
    supervisor = await rig.person({ name: '陈主管', roles: ['supervisor'] });
    manager = await rig.person({ name: '吴经理', roles: ['department_manager'] });
    agent = await rig.person({ team: await rig.team('service', supervisor.staffId) });
    const complaints = await rig.team('complaints', supervisor.staffId);
    specialist = await rig.person({ team: complaints, roles: ['complaint_specialist'] });
  }, 60_000);
  afterEach(() => rig?.close());

  const pass = async (duration: Parameters<TicketsRig['desk']['clock']['advance']>[0]) => {
    rig.desk.clock.advance(duration);
    await rig.desk.sweep();
  };
  const as = (ticket: TicketView) => rig.as(ticket.assigneeId === specialist.staffId ? specialist : agent);
  const answered = async (contact: Partial<InputOf<typeof openTicket>> = {}) => {
    const ticket = await rig.open(contact);
    await as(ticket).call(acceptTicket, { ticketId: ticket.id });
    return as(ticket).call(replyToCustomer, { ticketId: ticket.id, text: '您好,正在查询' });
  };
  const hear = (ticket: TicketView, channel: TicketView['channel'] = 'chat') =>
    rig.as(agent).call(hearCustomer, { ticketId: ticket.id, channel, text: '怎么还没好?' });
  const now = (ticket: TicketView) => rig.as(agent).call(getTicket, { ticketId: ticket.id });
  const told = async (ticket: TicketView, after: number) => (await rig.told(ticket.id)).slice(after);
  const summary = { cause: '原因', remedy: '办法', reply: '已处理' };
  const resolve = async (ticket: TicketView) => {
    if (ticket.nature === 'dispute') await as(ticket).call(verifyTicket, { ticketId: ticket.id, findings: '属实' });
    return as(ticket).call(resolveTicket, { ticketId: ticket.id, ...summary });
  };

  test('T-04 what the customer says after the first answer is answered within the limit of its channel, or warned, told, escalated', async () => {
    const ticket = await answered();
    const before = (await rig.told(ticket.id)).length;
    await pass({ minutes: 10 });
    expect((await hear(ticket)).nextAnswer).toMatchObject({
      limitS: 60,
      since: '2026-03-02T01:40:00.000Z',
      dueAt: '2026-03-02T01:41:00.000Z',
      escalation: 'none',
    });
    await pass({ seconds: 36 });
    // Another message waits no less.
    expect((await hear(ticket, 'email')).nextAnswer!.dueAt).toBe('2026-03-02T01:41:00.000Z');
    await pass({ seconds: 24 });
    expect((await rig.as(agent).call(listTickets, { overdue: true })).items.map(({ id }) => id)).toEqual([ticket.id]);
    await pass({ minutes: 5 });
    expect(await told(ticket, before)).toEqual([
      'heard',
      'next_answer_warned',
      'heard',
      'next_answer_breached',
      'escalated',
      'escalated',
    ]);
    const events = (await rig.desk.outbox('tickets')).filter(({ subject }) => subject === ticket.id);
    expect(events.at(-1)!.data).toMatchObject({ to: 'manager', toStaffId: manager.staffId, why: 'next_answer' });
    const reply = await as(ticket).call(replyToCustomer, { ticketId: ticket.id, text: '已查到' });
    expect([reply.nextAnswer, reply.firstResponse.breachedAt]).toEqual([null, null]);
    expect((await rig.desk.outbox('tickets')).findLast(({ subject }) => subject === ticket.id)).toMatchObject({
      type: 'tickets.ticket.replied',
      data: { usedMs: 360_000, inTime: false, by: agent.staffId },
    });
    expect((await rig.as(agent).call(listTickets, { overdue: true })).items).toEqual([]);
  });

  test('T-04 the next answers may have limits of their own; before the first answer its own clock goes on', async () => {
    const waiting = await rig.open();
    expect((await hear(waiting)).nextAnswer).toBeNull();
    const own = { ...firstResponsePolicy.default, email: { urgent: 60, high: 60, normal: 600, low: 60 } };
    await rig.desk
      .as('department_manager')
      .call(standard.tickets.setPolicy, { name: nextAnswerPolicy.name, value: { own }, reason: '邮件十分钟内答复' });
    expect((await hear(await answered(), 'email')).nextAnswer).toMatchObject({ limitS: 600, channel: 'email' });
  });

  test('T-21 the customer hears of the progress within so many working hours, or the supervisor is told, once', async () => {
    const ticket = await answered();
    expect(ticket.progress).toMatchObject({ limitS: 86_400, dueAt: '2026-03-05T01:30:00.000Z' });
    const before = (await rig.told(ticket.id)).length;
    rig.desk.clock.set('2026-03-03T16:54:00+08:00');
    await rig.desk.sweep();
    expect(await told(ticket, before)).toEqual(['progress_nearly_due']);
    await as(ticket).call(replyToCustomer, { ticketId: ticket.id, text: '仍在处理' });
    expect((await now(ticket)).progress!.dueAt).toBe('2026-03-06T08:54:00.000Z');
    rig.desk.clock.set('2026-03-09T10:00:00+08:00');
    await rig.desk.sweep();
    await pass({ days: 3 });
    expect((await told(ticket, before)).slice(2)).toEqual(['progress_nearly_due', 'progress_missed', 'escalated']);
    expect(await now(ticket)).toMatchObject({
      progress: { breachedAt: '2026-03-06T08:54:00.000Z' },
      escalation: 'none',
    });
  });

  test('T-21 it runs beside the first answer, by priority and policy, and not while the customer is waited for', async () => {
    const urgent = await rig.open({ channel: 'email', priority: 'urgent' });
    expect(urgent.progress).toMatchObject({ limitS: 14_400, dueAt: '2026-03-02T06:30:00.000Z' });
    await pass({ minutes: 18 });
    expect(await told(urgent, 2)).toEqual(['first_response_warned']);
    const ticket = await answered({ channel: 'email' });
    expect((await as(ticket).call(awaitCustomer, { ticketId: ticket.id, question: '订单号?' })).progress).toBeNull();
    rig.desk.clock.set('2026-03-12T10:00:00+08:00');
    await rig.desk.sweep();
    expect((await rig.told(ticket.id)).filter((name) => name.startsWith('progress'))).toEqual([]);
    const heard = await hear(ticket, 'email');
    expect(heard.progress).toMatchObject({ since: '2026-03-12T02:00:00.000Z' });
    await rig.desk
      .as('department_manager')
      .call(standard.tickets.setPolicy, {
        name: progressPolicy.name,
        value: { hours: { ...progressPolicy.default.hours, normal: 2 } },
        reason: '两小时一报',
      });
    expect((await now(ticket)).progress!.dueAt).toBe('2026-03-12T04:00:00.000Z');
  });

  test('T-01 what the customer says of a resolved ticket is answered before it is closed', async () => {
    const ticket = await resolve(await answered({ nature: 'dispute' }));
    await rig.as(supervisor).call(confirmTicket, { ticketId: ticket.id, content: true, words: '好', channel: 'phone' });
    const heard = await hear(ticket);
    expect(heard).toMatchObject({ state: 'confirmed', nextAnswer: { limitS: 60 } });
    expect(await refusal(rig.as(supervisor).call(closeTicket, { ticketId: ticket.id }))).toMatchObject({
      code: 'tickets.ticket.blocked',
      details: { why: { zh: expect.stringContaining('客户来信尚未答复,不能办结') } },
    });
    const before = (await rig.told(ticket.id)).length;
    await pass({ seconds: 60 });
    expect(await told(ticket, before)).toEqual(['next_answer_warned', 'next_answer_breached', 'escalated']);
    const reply = await as(ticket).call(replyToCustomer, { ticketId: ticket.id, text: '已说明' });
    expect([reply.state, reply.nextAnswer, reply.assigneeId]).toEqual(['confirmed', null, specialist.staffId]);
  });

  test('T-01 T-03 what the customer says of a ticket that is over brings it back to somebody, with a due time', async () => {
    const closed = await resolve(await answered());
    await as(closed).call(confirmTicket, { ticketId: closed.id, content: true, words: '好', channel: 'chat' });
    const withdrawn = await rig.open();
    await rig.as(supervisor).call(withdrawTicket, { ticketId: withdrawn.id, reason: '重复登记' });
    for (const ticket of [closed, withdrawn]) {
      const before = (await rig.told(ticket.id)).length;
      expect(await hear(ticket)).toMatchObject({
        state: 'assigned',
        assigneeId: agent.staffId,
        closedAt: null,
        firstResponse: { respondedAt: null, dueAt: '2026-03-02T01:31:00.000Z' },
      });
      expect(await told(ticket, before)).toEqual(['reopened', 'assigned', 'heard']);
    }
    const { places, tickets } = await rig.inHand();
    expect(places).toEqual(tickets);
  });
});
