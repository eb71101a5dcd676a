import {
  allowOverLimit,
  approveTakingsPermit,
  closeCashDay,
  drawPettyCash,
  getCashDesk,
  getCashPayout,
  inBoxMaxFen,
  listCashMoves,
  listCashPayouts,
  payOutCash,
  registerTakingsPermit,
  standard,
  takeBackPayout,
  type InputOf,
} from '@bumen/contracts';
import { refusal } from '@bumen/testing';
import { CashRig } from '../cash-desk/cash-desk.rig.ts';
import { FinanceRig, outcomes } from '../finance.rig.ts';

type Given = Partial<InputOf<typeof payOutCash>>;

let rig: FinanceRig;
let cash: CashRig;
let other: CashRig;
let papers = 0;
beforeAll(async () => {
  rig = await FinanceRig.open();
});
beforeEach(async () => {
  cash = await CashRig.open(rig, { takingsFen: 150_000, pettyFen: 150_000 });
  other = await CashRig.open(rig, { pettyFen: 150_000 });
  await cash.openDay();
  await other.openDay();
});
afterAll(() => rig?.close());

const person = { kind: 'person' as const, payeeName: '李师傅' };
/** A firm of its own, for what goes to it counts together. */
const aFirm = () => ({ kind: 'firm' as const, payeeName: `顺达${(papers += 1)}号商行`, party: `supplier:${papers}` });
const pay = (given: Given = {}) =>
  rig.cashier.call(payOutCash, {
    ...{ cashDeskId: cash.cashDeskId, from: 'petty', kind: 'expense', payee: person, amountFen: 10_000 },
    document: { kind: 'expense_claim', number: `BX${(papers += 1)}` },
    ...given,
  });
const elsewhere = (given: Given) => pay({ cashDeskId: other.cashDeskId, ...given });
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

test('F-04 what is paid comes out of petty cash, on a document', async () => {
  const { cashDeskId } = cash;
  const paid = await pay({ kind: 'wages' });
  expect(paid).toMatchObject({
    ...{ state: 'paid', from: 'petty', kind: 'wages', day: '2026-03-02', takingsPermitId: null },
    payee: { payeeName: '李师傅' },
  });
  expect(await inBoxes()).toEqual({ takingsFen: 150_000, pettyFen: 140_000 });
  expect(await rig.cashier.call(getCashPayout, { cashPayoutId: paid.id })).toEqual(paid);
  const { items } = await rig.accountant.call(listCashMoves, { cashDeskId, box: 'petty' });
  expect(items.at(-1)).toMatchObject({ kind: 'payout', documentId: paid.id, amountFen: -10_000 });
});

test.each([
  ['a cent', { amountFen: 1 }],
  ['more than there is', { amountFen: 99_999_999 }],
  ['a refund to the customer who has just paid', { kind: 'refund' }],
  ['a loan', { kind: 'loan', document: { kind: 'loan_slip', number: 'JK1' } }],
  ['wages', { kind: 'wages' }],
  ['a firm, beyond what goes to one in cash', { kind: 'supplier', payee: aFirm(), amountFen: 100_001 }],
] satisfies [string, Given][])('F-04 takings are not spent, also not for %s', async (_what, given) => {
  expect(await refusal(pay({ from: 'takings', ...given }))).toMatchObject({
    code: 'finance.cash_desk.spending_from_takings',
  });
  // Two at once are refused alike, and so is one where the box of petty cash is empty.
  await pay({ amountFen: 150_000 });
  expect(await outcomes([1, 2].map(() => pay({ from: 'takings', ...given })))).toEqual([
    'finance.cash_desk.spending_from_takings',
    'finance.cash_desk.spending_from_takings',
  ]);
  expect(await inBoxes()).toEqual({ takingsFen: 150_000, pettyFen: 0 });
});

test('F-04 takings are not spent on a day that is counted or not open either, and by nobody else', async () => {
  const closed = await CashRig.open(rig, { takingsFen: 100 });
  const from = 'takings' as const;
  expect(await refusal(pay({ from, cashDeskId: closed.cashDeskId }))).toMatchObject({
    code: 'finance.cash_desk.spending_from_takings',
  });
  expect(await refusal(pay({ cashDeskId: closed.cashDeskId }))).toMatchObject({ code: 'finance.cash_day.not_open' });
  const { cashDeskId } = cash;
  const asked = { cashDeskId, from, kind: 'other' as const, payee: person, amountFen: 1 };
  const document = { kind: 'receipt' as const, number: 'R1' };
  expect(await refusal(rig.desk.as('cashier').call(payOutCash, { ...asked, document }))).toMatchObject({
    code: 'finance.cash_desk.not_yours',
  });
});

test('F-04 of two payments of the last petty cash one is made', async () => {
  const both = await outcomes([pay({ amountFen: 100_000 }), pay({ amountFen: 100_000 })]);
  expect(both.toSorted()).toEqual(['finance.cash_desk.not_enough', 'ok']);
  expect(await inBoxes()).toEqual({ takingsFen: 150_000, pettyFen: 50_000 });
});

test('F-20 a firm gets 1,000 yuan in cash at most, and a person whatever there is', async () => {
  expect(await refusal(pay({ kind: 'supplier', payee: aFirm(), amountFen: 100_001 }))).toMatchObject({
    code: 'finance.cash_payout.beyond_cash_use',
    details: { days: 1, maxFen: 100_000 },
  });
  await pay({ kind: 'supplier', payee: aFirm(), amountFen: 100_000 });
  await elsewhere({ kind: 'travel', amountFen: 100_001 });
});

