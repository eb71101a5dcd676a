import {
  amendPayment,
  approveReceiptVoid,
  failPayment,
  getReceipt,
  refusePayment,
  sendPayment,
  settlePayment,
  signPayment,
  takeBackPayout,
  voidReceipt,
  withdrawPayment,
  type InputOf,
  type issueReceipt,
} from '@bumen/contracts';
import { refusal } from '@bumen/testing';
import { CashRig } from '../cash-desk/cash-desk.rig.ts';
import { FinanceRig } from '../finance.rig.ts';
import { paperNumber, PaymentRig } from '../payment/payment.rig.ts';
import { RefundRig } from './refund.rig.ts';

let rig: FinanceRig;
let cash: CashRig;
let refunds: RefundRig;
let payments: PaymentRig;
beforeAll(async () => {
  rig = await FinanceRig.open('2026-03');
  cash = await CashRig.open(rig, { pettyFen: 1_000_000 });
  await cash.openDay();
  refunds = new RefundRig(rig);
  payments = new PaymentRig(rig);
}, 60_000);
afterAll(() => rig?.close());

type Part = InputOf<typeof issueReceipt>['parts'][number];
const receipt = (...parts: Part[]) => cash.issue(parts.length === 0 ? {} : { parts });
const wechat = (amountFen = 50_000, reference = paperNumber('4200')): Part => ({
  method: 'wechat',
  amountFen,
  reference,
});
/** Signed by all whom it takes, and sent by the cashier. */
const approve = async (refundId: string) => {
  let payment = await refunds.payment(refundId);
  for (const role of payment.signers) payment = await payments.sign(payment.id, refunds.hand(role));
  return payment;
};
const send = async (refundId: string) => rig.cashier.call(sendPayment, { paymentId: (await approve(refundId)).id });
const settle = async (refundId: string) => {
  const { id: paymentId, amountFen } = await refunds.payment(refundId);
  const slip = { number: paperNumber('HD'), day: '2026-03-02', amountFen };
  return rig.colleague.call(settlePayment, { paymentId, ...slip });
};
const refunded = async (receiptId: string) => (await rig.accountant.call(getReceipt, { receiptId })).refundedFen;

test('F-12 what a ticket asks for becomes a payment of whoever asked, back the way the money came', async () => {
  const { number, id: receiptId } = await receipt(wechat(50_000, '4200-1'));
  const asked = refunds.asked({ receiptNumber: number, amountFen: 20_000 });
  for (let time = 0; time < 3; time += 1) await refunds.publish(asked);
  await rig.desk.settle();
  const payment = await refunds.payment(asked.refundId);
  expect(payment).toMatchObject({
    ...{ kind: 'refund', way: 'wallet', state: 'requested', amountFen: 20_000, requestedById: asked.askedById },
    documents: [
      { kind: 'receipt', number },
      { kind: 'other', number: '4200-1' },
    ],
    source: { refundId: asked.refundId, receiptId, method: 'wechat', reference: '4200-1', otherPayee: false },
    signers: ['accountant'],
  });
  expect(payment.payee.payeeName).toBe('林先生');
  expect(await refunds.told(asked.refundId)).toEqual(['taken_up']);
  expect(await refunded(receiptId)).toBe(20_000);
});

test('F-12 cash goes back as cash, and what came through the bank goes back through it', async () => {
  const { number } = await receipt(
    { method: 'cash', amountFen: 10_000 },
    { method: 'transfer', amountFen: 30_000, reference: 'TR-1' },
  );
  const way = async (given: object) =>
    (await refunds.payment(await refunds.ask({ receiptNumber: number, ...given }))).way;
  expect(await way({ way: 'cash' })).toBe('cash');
  expect(await way({ way: 'transfer' })).toBe('transfer');
});

