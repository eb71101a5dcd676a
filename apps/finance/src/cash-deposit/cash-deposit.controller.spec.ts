import {
  approveDepositReturn,
  approveReceiptVoid,
  askDepositReturn,
  bankDeposit,
  closeCashDay,
  depositCash,
  depositCheques,
  drawPettyCash,
  getCashDayReport,
  getCashDeposit,
  getCashDesk,
  inBoxMaxFen,
  listCashDeposits,
  listReceipts,
  retireCashDesk,
  voidReceipt,
  type InputOf,
} from '@bumen/contracts';
import { refusal } from '@bumen/testing';
import { CashRig } from '../cash-desk/cash-desk.rig.ts';
import { FinanceRig, outcomes } from '../finance.rig.ts';

let rig: FinanceRig;
let cash: CashRig;
let slips = 0;
beforeAll(async () => {
  rig = await FinanceRig.open();
});
beforeEach(async () => {
  cash = await CashRig.open(rig, { pettyFen: 50_000 });
});
afterAll(() => rig?.close());

const bankAccount = '1002';
const deposit = (amountFen: number, given: Partial<InputOf<typeof depositCash>> = {}) =>
  rig.cashier.call(depositCash, { cashDeskId: cash.cashDeskId, bankAccount, amountFen, ...given });
const slip = (amountFen: number) => ({ number: `JZ${(slips += 1)}`, day: '2026-03-02', amountFen });
const takings = async () =>
  (await rig.accountant.call(getCashDesk, { cashDeskId: cash.cashDeskId })).inBoxes!.takingsFen;
const back = { reason: '金额写错', copiesBack: true };
const cheque = (reference: string) =>
  cash.issue({ parts: [{ method: 'cheque', amountFen: 80_000, reference }], counterfeitChecked: false });

test('F-03 a deposit has left the desk, is on its way, and is at the bank once its slip is back', async () => {
  const { cashDeskId } = cash;
  await cash.openDay();
  await cash.issue();
  const left = await deposit(60_000);
  expect(left).toMatchObject({ state: 'left', kind: 'cash', amountFen: 60_000, day: '2026-03-02', slip: null });
  expect(await takings()).toBe(40_000);
  const underWay = { cashDeskId: [cashDeskId], day: ['2026-03-02'], state: ['left', 'return_asked'] as const };
  const list = async () =>
    (await rig.accountant.call(listCashDeposits, { ...underWay, state: [...underWay.state] })).items;
  expect((await list()).map(({ id }) => id)).toEqual([left.id]);
  const banked = await rig.accountant.call(bankDeposit, { cashDepositId: left.id, ...slip(60_000) });
  expect(banked).toMatchObject({ state: 'banked', slip: { day: '2026-03-02' }, banked: { byName: '孙会计' } });
  expect(await rig.cashier.call(getCashDeposit, { cashDepositId: left.id })).toMatchObject({ state: 'banked' });
  expect(await list()).toEqual([]);
  expect(await takings()).toBe(40_000);
});

test('F-03 a slip has the sum that left, is of no day before and stands with one deposit, by who did not carry it', async () => {
  await cash.openDay();
  await cash.issue();
  const [{ id: cashDepositId }, other] = [await deposit(60_000), await deposit(10_000)];
  const wrong = [slip(60_001), { ...slip(60_000), day: '2026-03-01' }];
  for (const one of wrong)
    expect(await refusal(rig.accountant.call(bankDeposit, { cashDepositId, ...one }))).toMatchObject({
      code: 'finance.cash_deposit.slip_differs',
      details: { amountFen: 60_000, slipFen: one.amountFen, slipDay: one.day },
    });
  const holder = rig.desk.as('accountant', { staffId: rig.cashier.caller.staffId });
  expect(await refusal(holder.call(bankDeposit, { cashDepositId, ...slip(60_000) }))).toMatchObject({
    code: 'finance.cash_desk.custodian_alone',
  });
  const right = slip(60_000);
  await rig.accountant.call(bankDeposit, { cashDepositId, ...right });
  const again = { cashDepositId: other.id, ...right, amountFen: 10_000 };
  expect(await refusal(rig.accountant.call(bankDeposit, again))).toMatchObject({
    code: 'finance.cash_deposit.slip_used',
    details: { bankAccount, number: right.number },
  });
  const spelt = { ...again, number: `${right.number.slice(0, 2)}-${right.number.slice(2)}`.toLowerCase() };
  expect(await refusal(rig.accountant.call(bankDeposit, spelt))).toMatchObject({
    code: 'finance.cash_deposit.slip_used',
  });
});

