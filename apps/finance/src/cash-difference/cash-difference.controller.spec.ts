import { randomUUID } from 'node:crypto';
import {
  beginClosing,
  cashBookingPolicy,
  cashDifferenceFound,
  closeCashDay,
  decideCashDifference,
  discardVoucher,
  getCashDifference,
  getVoucher,
  listCashDifferences,
  makeDifferenceVoucher,
  openPeriod,
  standard,
  stopClosing,
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
  cash = await CashRig.open(rig, { pettyFen: 50_000 });
});
afterAll(() => rig?.close());

/** The takings of a day are short of 10 yuan, and the petty cash is over by one. */
async function found() {
  const cashDayId = await cash.openDay();
  await cash.issue();
  await cash.count(cashDayId, 99_000, 50_100);
  const explanations = { takings: '少收一张', petty: '找零时多收' };
  await rig.cashier.call(closeCashDay, { cashDayId, explanations });
  const { items } = await rig.manager.call(listCashDifferences, { cashDeskId: [cash.cashDeskId] });
  return {
    cashDayId,
    short: items.find(({ box }) => box === 'takings')!,
    over: items.find(({ box }) => box === 'petty')!,
  };
}
const decide = (
  cashDifferenceId: string,
  outcome: 'person_pays' | 'expense' | 'payable' | 'income',
  personId: string | null = null,
  client = rig.manager,
) => client.call(decideCashDifference, { cashDifferenceId, outcome, personId, reason: '已查明' });

test('F-08 each box that is short or over at the close is told of by itself and never set off', async () => {
  const { short, over, cashDayId } = await found();
  expect(short).toMatchObject({ cashDayId, amountFen: -1_000, state: 'open', explanation: '少收一张', openDays: 0 });
  expect(over).toMatchObject({ amountFen: 100, custodianName: '陈出纳', decision: null });
  const told = (await rig.told(cashDifferenceFound)).filter(({ subject }) => [short.id, over.id].includes(subject));
  expect(told).toHaveLength(2);
  expect(await rig.cashier.call(getCashDifference, { cashDifferenceId: short.id })).toMatchObject({
    amountFen: -1_000,
  });
});

test('F-08 a day that agrees leaves no difference', async () => {
  await cash.closeDay(await cash.openDay(), 0, 50_000);
  expect((await rig.manager.call(listCashDifferences, { cashDeskId: [cash.cashDeskId] })).items).toEqual([]);
});

test('F-08 what is short is paid by somebody of the staff or lost, what is over is owed or gained', async () => {
  const { short, over } = await found();
  const paying = rig.cashier.caller.staffId;
  for (const [id, outcome, person] of [
    [short.id, 'payable', null],
    [short.id, 'income', null],
    [short.id, 'person_pays', null],
    [short.id, 'expense', paying],
    [over.id, 'expense', null],
    [over.id, 'person_pays', paying],
  ] as const)
    expect(await refusal(decide(id, outcome, person))).toMatchObject({
      code: 'finance.cash_difference.decision_unfit',
    });
  expect(await refusal(decide(short.id, 'person_pays', randomUUID()))).toMatchObject({
    code: 'finance.cash_difference.person_unfit',
  });
  expect(await decide(short.id, 'person_pays', paying)).toMatchObject({
    state: 'decided',
    decision: { outcome: 'person_pays', accountCode: '1221', personId: paying, byName: '吴经理' },
    reason: '已查明',
  });
  expect((await decide(over.id, 'income')).decision).toMatchObject({ accountCode: '5301', personId: null });
});

test('P-04 who held the cash decides nothing of what is missing', async () => {
  const { short } = await found();
  const holder = rig.desk.as('finance_manager', { staffId: rig.cashier.caller.staffId });
  expect(await refusal(decide(short.id, 'expense', null, holder))).toMatchObject({
    code: 'finance.cash_desk.custodian_alone',
  });
});

