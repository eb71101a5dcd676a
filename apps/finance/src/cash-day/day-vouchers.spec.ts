import {
  approveDepositReturn,
  askDepositReturn,
  beginClosing,
  cashBookingPolicy,
  closeCashDay,
  depositCash,
  depositCheques,
  discardVoucher,
  drawPettyCash,
  getCashDay,
  getCashDesk,
  getVoucher,
  listCashDays,
  listVouchers,
  makeDayVouchers,
  refuseCashDraw,
  standard,
  stopClosing,
  submitVoucher,
  takeBackPayout,
  type InputOf,
  type issueReceipt,
} from '@bumen/contracts';
import { refusal } from '@bumen/testing';
import { CashRig, hire } from '../cash-desk/cash-desk.rig.ts';
import { FinanceRig } from '../finance.rig.ts';
import { aFirm, aPayee } from '../payment/payment.rig.ts';
import { VoucherRig } from '../voucher/voucher.rig.ts';

let rig: FinanceRig;
let cash: CashRig;
beforeAll(async () => {
  rig = await FinanceRig.open('2026-03');
});
beforeEach(async () => {
  cash = await CashRig.open(rig);
});
afterAll(() => rig?.close());

type Parts = InputOf<typeof issueReceipt>['parts'];
const make = (cashDayId: string) => rig.cashier.call(makeDayVouchers, { cashDayId });
const read = (voucherId: string) => rig.accountant.call(getVoucher, { voucherId });
/** In one word each: `debit 1001 1200`. */
const linesOf = async (voucherId: string) =>
  (await read(voucherId)).lines.map(({ side, accountCode, amountFen }) => `${side} ${accountCode} ${amountFen}`);
const accounts = () => rig.accountant.call(getCashDesk, { cashDeskId: cash.cashDeskId });

/** A day with 1,000 yuan in cash, of which 10 are missing, and as much as that by other ways. */
async function shortDay(): Promise<string> {
  const cashDayId = await cash.openDay();
  const mixed: Parts = [
    { method: 'cash', amountFen: 40_000 },
    { method: 'transfer', amountFen: 20_000, reference: 'HD1' },
    { method: 'wechat', amountFen: 30_000, reference: '4200001', feeFen: 180 },
    { method: 'cheque', amountFen: 50_000, reference: '30108912' },
  ];
  await cash.issue({ kind: 'final', parts: mixed });
  await cash.issue({ kind: 'other', parts: [{ method: 'cash', amountFen: 60_000 }] });
  await cash.issue({ parts: [{ method: 'cheque', amountFen: 70_000, reference: '30108913' }] });
  await cash.count(cashDayId, 99_000, 0);
  await rig.cashier.call(closeCashDay, { cashDayId, explanations: { takings: '少收一张' } });
  return cashDayId;
}
async function post(voucherId: string, kind: 'receipt' | 'payment') {
  await rig.cashier.call(submitVoucher, { voucherId });
  await new VoucherRig(rig).throughHands(voucherId, kind);
}

test('F-07 what was done on a closed day becomes 收 and 付 by its documents, a cheque only once the bank has it', async () => {
  const cashDayId = await shortDay();
  const without = async () =>
    (await rig.accountant.call(listCashDays, { cashDeskId: [cash.cashDeskId], vouched: false })).items.length;
  expect(await without()).toBe(1);
  const { voucherIds } = await make(cashDayId);
  expect(await without()).toBe(0);
  const { takingsAccount } = await accounts();
  expect(voucherIds).toHaveLength(2);
  expect(await read(voucherIds![0]!)).toMatchObject({
    ...{ kind: 'receipt', state: 'draft', day: '2026-03-02', attachmentsCount: 2 },
    documents: [cash.number(1), cash.number(2)].map((number) => ({ kind: 'receipt', number })),
    maker: rig.cashier.caller.staffId,
  });
  expect(await linesOf(voucherIds![0]!)).toEqual([
    `debit ${takingsAccount} 100000`,
    'debit 1002 20000',
    'debit 1012 30000',
    'credit 2203 90000',
    'credit 5301 60000',
  ]);
  expect(await read(voucherIds![1]!)).toMatchObject({
    kind: 'payment',
    documents: [{ kind: 'count_sheet', number: '2026-03-02-takings' }],
  });
  expect(await linesOf(voucherIds![1]!)).toEqual(['debit 1901 1000', `credit ${takingsAccount} 1000`]);
});

test('F-07 F-08 once its vouchers are posted the ledger says what is in the boxes', async () => {
  const { voucherIds } = await make(await shortDay());
  await post(voucherIds![0]!, 'receipt');
  await post(voucherIds![1]!, 'payment');
  const { takingsAccount, inBoxes } = await accounts();
  expect(inBoxes).toEqual({ takingsFen: 99_000, pettyFen: 0 });
  expect((await rig.balances()).kept).toMatchObject({ [takingsAccount]: 99_000, 1901: 1_000, 1002: 20_000 });
});

