import { randomUUID } from 'node:crypto';
import {
  cashDeskPolicy,
  cashLimitPassed,
  depositCash,
  drawPettyCash,
  getCashDesk,
  inBoxMaxFen,
  listCashDesks,
  registerCashDesk,
  retireCashDesk,
  standard,
} from '@bumen/contracts';
import { refusal } from '@bumen/testing';
import { FinanceRig } from '../finance.rig.ts';
import { accountsFor, CashRig, hire } from './cash-desk.rig.ts';

let rig: FinanceRig;
let cash: CashRig;
let accounts: [string, string];
let used = 40;
beforeAll(async () => {
  rig = await FinanceRig.open();
});
beforeEach(async () => {
  cash = await CashRig.open(rig, { pettyFen: 50_000 });
  accounts = await accountsFor(rig, (used += 2));
});
afterAll(() => rig?.close());

const asked = () => ({
  ...{
    deskName: '分店',
    custodianId: rig.cashier.caller.staffId,
    takingsAccount: accounts[0],
    pettyAccount: accounts[1],
  },
});

test('F-02 a desk has a custodian, who is a cashier and keeps no books', async () => {
  const nobody = { ...asked(), custodianId: randomUUID() };
  expect(await refusal(rig.manager.call(registerCashDesk, nobody))).toMatchObject({
    code: 'finance.cash_desk.custodian_unfit',
  });
  await hire(rig, rig.accountant);
  const bookkeeper = { ...asked(), custodianId: rig.accountant.caller.staffId };
  expect(await refusal(rig.manager.call(registerCashDesk, bookkeeper))).toMatchObject({
    code: 'finance.cash_desk.custodian_unfit',
  });
  const desk = await rig.manager.call(registerCashDesk, { ...asked(), takingsFen: 10_000 });
  expect(desk).toMatchObject({ custodianName: '陈出纳', inBoxes: { takingsFen: 10_000, pettyFen: 0 }, today: null });
  const { items } = await rig.manager.call(listCashDesks, { custodianId: [rig.cashier.caller.staffId] });
  expect(items.map(({ id }) => id)).toEqual([cash.cashDeskId, desk.id]);
});

test('F-04 a box is kept on an account of money of its own, without parts', async () => {
  const desk = await rig.accountant.call(getCashDesk, { cashDeskId: cash.cashDeskId });
  const unfit = [
    { takingsAccount: desk.takingsAccount },
    { takingsAccount: desk.pettyAccount },
    { takingsAccount: accounts[1] },
    { pettyAccount: '1001' },
    { pettyAccount: '5001' },
    { pettyAccount: '100199' },
  ];
  for (const given of unfit)
    expect(await refusal(rig.manager.call(registerCashDesk, { ...asked(), ...given }))).toMatchObject({
      code: 'finance.cash_desk.account_unfit',
    });
});

