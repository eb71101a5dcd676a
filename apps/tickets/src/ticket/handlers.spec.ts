import {
  acceptTicket,
  assignTicket,
  classifyTicket,
  confirmTicket,
  getCustomer,
  getTicket,
  handlersMax,
  hearCustomer,
  reopenTicket,
  resolveTicket,
  setContactPreferences,
  ticketResolved,
  verifyTicket,
  withdrawTicket,
  type DataOf,
} from '@bumen/contracts';
import { raisedBy } from '@bumen/service-kit';
import { refusal, type Client } from '@bumen/testing';
import { TicketsRig, type Person } from '../tickets.rig.ts';
import { withHandler } from './handlers.ts';
import { after, agent, content, id, inProgress, opened, other, reach, summary } from './ticket.rig.ts';

const leader = { staffId: id(3), name: '陈主管', teamId: id(9) };

describe('who handled a ticket', () => {
  test('C-11 is whoever had it, worked on it or answered, in any round, and nobody who only looked after it', () => {
    const ticket = opened();
    expect(ticket.handlerIds).toEqual([agent.staffId]);
    ticket.classify('consult', 'high', null, after(1, leader, ['supervisor']));
    ticket.remark('请尽快', after(2, leader, ['supervisor']));
    ticket.hear({ channel: 'chat', text: '还在吗', answer: null }, null, after(3, { ...leader, staffId: id(33) }));
    ticket.assign(other, after(4, leader, ['supervisor']));
    expect(ticket.handlerIds).toEqual([agent.staffId, other.staffId]);
    ticket.accept(other, after(5, other));
    ticket.reply('您好', 'chat', after(6, leader, ['supervisor']));
    ticket.resolve(summary, after(7, other));
    expect((raisedBy(ticket).at(-1)!.data as DataOf<typeof ticketResolved>).handlerIds).toEqual([
      agent.staffId,
      other.staffId,
      leader.staffId,
    ]);
    ticket.reopen({ why: 'by_hand', remark: '再看' }, { agent: { ...other, staffId: id(4) } }, after(8, other));
    expect(ticket.handlerIds).toEqual([agent.staffId, other.staffId, leader.staffId, id(4)]);
  });

  test('C-11 who joins after a resolution is told of, since a callback may be under way; once a person', () => {
    const ticket = inProgress();
    ticket.resolve(summary, after(20));
    ticket.hear({ channel: 'phone', text: '到了吗', answer: '已经到了' }, null, after(30, other));
    ticket.hear({ channel: 'phone', text: '谢谢', answer: '不客气' }, null, after(40, other));
    ticket.hear({ channel: 'phone', text: '再见', answer: '再见' }, null, after(50));
    const told = raisedBy(ticket).filter(({ type }) => type === 'tickets.ticket.handled');
    expect(told).toMatchObject([{ data: { handlerId: other.staffId, round: 1 } }]);
    ticket.reopen({ why: 'by_hand', remark: '再看' }, { agent: { ...agent, staffId: id(4) } }, after(60));
    expect(raisedBy(ticket).findLast(({ type }) => type === 'tickets.ticket.handled')!.data).toMatchObject({
      handlerId: id(4),
    });
  });

  test('R9 the latest thousand are kept', () => {
    const many = Array.from({ length: handlersMax }, (_, index) => id(index));
    expect(withHandler(many, many[7]!)).toBe(many);
    expect(withHandler(many, id(5_000))).toEqual([...many.slice(1), id(5_000)]);
    expect(withHandler(many, null)).toBe(many);
  });
});

