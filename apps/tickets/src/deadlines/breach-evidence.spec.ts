import {
  acceptTicket,
  assignTicket,
  classifyTicket,
  firstResponsePolicy,
  getTicket,
  hearCustomer,
  keepPromise,
  listTickets,
  promiseTime,
  replyToCustomer,
  standard,
} from '@bumen/contracts';
import { refusal } from '@bumen/testing';
import { TicketsRig, type Person, type TicketView } from '../tickets.rig.ts';

describe('a breach stays as evidence, whoever is faster', () => {
  let rig: TicketsRig;
  let supervisor: Person;
  let agent: Person;
  beforeEach(async () => {
    rig = await TicketsRig.open();
    supervisor = await rig.person({ name: '陈主管', roles: ['supervisor'] });
    agent = await rig.person({ team: await rig.team('service', supervisor.staffId) });
  }, 60_000);
  afterEach(() => rig?.close());

  const reply = ({ id: ticketId }: TicketView) => rig.as(agent).call(replyToCustomer, { ticketId, text: '您好' });
  const events = async ({ id }: TicketView) => (await rig.desk.outbox('tickets')).filter((one) => one.subject === id);
  /** The clock passes the due time in the same moment in which the answer is asked for. */
  const raceAt = async (
    moment: string,
    tickets: readonly TicketView[],
    act: (ticket: TicketView) => Promise<unknown>,
  ) => {
    rig.desk.clock.set(moment);
    await Promise.all([rig.desk.sweep(), ...tickets.map(act), rig.desk.sweep()]);
    await rig.desk.sweep();
  };

  test('T-04 the watchdog and the answer at once: one breach each, the answer is late, and nothing is overdue', async () => {
    const first = await Promise.all(Array.from({ length: 8 }, () => rig.open()));
    for (const { id: ticketId } of first) await rig.as(agent).call(acceptTicket, { ticketId });
    await raceAt('2026-03-02T01:31:00.000Z', first, reply);
    for (const { id: ticketId } of first)
      await rig.as(agent).call(hearCustomer, { ticketId, channel: 'chat', text: '还没好?' });
    await raceAt('2026-03-02T01:32:00.000Z', first, reply);
    for (const ticket of first) {
      const all = await events(ticket);
      const of = (type: string) => all.filter((one) => one.type === `tickets.ticket.${type}`);
      expect(of('first_response_breached')).toMatchObject([
        { data: { dueAt: '2026-03-02T01:31:00.000Z', limitS: 60 } },
      ]);
      expect(of('answered')).toMatchObject([{ data: { inTime: false, usedMs: 60_000 } }]);
      expect(of('next_answer_breached')).toMatchObject([{ data: { dueAt: '2026-03-02T01:32:00.000Z' } }]);
      expect(of('replied').map(({ data }) => data)).toMatchObject([{ inTime: false }]);
      expect(await rig.as(agent).call(getTicket, { ticketId: ticket.id })).toMatchObject({
        firstResponse: { breachedAt: '2026-03-02T01:31:00.000Z' },
        nextAnswer: null,
      });
    }
    expect((await rig.as(agent).call(listTickets, { overdue: true })).items).toEqual([]);
  });

  test('T-06 a promise kept in the moment in which it is missed: missed once, kept late, and the supervisor is told', async () => {
    const tickets = await Promise.all(Array.from({ length: 4 }, () => rig.open()));
    const promises = new Map<string, string>();
    for (const ticket of tickets) {
      const dueAt = '2026-03-02T02:00:00.000Z';
      const view = await rig.as(agent).call(promiseTime, { ticketId: ticket.id, what: '回电', dueAt });
      promises.set(ticket.id, view.promises[0]!.id);
    }
    await raceAt('2026-03-02T02:00:00.000Z', tickets, ({ id: ticketId }) =>
      rig.as(agent).call(keepPromise, { ticketId, promiseId: promises.get(ticketId)!, note: '已回电' }),
    );
    for (const ticket of tickets) {
      const all = await events(ticket);
      expect(all.filter(({ type }) => type === 'tickets.ticket.promise_missed')).toHaveLength(1);
      expect(all.filter(({ type }) => type === 'tickets.ticket.escalated').map(({ data }) => data)).toMatchObject([
        { why: 'promise_missed', to: 'supervisor', toStaffId: supervisor.staffId },
      ]);
      expect(all.at(-1)).toMatchObject({ type: 'tickets.ticket.promise_kept', data: { inTime: false } });
    }
  });

  test('T-04 a limit that had passed before the policy became longer has passed, though nobody had looked', async () => {
    const ticket = await rig.open();
    await rig.as(agent).call(acceptTicket, { ticketId: ticket.id });
    rig.desk.clock.advance({ seconds: 61 });
    const chat = { urgent: 3_600, high: 3_600, normal: 3_600, low: 3_600 };
    await Promise.all([
      rig.desk
        .as('department_manager')
        .call(standard.tickets.setPolicy, {
          name: firstResponsePolicy.name,
          value: { ...firstResponsePolicy.default, chat },
          reason: '放宽',
        }),
      reply(ticket),
    ]);
    await rig.desk.sweep();
    const told = (await rig.told(ticket.id)).filter((name) => name.endsWith('breached'));
    expect(told).toEqual(['first_response_breached']);
  });

  test('R6 what comes about by itself spoils no decision on what was seen; what goes to somebody else does', async () => {
    const ticket = await rig.open();
    const { version } = await rig.as(agent).call(acceptTicket, { ticketId: ticket.id });
    rig.desk.clock.advance({ seconds: 61 });
    await rig.desk.sweep();
    expect((await rig.told(ticket.id)).slice(-2)).toEqual(['first_response_breached', 'escalated']);
    const classify = (ifMatch: number) =>
      rig.as(agent).call(classifyTicket, { ticketId: ticket.id, priority: 'high', reason: '客户催促' }, { ifMatch });
    const classified = await classify(version);
    expect(classified).toMatchObject({ priority: 'high' });
    const other = await rig.person({ team: agent.teamId });
    await rig
      .as(supervisor)
      .call(
        assignTicket,
        { ticketId: ticket.id, assigneeId: other.staffId, reason: '换人处理' },
        { ifMatch: classified.version },
      );
    expect(await refusal(classify(classified.version))).toMatchObject({ code: 'version_mismatch' });
  });
});