test('F-08 of two who decide at once one does', async () => {
  const { short } = await found();
  const other = rig.desk.as('finance_manager');
  const both = await rig.inLine(
    'SELECT FROM cash_difference WHERE id = $1 FOR UPDATE',
    [short.id],
    [() => decide(short.id, 'expense'), () => decide(short.id, 'expense', null, other)],
  );
  expect(both[0]).toBe('ok');
  expect(both[1]).not.toBe('ok');
});

test('F-08 differences are listed by desk, state and age', async () => {
  const { short } = await found();
  await decide(short.id, 'expense');
  const list = async (given: object) =>
    (await rig.accountant.call(listCashDifferences, { cashDeskId: [cash.cashDeskId], ...given })).items.map(
      ({ box }) => box,
    );
  expect(await list({ state: ['open'] })).toEqual(['petty']);
  expect(await list({ openDaysMin: 3 })).toEqual([]);
  rig.desk.clock.advance({ days: 3 });
  expect(await list({ openDaysMin: 3 })).toEqual(['petty']);
  expect(await list({})).toEqual(expect.arrayContaining(['petty', 'takings']));
});

test('F-07 a decided difference becomes one transfer out of what is undecided, and another only where that is thrown away', async () => {
  const { short, over } = await found();
  const make = (cashDifferenceId: string) => rig.accountant.call(makeDifferenceVoucher, { cashDifferenceId });
  expect(await refusal(make(short.id))).toMatchObject({ code: 'step_refused' });
  await decide(short.id, 'person_pays', rig.cashier.caller.staffId);
  await decide(over.id, 'payable');
  const month = short.day.slice(0, 7);
  await outcomes([rig.accountant.call(openPeriod, { month })]);
  const [one, again] = await Promise.all([make(short.id), make(short.id)]);
  expect(one.voucherId).toBe(again.voucherId);
  expect(await rig.accountant.call(getVoucher, { voucherId: one.voucherId! })).toMatchObject({
    kind: 'transfer',
    state: 'draft',
    documents: [{ kind: 'count_sheet', number: `${short.day}-takings` }],
    lines: [
      { accountCode: '1221', side: 'debit', amountFen: 1_000, party: `staff:${rig.cashier.caller.staffId}` },
      { accountCode: '1901', side: 'credit', amountFen: 1_000 },
    ],
  });
  const owed = await make(over.id);
  expect((await rig.accountant.call(getVoucher, { voucherId: owed.voucherId! })).lines).toMatchObject([
    { accountCode: '1901', side: 'debit', amountFen: 100 },
    { accountCode: '2241', side: 'credit', amountFen: 100 },
  ]);
  await rig.accountant.call(discardVoucher, { voucherId: owed.voucherId! });
  expect((await make(over.id)).voucherId).not.toBe(owed.voucherId);
});

test('F-07 no voucher of a difference is made on accounts that can not take it, or in a month that is being closed', async () => {
  const { short } = await found();
  await decide(short.id, 'expense');
  const make = () => rig.accountant.call(makeDifferenceVoucher, { cashDifferenceId: short.id });
  const periodId = await rig.month(short.day.slice(0, 7));
  const leave = (suspenseAccount: string) => {
    const value = { ...cashBookingPolicy.default, suspenseAccount };
    return rig.manager.call(standard.finance.setPolicy, { name: cashBookingPolicy.name, value, reason: '调整科目' });
  };
  await leave('9999');
  expect(await refusal(make())).toMatchObject({ code: 'finance.journal.line_unfit' });
  await leave('1012');
  expect(await refusal(make())).toMatchObject({ code: 'finance.voucher.kind_unfit' });
  await leave(cashBookingPolicy.default.suspenseAccount);
  await rig.accountant.call(beginClosing, { periodId });
  expect(await refusal(make())).toMatchObject({ code: 'finance.period.not_open' });
  await rig.accountant.call(stopClosing, { periodId, reason: '尚有凭证未填制' });
  expect((await make()).voucherId).not.toBeNull();
});
