import {
  amendPayment,
  attachToPayment,
  getCashDesk,
  getPayment,
  listCashPayouts,
  makePaymentVoucher,
  payOutCash,
  sendPayment,
  setOffPayment,
  takeBackPayout,
  withdrawPayment,
  type Role,
} from '@bumen/contracts';
import { refusal } from '@bumen/testing';
import { CashRig, hire } from '../cash-desk/cash-desk.rig.ts';
import { FinanceRig, outcomes } from '../finance.rig.ts';
import { LoanRig } from '../loan/loan.rig.ts';
import { PaymentRig } from '../payment/payment.rig.ts';

let rig: FinanceRig;
let payments: PaymentRig;
let cash: CashRig;
let other: CashRig;
beforeAll(async () => {
  rig = await FinanceRig.open();
  payments = new PaymentRig(rig);
  await hire(rig, payments.requester);
});
beforeEach(async () => {
  cash = await CashRig.open(rig, { takingsFen: 150_000, pettyFen: 150_000 });
  other = await CashRig.open(rig, { pettyFen: 150_000 });
  await cash.openDay();
  await other.openDay();
});
afterAll(() => rig?.close());

const read = (paymentId: string) => rig.cashier.call(getPayment, { paymentId });
const inBoxes = async () => (await rig.accountant.call(getCashDesk, { cashDeskId: cash.cashDeskId })).inBoxes;

test('F-06 no sum is so small that it is paid without a signature, and none is paid twice', async () => {
  const { id: paymentId } = await payments.request({ amountFen: 1 });
  expect(await refusal(cash.pay(paymentId))).toMatchObject({ code: 'step_refused', details: { state: 'requested' } });
  await payments.sign(paymentId, rig.manager);
  const ends = await rig.inLine(
    'SELECT id FROM payment WHERE id = $1 FOR UPDATE',
    [paymentId],
    [() => cash.pay(paymentId), () => other.pay(paymentId)],
  );
  expect(ends).toEqual(['ok', 'version_mismatch']);
  for (const desk of [cash, other]) expect(await refusal(desk.pay(paymentId))).toMatchObject({ code: 'step_refused' });
  const { items } = await rig.accountant.call(listCashPayouts, { paymentId: [paymentId] });
  expect(items).toHaveLength(1);
  const moved = await rig.desk.sql('finance', `SELECT desk_id FROM cash_move WHERE document_id = $1`, [items[0]!.id]);
  expect(moved).toHaveLength(1);
  // The database keeps it from being paid twice as well.
  const again = rig.desk.sql(
    'finance',
    `INSERT INTO cash_payout SELECT (jsonb_populate_record(p, jsonb_build_object('id', gen_random_uuid()))).*
       FROM cash_payout p WHERE payment_id = $1`,
    [paymentId],
  );
  await expect(again).rejects.toThrow('cash_payout_paid_once');
});

test('F-06 whoever holds the cash pays nothing that they asked for, amended, signed or are paid', async () => {
  const { staffId, name } = rig.cashier.caller;
  const as = (role: Role) => rig.desk.as(role, { staffId, name });
  const { id: asked } = await payments.approved({}, as('agent'));
  const { id: amended } = await payments.request();
  const { payee, documents } = await read(amended);
  const content = {
    kind: 'expense' as const,
    way: 'cash' as const,
    payee,
    documents,
    amountFen: 2,
    summary: '办公用品',
  };
  await as('accountant').call(amendPayment, { paymentId: amended, ...content });
  await payments.sign(amended, rig.manager);
  const { id: signed } = await payments.request();
  await payments.sign(signed, as('finance_manager'));
  const { id: own } = await payments.approved({ payee: { kind: 'person', payeeName: name, staffId } });
  for (const paymentId of [asked, amended, signed, own]) {
    expect(await read(paymentId)).toMatchObject({ state: 'approved' });
    expect(await refusal(cash.pay(paymentId))).toMatchObject({ code: 'finance.second_hand' });
  }
});

test('F-06 what was altered behind the signatures, or never had them, is not paid out', async () => {
  const changes = [
    'amount_fen = 99999',
    `payee = jsonb_set(payee, '{payeeName}', '"别人"')`,
    `signatures = '[]'`,
    `account_code = '5601'`,
  ];
  for (const change of changes) {
    const { id: paymentId } = await payments.approved();
    await rig.desk.sql('finance', `UPDATE payment SET ${change} WHERE id = $1`, [paymentId]);
    expect(await refusal(cash.pay(paymentId))).toMatchObject({ code: 'finance.payment.altered' });
  }
  expect(await inBoxes()).toEqual({ takingsFen: 150_000, pettyFen: 150_000 });
});

