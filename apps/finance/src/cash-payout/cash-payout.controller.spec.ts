import { randomUUID } from 'node:crypto';
import {
  allowOverLimit,
  approveTakingsPermit,
  closeCashDay,
  drawPettyCash,
  getCashDesk,
  getCashPayout,
  getPayment,
  inBoxMaxFen,
  listCashMoves,
  listCashPayouts,
  payOutCash,
  registerTakingsPermit,
  standard,
  takeBackPayout,
} from '@bumen/contracts';
import { refusal } from '@bumen/testing';
import { CashRig, hire, type PaidOut } from '../cash-desk/cash-desk.rig.ts';
import { FinanceRig, outcomes } from '../finance.rig.ts';
import { aFirm, paperNumber, PaymentRig, type Asked } from '../payment/payment.rig.ts';

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

const pay = (given: PaidOut = {}) => cash.payOut(given);
const elsewhere = (given: PaidOut) => other.payOut(given);
const read = (paymentId: string) => rig.cashier.call(getPayment, { paymentId });
const inBoxes = async () => (await rig.accountant.call(getCashDesk, { cashDeskId: cash.cashDeskId })).inBoxes;

/** Counts and closes the day, above the limit, and begins the next one. */
async function nextDay(takingsFen: number, pettyFen: number, meanwhile = async () => {}): Promise<void> {
  const { today } = await rig.cashier.call(getCashDesk, { cashDeskId: cash.cashDeskId });
  const { cashDayId } = today!;
  await cash.count(cashDayId, takingsFen, pettyFen);
  await meanwhile();
  await rig.manager.call(allowOverLimit, { cashDayId, reason: '押运车未到' });
  await rig.cashier.call(closeCashDay, { cashDayId });
  await cash.openDay();
}

test('F-04 F-06 an approved payment comes out of petty cash, as what it says, and is paid', async () => {
  const { cashDeskId } = cash;
  const documents = [
    { kind: 'pay_sheet' as const, number: paperNumber('GZ') },
    { kind: 'receipt' as const, number: paperNumber('R') },
  ];
  const { id: paymentId } = await payments.approved({ kind: 'wages', documents });
  const paid = await cash.pay(paymentId);
  expect(paid).toMatchObject({
    ...{ state: 'paid', paymentId, from: 'petty', kind: 'wages', day: '2026-03-02', takingsPermitId: null },
    ...{ amountFen: 10_000, documents, accountCode: '2211', payee: { kind: 'person', party: null } },
  });
  expect(await read(paymentId)).toMatchObject({ state: 'paid', paidDay: '2026-03-02', sent: null, settled: null });
  expect(await inBoxes()).toEqual({ takingsFen: 150_000, pettyFen: 140_000 });
  expect(await rig.cashier.call(getCashPayout, { cashPayoutId: paid.id })).toEqual(paid);
  const { items } = await rig.accountant.call(listCashMoves, { cashDeskId, box: 'petty' });
  expect(items.at(-1)).toMatchObject({ kind: 'payout', documentId: paid.id, amountFen: -10_000 });
  const { items: ofPayment } = await rig.accountant.call(listCashPayouts, { paymentId: [paymentId] });
  expect(ofPayment).toMatchObject([{ id: paid.id }]);
});

test.each([
  ['a cent', { amountFen: 1 }],
  ['more than there is', { amountFen: 99_999_999 }],
  ['a refund to the customer who has just paid', 'refund'],
  ['what nobody has signed', 'unsigned'],
  ['wages', { kind: 'wages' }],
  ['a firm, beyond what goes to one in cash', { kind: 'supplier', payee: aFirm(), amountFen: 100_001 }],
] satisfies [string, Asked | 'refund' | 'unsigned'][])(
  'F-04 takings are not spent, also not for %s',
  async (_what, given) => {
    const asked = typeof given === 'string' ? {} : given;
    const { id } = given === 'unsigned' ? await payments.request() : await payments.approved(asked);
    // A ticket asks for it.
    if (given === 'refund') await rig.desk.sql('finance', `UPDATE payment SET kind = 'refund' WHERE id = $1`, [id]);
    const takings = () => cash.pay(id, { from: 'takings' });
    expect(await refusal(takings())).toMatchObject({ code: 'finance.cash_desk.spending_from_takings' });
    // Two at once are refused alike, and so is one where the box of petty cash is empty.
    await pay({ amountFen: 150_000 });
    expect(await outcomes([takings(), takings()])).toEqual([
      'finance.cash_desk.spending_from_takings',
      'finance.cash_desk.spending_from_takings',
    ]);
    expect(await inBoxes()).toEqual({ takingsFen: 150_000, pettyFen: 0 });
  },
);