test('F-03 a slip of this evening is taken for what left on the day of tomorrow, which is open already', async () => {
  await cash.closeDay(await cash.openDay(), 0, 50_000);
  await cash.openDay();
  await cash.issue();
  const { id: cashDepositId, day } = await deposit(60_000);
  expect(day).toBe('2026-03-03');
  expect(await rig.accountant.call(bankDeposit, { cashDepositId, ...slip(60_000) })).toMatchObject({
    slip: { day: '2026-03-02' },
  });
});

test('F-08 what has gone since a count is no longer there when it is counted again', async () => {
  const cashDayId = await cash.openDay();
  await cash.issue();
  await cash.count(cashDayId, 90_000, 50_000);
  await deposit(60_000);
  const again = await cash.count(cashDayId, 40_000, 50_000);
  expect(again.counts.map(({ takings: box }) => [box.countedFen, box.expectedFen, box.differenceFen])).toEqual([
    [90_000, 100_000, -10_000],
    [40_000, 40_000, 0],
  ]);
  expect((await rig.cashier.call(closeCashDay, { cashDayId })).closing).toEqual({
    takingsFen: 40_000,
    pettyFen: 50_000,
  });
});

test('F-03 what comes back is in the takings of an open day once a second person has agreed, and once only', async () => {
  const first = await cash.openDay();
  await cash.issue();
  const { id: cashDepositId } = await deposit(100_000);
  await cash.closeDay(first, 0, 50_000);
  const why = { cashDepositId, reason: '银行退回' };
  expect(await refusal(rig.desk.as('cashier').call(askDepositReturn, why))).toMatchObject({
    code: 'finance.cash_desk.not_yours',
  });
  await rig.cashier.call(askDepositReturn, why);
  const approve = (client = rig.accountant) => client.call(approveDepositReturn, { cashDepositId });
  expect(await refusal(approve())).toMatchObject({ code: 'finance.cash_day.not_open' });
  const second = await cash.openDay();
  const holder = rig.desk.as('accountant', { staffId: rig.cashier.caller.staffId });
  expect(await refusal(approve(holder))).toMatchObject({ code: 'finance.cash_desk.custodian_alone' });
  const both = await outcomes([
    approve(),
    approve(),
    rig.manager.call(bankDeposit, { cashDepositId, ...slip(100_000) }),
  ]);
  expect(both.filter((one) => one === 'ok')).toHaveLength(1);
  expect(await takings()).toBe(both[2] === 'ok' ? 0 : 100_000);
  expect((await cash.closeDay(second, both[2] === 'ok' ? 0 : 100_000, 50_000)).state).toBe('closed');
});

test('F-03 what comes back finds room in its box, or is not back', async () => {
  cash = await CashRig.open(rig, { takingsFen: inBoxMaxFen });
  await cash.openDay();
  const { id: cashDepositId } = await deposit(1);
  await cash.issue({ parts: [{ method: 'cash', amountFen: 1 }] });
  await rig.cashier.call(askDepositReturn, { cashDepositId, reason: '银行退回' });
  expect(await refusal(rig.accountant.call(approveDepositReturn, { cashDepositId }))).toMatchObject({
    code: 'finance.cash_desk.too_much',
  });
});

test('F-03 cash and cheques leave by who holds them, cheques for a bank and while a day goes on', async () => {
  const cashDayId = await cash.openDay();
  const { id } = await cheque('30108914');
  const { cashDeskId } = cash;
  const [left, cheques] = [
    { cashDeskId, bankAccount, amountFen: 100 },
    { cashDeskId, bankAccount, receiptIds: [id] },
  ];
  const colleague = rig.desk.as('cashier');
  const notYours = { code: 'finance.cash_desk.not_yours' };
  expect(await refusal(colleague.call(depositCash, left))).toMatchObject(notYours);
  expect(await refusal(colleague.call(depositCheques, cheques))).toMatchObject(notYours);
  expect(await refusal(rig.cashier.call(depositCheques, { ...cheques, bankAccount: '1001' }))).toMatchObject({
    code: 'finance.cash_desk.bank_account_unfit',
  });
  await cash.closeDay(cashDayId, 0, 50_000);
  expect(await refusal(rig.cashier.call(depositCheques, cheques))).toMatchObject({ code: 'finance.cash_day.not_open' });
});