describe('a complaint is not ended by who handled it', () => {
  const refused = expect.objectContaining({ code: 'tickets.ticket.own_complaint' });
  const disputed = () => {
    const ticket = inProgress('dispute');
    ticket.resolve(summary, after(12));
    return ticket;
  };
  test('T-08 P-04 they do not say what the customer thinks of it, be it good or bad', () => {
    expect(() => disputed().confirm(content, after(13))).toThrow(refused);
    const bad = { ...content, cause: '太慢', improvement: '加快' };
    expect(() => disputed().disappoint(bad, { agent }, after(13))).toThrow(refused);
    const ticket = disputed();
    ticket.confirm(content, after(13, other));
    expect([ticket.state, ticket.feedback!.how]).toEqual(['confirmed', 'agent']);
  });
  test('T-08 H-06 elsewhere they may, marked so that it counts as no satisfaction', () => {
    const ticket = reach.resolved();
    ticket.confirm(content, after(13));
    expect([ticket.state, ticket.feedback!.how]).toEqual(['closed', 'handler']);
    expect(raisedBy(ticket).find(({ type }) => type === 'tickets.ticket.confirmed')!.data).toMatchObject({
      how: 'handler',
    });
    const bad = reach.resolved();
    bad.disappoint({ ...content, cause: '太慢', improvement: '加快' }, { agent }, after(13));
    expect(bad.feedback).toMatchObject({ content: false, how: 'handler' });
  });
  test('P-04 T-10 they do not withdraw it, though they lead', () => {
    const ticket = opened('dispute');
    ticket.reply('您好', 'chat', after(5, leader, ['supervisor']));
    expect(() => ticket.withdraw('重复', after(6, leader, ['supervisor']))).toThrow(refused);
    ticket.withdraw('重复', after(6, { ...leader, staffId: id(4) }, ['supervisor']));
    expect(ticket.state).toBe('withdrawn');
  });
  test('P-04 T-02 they do not make it something else; only a supervisor who had no part in it does', () => {
    for (const [who, roles] of [
      [agent, ['agent']],
      [agent, ['supervisor']],
      [other, ['agent']],
    ] as const) {
      const nobodys = opened('dispute', who === other);
      expect(() => nobodys.classify('consult', 'high', null, after(5, who, roles))).toThrow(
        who === other ? expect.objectContaining({ code: 'tickets.ticket.nobodys' }) : refused,
      );
      const hasten = () => nobodys.classify('dispute', 'urgent', null, after(5, who, roles));
      if (who === other) expect(hasten).toThrow(expect.objectContaining({ code: 'tickets.ticket.nobodys' }));
      else expect(hasten).not.toThrow();
    }
    const ticket = opened('dispute');
    ticket.classify('consult', 'high', null, after(5, leader, ['supervisor']));
    expect(ticket.flow).toBe('consult');
  });
});

