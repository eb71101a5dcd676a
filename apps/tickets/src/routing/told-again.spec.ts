import {
  getTicket,
  recordDepartmentAnswer,
  replyToCustomer,
  reportToDepartment,
  standard,
  ticketEscalated,
  verifyTicket,
  watchdogPolicy,
  type DataOf,
} from '@bumen/contracts';
import { TicketsRig, type Person, type TicketView } from '../tickets.rig.ts';

describe('a ticket that another department has, of whose holder is away while nobody else is there', () => {
  let rig: TicketsRig;
  let team: string;
  let holder: Person;
  let lead: Person;
  let manager: Person;
  let ticket: TicketView;
  beforeEach(async () => {
    rig = await TicketsRig.open();
    lead = await rig.person({ name: '陈主管', roles: ['supervisor'], onShift: false });
    manager = await rig.person({ name: '孙经理', roles: ['department_manager'], onShift: false });
    team = await rig.team('service', lead.staffId);
    holder = await rig.person({ team, profile: 'technical', onShift: false });
    await rig.shift(holder.staffId, { until: 1 });
    ticket = await rig.open({ nature: 'technical_fault' });
    expect(ticket.assigneeId).toBe(holder.staffId);
    const departmentId = await rig.department();
    const { id: ticketId } = ticket;
    await rig.as(holder).call(replyToCustomer, { ticketId, text: '您好' });
    await rig.as(holder).call(verifyTicket, { ticketId, findings: '属实' });
    await rig.as(holder).call(reportToDepartment, { ticketId, departmentId, detail: '回调丢失' });
  }, 60_000);
  afterEach(() => rig?.close());

  const at = async (time: string) => {
    rig.desk.clock.set(`2026-03-0${time}:00+08:00`);
    for (const _ of [1, 2]) await rig.desk.sweep();
  };
  const escalated = async () =>
    (await rig.desk.outbox('tickets'))
      .filter(({ subject, type }) => subject === ticket.id && type === ticketEscalated.name)
      .map(({ data }) => data as DataOf<typeof ticketEscalated>)
      .filter(({ why }) => why === 'holder_away')
      .map(({ to, toStaffId }) => [to, toStaffId]);
  const now = () => rig.as(lead).call(getTicket, { ticketId: ticket.id });
  const first = () => [['supervisor', lead.staffId]];
  const again = () => [...first(), ['manager', manager.staffId]];

  test('T-03 is told again after so much working time, then to the manager too, and so often at most', async () => {
    await at('2T11:30');
    expect(await escalated()).toEqual(first());
    await at('2T13:29');
    expect(await escalated()).toHaveLength(1);
    await at('2T13:30');
    expect(await escalated()).toEqual([...first(), ...again()]);
    for (const time of ['2T14:30', '2T15:30', '2T16:30', '2T17:30', '3T09:30', '3T11:30']) await at(time);
    expect(await escalated()).toEqual([...first(), ...again(), ...again(), ...again(), ...again()]);
    expect(await now()).toMatchObject({ state: 'with_department', assigneeId: holder.staffId });
  });

  test('T-03 is told as often as the policy says, also one that changed meanwhile', async () => {
    await at('2T11:30');
    const value = { ...watchdogPolicy.default, awayAgainAfterS: 600, awayToldMax: 2 };
    await rig.desk
      .as('department_manager')
      .call(standard.tickets.setPolicy, { name: watchdogPolicy.name, value, reason: '加快' });
    await at('2T11:41');
    await at('2T11:55');
    expect(await escalated()).toEqual([...first(), ...again()]);
  });

  test('T-03 is not told while somebody works on it, and then again', async () => {
    await at('2T11:30');
    await at('2T13:30');
    rig.desk.clock.set('2026-03-02T14:00:00+08:00');
    await rig.as(lead).call(replyToCustomer, { ticketId: ticket.id, text: '仍在处理' });
    await at('2T14:59');
    expect(await escalated()).toHaveLength(3);
    await at('2T15:00');
    expect(await escalated()).toHaveLength(5);
  });

  test('T-03 goes to who comes to be there, and into the queue once the department has answered', async () => {
    await at('2T11:30');
    await rig.desk.as('supervisor').call(recordDepartmentAnswer, { ticketId: ticket.id, answer: '已修复' });
    await at('2T11:31');
    expect(await now()).toMatchObject({ state: 'queued', assigneeId: null });
    expect(await escalated()).toEqual(first());
  });

  test('T-03 goes to who leads once they are there', async () => {
    await at('2T11:30');
    await rig.shift(lead.staffId, { from: 0 });
    await at('2T13:30');
    expect(await now()).toMatchObject({ state: 'with_department', assigneeId: lead.staffId });
    expect(await escalated()).toEqual(first());
  });

  test('T-03 is not told while its holder is there again, and anew when they go', async () => {
    await at('2T11:30');
    await rig.shift(holder.staffId, { from: 0, until: 5 });
    await at('2T13:30');
    await at('2T15:30');
    expect(await escalated()).toEqual(first());
    await at('2T16:30');
    expect(await escalated()).toEqual([...first(), ...first()]);
    await at('2T17:30');
    expect(await escalated()).toEqual([...first(), ...first(), ...again()]);
  });
});