test('F-12 what can not go back is refused with the reason, and nothing is kept for it', async () => {
  const { number, id: receiptId } = await receipt(wechat(50_000, 'ORDER-7'));
  const { number: several } = await receipt(wechat(5_000, 'ORDER-8'), wechat(5_000, 'ORDER-9'));
  const { number: cheque } = await receipt({ method: 'cheque', amountFen: 5_000, reference: 'CH-1' });
  for (let time = 0; time < 2; time += 1) await receipt(wechat(5_000, 'ORDER-TWICE'));
  const { number: voided, id: voidedId } = await receipt(wechat(5_000));
  await rig.cashier.call(voidReceipt, { receiptId: voidedId, reason: '写错抬头', copiesBack: true });
  const repaid = await cash.issue({ kind: 'repayment' });
  const why = async (given: Parameters<typeof refunds.ask>[0]) => {
    const refundId = await refunds.ask(given);
    expect(await refunds.told(refundId)).toEqual(['refused']);
    return refunds.whyRefused(refundId);
  };
  expect(await why({ receiptNumber: 'X-00000001' })).toBe('receipt_unknown');
  expect(await why({ receiptNumber: voided })).toBe('receipt_void');
  expect(await why({ receiptNumber: repaid.number })).toBe('repayment');
  expect(await why({ way: 'alipay', reference: 'ORDER-7' })).toBe('order_unknown');
  expect(await why({ way: 'wechat', reference: 'ORDER-TWICE' })).toBe('order_unclear');
  expect(await why({ receiptNumber: number, way: 'cash' })).toBe('another_way');
  expect(await why({ receiptNumber: several })).toBe('way_unclear');
  expect(await why({ receiptNumber: cheque })).toBe('cheque_in_hand');
  expect(await why({ receiptNumber: number, amountFen: 50_001 })).toBe('more_than_received');
  expect(await refunded(receiptId)).toBe(0);
  const byOrder = await refunds.ask({ way: 'wechat', reference: 'ORDER-9', amountFen: 5_000 });
  expect(await refunds.told(byOrder)).toEqual(['taken_up']);
  expect(await why({ receiptNumber: several, way: 'wechat', reference: 'ORDER-9', amountFen: 1 })).toBe(
    'more_than_received',
  );
});

test('F-12 two refunds of one receipt at once are never more than it, and the database holds the same', async () => {
  const { number, id: receiptId } = await receipt(wechat(30_000));
  const asked = Array.from({ length: 5 }, () => refunds.asked({ receiptNumber: number, amountFen: 10_000 }));
  await Promise.all(asked.map((one) => refunds.publish(one)));
  await rig.desk.settle();
  const ends = await Promise.all(asked.map(async ({ refundId }) => (await refunds.told(refundId)).join()));
  expect(ends.toSorted()).toEqual(['refused', 'refused', 'taken_up', 'taken_up', 'taken_up']);
  expect(await refunded(receiptId)).toBe(30_000);
  const beyond = 'UPDATE receipt SET refunded_fen = received_fen + 1 WHERE id = $1';
  await expect(rig.desk.sql('finance', beyond, [receiptId])).rejects.toThrow('receipt_refunded');
});

test('F-12 a refund that is refused or withdrawn may be asked for again; one that is paid may not', async () => {
  const { number, id: receiptId } = await receipt(wechat(10_000));
  const refused = await refunds.ask({ receiptNumber: number });
  const { id: paymentId } = await refunds.payment(refused);
  await rig.accountant.call(refusePayment, { paymentId, reason: '金额不符' });
  expect(await refunds.told(refused)).toEqual(['taken_up', 'refused']);
  expect(await refunds.whyRefused(refused)).toBe('not_approved');
  expect(await refunded(receiptId)).toBe(0);
  const withdrawn = await refunds.ask({ receiptNumber: number });
  await refunds.withdraw(withdrawn);
  expect(await refunds.told(withdrawn)).toEqual(['taken_up', 'withdrawal_noted', 'withdrawn']);
  expect(await refunds.payment(withdrawn)).toMatchObject({ state: 'withdrawn', reason: '客户改变主意' });
  expect(await refunded(receiptId)).toBe(0);
  const paid = await refunds.ask({ receiptNumber: number });
  await send(paid);
  await settle(paid);
  expect(await refunds.told(paid)).toEqual(['taken_up', 'paid']);
  expect(await refunds.whyRefused(await refunds.ask({ receiptNumber: number, amountFen: 1 }))).toBe(
    'more_than_received',
  );
});