test('F-07 what is over comes in against what is undecided', async () => {
  const cashDayId = await cash.openDay();
  await cash.count(cashDayId, 0, 300);
  await rig.cashier.call(closeCashDay, { cashDayId, explanations: { petty: '客户多付' } });
  const { voucherIds } = await make(cashDayId);
  expect(await linesOf(voucherIds![0]!)).toEqual([`debit ${(await accounts()).pettyAccount} 300`, 'credit 1901 300']);
});

test('F-07 a day has its vouchers once: later calls and two at once answer the same', async () => {
  const cashDayId = await shortDay();
  const before = (await rig.accountant.call(listVouchers, {})).items.length;
  const [one, two] = await Promise.all([make(cashDayId), make(cashDayId)]);
  expect(one.voucherIds).toEqual(two.voucherIds);
  const again = await make(cashDayId);
  expect(again).toEqual(two);
  expect((await rig.accountant.call(listVouchers, {})).items).toHaveLength(before + 2);
});

test('F-07 only what was thrown away or made void is made anew, from the same documents', async () => {
  const cashDayId = await shortDay();
  const before = (await make(cashDayId)).voucherIds!;
  await rig.cashier.call(discardVoucher, { voucherId: before[0]! });
  const after = (await make(cashDayId)).voucherIds!;
  expect(after[0]).not.toBe(before[0]);
  expect(after[1]).toBe(before[1]);
  expect(await linesOf(after[0]!)).toEqual(await linesOf(before[0]!));
});

test('F-07 more than fifty documents come on more vouchers', async () => {
  const cashDayId = await cash.openDay();
  for (let count = 0; count < 51; count += 1) await cash.issue({ parts: [{ method: 'cash', amountFen: 1_000 }] });
  await cash.closeDay(cashDayId, 51_000, 0);
  const { voucherIds } = await make(cashDayId);
  const made = await Promise.all(voucherIds!.map(read));
  expect(made.map(({ documents, amountFen }) => [documents.length, amountFen])).toEqual([
    [50, 50_000],
    [1, 1_000],
  ]);
});

test('F-07 a day is closed before its vouchers are made, by who held its cash, in a month that is open', async () => {
  const cashDayId = await cash.openDay();
  expect(await refusal(make(cashDayId))).toMatchObject({ code: 'step_refused' });
  await cash.issue();
  await cash.closeDay(cashDayId, 100_000, 0);
  const colleague = rig.desk.as('cashier');
  expect(await refusal(colleague.call(makeDayVouchers, { cashDayId }))).toMatchObject({
    code: 'finance.cash_desk.not_yours',
  });
  const tomorrow = await cash.openDay();
  await cash.issue();
  await cash.closeDay(tomorrow, 200_000, 0);
  expect(await refusal(make(tomorrow))).toMatchObject({ code: 'finance.voucher.day_ahead' });
  expect((await rig.cashier.call(getCashDay, { cashDayId: tomorrow })).voucherIds).toBeNull();
});

test('F-07 no voucher of a day is made on accounts that can not take it, or in a month that is being closed', async () => {
  const cashDayId = await shortDay();
  const book = (receiptAccount: string) => {
    const { receiptAccounts } = cashBookingPolicy.default;
    const value = { ...cashBookingPolicy.default, receiptAccounts: { ...receiptAccounts, other: receiptAccount } };
    return rig.manager.call(standard.finance.setPolicy, { name: cashBookingPolicy.name, value, reason: '调整科目' });
  };
  await book('9999');
  expect(await refusal(make(cashDayId))).toMatchObject({ code: 'finance.journal.line_unfit' });
  await book('1012');
  expect(await refusal(make(cashDayId))).toMatchObject({ code: 'finance.voucher.kind_unfit' });
  await book(cashBookingPolicy.default.receiptAccounts.other);
  const periodId = await rig.month('2026-03');
  await rig.accountant.call(beginClosing, { periodId });
  expect(await refusal(make(cashDayId))).toMatchObject({ code: 'finance.period.not_open' });
  await rig.accountant.call(stopClosing, { periodId, reason: '尚有凭证未填制' });
  expect((await make(cashDayId)).voucherIds).toHaveLength(2);
});

test('F-01 cheques that are banked as one but come to more than a journal holds are refused as a voucher', async () => {
  const cashDayId = await cash.openDay();
  const parts: Parts = [1, 2, 3, 4, 5].map((place) => ({
    ...{ method: 'cheque', amountFen: 99_999_999_999, reference: `3010900${place}` },
  }));
  const receiptIds: string[] = [];
  for (let count = 0; count < 21; count += 1) receiptIds.push((await cash.issue({ kind: 'final', parts })).id);
  await rig.cashier.call(depositCheques, { cashDeskId: cash.cashDeskId, bankAccount: '1002', receiptIds });
  await cash.closeDay(cashDayId, 0, 0);
  expect(await refusal(make(cashDayId))).toMatchObject({ code: 'finance.journal.too_large' });
});