test('F-03 money goes to an account of a bank, and to no box', async () => {
  await cash.openDay();
  await cash.issue();
  const { takingsAccount, pettyAccount } = await rig.accountant.call(getCashDesk, { cashDeskId: cash.cashDeskId });
  for (const accountCode of [takingsAccount, pettyAccount, '1001', '5001', '100299'])
    expect(await refusal(deposit(100, { bankAccount: accountCode }))).toMatchObject({
      code: 'finance.cash_desk.bank_account_unfit',
      details: { accountCode },
    });
});

test('F-03 what is above the limit goes to the bank on a day that is counted, at most as much as was counted', async () => {
  const cashDayId = await cash.openDay();
  await cash.issue({ parts: [{ method: 'cash', amountFen: 300_000 }] });
  await cash.count(cashDayId, 299_000, 50_100);
  const explained = { cashDayId, explanations: { takings: '少收一张', petty: '找零时多收' } };
  expect(await refusal(rig.cashier.call(closeCashDay, explained))).toMatchObject({
    code: 'finance.cash_day.over_limit',
  });
  expect(await refusal(deposit(299_001))).toMatchObject({ code: 'finance.cash_desk.not_enough' });
  await deposit(200_000);
  // Nor once more after some of it has gone.
  expect(await refusal(deposit(99_001))).toMatchObject({ code: 'finance.cash_desk.not_enough' });
  expect((await rig.cashier.call(closeCashDay, explained)).closing).toEqual({ takingsFen: 99_000, pettyFen: 50_100 });
  expect(await takings()).toBe(99_000);
  expect((await rig.cashier.call(getCashDayReport, { cashDayId })).takings).toMatchObject({
    ...{ openingFen: 0, inFen: 300_000, outFen: 200_000, expectedFen: 300_000, countedFen: 299_000 },
    ...{ differenceFen: -1_000, bankedSinceFen: 200_000, closingFen: 99_000 },
  });
});

test('F-08 what was over is not brought to the bank before the day that found it is closed', async () => {
  const cashDayId = await cash.openDay();
  await cash.issue();
  await cash.count(cashDayId, 100_100, 50_000);
  expect(await refusal(deposit(100_100))).toMatchObject({ code: 'finance.cash_desk.not_enough' });
  await deposit(100_000);
  const closed = await rig.cashier.call(closeCashDay, { cashDayId, explanations: { takings: '多收一元' } });
  expect(closed.closing).toEqual({ takingsFen: 100, pettyFen: 50_000 });
});

test('F-03 petty cash that is above the limit goes back to the bank, and what comes back is in its box again', async () => {
  const { cashDeskId } = cash;
  const cashDayId = await cash.openDay();
  const number = 'ZP1';
  const drawn = { cashDeskId, from: 'bank' as const, bankAccount, number, amountFen: 160_000 };
  await rig.cashier.call(drawPettyCash, drawn);
  await cash.count(cashDayId, 0, 209_000);
  const explained = { cashDayId, explanations: { petty: '找零时少收' } };
  expect(await refusal(rig.cashier.call(closeCashDay, explained))).toMatchObject({
    code: 'finance.cash_day.over_limit',
  });
  expect(await refusal(deposit(209_001, { box: 'petty' }))).toMatchObject({ code: 'finance.cash_desk.not_enough' });
  const { id: cashDepositId } = await deposit(200_000, { box: 'petty' });
  expect((await rig.cashier.call(closeCashDay, explained)).closing).toEqual({ takingsFen: 0, pettyFen: 9_000 });
  await cash.openDay();
  await rig.cashier.call(askDepositReturn, { cashDepositId, reason: '银行退回' });
  await rig.accountant.call(approveDepositReturn, { cashDepositId });
  const { inBoxes } = await rig.accountant.call(getCashDesk, { cashDeskId });
  expect(inBoxes).toEqual({ takingsFen: 0, pettyFen: 209_000 });
});

test('F-08 a deposit belongs to the day before it is closed, or to none', async () => {
  const held = ['SELECT id FROM cash_desk WHERE id = $1 FOR UPDATE', [cash.cashDeskId]] as const;
  const close = (cashDayId: string) => () => rig.cashier.call(closeCashDay, { cashDayId });
  const first = await cash.openDay();
  await cash.issue();
  await cash.count(first, 100_000, 50_000);
  expect(await rig.inLine(...held, [() => deposit(70_000), close(first)])).toEqual(['ok', 'ok']);
  const second = await cash.openDay();
  await cash.count(second, 30_000, 50_000);
  expect(await rig.inLine(...held, [close(second), () => deposit(10_000)])).toEqual([
    ...['ok', 'finance.cash_day.not_open'],
  ]);
  expect(await takings()).toBe(30_000);
});

