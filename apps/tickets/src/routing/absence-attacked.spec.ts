import { randomUUID } from 'node:crypto';
import {
  acceptTicket,
  accountChanged,
  firstResponsePolicy,
  getTicket,
  hearCustomer,
  replyToCustomer,
  reportToDepartment,
  resolveTicket,
  shiftChanged,
  standard,
  verifyTicket,
  type DataOf,
  type InputOf,
  type openTicket,
} from '@bumen/contracts';
import { TicketsRig, type Person, type TicketView } from '../tickets.rig.ts';

describe('whoever is away, in all the ways in which people are', () => {
  let rig: TicketsRig;
  let team: string;
  let lead: Person;
  beforeEach(async () => {
    rig = await TicketsRig.open();
    lead = await rig.person({ name: '陈主管', roles: ['supervisor'] });
    team = await rig.team('service', lead.staffId);
  }, 60_000);
  afterEach(() => rig?.close());

  const now = ({ id: ticketId }: TicketView) => rig.as(lead).call(getTicket, { ticketId });
  const at = async (moment: string) => {
    rig.desk.clock.set(moment);
    await rig.desk.sweep();
  };
  /** A shift by the company's clock, e.g. `03-02T09:00`. */
  const shift = async (person: Person, from: string, until: string) => {
    const shiftId = randomUUID();
    const tell = async (cancelled: boolean, version: number) => {
      const times = { startsAt: instant(from), endsAt: instant(until), cancelled };
      const data = { shiftId, staffId: person.staffId, ...times };
      await rig.desk.publish(shiftChanged, data, { subject: shiftId, version });
      await rig.desk.settle();
    };
    await tell(false, 1);
    return { cancel: () => tell(true, 2) };
  };
  const instant = (local: string) => new Date(`${local.length > 11 ? local : `2026-${local}`}:00+08:00`).toISOString();
  const answered = async (holder: Person, contact: Partial<InputOf<typeof openTicket>> = {}): Promise<TicketView> => {
    const ticket = await rig.open(contact);
    expect(ticket.assigneeId).toBe(holder.staffId);
    return rig.as(holder).call(replyToCustomer, { ticketId: ticket.id, text: '您好' });
  };
  const hear = ({ id: ticketId }: TicketView, channel: TicketView['channel'] = 'chat') =>
    rig.as(lead).call(hearCustomer, { ticketId, channel, text: '怎么样了?' });
  const resolve = async (holder: Person, { id: ticketId, nature }: TicketView) => {
    if (nature !== 'consult') await rig.as(holder).call(verifyTicket, { ticketId, findings: '属实' });
    return rig.as(holder).call(resolveTicket, { ticketId, cause: '原因', remedy: '办法', reply: '已处理' });
  };
  const told = async ({ id }: TicketView, type: string) =>
    (await rig.desk.outbox('tickets'))
      .filter((event) => event.subject === id && event.type === `tickets.ticket.${type}`)
      .map(({ data }) => data);
  const handIsRight = async () => {
    const { places, tickets } = await rig.inHand();
    expect(places).toEqual(tickets);
  };

  test('T-01 T-03 what is said of a resolved ticket whose handler is off shift goes to somebody on shift at once', async () => {
    const gone = await rig.person({ team, onShift: false });
    await shift(gone, '03-02T09:00', '03-02T12:00');
    const ticket = await resolve(gone, await answered(gone));
    const there = await rig.person({ team });
    await at('2026-03-02T14:00:00+08:00');
    const heard = await hear(ticket);
    expect(heard).toMatchObject({ state: 'resolved', nextAnswer: { dueAt: '2026-03-02T06:01:00.000Z' } });
    rig.desk.clock.advance({ seconds: 1 });
    await rig.desk.sweep();
    expect(await now(ticket)).toMatchObject({ state: 'resolved', assigneeId: there.staffId });
    expect(await told(ticket, 'next_answer_breached')).toEqual([]);
    const reply = await rig.as(there).call(replyToCustomer, { ticketId: ticket.id, text: '已说明' });
    expect(reply).toMatchObject({ state: 'resolved', nextAnswer: null });
    await handIsRight();
    // They go, too, before the next thing that is said.
    await resolvedGoesOn(ticket, there);
  });
  const resolvedGoesOn = async (ticket: TicketView, there: Person) => {
    const third = await rig.person({ team });
    rig.desk.clock.advance({ minutes: 5 });
    await hear(ticket);
    await rig.changes(there, { active: false });
    rig.desk.clock.advance({ seconds: 1 });
    await rig.desk.sweep();
    expect((await now(ticket)).assigneeId).toBe(third.staffId);
  };

  test('T-01 T-03 with nobody on shift a supervisor who is there is told at once, and once; the answer stays due', async () => {
    const gone = await rig.person({ team, onShift: false });
    await shift(gone, '03-02T09:00', '03-02T12:00');
    const ticket = await resolve(gone, await answered(gone));
    await at('2026-03-02T14:00:00+08:00');
    await hear(ticket);
    rig.desk.clock.advance({ seconds: 1 });
    for (const _ of [1, 2, 3]) await rig.desk.sweep();
    expect(await told(ticket, 'escalated')).toMatchObject([
      { to: 'supervisor', toStaffId: lead.staffId, why: 'holder_away' },
    ]);
    expect(await now(ticket)).toMatchObject({ assigneeId: gone.staffId, nextAnswer: { escalation: 'none' } });
  });

  test('T-01 what is said by a channel that waits until the handler is back stays with them', async () => {
    const gone = await rig.person({ team, onShift: false });
    await shift(gone, '03-02T09:00', '03-02T12:00');
    await shift(gone, '03-02T15:00', '03-02T18:00');
    const ticket = await resolve(gone, await answered(gone));
    await rig.person({ team });
    await at('2026-03-02T14:00:00+08:00');
    expect((await hear(ticket, 'email')).nextAnswer!.dueAt).toBe('2026-03-02T10:00:00.000Z');
    rig.desk.clock.advance({ minutes: 5 });
    await rig.desk.sweep();
    expect((await now(ticket)).assigneeId).toBe(gone.staffId);
  });

  test('T-03 two shifts on one day: between them only what is due before the second moves; adjoining ones have no gap', async () => {
    const holder = await rig.person({ team, onShift: false });
    await shift(holder, '03-02T09:00', '03-02T12:00');
    await shift(holder, '03-02T12:00', '03-02T13:00');
    await shift(holder, '03-02T14:00', '03-02T18:00');
    const [quick, slow] = [await answered(holder), await answered(holder)];
    const there = await rig.person({ team });
    await at('2026-03-02T12:00:00+08:00');
    await hear(quick);
    await at('2026-03-02T12:00:30+08:00');
    expect((await now(quick)).assigneeId).toBe(holder.staffId);
    await at('2026-03-02T13:00:00+08:00');
    expect((await now(quick)).assigneeId).toBe(there.staffId);
    expect((await now(slow)).assigneeId).toBe(holder.staffId);
    // Back before anything of it is due.
    await hear(slow, 'email');
    await at('2026-03-02T13:59:59+08:00');
    await at('2026-03-02T14:00:00+08:00');
    expect((await now(slow)).assigneeId).toBe(holder.staffId);
    await handIsRight();
  });

  test('T-03 a night shift over midnight and New Year is one shift, and what is due by its end goes on', async () => {
    await at('2026-12-31T21:00:00+08:00');
    await rig.desk
      .as('department_manager')
      .call(standard.tickets.setPolicy, {
        name: firstResponsePolicy.name,
        value: { ...firstResponsePolicy.default, aroundTheClock: ['chat'] },
        reason: '全天',
      });
    const night = await rig.person({ team, onShift: false });
    await shift(night, '2026-12-31T20:00', '2027-01-01T04:00');
    const ticket = await answered(night);
    const morning = await rig.person({ team, onShift: false });
    await shift(morning, '2027-01-01T04:00', '2027-01-01T12:00');
    await at('2027-01-01T00:00:30+08:00');
    await hear(ticket);
    await at('2027-01-01T00:01:00+08:00');
    expect((await now(ticket)).assigneeId).toBe(night.staffId);
    await rig.as(night).call(replyToCustomer, { ticketId: ticket.id, text: '新年好' });
    await at('2027-01-01T03:59:40+08:00');
    await hear(ticket);
    await at('2027-01-01T04:00:00+08:00');
    expect((await now(ticket)).assigneeId).toBe(morning.staffId);
    await handIsRight();
  });

  test('T-03 it moves once though its limit passes in the same moment, and whoever gets it is not skipped', async () => {
    const holder = await rig.person({ team, onShift: false });
    await shift(holder, '03-02T09:00', '03-02T11:00');
    const ticket = await answered(holder);
    const others = [await rig.person({ team }), await rig.person({ team })];
    await at('2026-03-02T10:59:00+08:00');
    await hear(ticket);
    // Nobody had looked for a while.
    await at('2026-03-02T11:00:30+08:00');
    for (const _ of [1, 2]) await rig.desk.sweep();
    expect(await told(ticket, 'assigned')).toHaveLength(2);
    expect(await told(ticket, 'next_answer_breached')).toHaveLength(1);
    expect(others.map(({ staffId }) => staffId)).toContain((await now(ticket)).assigneeId);
    await handIsRight();
  });

  test('T-03 two instances that look at once move each ticket once, and none is lost', async () => {
    await rig.desk.startInstance('tickets');
    const holder = await rig.person({ team, onShift: false });
    const planned = await shift(holder, '03-02T09:00', '03-02T18:00');
    const tickets = await Promise.all(Array.from({ length: 6 }, () => rig.open()));
    for (const { id: ticketId } of tickets) await rig.as(holder).call(acceptTicket, { ticketId });
    const there = await rig.person({ team });
    rig.desk.clock.advance({ seconds: 10 });
    await planned.cancel();
    await Promise.all([rig.desk.sweep(), rig.desk.sweep()]);
    await rig.desk.sweep();
    for (const ticket of tickets) {
      expect((await now(ticket)).assigneeId).toBe(there.staffId);
      expect((await told(ticket, 'assigned')).map((one) => (one as { how: string }).how)).toEqual([
        'routed',
        'accepted',
        'reassigned',
      ]);
    }
    await handIsRight();
  });

  test('T-03 an account that is locked takes its owner away also where nobody plans shifts, and who takes things off shift', async () => {
    const holder = await rig.person({ team, onShift: false });
    const ticket = await rig.open();
    await rig.as(holder).call(acceptTicket, { ticketId: ticket.id });
    const there = await rig.person({ team });
    rig.desk.clock.advance({ seconds: 10 });
    const accountId = randomUUID();
    const data: DataOf<typeof accountChanged> = { accountId, staffId: holder.staffId, state: 'locked' };
    await rig.desk.publish(accountChanged, data, { subject: accountId, version: 1 });
    await rig.desk.settle();
    await rig.desk.sweep();
    expect((await now(ticket)).assigneeId).toBe(there.staffId);
    await handIsRight();
  });

  test('T-03 the last of a team goes, who leads it is away, too: whoever leads and is there is told, and with a department it is theirs', async () => {
    rig.desk.clock.set('2026-03-02T09:30:00+08:00');
    const holder = await rig.person({ team, profile: 'technical', onShift: false });
    await shift(holder, '03-02T09:00', '03-02T11:00');
    const away = await rig.person({ roles: ['supervisor'], onShift: false });
    await rig.team('service', away.staffId, team, 2);
    const ticket = await answered(holder, { nature: 'technical_fault' });
    await rig.as(holder).call(verifyTicket, { ticketId: ticket.id, findings: '属实' });
    const departmentId = await rig.department();
    await rig.as(holder).call(reportToDepartment, { ticketId: ticket.id, departmentId, detail: '回调丢失' });
    await at('2026-03-02T11:30:00+08:00');
    await hear(ticket);
    rig.desk.clock.advance({ seconds: 1 });
    await rig.desk.sweep();
    expect(await now(ticket)).toMatchObject({ state: 'with_department', assigneeId: lead.staffId });
    await handIsRight();
  });
});
