import {
  approveReceiptVoid,
  getCashDesk,
  getReceipt,
  issueReceipt,
  listReceiptBooks,
  listReceipts,
  receiptVoided,
  refuseReceiptVoid,
  registerReceiptBook,
  returnReceiptBook,
  voidReceipt,
} from '@bumen/contracts';
import { refusal } from '@bumen/testing';
import { CashRig } from '../cash-desk/cash-desk.rig.ts';
import { FinanceRig, outcomes } from '../finance.rig.ts';

let rig: FinanceRig;
let cash: CashRig;
beforeAll(async () => {
  rig = await FinanceRig.open();
});
beforeEach(async () => {
  cash = await CashRig.open(rig);
});
afterAll(() => rig?.close());

const takings = async () =>
  (await rig.accountant.call(getCashDesk, { cashDeskId: cash.cashDeskId })).inBoxes!.takingsFen;
const back = { reason: '金额写错', copiesBack: true };

test('F-02 a receipt has several methods, its amount in capitals, and only its cash is in the takings', async () => {
  await cash.openDay();
  const receipt = await cash.issue({
    ...{ kind: 'final', contract: 'HT-2026-031' },
    parts: [
      { method: 'cash', amountFen: 20_050 },
      { method: 'cheque', amountFen: 100_000, reference: '30108912' },
      { method: 'wechat', amountFen: 50_000, reference: '4200001', feeFen: 300 },
    ],
  });
  expect(receipt).toMatchObject({
    ...{ number: cash.number(1), day: '2026-03-02', totalFen: 170_050, cashFen: 20_050, cashReceived: true },
    ...{ totalInWords: '壹仟柒佰元伍角整', chequeInHand: true, contract: 'HT-2026-031' },
  });
  expect(receipt.parts[2]).toMatchObject({ amountFen: 50_000, feeFen: 300, netFen: 49_700 });
  expect(await takings()).toBe(20_050);
  const { cashDeskId } = cash;
  const held = await rig.accountant.call(listReceipts, { cashDeskId: [cashDeskId], chequeInHand: true });
  expect(held.items.map(({ id }) => id)).toEqual([receipt.id]);
});

test.each([
  ['of cash that nobody has looked at', { counterfeitChecked: false }],
  ['without a part', { parts: [] }],
  ['with cash twice', { parts: [1, 2].map((amountFen) => ({ method: 'cash' as const, amountFen })) }],
  ['of nothing', { parts: [{ method: 'cash' as const, amountFen: 0 }] }],
  ['of less than nothing', { parts: [{ method: 'cash' as const, amountFen: -100 }] }],
  ['of a part of a fen', { parts: [{ method: 'cash' as const, amountFen: 0.5 }] }],
  ['by a cheque without a number', { parts: [{ method: 'cheque' as const, amountFen: 100 }] }],
  ['with a fee of cash', { parts: [{ method: 'cash' as const, amountFen: 100, feeFen: 1 }] }],
])('F-02 a receipt %s is refused and takes no number', async (_what, given) => {
  await cash.openDay();
  expect(await refusal(cash.issue(given))).toMatchObject({ code: 'invalid_request' });
  expect((await cash.issue()).number).toBe(cash.number(1));
});

test('F-02 forty clients at once, some of them refused, take numbers without gaps', async () => {
  await cash.openDay();
  const colleague = rig.desk.as('cashier');
  const all = await outcomes(
    Array.from({ length: 40 }, (_, index) =>
      cash.issue({ parts: [{ method: 'cash', amountFen: 100 }] }, index % 4 === 0 ? colleague : rig.cashier),
    ),
  );
  expect(all.filter((one) => one === 'finance.cash_desk.not_yours')).toHaveLength(10);
  const { items } = await rig.accountant.call(listReceipts, { cashDeskId: [cash.cashDeskId], limit: 100 });
  expect(items.map(({ number }) => number).toSorted()).toEqual(
    Array.from({ length: 30 }, (_, index) => cash.number(index + 1)),
  );
  expect(await takings()).toBe(3_000);
});