test('F-04 takings are not spent on a day that is counted or not open either, and by nobody else', async () => {
  const closed = await CashRig.open(rig, { takingsFen: 100 });
  const { id: paymentId } = await payments.approved({ amountFen: 1 });
  expect(await refusal(closed.pay(paymentId, { from: 'takings' }))).toMatchObject({
    code: 'finance.cash_desk.spending_from_takings',
  });
  expect(await refusal(closed.pay(paymentId))).toMatchObject({ code: 'finance.cash_day.not_open' });
  const { cashDeskId } = cash;
  const asked = { cashDeskId, paymentId, from: 'takings' as const };
  expect(await refusal(rig.desk.as('cashier').call(payOutCash, asked))).toMatchObject({
    code: 'finance.cash_desk.not_yours',
  });
});

test('F-04 of two payments of the last petty cash one is made', async () => {
  const both = await Promise.all([1, 2].map(() => payments.approved({ amountFen: 100_000 })));
  const ends = await outcomes(both.map(({ id }) => cash.pay(id)));
  expect(ends.toSorted()).toEqual(['finance.cash_desk.not_enough', 'ok']);
  expect(await inBoxes()).toEqual({ takingsFen: 150_000, pettyFen: 50_000 });
  // The other one is as it was.
  const states = await Promise.all(both.map(async ({ id }) => (await read(id)).state));
  expect(states.toSorted()).toEqual(['approved', 'paid']);
});

test('F-20 a firm gets 1,000 yuan in cash at most, and a person whatever there is', async () => {
  expect(await refusal(pay({ kind: 'supplier', payee: aFirm(), amountFen: 100_001 }))).toMatchObject({
    code: 'finance.cash_payout.beyond_cash_use',
    details: { days: 1, maxFen: 100_000 },
  });
  // Whoever has a party is a firm, whatever they are written as.
  expect(await refusal(pay({ payee: { ...aFirm(), kind: 'person' }, amountFen: 100_001 }))).toMatchObject({
    code: 'finance.cash_payout.beyond_cash_use',
  });
  await pay({ kind: 'supplier', payee: aFirm(), amountFen: 100_000 });
  await elsewhere({ kind: 'travel', amountFen: 100_001 });
});

test('F-20 what is split counts together, whatever it is for and however the firm is written', async () => {
  const firm = aFirm();
  await pay({ kind: 'supplier', payee: firm, amountFen: 60_000 });
  const disguises: Asked[] = [
    { payee: firm },
    { payee: { ...firm, payeeName: '另一个名称' } },
    { payee: { ...firm, party: firm.party.toUpperCase() } },
    { payee: { kind: 'firm', payeeName: ` ${firm.payeeName.replace('商', '(商')})`, party: 'supplier:other' } },
    { payee: firm, kind: 'travel' },
    { payee: { ...firm, kind: 'person' } },
    { payee: { ...firm, kind: 'person', payeeName: '张三' } },
  ];
  for (const one of disguises)
    expect(await refusal(elsewhere({ kind: 'supplier', amountFen: 40_001, ...one }))).toMatchObject({
      code: 'finance.cash_payout.beyond_cash_use',
    });
  await elsewhere({ kind: 'supplier', payee: firm, amountFen: 40_000 });
});

test('F-20 of two desks that split a payment to one firm at once one pays', async () => {
  const split = { kind: 'supplier' as const, payee: aFirm(), amountFen: 60_000 };
  const [one, two] = [await payments.approved(split), await payments.approved(split)];
  const both = await outcomes([cash.pay(one.id), other.pay(two.id)]);
  expect(both.toSorted()).toEqual(['finance.cash_payout.beyond_cash_use', 'ok']);
});

test('F-20 how many days count together, and what is free, is a policy', async () => {
  const value = { scopes: [{ kinds: ['supplier' as const], payee: 'firm' as const, maxFen: 50_000 }], togetherDays: 2 };
  const { manager } = rig;
  await manager.call(standard.finance.setPolicy, { name: 'finance.cash_use', value, reason: '收紧现金使用' });
  const firm = aFirm();
  const supplied = { kind: 'supplier' as const, payee: firm };
  await pay({ ...supplied, amountFen: 30_000 });
  await nextDay(150_000, 120_000);
  expect(await refusal(pay({ ...supplied, amountFen: 20_001 }))).toMatchObject({
    code: 'finance.cash_payout.beyond_cash_use',
    details: { days: 2, maxFen: 50_000 },
  });
  // The other desk is on the day before.
  expect(await refusal(elsewhere({ ...supplied, amountFen: 20_001 }))).toMatchObject({
    code: 'finance.cash_payout.beyond_cash_use',
  });
  await pay({ kind: 'expense', payee: firm, amountFen: 60_000 });
  const before = { scopes: [{ ...value.scopes[0]!, maxFen: 100_000 }], togetherDays: 1 };
  await manager.call(standard.finance.setPolicy, { name: 'finance.cash_use', value: before, reason: '恢复' });
});

test('F-05 a loan is paid on a loan slip and on nothing else', async () => {
  const { staffId, name: payeeName } = payments.requester.caller;
  const loan = { kind: 'loan' as const, payee: { kind: 'person' as const, payeeName, staffId } };
  expect(await refusal(payments.request(loan))).toMatchObject({ code: 'invalid_request' });
  const documents = [{ kind: 'loan_slip' as const, number: paperNumber('JK') }];
  expect(await pay({ ...loan, documents })).toMatchObject({ documents, payee: { staffId } });
});