test('F-07 what goes to the bank and comes from it is 付, cheques that go there are 收, and what comes back is undone in red', async () => {
  const { cashDeskId } = cash;
  const first = await cash.openDay();
  await cash.issue();
  const cheque = { method: 'cheque' as const, amountFen: 70_000, reference: '30108914' };
  const { id: receiptId } = await cash.issue({ kind: 'final', parts: [cheque] });
  const deposit = await rig.cashier.call(depositCash, { cashDeskId, bankAccount: '1002', amountFen: 60_000 });
  await rig.cashier.call(depositCheques, { cashDeskId, bankAccount: '1002', receiptIds: [receiptId] });
  const draw = { cashDeskId, from: 'bank', bankAccount: '1002', number: 'CC1', amountFen: 5_000 } as const;
  const { id: cashDrawId } = await rig.cashier.call(drawPettyCash, draw);
  await cash.closeDay(first, 40_000, 5_000);
  const { takingsAccount, pettyAccount } = await accounts();
  const bookedOn = async (cashDayId: string) => {
    const made = await Promise.all((await make(cashDayId)).voucherIds!.map(read));
    return Object.fromEntries(
      made.map(({ kind, summary, lines }) => [
        `${kind} ${summary}`,
        lines.map(({ side, accountCode, amountFen }) => `${side} ${accountCode} ${amountFen}`),
      ]),
    );
  };
  expect(await bookedOn(first)).toEqual({
    'receipt 收银台收款': [`debit ${takingsAccount} 100000`, 'credit 2203 100000'],
    'payment 营业款送存银行': ['debit 1002 60000', `credit ${takingsAccount} 60000`],
    'receipt 支票送存银行': ['debit 1002 70000', 'credit 2203 70000'],
    'payment 提取备用金': [`debit ${pettyAccount} 5000`, 'credit 1002 5000'],
  });
  rig.comeTo('2026-03-03');
  const second = await cash.openDay();
  const { id: cashDepositId } = deposit;
  await rig.cashier.call(askDepositReturn, { cashDepositId, reason: '银行停业' });
  await rig.accountant.call(approveDepositReturn, { cashDepositId });
  await rig.accountant.call(refuseCashDraw, { cashDrawId, reason: '银行无此笔' });
  await cash.closeDay(second, 100_000, 0);
  expect(await bookedOn(second)).toEqual({
    'payment 营业款送存退回': ['debit 1002 -60000', `credit ${takingsAccount} -60000`],
    'payment 提取备用金退回': [`debit ${pettyAccount} -5000`, 'credit 1002 -5000'],
  });
});

test('F-07 what is paid in cash is 付 on the documents of its payment, as what that says, and what came back the same day is none', async () => {
  const { cashDeskId } = cash;
  const cashDayId = await cash.openDay();
  await rig.cashier.call(drawPettyCash, {
    ...{ cashDeskId, from: 'bank', bankAccount: '1002', number: 'CC2', amountFen: 50_000 },
  });
  await hire(rig, cash.payments.requester);
  const { staffId, name: payeeName } = cash.payments.requester.caller;
  const claims = (...numbers: string[]) => numbers.map((number) => ({ kind: 'expense_claim' as const, number }));
  const firm = aFirm();
  await cash.payOut({
    ...{ kind: 'travel', amountFen: 10_000, documents: claims('BX1', 'BX2'), accountCode: '5601' },
    payee: { kind: 'person', payeeName, staffId },
  });
  await cash.payOut({ kind: 'supplier', payee: firm, amountFen: 20_000, documents: claims('BX3') });
  const { id: cashPayoutId } = await cash.payOut({ payee: aPayee(), amountFen: 5_000 });
  await rig.accountant.call(takeBackPayout, { cashPayoutId, reason: '多付' });
  await cash.closeDay(cashDayId, 0, 20_000);
  const made = await Promise.all((await make(cashDayId)).voucherIds!.map(read));
  const { pettyAccount } = await accounts();
  expect(made.find(({ summary }) => summary === '现金付款')).toMatchObject({
    ...{ kind: 'payment', attachmentsCount: 3, documents: claims('BX1', 'BX2', 'BX3') },
    lines: [
      { side: 'debit', accountCode: '5601', amountFen: 10_000, party: `staff:${staffId}`, reference: 'BX1' },
      { side: 'debit', accountCode: '2202', amountFen: 20_000, party: firm.party, reference: 'BX3' },
      { side: 'credit', accountCode: pettyAccount, amountFen: 30_000 },
    ],
  });
});

test('F-07 payments of more than fifty documents come on more vouchers, each whole on one', async () => {
  const { cashDeskId } = cash;
  const cashDayId = await cash.openDay();
  await rig.cashier.call(drawPettyCash, {
    ...{ cashDeskId, from: 'bank', bankAccount: '1002', number: 'CC3', amountFen: 50_000 },
  });
  const documents = Array.from({ length: 20 }, (_, place) => ({ kind: 'receipt' as const, number: `P${place}` }));
  for (let count = 0; count < 3; count += 1) await cash.payOut({ amountFen: 1_000, documents });
  await cash.closeDay(cashDayId, 0, 47_000);
  const made = await Promise.all((await make(cashDayId)).voucherIds!.map(read));
  const paid = made.filter(({ summary }) => summary === '现金付款');
  expect(paid.map((one) => [one.documents.length, one.attachmentsCount, one.amountFen])).toEqual([
    [40, 40, 2_000],
    [20, 20, 1_000],
  ]);
});
