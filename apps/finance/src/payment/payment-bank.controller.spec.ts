import {
  checkVoucher,
  discardVoucher,
  failPayment,
  getPayment,
  getVoucher,
  listClosingBlockers,
  makePaymentVoucher,
  paymentChanged,
  postVoucher,
  sendPayment,
  settlePayment,
  signVoucher,
  submitVoucher,
} from '@bumen/contracts';
import { refusal } from '@bumen/testing';
import { FinanceRig, outcomes } from '../finance.rig.ts';
import { paperNumber, PaymentRig } from './payment.rig.ts';

let rig: FinanceRig;
let payments: PaymentRig;
beforeAll(async () => {
  rig = await FinanceRig.open('2026-03');
  payments = new PaymentRig(rig);
  await rig.post([
    ['1002', 'debit', 100_000_000],
    ['3001', 'credit', 100_000_000],
  ]);
});
afterAll(() => rig?.close());

const from = { bankAccount: '1002' };
const slipOf = (amountFen: number, given: { number?: string; day?: string } = {}) => ({
  ...{ number: paperNumber('HD'), day: '2026-03-02', amountFen, ...given },
});

test('F-06 an approved transfer is sent once by one of two, and paid when the bank’s slip is recorded', async () => {
  const { id: paymentId, amountFen } = await payments.approved({ way: 'transfer' });
  const second = rig.desk.as('cashier', { name: '李出纳' });
  const ends = await outcomes([rig.cashier, second].map((by) => by.call(sendPayment, { paymentId, ...from })));
  expect(ends.filter((end) => end === 'ok')).toHaveLength(1);
  const sent = await rig.cashier.call(getPayment, { paymentId });
  expect(sent).toMatchObject({ state: 'sent', sent: { bankAccount: '1002' }, paidDay: null, settled: null });
  expect(await refusal(rig.cashier.call(sendPayment, { paymentId, ...from }))).toMatchObject({ code: 'step_refused' });
  const slip = slipOf(amountFen);
  const settled = await outcomes(
    [rig.colleague, rig.accountant].map((by) => by.call(settlePayment, { paymentId, ...slip })),
  );
  expect(settled.filter((end) => end === 'ok')).toHaveLength(1);
  expect(await rig.cashier.call(getPayment, { paymentId })).toMatchObject({
    ...{ state: 'paid', paidDay: '2026-03-02', settled: { slipNumber: slip.number, slipDay: '2026-03-02' } },
  });
  const told = (await rig.told(paymentChanged)).map(({ data }) => data as { paymentId: string; state: string });
  expect(told.filter((one) => one.paymentId === paymentId).map(({ state }) => state)).toEqual([
    ...['requested', 'approved', 'sent', 'paid'],
  ]);
});

test('F-06 nobody pays what they asked for or signed, and who sent it doesn’t record its slip', async () => {
  const own = await payments.request({ way: 'transfer' }, rig.cashier);
  await payments.sign(own.id, rig.manager);
  expect(await refusal(rig.cashier.call(sendPayment, { paymentId: own.id, ...from }))).toMatchObject({
    code: 'finance.second_hand',
  });
  const { staffId } = rig.manager.caller;
  const signer = rig.desk.as('cashier', { staffId });
  const { id: paymentId, amountFen } = await payments.approved({ way: 'transfer' });
  expect(await refusal(signer.call(sendPayment, { paymentId, ...from }))).toMatchObject({
    code: 'finance.second_hand',
  });
  await rig.cashier.call(sendPayment, { paymentId, ...from });
  const sender = rig.desk.as('accountant', { staffId: rig.cashier.caller.staffId });
  expect(await refusal(sender.call(settlePayment, { paymentId, ...slipOf(amountFen) }))).toMatchObject({
    code: 'finance.second_hand',
  });
  expect(await refusal(sender.call(failPayment, { paymentId, reason: '退汇' }))).toMatchObject({
    code: 'finance.second_hand',
  });
});

test('F-06 what the bank sent back is signed anew before anybody sends it again', async () => {
  const { id: paymentId } = await payments.sent();
  const back = await rig.accountant.call(failPayment, { paymentId, reason: '户名不符退汇' });
  expect(back).toMatchObject({ state: 'requested', signatures: [], sent: null, reason: '户名不符退汇' });
  expect(await refusal(rig.cashier.call(sendPayment, { paymentId, ...from }))).toMatchObject({ code: 'step_refused' });
  await payments.sign(paymentId, rig.manager);
  expect(await rig.cashier.call(sendPayment, { paymentId, ...from })).toMatchObject({ state: 'sent' });
});