test('F-04 a payment of the open day comes back once, and is paid again on the same signatures', async () => {
  const documents = [{ kind: 'invoice' as const, number: paperNumber('FP') }];
  const { id: paymentId } = await payments.approved({ documents });
  const { id: cashPayoutId } = await cash.pay(paymentId);
  const back = { cashPayoutId, reason: '未付出' };
  // Whoever paid out and took back alone would learn what is in the box (F-08).
  expect(await refusal(rig.cashier.call(takeBackPayout, back))).toMatchObject({ code: 'forbidden' });
  const holder = rig.desk.as('accountant', { staffId: rig.cashier.caller.staffId });
  expect(await refusal(holder.call(takeBackPayout, back))).toMatchObject({ code: 'finance.cash_desk.custodian_alone' });
  const both = await outcomes([1, 2].map(() => rig.accountant.call(takeBackPayout, back)));
  expect(both.filter((one) => one === 'ok')).toHaveLength(1);
  expect(await inBoxes()).toEqual({ takingsFen: 150_000, pettyFen: 150_000 });
  const again = await read(paymentId);
  expect(again).toMatchObject({ state: 'approved', paidDay: null, reason: '未付出' });
  expect(again.signatures).toHaveLength(1);
  // Its invoice stays with it.
  expect(await refusal(payments.request({ documents }))).toMatchObject({ code: 'finance.payment.invoice_paid' });
  const ends = await outcomes([cash.pay(paymentId), other.pay(paymentId)]);
  expect(ends.filter((one) => one === 'ok')).toHaveLength(1);
  expect(await read(paymentId)).toMatchObject({ state: 'paid', reason: null });
  const { items } = await rig.accountant.call(listCashPayouts, { paymentId: [paymentId], state: ['returned'] });
  expect(items).toMatchObject([{ id: cashPayoutId, reason: '未付出', returned: { byName: '孙会计' } }]);
});

test('F-04 a payment comes back only where its box has room', async () => {
  cash = await CashRig.open(rig, { pettyFen: inBoxMaxFen });
  await cash.openDay();
  const { id: cashPayoutId, paymentId } = await pay({ amountFen: 1 });
  const drawn = { from: 'bank' as const, bankAccount: '1002', number: 'ZP9', amountFen: 1 };
  await rig.cashier.call(drawPettyCash, { cashDeskId: cash.cashDeskId, ...drawn });
  expect(await refusal(rig.accountant.call(takeBackPayout, { cashPayoutId, reason: '未付出' }))).toMatchObject({
    code: 'finance.cash_desk.too_much',
  });
  expect(await read(paymentId)).toMatchObject({ state: 'paid' });
});

test('F-04 a payment of a day that is counted or closed does not come back', async () => {
  const { id: cashPayoutId } = await pay();
  const back = { cashPayoutId, reason: '未付出' };
  await nextDay(150_000, 140_000, async () => {
    expect(await refusal(rig.accountant.call(takeBackPayout, back))).toMatchObject({
      code: 'finance.cash_day.not_open',
    });
  });
  expect(await refusal(rig.accountant.call(takeBackPayout, back))).toMatchObject({
    code: 'finance.cash_payout.of_another_day',
    details: { day: '2026-03-02' },
  });
});

test('F-04 by a permit of the bank takings are spent as if they were petty cash, and no more than there is', async () => {
  const { id: takingsPermitId } = await rig.accountant.call(registerTakingsPermit, {
    ...{ bankName: '工商银行', number: paperNumber('ZZ'), kinds: ['travel', 'supplier'], monthlyFen: 900_000 },
    ...{ fromDay: '2026-03-01', untilDay: '2026-03-31' },
  });
  await rig.manager.call(approveTakingsPermit, { takingsPermitId });
  const by = { from: 'takings' as const, takingsPermitId };
  const travel = { ...by, kind: 'travel' as const };
  expect(await pay({ ...travel, amountFen: 100_000 })).toMatchObject({ from: 'takings', takingsPermitId });
  expect(await inBoxes()).toEqual({ takingsFen: 50_000, pettyFen: 150_000 });
  expect(await refusal(pay({ ...travel, amountFen: 50_001 }))).toMatchObject({
    code: 'finance.cash_desk.not_enough',
    details: { box: expect.anything() as unknown },
  });
  expect(await refusal(pay({ ...by, kind: 'supplier', payee: aFirm(), amountFen: 100_001 }))).toMatchObject({
    code: 'finance.cash_payout.beyond_cash_use',
  });
  // No permit lets a payment pass that nobody has signed.
  const { id } = await payments.request({ kind: 'travel' });
  expect(await refusal(cash.pay(id, by))).toMatchObject({ code: 'step_refused' });
  const nowhere = cash.pay(id, { from: 'takings', takingsPermitId: randomUUID() });
  expect(await refusal(nowhere)).toMatchObject({ code: 'finance.takings_permit.not_found' });
});