test('F-02 a receipt needs an open day, its custodian and a number that is left', async () => {
  const { cashDeskId } = cash;
  expect(await refusal(cash.issue())).toMatchObject({ code: 'finance.cash_day.not_open' });
  await cash.openDay();
  expect(await refusal(cash.issue({}, rig.desk.as('cashier')))).toMatchObject({ code: 'finance.cash_desk.not_yours' });
  const [book] = (await rig.accountant.call(listReceiptBooks, { cashDeskId: [cashDeskId] })).items;
  await cash.issue();
  const returned = { receiptBookId: book!.id, reason: '换新收据本' };
  expect(book).toMatchObject({ takenById: rig.cashier.caller.staffId, registeredByName: '孙会计', takenBack: null });
  expect(await rig.accountant.call(returnReceiptBook, returned)).toMatchObject({
    ...{ state: 'returned', nextNumber: null, cancelledCount: 99, reason: '换新收据本' },
    takenBack: { byName: '孙会计' },
  });
  expect(await refusal(cash.issue())).toMatchObject({ code: 'finance.receipt_book.missing' });
  await rig.accountant.call(registerReceiptBook, {
    cashDeskId,
    series: `B${cash.series}`,
    firstNumber: 501,
    lastNumber: 501,
  });
  expect((await cash.issue()).number).toBe(`B${cash.series}-00000501`);
  expect(await refusal(cash.issue())).toMatchObject({ code: 'finance.receipt_book.missing' });
});

test('F-11 a number is registered once, also when two do it at once', async () => {
  const { cashDeskId } = cash;
  const book = { cashDeskId, series: cash.series, firstNumber: 100, lastNumber: 150 };
  expect(await refusal(rig.accountant.call(registerReceiptBook, book))).toMatchObject({
    code: 'finance.receipt_book.overlaps',
  });
  const other = { ...book, firstNumber: 151, lastNumber: 200 };
  const both = await outcomes([1, 2].map(() => rig.accountant.call(registerReceiptBook, other)));
  expect(both.toSorted()).toEqual(['finance.receipt_book.overlaps', 'ok']);
});

test('F-02 a void that lowers the takings is agreed to by a second person, and its number stays', async () => {
  await cash.openDay();
  const { id: receiptId } = await cash.issue();
  expect(await rig.cashier.call(voidReceipt, { receiptId, ...back })).toMatchObject({ state: 'void_asked' });
  expect(await takings()).toBe(100_000);
  const holder = rig.desk.as('accountant', { staffId: rig.cashier.caller.staffId });
  expect(await refusal(holder.call(approveReceiptVoid, { receiptId }))).toMatchObject({
    code: 'finance.cash_desk.custodian_alone',
  });
  const both = await outcomes([1, 2].map(() => rig.accountant.call(approveReceiptVoid, { receiptId })));
  expect(both.filter((one) => one === 'ok')).toHaveLength(1);
  expect(await rig.accountant.call(getReceipt, { receiptId })).toMatchObject({
    ...{ state: 'voided', number: cash.number(1), reason: '金额写错', cashReceived: false },
    voided: { byName: '孙会计' },
  });
  expect(await takings()).toBe(0);
  expect((await rig.told(receiptVoided)).filter((one) => one.subject === receiptId)).toHaveLength(1);
});

test('F-02 one without cash is void at once, and one that is to stay stays', async () => {
  await cash.openDay();
  const transfer = await cash.issue({ parts: [{ method: 'transfer', amountFen: 100, reference: '88' }] });
  expect(await rig.cashier.call(voidReceipt, { receiptId: transfer.id, ...back })).toMatchObject({ state: 'voided' });
  const { id: receiptId } = await cash.issue();
  await rig.cashier.call(voidReceipt, { receiptId, ...back });
  const kept = { receiptId, reason: '收据无误' };
  expect(await refusal(rig.desk.as('cashier').call(refuseReceiptVoid, kept))).toMatchObject({
    code: 'finance.cash_desk.not_yours',
  });
  expect(await rig.accountant.call(refuseReceiptVoid, kept)).toMatchObject({ state: 'issued', reason: '收据无误' });
});

