import { randomUUID } from 'node:crypto';
import {
  acceptTicket,
  callbackCorrected,
  callbackDissatisfied,
  callbackExcused,
  callbackSatisfied,
  closeTicket,
  confirmTicket,
  getTicket,
  listMessages,
  reopenTicket,
  reopenTicketWhenCallbackDissatisfied,
  resolveTicket,
  routingPolicy,
  standard,
  verifyTicket,
  withdrawTicket,
  type DataOf,
} from '@bumen/contracts';
import { refusal } from '@bumen/testing';
import { TicketsRig, type Person, type TicketView } from '../tickets.rig.ts';

describe('what a callback brings', () => {
  let rig: TicketsRig;
  let agent: Person;
  let specialist: Person;
  beforeAll(async () => {
    rig = await TicketsRig.open();
    agent = await rig.person({ team: await rig.team('service') });
    specialist = await rig.person({ team: await rig.team('complaints'), roles: ['complaint_specialist'] });
  }, 60_000);
  afterAll(() => rig?.close());

  const resolved = async (nature: 'consult' | 'dispute'): Promise<TicketView> => {
    const ticket = await rig.open({ nature });
    const client = rig.as(nature === 'dispute' ? specialist : agent);
    await client.call(acceptTicket, { ticketId: ticket.id });
    if (nature === 'dispute') await client.call(verifyTicket, { ticketId: ticket.id, findings: '属实' });
    return client.call(resolveTicket, { ticketId: ticket.id, cause: '原因', remedy: '办法', reply: '已处理' });
  };
  const finished = (ticket: TicketView, round = 1) => ({
    callbackId: randomUUID(),
    ticketId: ticket.id,
    kind: 'after_sale' as const,
    customerId: ticket.customer.id,
    handlerId: agent.staffId,
    channel: 'message' as const,
    ticketHandlerId: agent.staffId,
    assigneeId: null,
    teamId: null,
    round,
    attempts: 1,
    lengthS: 60,
    questions: 3,
    at: rig.desk.clock.now().toISOString(),
  });
  const dissatisfied = async (
    ticket: TicketView,
    round = 1,
    reasons: DataOf<typeof callbackDissatisfied>['reasons'] = ['not_solved', 'too_slow'],
    reopens = true,
  ) => {
    const data = { ...finished(ticket, round), score: reopens ? 1 : 3, reasons, reopens };
    await rig.desk.publish(callbackDissatisfied, data, { subject: data.callbackId, version: 1 });
    await rig.desk.settle();
  };
  const satisfied = async (ticket: TicketView, round = 1) => {
    const data = { ...finished(ticket, round), score: 5 };
    await rig.desk.publish(callbackSatisfied, data, { subject: data.callbackId, version: 1 });
    await rig.desk.settle();
  };
  const now = (ticket: TicketView) => rig.as(agent).call(getTicket, { ticketId: ticket.id });

  test('C-07 dissatisfied: the closed ticket comes back with reasons, owner and due time', async () => {
    const ticket = await resolved('consult');
    expect(
      await rig.as(agent).call(confirmTicket, { ticketId: ticket.id, content: true, words: '好', channel: 'chat' }),
    ).toMatchObject({ state: 'closed' });
    await dissatisfied(ticket);
    const back = await now(ticket);
    expect(back).toMatchObject({ state: 'assigned', assigneeId: agent.staffId, reopenings: 1, closedAt: null });
    expect(back.firstResponse.dueAt).not.toBeNull();
    const { items } = await rig.as(agent).call(listMessages, { ticketId: ticket.id });
    // Nobody wrote it: it is stored as a code, and its words are made for whoever reads it.
    expect(items.at(-1)).toMatchObject({
      kind: 'system',
      text: null,
      system: {
        code: 'callback_dissatisfied',
        words: { zh: '回访不满意:问题未解决、处理太慢', en: 'Dissatisfied at the callback: not solved, too slow' },
      },
      by: 'reaction:reopen-ticket-when-callback-dissatisfied',
      byName: reopenTicketWhenCallbackDissatisfied.summary,
    });
    expect(
      (await rig.desk.outbox('tickets')).find(
        (event) => event.subject === ticket.id && event.type === 'tickets.ticket.reopened',
      )!.data,
    ).toMatchObject({ why: 'callback_dissatisfied', assigneeId: agent.staffId, round: 1 });
  });

  test('C-07 it comes back to who had it however much they have in hand, so that it has an owner at once', async () => {
    const ticket = await resolved('consult');
    const setMax = (maxInHand: number) =>
      rig.desk
        .as('department_manager')
        .call(standard.tickets.setPolicy, {
          name: routingPolicy.name,
          value: { ...routingPolicy.default, maxInHand },
          reason: '试验',
        });
    await setMax(1);
    expect((await rig.inHand()).tickets[agent.staffId]).toBeGreaterThanOrEqual(1);
    await dissatisfied(ticket);
    expect(await now(ticket)).toMatchObject({ state: 'assigned', assigneeId: agent.staffId });
    const { places, tickets } = await rig.inHand();
    expect(places).toEqual(tickets);
    await setMax(routingPolicy.default.maxInHand);
  });

  test('C-07 what was said at a callback about a round that is past decides nothing, and reaches the ticket', async () => {
    const ticket = await resolved('consult');
    await rig.as(agent).call(reopenTicket, { ticketId: ticket.id, reason: '客户来电' });
    const { version, ...before } = await now(ticket);
    await dissatisfied(ticket);
    await satisfied(ticket);
    expect(await now(ticket)).toEqual({ ...before, version: version + 2 });
    expect((await rig.told(ticket.id)).slice(-2)).toEqual(['callback_noted', 'callback_noted']);
    const { items } = await rig.as(agent).call(listMessages, { ticketId: ticket.id });
    expect(items.slice(-2).map(({ system }) => system)).toEqual([
      {
        code: 'callback_dissatisfied',
        words: { zh: '回访不满意:问题未解决、处理太慢', en: 'Dissatisfied at the callback: not solved, too slow' },
      },
      { code: 'callback_satisfied', words: { zh: '回访满意', en: 'Satisfied at the callback' } },
    ]);
    await rig.as(agent).call(acceptTicket, { ticketId: ticket.id });
    await rig.as(agent).call(resolveTicket, { ticketId: ticket.id, cause: '原因', remedy: '办法', reply: '已处理' });
    await dissatisfied(ticket, 1);
    expect((await now(ticket)).state).toBe('resolved');
    await dissatisfied(ticket, 2);
    expect((await now(ticket)).state).toBe('assigned');
  });

  test('C-07 what was said of a ticket that was reopened and withdrawn meanwhile brings it back, with an owner; that it is well leaves it', async () => {
    const ticket = await resolved('consult');
    const { id: ticketId } = ticket;
    await rig.as(agent).call(reopenTicket, { ticketId, reason: '客户来电' });
    await rig.desk.as('department_manager').call(withdrawTicket, { ticketId, reason: '重复登记' });
    await satisfied(ticket);
    expect(await now(ticket)).toMatchObject({ state: 'withdrawn', reopenings: 1 });
    await dissatisfied(ticket, 1, ['too_slow'], false);
    expect(await now(ticket)).toMatchObject({ state: 'withdrawn', reopenings: 1 });
    await dissatisfied(ticket);
    const back = await now(ticket);
    expect(back).toMatchObject({ state: 'assigned', assigneeId: agent.staffId, reopenings: 2, closedAt: null });
    expect(back.firstResponse.dueAt).not.toBeNull();
    const reopened = (await rig.desk.outbox('tickets')).findLast(
      ({ subject, type }) => subject === ticketId && type === 'tickets.ticket.reopened',
    );
    expect(reopened!.data).toMatchObject({ why: 'callback_dissatisfied' });
    // It has come back; the same word again is kept, and decides nothing.
    await dissatisfied(ticket);
    expect(await now(ticket)).toMatchObject({ state: 'assigned', reopenings: 2 });
  });

  test('T-08 satisfied: what was resolved is confirmed and closed', async () => {
    const ticket = await resolved('consult');
    await satisfied(ticket);
    expect(await now(ticket)).toMatchObject({
      state: 'closed',
      callbackDone: true,
      feedback: { content: true, how: 'callback', channel: 'message', words: null, recordedBy: agent.staffId },
    });
    expect((await rig.told(ticket.id)).slice(-3)).toEqual(['callback_noted', 'confirmed', 'closed']);
  });

  test('C-06 一般: the ticket stays, its history keeps the reasons, and it may be closed', async () => {
    const ticket = await resolved('consult');
    await dissatisfied(ticket, 1, ['too_slow'], false);
    expect(await now(ticket)).toMatchObject({
      state: 'resolved',
      reopenings: 0,
      callbackDone: true,
      feedback: { content: false, how: 'callback', channel: 'message', recordedBy: agent.staffId },
    });
    const { items } = await rig.as(agent).call(listMessages, { ticketId: ticket.id });
    expect(items.at(-1)).toMatchObject({ system: { words: { zh: '回访不满意:处理太慢' } } });
    expect((await rig.told(ticket.id)).at(-1)).toBe('callback_noted');
    expect(await rig.as(agent).call(closeTicket, { ticketId: ticket.id })).toMatchObject({ state: 'closed' });
  });

  test('C-06 T-10 一般 about a complaint that the customer has confirmed: nothing is left to wait for', async () => {
    const ticket = await resolved('dispute');
    await rig.as(agent).call(confirmTicket, { ticketId: ticket.id, content: true, words: '接受', channel: 'phone' });
    await dissatisfied(ticket, 1, ['attitude'], false);
    expect(await now(ticket)).toMatchObject({
      state: 'closed',
      feedback: { content: true, how: 'agent', words: '接受' },
    });
  });

  test('T-10 a complaint that the customer confirmed is closed when its callback is done, also when a supervisor excused it', async () => {
    const ticket = await resolved('dispute');
    await rig.as(agent).call(confirmTicket, { ticketId: ticket.id, content: true, words: '接受', channel: 'phone' });
    const data = { ...finished(ticket), why: 'unreached' as const };
    await rig.desk.publish(callbackExcused, data, { subject: data.callbackId, version: 1 });
    await rig.desk.settle();
    expect(await now(ticket)).toMatchObject({ state: 'closed', callbackDone: true });
    const unconfirmed = await resolved('dispute');
    const excused = { ...finished(unconfirmed), why: 'refused' as const };
    await rig.desk.publish(callbackExcused, excused, { subject: excused.callbackId, version: 1 });
    await rig.desk.settle();
    const waiting = await rig.as(specialist).call(getTicket, { ticketId: unconfirmed.id });
    expect(waiting).toMatchObject({ state: 'resolved', callbackDone: true });
    expect(waiting.offers.find(({ step }) => step === 'close')).toEqual({ step: 'close', why: null });
    expect(
      await rig
        .as(agent)
        .call(confirmTicket, { ticketId: unconfirmed.id, content: true, words: '接受', channel: 'phone' }),
    ).toMatchObject({ state: 'closed' });
  });

  test('C-05 T-05 a ticket whose callback a supervisor excused can be closed although the customer was never heard; before that it can’t', async () => {
    const ticket = await resolved('dispute');
    const refused = await refusal(rig.as(specialist).call(closeTicket, { ticketId: ticket.id }));
    expect(refused).toMatchObject({
      code: 'tickets.ticket.blocked',
      details: { why: { zh: '客户尚未确认,不能办结;投诉回访尚未完成,不能办结' } },
    });
    const data = { ...finished(ticket), why: 'unreached' as const };
    await rig.desk.publish(callbackExcused, data, { subject: data.callbackId, version: 1 });
    await rig.desk.settle();
    expect(await rig.as(specialist).call(closeTicket, { ticketId: ticket.id })).toMatchObject({
      state: 'closed',
      feedback: null,
    });
  });

  const correctedTo = async (
    ticket: TicketView,
    verdict: 'satisfied' | 'dissatisfied',
    given: Partial<DataOf<typeof callbackCorrected>> = {},
  ) => {
    const before = { verdict: 'satisfied' as const, score: 5, reasons: [] };
    const told = { verdict, score: 1, reasons: ['attitude' as const], by: agent.staffId, before, reopens: true };
    const data = { ...finished(ticket), ...told, ...given };
    await rig.desk.publish(callbackCorrected, data, { subject: data.callbackId, version: 1 });
    await rig.desk.settle();
  };

  test('C-06 C-07 a satisfied callback that is corrected to dissatisfied reopens what it closed', async () => {
    const ticket = await resolved('consult');
    await satisfied(ticket);
    expect((await now(ticket)).state).toBe('closed');
    await correctedTo(ticket, 'dissatisfied');
    expect(await now(ticket)).toMatchObject({ state: 'assigned', assigneeId: agent.staffId, reopenings: 1 });
    // It has come back already; a later word is kept in its history and decides nothing.
    await correctedTo(ticket, 'dissatisfied');
    expect(await now(ticket)).toMatchObject({ state: 'assigned', reopenings: 1 });
  });

  test('C-06 corrected to 一般 it stays closed, and its feedback says so', async () => {
    const ticket = await resolved('consult');
    await satisfied(ticket);
    await correctedTo(ticket, 'dissatisfied', { score: 3, reopens: false });
    expect(await now(ticket)).toMatchObject({ state: 'closed', feedback: { content: false, how: 'callback' } });
  });

  test('C-06 corrected to satisfied it is confirmed; what was done because of it is not undone', async () => {
    const ticket = await resolved('consult');
    await dissatisfied(ticket, 1, ['too_slow'], false);
    await correctedTo(ticket, 'satisfied', { score: 5, reasons: [], reopens: false });
    expect(await now(ticket)).toMatchObject({ state: 'closed', feedback: { content: true, how: 'callback' } });
    const back = await resolved('consult');
    await dissatisfied(back);
    await correctedTo(back, 'satisfied', { score: 5, reasons: [], reopens: false });
    expect(await now(back)).toMatchObject({ state: 'assigned', reopenings: 1 });
  });

  test('a callback that belongs to no ticket concerns nobody here', async () => {
    const ticket = await resolved('consult');
    const data = { ...finished(ticket), ticketId: null, score: 5 };
    await rig.desk.publish(callbackSatisfied, data, { subject: data.callbackId, version: 1 });
    await rig.desk.settle();
    expect(await rig.desk.sql('tickets', 'select 1 from dead_event')).toEqual([]);
    expect((await now(ticket)).state).toBe('resolved');
  });
});
