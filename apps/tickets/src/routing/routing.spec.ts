import {
  acceptTicket,
  assignTicket,
  awaitCustomer,
  classifyTicket,
  getTicket,
  reportToDepartment,
  resolveTicket,
  routingPolicy,
  setContactPreferences,
  standard,
  verifyTicket,
  withdrawTicket,
  type ResponseOf,
  openTicket,
} from '@bumen/contracts';
import { refusal } from '@bumen/testing';
import { contactOf, TicketsRig, type Person } from '../tickets.rig.ts';

type View = ResponseOf<typeof openTicket>;
const summary = { cause: '原因', remedy: '办法', reply: '您好,已处理' };

describe('routing', () => {
  let rig: TicketsRig;
  let supervisor: Person;
  beforeEach(async () => {
    rig = await TicketsRig.open();
    supervisor = await rig.person({ name: '陈主管', roles: ['supervisor'] });
  }, 60_000);
  afterEach(() => rig?.close());

  const countsOf = (tickets: readonly View[]) => {
    const counts: Record<string, number> = {};
    for (const ticket of tickets)
      counts[ticket.assigneeId ?? 'queue'] = (counts[ticket.assigneeId ?? 'queue'] ?? 0) + 1;
    return counts;
  };
  const handIsRight = async () => {
    const { places, tickets } = await rig.inHand();
    expect(places).toEqual(tickets);
  };
  const setMax = (maxInHand: number) =>
    rig.desk
      .as('department_manager')
      .call(standard.tickets.setPolicy, {
        name: routingPolicy.name,
        value: { ...routingPolicy.default, maxInHand },
        reason: '试验',
      });

  test('T-03 thirty contacts that come at once are shared out evenly among three agents', async () => {
    const team = await rig.team('service');
    const agents = [await rig.person({ team }), await rig.person({ team }), await rig.person({ team })];
    const tickets = await Promise.all(Array.from({ length: 30 }, () => rig.open()));
    expect(countsOf(tickets)).toEqual(Object.fromEntries(agents.map((agent) => [agent.staffId, 10])));
    await handIsRight();
  });

  test('T-03 nobody is ever given more than the limit, however many contacts come at once; a raised limit gives room', async () => {
    const team = await rig.team('service');
    const agents = [await rig.person({ team }), await rig.person({ team })];
    await setMax(3);
    const tickets = await Promise.all(Array.from({ length: 20 }, () => rig.open()));
    expect(countsOf(tickets)).toEqual({ [agents[0]!.staffId]: 3, [agents[1]!.staffId]: 3, queue: 14 });
    const queued = tickets.find((ticket) => ticket.assigneeId === null)!;
    expect(
      (await rig.desk.outbox('tickets')).find(
        (event) => event.subject === queued.id && event.type === 'tickets.ticket.queued',
      )!.data,
    ).toMatchObject({ why: 'all_busy', teamId: team });
    expect(await refusal(rig.as(agents[0]!).call(acceptTicket, { ticketId: queued.id }))).toMatchObject({
      details: { why: { zh: '手头已有 3 张工单,已达上限' } },
    });
    await handIsRight();
    await setMax(5);
    expect((await rig.open()).assigneeId).not.toBeNull();
    await rig.desk.sweep();
    expect(Object.values((await rig.inHand()).tickets).sort()).toEqual([5, 5]);
    await handIsRight();
  });

  test('T-03 a supervisor may give one person more than the limit, several at once too', async () => {
    const team = await rig.team('service');
    const agent = await rig.person({ team });
    await setMax(2);
    const tickets = await Promise.all(Array.from({ length: 8 }, () => rig.open()));
    const queued = tickets.filter((ticket) => ticket.assigneeId === null);
    expect(queued).toHaveLength(6);
    await Promise.all(
      queued
        .slice(0, 5)
        .map((ticket) =>
          rig.as(supervisor).call(assignTicket, { ticketId: ticket.id, assigneeId: agent.staffId, reason: '加派' }),
        ),
    );
    expect(Object.values((await rig.inHand()).tickets)).toEqual([7]);
    await handIsRight();
    // Room that lies above the limit is not room for routing.
    await rig.as(supervisor).call(withdrawTicket, { ticketId: queued[0]!.id, reason: '重复' });
    await rig.desk.sweep();
    expect((await rig.open()).assigneeId).toBeNull();
    await handIsRight();
  });

  test('T-03 a supervisor is never refused for the limit, also while places are given back and taken again', async () => {
    const team = await rig.team('service');
    const agent = await rig.person({ team });
    await setMax(2);
    for (let round = 0; round < 5; round += 1) {
      const tickets = await Promise.all(Array.from({ length: 6 }, () => rig.open()));
      const queued = tickets.filter((ticket) => ticket.assigneeId === null);
      const held = tickets.filter((ticket) => ticket.assigneeId !== null);
      await Promise.all([
        ...queued
          .slice(0, 3)
          .map((ticket) =>
            rig.as(supervisor).call(assignTicket, { ticketId: ticket.id, assigneeId: agent.staffId, reason: '加派' }),
          ),
        ...held.map((ticket) => rig.as(supervisor).call(withdrawTicket, { ticketId: ticket.id, reason: '重复' })),
        rig.open(),
        rig.open(),
      ]);
      await handIsRight();
    }
  });

  test('T-03 what agents have in hand never differs from their tickets, whatever happens at the same time', async () => {
    const team = await rig.team('service');
    const agents = await Promise.all(Array.from({ length: 3 }, () => rig.person({ team })));
    await setMax(6);
    const live: View[] = [];
    const work = async (seed: number) => {
      for (let turn = 0; turn < 12; turn += 1) {
        const which = (seed * 7 + turn * 5) % 4;
        if (which < 2) live.push(await rig.open());
        else {
          const ticket = live[(seed + turn) % Math.max(1, live.length)];
          if (!ticket) continue;
          const request = { ticketId: ticket.id };
          // Most of these are refused because another one was faster; that is what is tried here.
          if (which === 2)
            await rig
              .as(supervisor)
              .call(acceptTicket, request)
              .then(() => rig.as(supervisor).call(resolveTicket, { ...request, ...summary }))
              .catch(() => undefined);
          else if (turn % 2)
            await rig
              .as(supervisor)
              .call(withdrawTicket, { ...request, reason: '试验' })
              .catch(() => undefined);
          else
            await rig
              .as(supervisor)
              .call(assignTicket, { ...request, assigneeId: agents[turn % 3]!.staffId, reason: '试验' })
              .catch(() => undefined);
        }
      }
    };
    await Promise.all(Array.from({ length: 6 }, (_, seed) => work(seed)));
    await rig.desk.sweep();
    await handIsRight();
  });

  test('T-03 a nature goes to its team, skill and profile, and nobody fitting means the queue', async () => {
    const service = await rig.team('service');
    const complaints = await rig.team('complaints');
    const orders = await rig.team('orders');
    await rig.person({ team: service, profile: 'theoretical' });
    expect(await rig.open({ nature: 'technical_fault' })).toMatchObject({ state: 'queued', teamId: service });
    const allRound = await rig.person({ team: service, profile: 'all_round', skills: ['refunds'] });
    expect((await rig.open({ nature: 'technical_fault' })).assigneeId).toBe(allRound.staffId);
    expect((await rig.open({ nature: 'consult', skills: ['refunds'] })).assigneeId).toBe(allRound.staffId);
    await rig.person({ team: complaints, roles: ['agent'] });
    expect(await rig.open({ nature: 'dispute' })).toMatchObject({ assigneeId: null, teamId: complaints });
    const specialist = await rig.person({ team: complaints, roles: ['complaint_specialist'] });
    expect((await rig.open({ nature: 'dispute' })).assigneeId).toBe(specialist.staffId);
    const clerk = await rig.person({ team: orders, roles: ['order_specialist'] });
    expect((await rig.open({ nature: 'order' })).assigneeId).toBe(clerk.staffId);
    await handIsRight();
  });

  test('T-03 nobody on shift: the ticket waits, the supervisor is told, and it is routed as soon as somebody comes on shift', async () => {
    const team = await rig.team('service', supervisor.staffId);
    const agent = await rig.person({ team, onShift: false });
    const ticket = await rig.open({ channel: 'email' });
    expect(ticket).toMatchObject({ state: 'queued', assigneeId: null, teamId: team });
    expect(
      (await rig.desk.outbox('tickets')).find((event) => event.type === 'tickets.ticket.queued')!.data,
    ).toMatchObject({ why: 'nobody_on_shift', teamId: team });
    await rig.desk.sweep();
    expect(await rig.told(ticket.id)).toEqual(['opened', 'queued']);
    await rig.shift(agent.staffId);
    await rig.desk.sweep();
    expect(await rig.told(ticket.id)).toEqual(['opened', 'queued', 'assigned']);
    await handIsRight();
  });

  test('T-03 who gets free is given what waits longest by its due time', async () => {
    const team = await rig.team('service');
    const agent = await rig.person({ team });
    await setMax(1);
    const first = await rig.open({ channel: 'email' });
    const patient = await rig.open({ channel: 'email', priority: 'low' });
    const urgent = await rig.open({ channel: 'email', priority: 'urgent' });
    expect([first.assigneeId, patient.state, urgent.state]).toEqual([agent.staffId, 'queued', 'queued']);
    await rig.as(agent).call(acceptTicket, { ticketId: first.id });
    await rig.as(agent).call(resolveTicket, { ticketId: first.id, ...summary });
    await rig.desk.sweep();
    expect(await rig.told(urgent.id)).toContain('assigned');
    expect(await rig.told(patient.id)).toEqual(['opened', 'queued']);
    await handIsRight();
  });

  test('T-03 somebody takes a ticket out of the queue; of several who do so at once one gets it', async () => {
    const team = await rig.team('service');
    const agents = await Promise.all(Array.from({ length: 4 }, () => rig.person({ team, onShift: false })));
    const ticket = await rig.open();
    const outcomes = await Promise.allSettled(
      agents.map((agent) => rig.as(agent).call(acceptTicket, { ticketId: ticket.id })),
    );
    expect(outcomes.filter((one) => one.status === 'fulfilled')).toHaveLength(1);
    await handIsRight();
  });

  test('H-01 T-03 who left leaves nobody waiting: others get what they had in hand as it was, or it waits in the queue', async () => {
    const service = await rig.team('service', supervisor.staffId);
    const leaving = await rig.person({ team: service, profile: 'all_round' });
    const [worked, fault] = [await rig.open(), await rig.open({ nature: 'technical_fault' })];
    await rig.as(leaving).call(acceptTicket, { ticketId: worked.id });
    await rig.as(leaving).call(acceptTicket, { ticketId: fault.id });
    await rig.as(leaving).call(verifyTicket, { ticketId: fault.id, findings: '已复现' });
    await rig
      .as(leaving)
      .call(reportToDepartment, { ticketId: fault.id, departmentId: await rig.department(), detail: '闪退' });
    const waiting = await rig.open();
    const staying = await rig.person({ team: service, profile: 'theoretical' });
    await setMax(1);
    await rig.changes(leaving, { active: false });
    const now = (ticket: View) => rig.as(supervisor).call(getTicket, { ticketId: ticket.id });
    const states = [await now(worked), await now(waiting)].map(({ state, assigneeId }) => [state, assigneeId]);
    expect(states).toContainEqual(['queued', null]);
    expect(states.map(([, assigneeId]) => assigneeId)).toContain(staying.staffId);
    expect(await now(fault)).toMatchObject({ state: 'with_department', assigneeId: supervisor.staffId });
    await handIsRight();
  });

  test('H-01 T-03 who leads is given more than the limit with what routing gives them in the same moment', async () => {
    const service = await rig.team('service');
    const leaving = await rig.person({ team: service, profile: 'all_round' });
    const [worked, fault] = [await rig.open(), await rig.open({ nature: 'technical_fault' })];
    await rig.as(leaving).call(acceptTicket, { ticketId: fault.id });
    await rig.as(leaving).call(verifyTicket, { ticketId: fault.id, findings: '已复现' });
    await rig
      .as(leaving)
      .call(reportToDepartment, { ticketId: fault.id, departmentId: await rig.department(), detail: '闪退' });
    const lead = await rig.person({ team: service, roles: ['supervisor', 'agent'], profile: 'theoretical' });
    await rig.team('service', lead.staffId, service, 2);
    await setMax(1);
    await rig.changes(leaving, { active: false });
    const now = (ticket: View) => rig.as(supervisor).call(getTicket, { ticketId: ticket.id });
    expect([(await now(worked)).assigneeId, (await now(fault)).assigneeId]).toEqual([lead.staffId, lead.staffId]);
    await handIsRight();
  });

  test('T-03 who does other work now gives back the tickets they had', async () => {
    const agent = await rig.person({ team: await rig.team('service') });
    const ticket = await rig.open();
    expect(ticket.assigneeId).toBe(agent.staffId);
    await rig.changes(agent, { roles: ['cashier'] });
    expect(await rig.as(supervisor).call(getTicket, { ticketId: ticket.id })).toMatchObject({
      state: 'queued',
      assigneeId: null,
    });
    await handIsRight();
  });

  test('T-04 a ticket that goes to the queue while the customer is waited for waits for somebody here', async () => {
    const agent = await rig.person({ team: await rig.team('service') });
    await rig.team('complaints');
    const ticket = await rig.open();
    await rig.as(agent).call(acceptTicket, { ticketId: ticket.id });
    expect(
      (await rig.as(agent).call(awaitCustomer, { ticketId: ticket.id, question: '请问订单号?' })).firstResponse.dueAt,
    ).toBeNull();
    const moved = await rig
      .as(agent)
      .call(classifyTicket, { ticketId: ticket.id, nature: 'dispute', reason: '是投诉' });
    expect(moved.state).toBe('queued');
  });

  test('T-01 two first contacts of one phone number at once are one customer, and its later facts fill the gaps', async () => {
    await rig.team('service');
    const phones = ['138 0000 1111', '+86 13800001111', '138-0000-1111', '13800001111'];
    const tickets = await Promise.all(phones.map((phone) => rig.open({ customer: { name: '同一人', phone } })));
    expect(new Set(tickets.map((ticket) => ticket.customer.id)).size).toBe(1);
    const customerId = tickets[0]!.customer.id;
    const byMail = await rig.open({
      customer: { name: '同一人', phone: '13800001111', email: 'Same@Example.com', member: true },
    });
    expect(byMail.customer.id).toBe(customerId);
    expect((await rig.open({ customer: { name: '另名', email: 'same@example.COM' } })).customer.id).toBe(customerId);
    expect(await rig.told(customerId)).toEqual(['changed', 'changed']);
    await rig.desk
      .as('agent')
      .call(setContactPreferences, { customerId, doNotCall: true, quietHours: null, reason: '客户要求' });
    const changed = (await rig.desk.outbox('tickets')).filter((event) => event.subject === customerId);
    expect(changed.map((event) => event.aggregateversion)).toEqual([1, 2, 3]);
    expect(changed.at(-1)!.data).toMatchObject({
      customerId,
      phone: expect.stringMatching(/138.*1111$/),
      email: 'Same@Example.com',
      member: true,
      preferences: { doNotCall: true },
    });
  });

  test('T-01 a contact names a known customer by id, and an unknown one is refused', async () => {
    const { customer } = await rig.open();
    expect((await rig.desk.as('agent').call(openTicket, contactOf({ customerId: customer.id }))).customer.id).toBe(
      customer.id,
    );
    expect(
      await refusal(
        rig.desk.as('agent').call(openTicket, contactOf({ customerId: '01890000-0000-7000-8000-000000000000' })),
      ),
    ).toMatchObject({ code: 'tickets.customer.not_found' });
    expect(
      await refusal(
        rig.desk.as('agent').call(openTicket, { channel: 'chat', nature: 'consult', question: '没有客户' }),
      ),
    ).toMatchObject({ code: 'invalid_request' });
  });

  test('T-03 T-05 accepting is offered exactly where it is not refused: also for skills and a full hand, in the same words', async () => {
    const team = await rig.team('service');
    const able = await rig.person({ team, skills: ['refunds'], onShift: false });
    const lacking = await rig.person({ team });
    const skilled = await rig.open({ skills: ['refunds'] });
    const [, plain] = [await rig.open(), await rig.open()];
    await setMax(1);
    const offered = async (by: Person, ticketId: string) => {
      const { offers } = await rig.as(by).call(getTicket, { ticketId });
      return offers.find(({ step }) => step === 'accept')?.why ?? null;
    };
    const refusedWith = async (by: Person, ticketId: string) =>
      (await refusal(rig.as(by).call(acceptTicket, { ticketId }))).words();
    expect(skilled.assigneeId).toBeNull();
    expect(await offered(lacking, skilled.id)).toEqual({ zh: '缺少技能:refunds', en: 'lacks the skills refunds' });
    expect(await offered(lacking, skilled.id)).toEqual(await refusedWith(lacking, skilled.id));
    // Already theirs: the hand needs no further place.
    expect([plain.assigneeId, await offered(lacking, plain.id)]).toEqual([lacking.staffId, null]);
    expect(await offered(able, skilled.id)).toBeNull();
    await rig.as(able).call(acceptTicket, { ticketId: skilled.id });
    const next = await rig.open({ skills: ['refunds'] });
    expect(next.assigneeId).toBeNull();
    expect(await offered(able, next.id)).toMatchObject({ zh: '手头已有 1 张工单,已达上限' });
    expect(await offered(able, next.id)).toEqual(await refusedWith(able, next.id));
  });
});