test('F-04 a void pays nothing back, and has all copies back', async () => {
  await cash.openDay();
  const { id: receiptId } = await cash.issue();
  const asked = { receiptId, reason: '客户退款' };
  expect(await refusal(rig.cashier.call(voidReceipt, { ...asked, copiesBack: true, paidBack: true }))).toMatchObject({
    code: 'finance.receipt.paid_back',
  });
  expect(await refusal(rig.cashier.call(voidReceipt, { ...asked, copiesBack: false }))).toMatchObject({
    code: 'finance.receipt.copies_missing',
  });
});

test('F-02 a receipt is made void on its own day only, not once that is counted', async () => {
  const cashDayId = await cash.openDay();
  const { id: receiptId } = await cash.issue();
  const { id: other } = await cash.issue({ parts: [{ method: 'transfer', amountFen: 100, reference: '89' }] });
  await cash.count(cashDayId, 100_000, 0);
  expect(await refusal(rig.cashier.call(voidReceipt, { receiptId: other, ...back }))).toMatchObject({
    code: 'finance.cash_day.not_open',
  });
  await cash.closeDay(cashDayId, 100_000, 0);
  await cash.openDay();
  expect(await refusal(rig.cashier.call(voidReceipt, { receiptId, ...back }))).toMatchObject({
    code: 'finance.receipt.of_another_day',
    details: { number: cash.number(1), day: '2026-03-02' },
  });
});

test('F-02 a day is not counted while a void is undecided; who asked for it takes it back', async () => {
  const cashDayId = await cash.openDay();
  const { id: receiptId } = await cash.issue();
  await rig.cashier.call(voidReceipt, { receiptId, ...back });
  expect(await refusal(cash.count(cashDayId, 100_000, 0))).toMatchObject({
    code: 'finance.cash_day.voids_undecided',
    details: { numbers: [cash.number(1)] },
  });
  await rig.cashier.call(refuseReceiptVoid, { receiptId, reason: '收据无误' });
  expect(await cash.closeDay(cashDayId, 100_000, 0)).toMatchObject({ state: 'closed' });
});

test('F-02 a void is asked before the count or not at all, when both are done at once', async () => {
  const cashDayId = await cash.openDay();
  const { id: receiptId } = await cash.issue();
  const both = await outcomes([
    rig.cashier.call(voidReceipt, { receiptId, ...back }),
    cash.count(cashDayId, 100_000, 0),
  ]);
  expect([
    ['ok', 'finance.cash_day.voids_undecided'],
    ['finance.cash_day.not_open', 'ok'],
  ]).toContainEqual(both);
});

test('F-02 a retry with its key answers the same number', async () => {
  await cash.openDay();
  const given = {
    ...{ cashDeskId: cash.cashDeskId, payer: '林先生', kind: 'deposit' as const, counterfeitChecked: true },
    parts: [{ method: 'cash' as const, amountFen: 100 }],
  };
  const options = { key: 'a-receipt-again' };
  const first = await rig.cashier.call(issueReceipt, given, options);
  expect((await rig.cashier.call(issueReceipt, given, options)).number).toBe(first.number);
  expect(await takings()).toBe(100);
});

test('F-11 whoever holds the cash of a desk registers no receipts for it and takes none back, whatever else they become', async () => {
  const both = rig.desk.as('accountant', { staffId: rig.cashier.caller.staffId });
  const { cashDeskId } = cash;
  const book = { cashDeskId, series: 'OWN', firstNumber: 1, lastNumber: 9 };
  const { items } = await rig.accountant.call(listReceiptBooks, { cashDeskId: [cashDeskId] });
  for (const call of [
    both.call(registerReceiptBook, book),
    both.call(returnReceiptBook, { receiptBookId: items[0]!.id, reason: '用完收回' }),
  ])
    expect(await refusal(call)).toMatchObject({ code: 'finance.cash_desk.custodian_alone' });
  expect((await rig.accountant.call(registerReceiptBook, book)).nextNumber).toBe(1);
});