test('F-06 what comes back and what is settled at once: one of both', async () => {
  const { id: paymentId, amountFen } = await payments.sent();
  const ends = await outcomes([
    rig.accountant.call(failPayment, { paymentId, reason: '退汇' }),
    rig.colleague.call(settlePayment, { paymentId, ...slipOf(amountFen) }),
  ]);
  expect(ends.filter((end) => end === 'ok')).toHaveLength(1);
});

test('F-06 a slip that says something else or stands with another payment is refused', async () => {
  const first = await payments.paid();
  const { id: paymentId, amountFen } = await payments.sent();
  const settle = (slip: ReturnType<typeof slipOf>) =>
    refusal(rig.accountant.call(settlePayment, { paymentId, ...slip }));
  expect(await settle(slipOf(amountFen + 1))).toMatchObject({ code: 'finance.payment.slip_differs' });
  expect(await settle(slipOf(amountFen, { day: '2026-03-01' }))).toMatchObject({
    code: 'finance.payment.slip_differs',
  });
  expect(await settle(slipOf(amountFen, { day: '2026-03-03' }))).toMatchObject({
    code: 'finance.payment.slip_differs',
  });
  const number = `${first.settled!.slipNumber.slice(0, 2)}-${first.settled!.slipNumber.slice(2)}`;
  expect(await settle(slipOf(amountFen, { number }))).toMatchObject({ code: 'finance.payment.slip_known' });
});

test('F-06 a transfer is paid from an account at a bank', async () => {
  const { id: paymentId } = await payments.approved({ way: 'transfer' });
  for (const bankAccount of ['5602', '9999', null])
    expect(await refusal(rig.cashier.call(sendPayment, { paymentId, bankAccount }))).toMatchObject({
      code: 'finance.payment.bank_unfit',
    });
});

test('F-06 what was altered behind the signatures is not paid', async () => {
  const { id: paymentId } = await payments.approved({ way: 'transfer' });
  await rig.desk.sql('finance', 'UPDATE payment SET amount_fen = 99999 WHERE id = $1', [paymentId]);
  expect(await refusal(rig.cashier.call(sendPayment, { paymentId, ...from }))).toMatchObject({
    code: 'finance.payment.altered',
  });
});

test('F-07 a payment has one voucher, which is made anew only where it was thrown away, and one journal', async () => {
  const payment = await payments.paid();
  const paymentId = payment.id;
  expect(await refusal(rig.cashier.call(makePaymentVoucher, { paymentId, day: '2026-03-01' }))).toMatchObject({
    code: 'finance.payment.voucher_too_early',
  });
  const first = await rig.cashier.call(makePaymentVoucher, { paymentId });
  expect(await rig.cashier.call(makePaymentVoucher, { paymentId })).toMatchObject({ voucherId: first.voucherId });
  await rig.cashier.call(discardVoucher, { voucherId: first.voucherId! });
  const { voucherId } = await rig.cashier.call(makePaymentVoucher, { paymentId });
  expect(voucherId).not.toBe(first.voucherId);
  const voucher = await rig.accountant.call(getVoucher, { voucherId: voucherId! });
  const reference = payment.settled!.slipNumber;
  expect(voucher).toMatchObject({
    ...{ kind: 'payment', state: 'draft', day: '2026-03-02', amountFen: 10_000 },
    lines: [
      { accountCode: '5602', side: 'debit', amountFen: 10_000, reference },
      { accountCode: '1002', side: 'credit', amountFen: 10_000, reference },
    ],
    documents: [{ kind: 'bank_slip', number: reference }, { kind: 'expense_claim' }],
  });
  const on = { voucherId: voucherId! };
  await rig.cashier.call(submitVoucher, on);
  await rig.accountant.call(checkVoucher, on);
  await rig.cashier.call(signVoucher, on);
  await rig.colleague.call(postVoucher, on);
  const journals = await rig.desk.sql('finance', 'SELECT id FROM journal WHERE voucher_id = $1', [voucherId]);
  expect(journals).toHaveLength(1);
});

test('F-09 a month is not closed while a payment of it has no voucher', async () => {
  const { id: paymentId } = await payments.paid();
  const periodId = await rig.month('2026-03');
  const evidence = async () => {
    const { items } = await rig.accountant.call(listClosingBlockers, { periodId });
    return items.find(({ kind }) => kind === 'payments_without_vouchers')?.evidence ?? [];
  };
  expect(await evidence()).toContain(paymentId);
  await rig.cashier.call(makePaymentVoucher, { paymentId });
  expect(await evidence()).not.toContain(paymentId);
});
