import {
  acceptTicket,
  countTickets,
  departmentStream,
  getCustomer,
  getTicket,
  listCustomers,
  listMessages,
  listTickets,
  recordDepartmentAnswer,
  remarkOnTicket,
  reopenTicket,
  reportToDepartment,
  resolveTicket,
  showBacklog,
  staffChanged,
  ticketReportedToDepartment,
  verifyTicket,
} from '@bumen/contracts';
import { refusal } from '@bumen/testing';
import { TicketsRig, type Person, type TicketView } from '../tickets.rig.ts';

describe('P-05 liaisons of other departments', () => {
  let rig: TicketsRig;
  let technology: string;
  let operations: string;
  let supervisor: Person;
  let liaison: Person;
  let other: Person;
  let given: TicketView;
  let elsewhere: TicketView;
  let kept: TicketView;
  beforeAll(async () => {
    rig = await TicketsRig.open();
    supervisor = await rig.person({ name: '陈主管', roles: ['supervisor'] });
    await rig.team('service', supervisor.staffId);
    [technology, operations] = [await rig.department('技术部'), await rig.department('运营部')];
    liaison = await rig.person({ roles: ['department_liaison'], department: technology, onShift: false });
    other = await rig.person({ roles: ['department_liaison'], department: operations, onShift: false });
    given = await reported(technology);
    elsewhere = await reported(operations);
    kept = await rig.open({ nature: 'technical_fault', question: '登录缓慢' });
  }, 60_000);
  afterAll(() => rig?.close());

  const lead = () => rig.as(supervisor);
  async function reported(departmentId: string): Promise<TicketView> {
    const { id: ticketId } = await rig.open({ nature: 'technical_fault', question: '支付回调丢失' });
    await lead().call(acceptTicket, { ticketId });
    await lead().call(verifyTicket, { ticketId, findings: '已复现' });
    return lead().call(reportToDepartment, { ticketId, departmentId, detail: '回调日志缺失' });
  }
  const code = async (call: Promise<unknown>) => (await refusal(call)).code;
  const listed = async (by: Person, filter: object = {}) =>
    (await rig.as(by).call(listTickets, filter)).items.map((one) => one.id);

  test('read what was given to theirs, in every list, and of everything else not even that there is it', async () => {
    expect(given.department).toMatchObject({ id: technology, name: '技术部' });
    const self = rig.as(liaison);
    expect(await self.call(getTicket, { ticketId: given.id })).toMatchObject({ id: given.id });
    expect((await self.call(listMessages, { ticketId: given.id })).items.length).toBeGreaterThan(0);
    for (const { id: ticketId } of [elsewhere, kept]) {
      expect(await code(self.call(getTicket, { ticketId }))).toBe('tickets.ticket.not_found');
      expect(await code(self.call(listMessages, { ticketId }))).toBe('tickets.ticket.not_found');
    }
    expect(await listed(liaison)).toEqual([given.id]);
    expect(await listed(other)).toEqual([elsewhere.id]);
    // Whatever they ask for: by state, by due time, by words, by number, by their department among others.
    for (const filter of [
      { departmentId: [operations, technology] },
      { state: ['with_department' as const] },
      { order: 'due' as const },
      { words: '支付回调' },
    ])
      expect(await listed(liaison, filter)).toEqual([given.id]);
    // Of another department there is nothing, and not their own in its place.
    for (const filter of [{}, { words: '支付回调' }])
      expect(await listed(liaison, { departmentId: [operations], ...filter })).toEqual([]);
    expect(await listed(liaison, { words: elsewhere.number })).toEqual([]);
    expect(await listed(liaison, { words: '登录缓慢' })).toEqual([]);
    const { counts } = await self.call(countTickets, {
      filters: { all: {}, own: { departmentId: [technology] }, others: { departmentId: [operations] } },
    });
    expect(Object.entries(counts).map(([name, { count }]) => [name, count])).toEqual([
      ['all', 1],
      ['own', 1],
      ['others', 0],
    ]);
    expect((await listed(supervisor, { departmentId: [technology, operations] })).toSorted()).toEqual(
      [given.id, elsewhere.id].toSorted(),
    );
  });

  test('E-01 are told by the broker, too, what was given to their department, under its id alone', async () => {
    const rows = await rig.desk.sql<{ subject: string; ticket: string }>(
      'tickets',
      'SELECT subject, aggregate_id AS ticket FROM outbox WHERE stream = $1 AND subject LIKE $2',
      [departmentStream('tickets'), `department.${ticketReportedToDepartment.name}.%`],
    );
    const told = Object.fromEntries(rows.map(({ ticket, subject }) => [ticket, subject.split('.').slice(3)]));
    expect(told).toMatchObject({
      [given.id]: ['reported_to_department', technology],
      [elsewhere.id]: ['reported_to_department', operations],
    });
  });

  test('have no list of customers, no backlog, and nothing to say in tickets', async () => {
    const self = rig.as(liaison);
    for (const call of [
      self.call(listCustomers, {}),
      self.call(getCustomer, { customerId: given.customer.id }),
      self.call(showBacklog, {}),
      self.call(remarkOnTicket, { ticketId: given.id, text: '在查' }),
    ])
      expect(await code(call)).toBe('forbidden');
  });

  test('E-01 read nothing where they speak for no department, and all where another role lets them', async () => {
    const nobodys = await rig.person({ roles: ['department_liaison'], onShift: false });
    expect(await listed(nobodys)).toEqual([]);
    expect(await code(rig.as(nobodys).call(getTicket, { ticketId: given.id }))).toBe('tickets.ticket.not_found');
    const both = await rig.person({ roles: ['qa_reviewer', 'department_liaison'], department: technology });
    await expect(rig.as(both).call(getTicket, { ticketId: kept.id })).resolves.toBeDefined();
  });

  test('answer for theirs only, and whoever changes department reads the other’s from then on', async () => {
    const answer = (by: Person, ticketId: string) =>
      rig.as(by).call(recordDepartmentAnswer, { ticketId, answer: '已修复' });
    expect(await code(answer(other, given.id))).toBe('tickets.ticket.not_found');
    expect(await answer(liaison, given.id)).toMatchObject({ department: { answer: '已修复' } });
    const { staffId, name, roles } = liaison;
    const moved = { staffId, number: name, name, active: true, teamId: null, departmentId: operations };
    await rig.desk.publish(
      staffChanged,
      { ...moved, roles: [...roles], profile: null, skills: [] },
      { subject: staffId, version: 2 },
    );
    await rig.desk.settle();
    expect(await listed(liaison)).toEqual([elsewhere.id]);
  });

  test('lose what comes back to the service: what is reopened is no longer theirs', async () => {
    const ticket = await reported(operations);
    await rig.as(other).call(recordDepartmentAnswer, { ticketId: ticket.id, answer: '已修复' });
    await lead().call(resolveTicket, { ticketId: ticket.id, cause: '故障', remedy: '修复', reply: '已修复' });
    expect(await listed(other)).toContain(ticket.id);
    await lead().call(reopenTicket, { ticketId: ticket.id, reason: '仍有问题' });
    expect(await listed(other)).not.toContain(ticket.id);
  });

  test('departments come from the list of hr, and what leaves has no name that somebody has typed', async () => {
    const { id: ticketId } = await rig.open({ nature: 'technical_fault' });
    await lead().call(acceptTicket, { ticketId });
    await lead().call(verifyTicket, { ticketId, findings: '已复现' });
    const report = (departmentId: string) =>
      lead().call(reportToDepartment, { ticketId, departmentId, detail: '闪退' });
    expect(await code(report(supervisor.staffId))).toBe('tickets.department.not_found');
    const closed = await rig.department('已撤部门');
    await rig.department('已撤部门', false, closed, 2);
    expect(await refusal(report(closed))).toMatchObject({
      code: 'tickets.department.closed',
      details: { name: '已撤部门' },
    });
    const named = await rig.department('张三 13812345678');
    await report(named);
    const left = JSON.stringify(
      await rig.desk.sql('tickets', "SELECT envelope FROM outbox WHERE stream = 'tickets-departments'"),
    );
    expect(left).toContain(named);
    expect(left).not.toContain('13812345678');
  });
});