test('F-02 two desks are never set up on one account', async () => {
  const both = await Promise.allSettled([1, 2].map(() => rig.manager.call(registerCashDesk, asked())));
  expect(both.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
});

test('F-08 on an open day its custodian and other cashiers are not told what is in the boxes', async () => {
  const { cashDeskId } = cash;
  const colleague = rig.desk.as('cashier');
  const seen = async () =>
    Promise.all(
      [rig.cashier, colleague, rig.accountant].map(
        async (one) => (await one.call(getCashDesk, { cashDeskId })).inBoxes,
      ),
    );
  const inBoxes = { takingsFen: 0, pettyFen: 50_000 };
  expect(await seen()).toEqual([inBoxes, inBoxes, inBoxes]);
  const cashDayId = await cash.openDay();
  expect(await seen()).toEqual([null, null, inBoxes]);
  await cash.count(cashDayId, 0, 50_000);
  expect(await seen()).toEqual([inBoxes, inBoxes, inBoxes]);
});

test('F-03 the limit is on both boxes, and is told once each time that it is passed', async () => {
  await cash.openDay();
  await cash.issue();
  expect((await rig.cashier.call(getCashDesk, { cashDeskId: cash.cashDeskId })).overLimit).toBe(false);
  // 500 of petty cash and 1,600 of takings are more than 2,000.
  await cash.issue({ parts: [{ method: 'cash', amountFen: 60_000 }] });
  await cash.issue();
  expect((await rig.cashier.call(getCashDesk, { cashDeskId: cash.cashDeskId })).overLimit).toBe(true);
  const told = (await rig.told(cashLimitPassed)).filter((one) => one.subject === cash.cashDeskId);
  expect(told).toHaveLength(1);
});

test('F-03 a limit that is lowered is passed as the next day begins, by what is there', async () => {
  await cash.closeDay(await cash.openDay(), 0, 50_000);
  const setLimit = (limitFen: number) =>
    rig.manager.call(standard.finance.setPolicy, {
      ...{ name: cashDeskPolicy.name, value: { ...cashDeskPolicy.default, limitFen }, reason: '调整限额' },
    });
  const isOver = async () => (await rig.cashier.call(getCashDesk, { cashDeskId: cash.cashDeskId })).overLimit;
  await setLimit(40_000);
  expect(await isOver()).toBe(false);
  const cashDayId = await cash.openDay();
  expect(await isOver()).toBe(true);
  const told = (await rig.told(cashLimitPassed)).filter((one) => one.subject === cash.cashDeskId);
  expect(told).toHaveLength(1);
  await setLimit(cashDeskPolicy.default.limitFen);
  await cash.closeDay(cashDayId, 0, 50_000);
  expect(await isOver()).toBe(false);
});

test('F-02 a desk is closed down only without cash and between two days', async () => {
  const { cashDeskId } = cash;
  const retired = { cashDeskId, reason: '门店关闭' };
  expect(await refusal(rig.manager.call(retireCashDesk, retired))).toMatchObject({
    code: 'finance.cash_desk.holds_cash',
  });
  const empty = await rig.manager.call(registerCashDesk, { ...asked(), deskName: '空台' });
  expect((await rig.manager.call(retireCashDesk, { ...retired, cashDeskId: empty.id })).state).toBe('retired');
});

test('F-04 a box holds no more than is told to the fen and booked in one line, by the database itself', async () => {
  cash = await CashRig.open(rig, { takingsFen: inBoxMaxFen, pettyFen: inBoxMaxFen });
  const { cashDeskId } = cash;
  await cash.openDay();
  const one = { parts: [{ method: 'cash' as const, amountFen: 1 }] };
  const drawn = { cashDeskId, from: 'bank' as const, bankAccount: '1002', number: 'T1', amountFen: 1 };
  const tooMuch = { code: 'finance.cash_desk.too_much' };
  expect(await refusal(cash.issue(one))).toMatchObject({ ...tooMuch, details: { box: 'takings' } });
  expect(await refusal(rig.cashier.call(drawPettyCash, drawn))).toMatchObject({
    ...tooMuch,
    details: { box: 'petty' },
  });
  await rig.cashier.call(depositCash, { cashDeskId, bankAccount: '1002', amountFen: 1 });
  expect((await cash.issue(one)).number).toBe(cash.number(1));
  expect((await rig.accountant.call(getCashDesk, { cashDeskId })).inBoxes).toEqual({
    takingsFen: inBoxMaxFen,
    pettyFen: inBoxMaxFen,
  });
  const more = rig.desk.sql('finance', 'UPDATE cash_box SET balance_fen = balance_fen + 1 WHERE desk_id = $1', [
    cashDeskId,
  ]);
  await expect(more).rejects.toThrow('cash_box_balance');
  expect(await refusal(cash.issue({ parts: [{ method: 'cash', amountFen: 100_000_000_000 }] }))).toMatchObject({
    code: 'invalid_request',
  });
});