test('F-12 whoever asked on the ticket may withdraw its payment here, and the ticket hears of it', async () => {
  const { number } = await receipt(wechat());
  const agent = rig.desk.as('agent', { name: '李客服' });
  const refundId = await refunds.ask({ receiptNumber: number, askedById: agent.caller.staffId });
  const { id: paymentId } = await refunds.payment(refundId);
  await agent.call(withdrawPayment, { paymentId, reason: '重复申请' });
  expect(await refunds.told(refundId)).toEqual(['taken_up', 'withdrawn']);
});

test('F-12 withdrawn too late stays paid; what the wallet sends back is withdrawn and not sent again', async () => {
  const { number } = await receipt(wechat());
  const late = await refunds.ask({ receiptNumber: number });
  await send(late);
  await refunds.withdraw(late);
  await settle(late);
  expect(await refunds.told(late)).toEqual(['taken_up', 'withdrawal_noted', 'paid']);
  const back = await refunds.ask({ receiptNumber: number });
  const { id: paymentId } = await send(back);
  await refunds.withdraw(back);
  await rig.colleague.call(failPayment, { paymentId, reason: '微信退回' });
  expect(await refunds.told(back)).toEqual(['taken_up', 'withdrawal_noted', 'withdrawn']);
  expect(await refunds.payment(back)).toMatchObject({ state: 'withdrawn' });
});

test('F-12 a withdrawal against its payment: whichever comes first wins, and one end is told', async () => {
  for (const first of ['send', 'withdraw']) {
    const { number, id: receiptId } = await receipt(wechat(10_000));
    const refundId = await refunds.ask({ receiptNumber: number });
    const { id: paymentId } = await approve(refundId);
    const calls = [() => rig.cashier.call(sendPayment, { paymentId }), () => refunds.publishWithdrawal(refundId)];
    const held = 'SELECT 1 FROM payment WHERE id = $1 FOR UPDATE';
    const ends = await rig.inLine(held, [paymentId], first === 'send' ? calls : calls.toReversed());
    expect(ends.toSorted()).toEqual(first === 'send' ? ['ok', 'ok'] : ['ok', 'version_mismatch']);
    await rig.desk.settle();
    if (first === 'send') await settle(refundId);
    const end = first === 'send' ? 'paid' : 'withdrawn';
    expect(await refunds.told(refundId)).toEqual(['taken_up', 'withdrawal_noted', end]);
    expect(await refunded(receiptId)).toBe(first === 'send' ? 10_000 : 0);
  }
});

test('R4 F-12 a withdrawal that arrives before what it withdraws waits for it', async () => {
  const { number } = await receipt(wechat());
  const asked = refunds.asked({ receiptNumber: number });
  await refunds.publishWithdrawal(asked.refundId, 2);
  await refunds.publish(asked, 1);
  await rig.desk.settle();
  expect(await refunds.told(asked.refundId)).toEqual(['taken_up', 'withdrawal_noted', 'withdrawn']);
});

test('F-12 another payee takes another signature', async () => {
  const { number } = await receipt(wechat());
  const refundId = await refunds.ask({ receiptNumber: number, payeeName: '欧阳明月' });
  const payment = await refunds.payment(refundId);
  expect(payment).toMatchObject({ signers: ['accountant', 'general_manager'], source: { otherPayee: true } });
  const signed = await payments.sign(payment.id, rig.accountant);
  expect(signed.state).toBe('requested');
  expect(await payments.sign(payment.id, rig.director)).toMatchObject({ state: 'approved' });
});

test('F-12 kind, way, payee and sum of a refund stay as its ticket asked, and nothing else becomes one', async () => {
  const { number } = await receipt(wechat());
  const refundId = await refunds.ask({ receiptNumber: number });
  const { id: paymentId, documents, payee } = await refunds.payment(refundId);
  const same = { paymentId, kind: 'refund', way: 'wallet', payee, amountFen: 10_000, documents } as const;
  const amend = (given: Partial<InputOf<typeof amendPayment>>) =>
    rig.accountant.call(amendPayment, { ...same, summary: '退款 T000123', ...given });
  expect(await refusal(amend({ amountFen: 9_999 }))).toMatchObject({ code: 'finance.payment.refund_stays' });
  expect(await refusal(amend({ way: 'cash' }))).toMatchObject({ code: 'finance.payment.refund_stays' });
  expect(await refusal(amend({ payee: { ...payee, payeeName: '别人' } }))).toMatchObject({
    code: 'finance.payment.refund_stays',
  });
  expect(await amend({ summary: '退还多收款' })).toMatchObject({ state: 'requested', summary: '退还多收款' });
  const expense = await payments.request();
  const other = rig.accountant.call(amendPayment, { ...same, paymentId: expense.id, summary: '退款' });
  expect(await refusal(other)).toMatchObject({ code: 'finance.payment.refund_stays' });
  const { digest } = await refunds.payment(refundId);
  expect(await refusal(rig.accountant.call(signPayment, { paymentId, digest }))).toMatchObject({
    code: 'finance.second_hand',
  });
});