test('F-20 what is split counts together, whatever it is for and however the firm is written', async () => {
  const firm = aFirm();
  await pay({ kind: 'supplier', payee: firm, amountFen: 60_000 });
  const disguises: Given[] = [
    { payee: firm },
    { payee: { ...firm, payeeName: '另一个名称' } },
    { payee: { ...firm, party: firm.party.toUpperCase() } },
    { payee: { kind: 'firm', payeeName: ` ${firm.payeeName.replace('商', '(商')})`, party: 'supplier:other' } },
    { payee: firm, kind: 'travel' },
  ];
  for (const one of disguises)
    expect(await refusal(elsewhere({ kind: 'supplier', amountFen: 40_001, ...one }))).toMatchObject({
      code: 'finance.cash_payout.beyond_cash_use',
    });
  await elsewhere({ kind: 'supplier', payee: firm, amountFen: 40_000 });
});

test('F-20 of two desks that split a payment to one firm at once one pays', async () => {
  const split = { kind: 'supplier' as const, payee: aFirm(), amountFen: 60_000 };
  const both = await outcomes([pay(split), elsewhere(split)]);
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

test('F-20 an invoice is paid once, however its number is written, and by one of two desks', async () => {
  const number = `0440023000${100 + (papers += 1)}`;
  const invoice = (written: string) => ({ kind: 'invoice' as const, number: written });
  const both = await outcomes([pay({ document: invoice(number) }), elsewhere({ document: invoice(number) })]);
  expect(both.toSorted()).toEqual(['finance.cash_payout.invoice_paid', 'ok']);
  const written = `${number.slice(0, 8)}/${number.slice(8)}`;
  expect(await refusal(pay({ document: invoice(written) }))).toMatchObject({
    code: 'finance.cash_payout.invoice_paid',
    details: { number: written },
  });
  // Other papers may have one number.
  await pay({ document: { kind: 'expense_claim', number } });
  await pay({ document: { kind: 'contract', number } });
});

test('F-05 a loan is paid on a loan slip and on nothing else', async () => {
  const document = { kind: 'loan_slip' as const, number: `JK${(papers += 1)}` };
  expect(await refusal(pay({ kind: 'loan' }))).toMatchObject({ code: 'invalid_request' });
  expect(await pay({ kind: 'loan', document })).toMatchObject({ document });
});

test('F-04 a payment of the open day comes back once, and its invoice may be paid then', async () => {
  const document = { kind: 'invoice' as const, number: `FP${(papers += 1)}` };
  const { id: cashPayoutId } = await pay({ document });
  const back = { cashPayoutId, reason: '未付出' };
  // Whoever paid out and took back alone would learn what is in the box (F-08).
  expect(await refusal(rig.cashier.call(takeBackPayout, back))).toMatchObject({ code: 'forbidden' });
  const holder = rig.desk.as('accountant', { staffId: rig.cashier.caller.staffId });
  expect(await refusal(holder.call(takeBackPayout, back))).toMatchObject({ code: 'finance.cash_desk.custodian_alone' });
  const both = await outcomes([1, 2].map(() => rig.accountant.call(takeBackPayout, back)));
  expect(both.filter((one) => one === 'ok')).toHaveLength(1);
  expect(await inBoxes()).toEqual({ takingsFen: 150_000, pettyFen: 150_000 });
  await pay({ document });
  const { items } = await rig.accountant.call(listCashPayouts, { cashDeskId: [cash.cashDeskId], state: ['returned'] });
  expect(items).toMatchObject([{ id: cashPayoutId, reason: '未付出', returned: { byName: '孙会计' } }]);
});

test('F-04 a payment comes back only where its box has room', async () => {
  cash = await CashRig.open(rig, { pettyFen: inBoxMaxFen });
  await cash.openDay();
  const { id: cashPayoutId } = await pay({ amountFen: 1 });
  const drawn = { from: 'bank' as const, bankAccount: '1002', number: 'ZP9', amountFen: 1 };
  await rig.cashier.call(drawPettyCash, { cashDeskId: cash.cashDeskId, ...drawn });
  expect(await refusal(rig.accountant.call(takeBackPayout, { cashPayoutId, reason: '未付出' }))).toMatchObject({
    code: 'finance.cash_desk.too_much',
  });
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
    ...{ bankName: '工商银行', number: `ZZ${(papers += 1)}`, kinds: ['refund', 'supplier'], monthlyFen: 900_000 },
    ...{ fromDay: '2026-03-01', untilDay: '2026-03-31' },
  });
  await rig.manager.call(approveTakingsPermit, { takingsPermitId });
  const by = { from: 'takings' as const, kind: 'refund' as const, takingsPermitId };
  expect(await pay({ ...by, amountFen: 100_000 })).toMatchObject({ from: 'takings', takingsPermitId });
  expect(await inBoxes()).toEqual({ takingsFen: 50_000, pettyFen: 150_000 });
  expect(await refusal(pay({ ...by, amountFen: 50_001 }))).toMatchObject({
    code: 'finance.cash_desk.not_enough',
    details: { box: expect.anything() as unknown },
  });
  expect(await refusal(pay({ ...by, kind: 'supplier', payee: aFirm(), amountFen: 100_001 }))).toMatchObject({
    code: 'finance.cash_payout.beyond_cash_use',
  });
});