test('F-06 of a payment that is paid and changed at once, what was seen is paid or nothing', async () => {
  const { requester } = payments;
  const pdf = { type: 'application/pdf' as const, bytes: Buffer.from('%PDF-1.7\ntrailer\nstartxref\n9\n%%EOF\n') };
  const meanwhile: ((paymentId: string) => Promise<unknown>)[] = [
    (paymentId) => requester.call(withdrawPayment, { paymentId, reason: '不再需要' }),
    (paymentId) => requester.call(attachToPayment, { paymentId, fileName: '发票.pdf', file: pdf }),
  ];
  for (const change of meanwhile) {
    const { id: paymentId } = await payments.approved({ amountFen: 1_000 });
    const before = (await inBoxes())!.pettyFen;
    const [paid, changed] = await outcomes([cash.pay(paymentId), change(paymentId)]);
    const { state } = await read(paymentId);
    expect([paid, changed].filter((end) => end === 'ok')).toHaveLength(1);
    expect(before - (await inBoxes())!.pettyFen).toBe(paid === 'ok' ? 1_000 : 0);
    expect(state === 'paid').toBe(paid === 'ok');
  }
  const { id: paymentId, version } = await payments.approved();
  await payments.requester.call(attachToPayment, { paymentId, fileName: '发票.pdf', file: pdf });
  await payments.sign(paymentId, rig.manager);
  const { cashDeskId } = cash;
  const asSeen = rig.cashier.call(payOutCash, { cashDeskId, paymentId }, { ifMatch: version });
  expect(await refusal(asSeen)).toMatchObject({ code: 'version_mismatch' });
});

test('F-06 cash is paid out of a box and a transfer sent, and a payment in cash is booked with its day', async () => {
  const { id: paymentId } = await payments.approved({ way: 'transfer' });
  expect(await refusal(cash.pay(paymentId))).toMatchObject({ code: 'finance.payment.other_way' });
  const { id: inCash } = await payments.approved();
  const send = { paymentId: inCash, bankAccount: '1002' };
  expect(await refusal(rig.cashier.call(sendPayment, send))).toMatchObject({ code: 'finance.payment.other_way' });
  const { offers } = await read(inCash);
  expect(offers.find(({ step }) => step === 'pay_out')).toMatchObject({ why: null });
  expect(offers.find(({ step }) => step === 'send')!.why).not.toBeNull();
  await cash.pay(inCash);
  expect(await refusal(rig.cashier.call(makePaymentVoucher, { paymentId: inCash }))).toMatchObject({
    code: 'finance.payment.booked_with_day',
  });
});

test('F-05 a loan that was never handed out is owed no more, unless some of it is settled', async () => {
  const loans = new LoanRig(rig);
  const person = await loans.person();
  const { id: paymentId } = await payments.approved(loans.lent(person, { way: 'cash', amountFen: 30_000 }));
  const pay = async () => {
    const { id: cashPayoutId } = await cash.pay(paymentId);
    const loanId = (await read(paymentId)).loanId!;
    expect(await loans.get(loanId)).toMatchObject({ state: 'open', openFen: 30_000 });
    return { cashPayoutId, loanId };
  };
  const takeBack = (cashPayoutId: string, by = rig.accountant) =>
    by.call(takeBackPayout, { cashPayoutId, reason: '未付出' });
  const first = await pay();
  const self = rig.desk.as('accountant', { staffId: person.caller.staffId });
  expect(await refusal(takeBack(first.cashPayoutId, self))).toMatchObject({ code: 'finance.second_hand' });
  await takeBack(first.cashPayoutId);
  expect(await read(paymentId)).toMatchObject({ state: 'approved', loanId: null });
  expect(await loans.get(first.loanId)).toMatchObject({ state: 'settled', openFen: 0 });
  expect(await loans.moves(first.loanId)).toEqual([['taken_back', 30_000, 30_000]]);
  const second = await pay();
  const { id: claim } = await payments.approved(loans.claimed(person, { amountFen: 10_000 }));
  await rig.colleague.call(setOffPayment, { paymentId: claim });
  expect(await refusal(takeBack(second.cashPayoutId))).toMatchObject({ code: 'finance.loan.too_much' });
  expect(await read(paymentId)).toMatchObject({ state: 'paid', loanId: second.loanId });
});