describe('at a desk', () => {
  let rig: TicketsRig;
  let handler: Person;
  let colleague: Person;
  let supervisor: Person;
  let manager: Client;
  beforeAll(async () => {
    rig = await TicketsRig.open();
    const complaints = await rig.team('complaints');
    handler = await rig.person({ team: complaints, roles: ['complaint_specialist', 'supervisor'] });
    supervisor = await rig.person({ roles: ['supervisor'] });
    colleague = await rig.person({ team: await rig.team('service') });
    manager = rig.desk.as('department_manager');
  }, 60_000);
  afterAll(() => rig?.close());

  const assigned = async (nature: 'consult' | 'dispute', to = handler) => {
    const { id: ticketId } = await rig.open({ nature, customer: { name: '王小明', phone: '13800000001' } });
    await rig.as(supervisor).call(assignTicket, { ticketId, assigneeId: to.staffId, reason: '由其处理' });
    return ticketId;
  };
  const resolved = async (nature: 'consult' | 'dispute', to = handler) => {
    const ticketId = await assigned(nature, to);
    await rig.as(to).call(acceptTicket, { ticketId });
    if (nature === 'dispute') await rig.as(to).call(verifyTicket, { ticketId, findings: '属实' });
    await rig.as(to).call(resolveTicket, { ticketId, cause: '原因', remedy: '办法', reply: '已处理' });
    return ticketId;
  };
  const feedback = { content: true, words: '好', channel: 'phone' } as const;
  const ownComplaint = { code: 'tickets.ticket.own_complaint' };

  test('T-08 P-04 a supervisor who resolved a dispute is refused whatever would end it', async () => {
    const own = rig.as(handler);
    const ticketId = await resolved('dispute');
    expect(await refusal(own.call(confirmTicket, { ticketId, ...feedback }))).toMatchObject(ownComplaint);
    const offers = (await own.call(getTicket, { ticketId })).offers;
    expect(offers.find(({ step }) => step === 'confirm')!.why!.zh).toBe(
      '您处理过该投诉,请由未参与处理的同事记录客户反馈',
    );
    const open = await assigned('dispute');
    expect(await refusal(own.call(withdrawTicket, { ticketId: open, reason: '重复' }))).toMatchObject(ownComplaint);
    expect(
      await refusal(own.call(classifyTicket, { ticketId: open, nature: 'consult', reason: '只是咨询' })),
    ).toMatchObject(ownComplaint);
    expect(await rig.as(colleague).call(confirmTicket, { ticketId, ...feedback })).toMatchObject({
      state: 'confirmed',
      feedback: { how: 'agent', recordedBy: colleague.staffId },
    });
  });

  test('T-02 what a ticket in the queue is, is said by who takes it up first, or leads', async () => {
    await rig.team('technical');
    const { id: ticketId, state } = await rig.open({ nature: 'technical_fault' });
    expect(state).toBe('queued');
    for (const change of [{ nature: 'dispute' }, { priority: 'urgent' }] as const)
      expect(
        await refusal(rig.as(colleague).call(classifyTicket, { ticketId, ...change, reason: '客户着急' })),
      ).toMatchObject({ code: 'tickets.ticket.nobodys' });
    const offers = (await rig.as(colleague).call(getTicket, { ticketId })).offers;
    expect(offers.find(({ step }) => step === 'classify')!.why!.zh).toBe('请先受理该工单,或请主管处理');
    expect(
      await rig.as(supervisor).call(classifyTicket, { ticketId, priority: 'urgent', reason: '客户着急' }),
    ).toMatchObject({ priority: 'urgent' });
  });

  test('T-08 a ticket is reopened by who served the customer or a supervisor, and by nobody else', async () => {
    const ticketId = await resolved('consult');
    expect(await refusal(rig.as(colleague).call(reopenTicket, { ticketId, reason: '客户来电' }))).toMatchObject({
      code: 'tickets.ticket.not_yours',
      details: { assignee: handler.name },
    });
    expect(await rig.as(handler).call(reopenTicket, { ticketId, reason: '客户来电' })).toMatchObject({ reopenings: 1 });
    const other = await resolved('consult', colleague);
    expect(await rig.as(supervisor).call(reopenTicket, { ticketId: other, reason: '客户来电' })).toMatchObject({
      reopenings: 1,
    });
  });

  test('C-11 an answer on the spot makes a handler, whose record is marked', async () => {
    const ticketId = await resolved('consult');
    const heard = { ticketId, channel: 'phone', text: '到账了吗', answer: '已经到账' } as const;
    const listener = await rig.person({ onShift: false });
    const { handlerIds } = await rig.as(listener).call(hearCustomer, heard);
    expect(handlerIds.at(-1)).toBe(listener.staffId);
    expect(await rig.told(ticketId)).toContain('handled');
    expect(await rig.as(listener).call(confirmTicket, { ticketId, ...feedback })).toMatchObject({
      feedback: { how: 'handler' },
    });
  });

  test('C-04 P-04 do-not-call is lifted by a supervisor who handled none of the customer’s tickets', async () => {
    const ticketId = await resolved('consult');
    const { customer } = await rig.as(handler).call(getTicket, { ticketId });
    const preferences = { customerId: customer.id, quietHours: null, reason: '客户要求' };
    const set = (client: Client, doNotCall: boolean) =>
      client.call(setContactPreferences, { ...preferences, doNotCall });
    await set(rig.as(colleague), true);
    for (const client of [rig.as(colleague), rig.as(handler), rig.desk.as('callback_specialist')])
      expect(await refusal(set(client, false))).toMatchObject({ code: 'tickets.customer.do_not_call_kept' });
    // Other preferences may still be changed, and asking for it again is no lifting.
    await set(rig.as(handler), true);
    expect((await set(rig.as(supervisor), false)).preferences.doNotCall).toBe(false);
    await set(rig.as(handler), false);
    await set(rig.as(colleague), true);
    expect((await set(manager, false)).preferences.doNotCall).toBe(false);
    expect((await manager.call(getCustomer, { customerId: customer.id })).preferences.doNotCall).toBe(false);
  });
});