test('F-12 a refund by transfer is signed once a bookkeeper has said to which account of the payee it goes', async () => {
  const parts: Part[] = [{ method: 'transfer', amountFen: 30_000, reference: 'TR-9' }];
  const { number } = await cash.issue({ parts, payer: '赵女士' });
  const refundId = await refunds.ask({ receiptNumber: number });
  const { id: paymentId, documents, payee, digest } = await refunds.payment(refundId);
  expect(await refusal(rig.accountant.call(signPayment, { paymentId, digest }))).toMatchObject({
    code: 'finance.payment.payee_account_unfit',
    details: { why: 'missing' },
  });
  const payeeAccountId = await payments.accountOf(payee);
  const said = { kind: 'refund', way: 'transfer', payee, amountFen: 10_000, documents, summary: '退款' } as const;
  const amended = await rig.manager.call(amendPayment, { paymentId, payeeAccountId, ...said });
  expect(amended).toMatchObject({ state: 'requested', payeeAccountId, source: { refundId } });
  await payments.funded();
  await payments.sign(paymentId, rig.colleague);
  await rig.cashier.call(sendPayment, { paymentId, bankAccount: '1002' });
  const slip = { number: paperNumber('HD'), day: '2026-03-02', amountFen: 10_000 };
  await rig.accountant.call(settlePayment, { paymentId, ...slip });
  expect(await refunds.told(refundId)).toEqual(['taken_up', 'paid']);
});

test('F-02 F-12 a receipt with a refund on it is not made void, whichever comes first', async () => {
  const { number, id: receiptId } = await receipt();
  const refundId = await refunds.ask({ receiptNumber: number });
  const why = { reason: '写错抬头', copiesBack: true };
  expect(await refusal(rig.cashier.call(voidReceipt, { receiptId, ...why }))).toMatchObject({
    code: 'finance.receipt.refunded',
  });
  await refunds.withdraw(refundId);
  await rig.cashier.call(voidReceipt, { receiptId, ...why });
  expect(await refunds.whyRefused(await refunds.ask({ receiptNumber: number }))).toBe('receipt_void');
  await rig.accountant.call(approveReceiptVoid, { receiptId });
  expect(await refunds.whyRefused(await refunds.ask({ receiptNumber: number }))).toBe('receipt_void');
});

test('F-12 a refund that was paid in cash is not taken back, since the customer was told', async () => {
  const refundId = await refunds.ask({ receiptNumber: (await receipt()).number });
  const { id: paymentId } = await approve(refundId);
  const { id: cashPayoutId } = await cash.pay(paymentId);
  expect(await refunds.told(refundId)).toEqual(['taken_up', 'paid']);
  expect(await refusal(rig.accountant.call(takeBackPayout, { cashPayoutId, reason: '未交付' }))).toMatchObject({
    code: 'finance.payment.refund_told',
  });
});

test('F-12 F-20 what was received by one transfer goes back in parts, each to the account that is said', async () => {
  const parts: Part[] = [{ method: 'transfer', amountFen: 30_000, reference: '202611280001' }];
  const { number } = await cash.issue({ parts, payer: '钱女士' });
  for (let part = 0; part < 2; part += 1) {
    const { id: paymentId, documents, payee } = await refunds.payment(await refunds.ask({ receiptNumber: number }));
    const payeeAccountId = await payments.accountOf(payee);
    const said = { kind: 'refund', way: 'transfer', payee, amountFen: 10_000, documents, summary: '退款' } as const;
    expect(await rig.manager.call(amendPayment, { paymentId, payeeAccountId, ...said })).toMatchObject({
      state: 'requested',
    });
  }
});