test('F-03 of a close above the limit and the deposit that it needs, whichever comes first decides', async () => {
  const held = ['SELECT id FROM cash_desk WHERE id = $1 FOR UPDATE', [cash.cashDeskId]] as const;
  const cashDayId = await cash.openDay();
  await cash.issue({ parts: [{ method: 'cash', amountFen: 300_000 }] });
  await cash.count(cashDayId, 300_000, 50_000);
  const close = () => rig.cashier.call(closeCashDay, { cashDayId });
  expect(await rig.inLine(...held, [close, () => deposit(150_000), close])).toEqual([
    ...['finance.cash_day.over_limit', 'ok', 'ok'],
  ]);
});

test('F-04 of two deposits of the same takings one is made', async () => {
  await cash.openDay();
  await cash.issue();
  const both = await outcomes([deposit(60_000), deposit(60_000)]);
  expect(both.toSorted()).toEqual(['finance.cash_desk.not_enough', 'ok']);
});

test('F-02 a receipt whose cash has gone to the bank is not made void', async () => {
  await cash.openDay();
  const { id: receiptId } = await cash.issue();
  await deposit(100_000);
  await rig.cashier.call(voidReceipt, { receiptId, ...back });
  expect(await refusal(rig.accountant.call(approveReceiptVoid, { receiptId }))).toMatchObject({
    code: 'finance.cash_desk.not_enough',
  });
});

test('F-02 cheques leave the hand with a deposit, each once, and are in hand again where it comes back', async () => {
  const { cashDeskId } = cash;
  await cash.openDay();
  const [one, two, none] = [await cheque('30108912'), await cheque('30108913'), await cash.issue()];
  const leave = (receiptIds: string[]) => rig.cashier.call(depositCheques, { cashDeskId, bankAccount, receiptIds });
  expect(await refusal(leave([one.id, none.id]))).toMatchObject({
    code: 'finance.cash_deposit.cheque_not_in_hand',
    details: { number: none.number },
  });
  const both = await outcomes([leave([one.id, two.id]), leave([two.id, one.id])]);
  expect(both.toSorted()).toEqual(['finance.cash_deposit.cheque_not_in_hand', 'ok']);
  const inHand = async () =>
    (await rig.cashier.call(listReceipts, { cashDeskId: [cashDeskId], chequeInHand: true })).items.length;
  expect(await inHand()).toBe(0);
  expect(await refusal(rig.cashier.call(voidReceipt, { receiptId: one.id, ...back }))).toMatchObject({
    code: 'finance.receipt.cheque_gone',
  });
  const { items } = await rig.accountant.call(listCashDeposits, { cashDeskId: [cashDeskId], kind: ['cheques'] });
  expect(items).toMatchObject([{ amountFen: 160_000, receiptIds: [one.id, two.id].toSorted() }]);
  const cashDepositId = items[0]!.id;
  await rig.cashier.call(askDepositReturn, { cashDepositId, reason: '印鉴不符' });
  await rig.accountant.call(approveDepositReturn, { cashDepositId });
  expect(await inHand()).toBe(2);
  expect(await takings()).toBe(100_000);
});

test('F-02 a cheque on which a void was asked stays until that is decided', async () => {
  const { cashDeskId } = cash;
  await cash.openDay();
  const parts = [
    { method: 'cash' as const, amountFen: 100 },
    { method: 'cheque' as const, amountFen: 80_000, reference: '1' },
  ];
  const { id } = await cash.issue({ parts });
  await rig.cashier.call(voidReceipt, { receiptId: id, ...back });
  expect(await refusal(rig.cashier.call(depositCheques, { cashDeskId, bankAccount, receiptIds: [id] }))).toMatchObject({
    code: 'finance.cash_deposit.cheque_not_in_hand',
  });
});

test('F-02 a desk is closed down only once nothing of it is on its way', async () => {
  cash = await CashRig.open(rig);
  const cashDayId = await cash.openDay();
  await cash.issue();
  const { id: cashDepositId } = await deposit(100_000);
  await cash.closeDay(cashDayId, 0, 0);
  const retired = { cashDeskId: cash.cashDeskId, reason: '门店关闭' };
  expect(await refusal(rig.manager.call(retireCashDesk, retired))).toMatchObject({
    code: 'finance.cash_desk.holds_cash',
  });
  await rig.accountant.call(bankDeposit, { cashDepositId, ...slip(100_000) });
  expect((await rig.manager.call(retireCashDesk, retired)).state).toBe('retired');
});
