import { randomUUID } from 'node:crypto';
import {
  acceptTicket,
  askRefund,
  closeTicket,
  confirmTicket,
  getRefund,
  getTicket,
  listMessages,
  listRefunds,
  refundPaid,
  refundRefused,
  refundsMax,
  refundWithdrawn,
  resolveTicket,
  tellTicketOfRefund,
  withdrawRefund,
  withdrawTicket,
  type InputOf,
} from '@bumen/contracts';
import { refusal } from '@bumen/testing';
import { TicketsRig, type Person, type TicketView } from '../tickets.rig.ts';

describe('refunds of a ticket', () => {
  let rig: TicketsRig;
  let agent: Person;
  let colleague: Person;
  let supervisor: Person;
  beforeAll(async () => {
    rig = await TicketsRig.open();
    const team = await rig.team('service');
    agent = await rig.person({ team });
    colleague = await rig.person({ team, onShift: false });
    supervisor = await rig.person({ team, roles: ['supervisor'], onShift: false });
  }, 60_000);
  afterAll(() => rig?.close());

  const inWork = async (): Promise<TicketView> => {
    const { id: ticketId } = await rig.open();
    return rig.as(agent).call(acceptTicket, { ticketId });
  };
  const what = {
    receiptNumber: 'A2026-00000017',
    amountFen: 123_450,
    why: 'overcharged',
    situation: '重复收款,客户电话 13812345678',
  } as const;
  const ask = (ticketId: string, given: Partial<InputOf<typeof askRefund>> = {}, by = agent) =>
    rig.as(by).call(askRefund, { ticketId, ...what, ...given });
  const now = (ticketId: string) => rig.as(agent).call(getTicket, { ticketId });
  const said = async (ticketId: string) =>
    (await rig.as(agent).call(listMessages, { ticketId })).items.filter(({ system }) => system !== null);
  const told = (refundId: string, ticketId: string) => ({ refundId, ticketId, at: rig.desk.clock.now().toISOString() });
  const paid = async (refundId: string, ticketId: string, version = 1) => {
    const data = { ...told(refundId, ticketId), paymentId: randomUUID() };
    await rig.desk.publish(refundPaid, data, { subject: refundId, version });
    await rig.desk.settle();
  };

  test('F-12 a refund is asked for by who is in charge or leads, and finance hears whose it is and why', async () => {
    const { id: ticketId, number } = await inWork();
    expect(await refusal(ask(ticketId, {}, colleague))).toMatchObject({ code: 'tickets.ticket.not_yours' });
    const refund = await ask(ticketId);
    expect(refund).toMatchObject({ state: 'asked', amountFen: 123_450, refusal: null, askedById: agent.staffId });
    expect(refund.offers).toEqual([{ step: 'withdraw', why: null }]);
    const byLeader = await ask(ticketId, { otherPayee: { payeeName: '王小明' } }, supervisor);
    const { items } = await rig.as(agent).call(listRefunds, { ticketId });
    expect(items.map(({ id }) => id)).toEqual([byLeader.id, refund.id]);
    expect(await now(ticketId)).toMatchObject({ refundsUnderWay: 2 });
    const events = (await rig.desk.outbox('tickets')).filter(({ type }) => type === 'tickets.refund.asked');
    expect(events.map(({ data }) => data)).toMatchObject([
      { refundId: refund.id, ticketId, number, ...what, payeeName: null, askedById: agent.staffId },
      { refundId: byLeader.id, payeeName: '王小明', askedById: supervisor.staffId },
    ]);
  });

  test('F-12 neither a receipt nor an order: the request is refused before anything is done', async () => {
    const { id: ticketId } = await inWork();
    const nothing = { receiptNumber: null };
    expect(await refusal(ask(ticketId, nothing))).toMatchObject({ code: 'invalid_request' });
    expect(await refusal(ask(ticketId, { ...nothing, way: 'cash', reference: '4200' }))).toMatchObject({
      code: 'invalid_request',
    });
    expect(await refusal(ask(ticketId, { amountFen: 0 }))).toMatchObject({ code: 'invalid_request' });
    expect(await ask(ticketId, { ...nothing, way: 'wechat', reference: '4200001' })).toMatchObject({ way: 'wechat' });
  });

  test('F-12 no refund of a ticket that is over, and no end of a ticket with a refund under way', async () => {
    const { id: ticketId } = await inWork();
    const { id: refundId } = await ask(ticketId);
    expect(await refusal(rig.as(supervisor).call(withdrawTicket, { ticketId, reason: '重复登记' }))).toMatchObject({
      code: 'tickets.ticket.blocked',
    });
    await rig.as(agent).call(resolveTicket, { ticketId, cause: '重复扣款', remedy: '退款', reply: '退款办理中' });
    const content = { content: true, words: '好', channel: 'chat' } as const;
    expect(await rig.as(agent).call(confirmTicket, { ticketId, ...content })).toMatchObject({ state: 'confirmed' });
    const refused = await refusal(rig.as(supervisor).call(closeTicket, { ticketId }));
    expect(refused).toMatchObject({ code: 'tickets.ticket.blocked', details: { step: 'close' } });
    // What waited for the money alone is closed with it.
    await paid(refundId, ticketId);
    expect(await now(ticketId)).toMatchObject({ state: 'closed', refundsUnderWay: 0 });
    expect(await refusal(ask(ticketId))).toMatchObject({ code: 'step_refused' });
  });

  test('F-12 R3 paid is told to the ticket and the customer once, whatever finance tells again or afterwards', async () => {
    const { id: ticketId } = await inWork();
    const { id: refundId } = await ask(ticketId);
    for (let time = 0; time < 2; time += 1) await paid(refundId, ticketId);
    await paid(refundId, ticketId, 2);
    const data = { ...told(refundId, ticketId), why: 'not_approved' as const };
    await rig.desk.publish(refundRefused, data, { subject: refundId, version: 3 });
    await rig.desk.settle();
    const refund = await rig.as(agent).call(getRefund, { refundId });
    expect(refund).toMatchObject({ state: 'paid', refusal: null, offers: [] });
    expect(await said(ticketId)).toMatchObject([
      {
        kind: 'to_customer',
        channel: 'chat',
        text: null,
        system: {
          code: 'refund_paid',
          words: { zh: '您的退款 1,234.50 元已经付出,请注意查收', en: 'Your refund of 1,234.50 yuan has been paid' },
        },
        byName: tellTicketOfRefund.summary,
      },
    ]);
    expect((await rig.told(ticketId)).filter((one) => one === 'refund_noted')).toHaveLength(2);
    expect(await rig.told(refundId)).toEqual(['asked', 'ended']);
  });

  test('T-04 F-12 what the customer is told of a refund answers nothing that they said', async () => {
    const { id: ticketId, firstResponse } = await inWork();
    const { id: refundId } = await ask(ticketId);
    await paid(refundId, ticketId);
    expect((await now(ticketId)).firstResponse).toMatchObject({ dueAt: firstResponse.dueAt, respondedAt: null });
  });

  test('F-12 a refused refund says why to the staff, and leaves the ticket to who is in charge', async () => {
    const { id: ticketId } = await inWork();
    const { id: refundId } = await ask(ticketId);
    const data = { ...told(refundId, ticketId), why: 'more_than_received' as const };
    await rig.desk.publish(refundRefused, data, { subject: refundId, version: 1 });
    await rig.desk.settle();
    expect(await rig.as(agent).call(getRefund, { refundId })).toMatchObject({
      state: 'refused',
      refusal: { code: 'more_than_received', words: { zh: expect.stringContaining('超过') } },
    });
    expect((await said(ticketId)).map(({ system }) => system!.code)).toEqual(['refund_refused']);
    expect(await refusal(rig.as(agent).call(withdrawRefund, { refundId, reason: '不退了' }))).toMatchObject({
      code: 'step_refused',
    });
  });

  test('F-12 a withdrawal is asked of finance, which says whether it was in time; the ticket hears which', async () => {
    const { id: ticketId } = await inWork();
    const late = await ask(ticketId, {}, supervisor);
    const early = await ask(ticketId, {}, supervisor);
    const why = { reason: '客户改变主意' };
    expect(await refusal(rig.as(colleague).call(withdrawRefund, { ...why, refundId: late.id }))).toMatchObject({
      code: 'tickets.refund.not_yours',
    });
    for (const { id: refundId } of [late, early])
      expect(await rig.as(agent).call(withdrawRefund, { ...why, refundId })).toMatchObject({
        state: 'withdrawal_asked',
        offers: [],
      });
    expect(await now(ticketId)).toMatchObject({ refundsUnderWay: 2 });
    await paid(late.id, ticketId);
    await rig.desk.publish(refundWithdrawn, told(early.id, ticketId), { subject: early.id, version: 1 });
    await rig.desk.settle();
    const { items } = await rig.as(agent).call(listRefunds, { ticketId });
    expect(items.map(({ state }) => state)).toEqual(['withdrawn', 'paid']);
    expect((await said(ticketId)).map(({ system }) => system!.code)).toEqual(['refund_paid', 'refund_withdrawn']);
    expect(await now(ticketId)).toMatchObject({ refundsUnderWay: 0 });
  });

  test('F-12 who asks, and how many are under way, is decided under the lock of the ticket', async () => {
    const { id: ticketId } = await inWork();
    const asked = await Promise.all(
      Array.from({ length: refundsMax + 3 }, () =>
        ask(ticketId).then(
          () => 'asked',
          (error) => error.code as string,
        ),
      ),
    );
    expect(asked.filter((one) => one === 'asked')).toHaveLength(refundsMax);
    expect(asked.filter((one) => one === 'tickets.ticket.blocked')).toHaveLength(3);
    expect(await now(ticketId)).toMatchObject({ refundsUnderWay: refundsMax });
  });

  test('P-05 another payee’s name is masked for everybody, and so is what a situation says of somebody', async () => {
    const { id: ticketId } = await inWork();
    const { id: refundId } = await ask(ticketId, { otherPayee: { payeeName: '欧阳明月' } });
    const shown = await rig.desk.as('qa_reviewer').call(getRefund, { refundId });
    expect(shown.otherPayee!.payeeName).not.toContain('明月');
    expect(shown.situation).not.toContain('13812345678');
    const [event] = (await rig.desk.outbox('tickets')).filter(({ subject }) => subject === ticketId).slice(-1);
    expect(JSON.stringify(event)).not.toContain('欧阳');
  });
});
