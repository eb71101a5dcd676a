import {
  approveTakingsPermit,
  depositCash,
  getTakingsPermit,
  listCashPayouts,
  listPermitMonths,
  listTakingsPermits,
  permitReported,
  registerTakingsPermit,
  reportTakingsPermit,
  revokeTakingsPermit,
  takeBackPayout,
  type InputOf,
} from '@bumen/contracts';
import { refusal } from '@bumen/testing';
import { CashRig, type PaidOut } from '../cash-desk/cash-desk.rig.ts';
import { FinanceRig, outcomes } from '../finance.rig.ts';

let rig: FinanceRig;
let cash: CashRig;
let other: CashRig;
let cashDayId: string;
let papers = 0;
beforeEach(async () => {
  rig = await FinanceRig.open();
  cash = await CashRig.open(rig, { takingsFen: 500_000 });
  other = await CashRig.open(rig, { takingsFen: 500_000 });
  cashDayId = await cash.openDay();
  await other.openDay();
});
afterEach(() => rig?.close());

const register = async (given: Partial<InputOf<typeof registerTakingsPermit>> = {}, client = rig.accountant) =>
  (
    await client.call(registerTakingsPermit, {
      ...{ bankName: '工商银行', number: `ZZ${(papers += 1)}`, kinds: ['travel'], monthlyFen: 100_000 },
      ...{ fromDay: '2026-03-01', untilDay: '2026-12-31', ...given },
    })
  ).id;
const inForce = async (given: Partial<InputOf<typeof registerTakingsPermit>> = {}) => {
  const takingsPermitId = await register(given);
  await rig.manager.call(approveTakingsPermit, { takingsPermitId });
  return takingsPermitId;
};
const spend = (takingsPermitId: string, given: PaidOut = {}, desk = cash) =>
  desk.payOut({ from: 'takings', kind: 'travel', amountFen: 60_000, takingsPermitId, ...given });
const monthOf = async (takingsPermitId: string) =>
  (await rig.accountant.call(listPermitMonths, { takingsPermitId: [takingsPermitId] })).items;

test('F-04 a permit is registered once and in force when another person has approved it', async () => {
  const takingsPermitId = await register({ number: 'ZZ-2026-1' });
  expect(await refusal(register({ number: 'ZZ-2026-1' }))).toMatchObject({ code: 'finance.takings_permit.known' });
  expect(await refusal(register({ number: 'zz2026/1' }))).toMatchObject({ code: 'finance.takings_permit.known' });
  expect(await refusal(spend(takingsPermitId))).toMatchObject({
    code: 'finance.takings_permit.unfit',
    details: { number: 'ZZ-2026-1' },
  });
  const self = rig.desk.as('finance_manager', { staffId: rig.accountant.caller.staffId });
  expect(await refusal(self.call(approveTakingsPermit, { takingsPermitId }))).toMatchObject({
    code: 'finance.second_hand',
  });
  expect(await rig.manager.call(approveTakingsPermit, { takingsPermitId })).toMatchObject({
    state: 'in_force',
    approved: { byName: '吴经理' },
  });
  await spend(takingsPermitId);
  expect(await monthOf(takingsPermitId)).toEqual([
    { takingsPermitId, month: '2026-03', monthlyFen: 100_000, usedFen: 60_000, payouts: 1, reported: null },
  ]);
});

test('F-04 whoever holds the cash of a desk neither registers nor approves a permit, whatever else they become', async () => {
  const takingsPermitId = await register();
  const custodian = { staffId: rig.cashier.caller.staffId };
  const [bookkeeper, manager] = [rig.desk.as('accountant', custodian), rig.desk.as('finance_manager', custodian)];
  for (const call of [register({}, bookkeeper), manager.call(approveTakingsPermit, { takingsPermitId })])
    expect(await refusal(call)).toMatchObject({ code: 'finance.cash_desk.custodian_alone' });
  expect((await rig.manager.call(approveTakingsPermit, { takingsPermitId })).state).toBe('in_force');
});

test('F-04 a permit allows its kinds on its days, until it is revoked, and petty cash takes none', async () => {
  const whys: [string, string, PaidOut][] = [
    [await inForce({ fromDay: '2026-03-03' }), 'dates', {}],
    [await inForce({ fromDay: '2026-02-01', untilDay: '2026-03-01' }), 'dates', {}],
    [await inForce({ kinds: ['wages'] }), 'other_use', {}],
    [await inForce(), 'petty', { from: 'petty' }],
  ];
  for (const [takingsPermitId, why, given] of whys)
    expect(await refusal(spend(takingsPermitId, given))).toMatchObject({
      code: 'finance.takings_permit.unfit',
      details: { why },
    });
  const takingsPermitId = await inForce();
  const revoked = { takingsPermitId, reason: '银行收回' };
  const open = await rig.cashier.call(listTakingsPermits, { state: ['in_force'] });
  expect(open.items.map(({ id }) => id)).toContain(takingsPermitId);
  expect(await rig.accountant.call(revokeTakingsPermit, revoked)).toMatchObject({ revoked: { byName: '孙会计' } });
  expect(await refusal(spend(takingsPermitId))).toMatchObject({ details: { why: 'not_in_force' } });
  expect((await rig.cashier.call(getTakingsPermit, { takingsPermitId })).reason).toBe('银行收回');
});

test('F-04 a permit that was used is not registered again, or it could be used up twice', async () => {
  const number = 'ZZ-2026-9';
  const wrong = await register({ number, monthlyFen: 1 });
  await rig.accountant.call(revokeTakingsPermit, { takingsPermitId: wrong, reason: '登记有误' });
  const takingsPermitId = await inForce({ number });
  await spend(takingsPermitId);
  await rig.accountant.call(revokeTakingsPermit, { takingsPermitId, reason: '银行收回' });
  expect(await refusal(register({ number }))).toMatchObject({ code: 'finance.takings_permit.known' });
});

test('F-04 no more than the sum of a month is spent, also not by two desks at once, and what comes back is free again', async () => {
  const takingsPermitId = await inForce();
  expect(await refusal(spend(takingsPermitId, { amountFen: 100_001 }))).toMatchObject({
    code: 'finance.takings_permit.used_up',
    details: { month: '2026-03' },
  });
  const both = await outcomes([spend(takingsPermitId), spend(takingsPermitId, {}, other)]);
  expect(both.toSorted()).toEqual(['finance.takings_permit.used_up', 'ok']);
  await spend(takingsPermitId, { amountFen: 40_000 });
  expect(await refusal(spend(takingsPermitId, { amountFen: 1 }))).toMatchObject({
    code: 'finance.takings_permit.used_up',
  });
  const { items } = await rig.accountant.call(listCashPayouts, { takingsPermitId: [takingsPermitId] });
  const back = { cashPayoutId: items[0]!.id, reason: '客户未取' };
  await rig.accountant.call(takeBackPayout, back);
  await spend(takingsPermitId, { amountFen: 40_000 }, other);
  expect(await monthOf(takingsPermitId)).toMatchObject([{ usedFen: 100_000, payouts: 2 }]);
});

test('F-04 two who spend the last of a permit wait for one row, which the database itself keeps below the sum', async () => {
  const takingsPermitId = await inForce();
  await spend(takingsPermitId, { amountFen: 99_999 });
  const last = await Promise.all([1, 2].map(() => cash.payments.approved({ kind: 'travel', amountFen: 1 })));
  const spendLast = (desk: CashRig, place: number) => () =>
    desk.pay(last[place]!.id, { from: 'takings', takingsPermitId });
  const held = ['SELECT id FROM takings_permit WHERE id = $1 FOR UPDATE', [takingsPermitId]] as const;
  const ends = await rig.inLine(...held, [spendLast(cash, 0), spendLast(other, 1)]);
  expect(ends).toEqual(['ok', 'finance.takings_permit.used_up']);
  const more = rig.desk.sql('finance', 'UPDATE takings_permit_month SET used_fen = used_fen + 1');
  await expect(more).rejects.toThrow('takings_permit_month_used');
});

test('F-04 what was used of a month is reported to the bank once it is over, once, and then stays', async () => {
  const takingsPermitId = await inForce();
  const { id: cashPayoutId } = await spend(takingsPermitId);
  const report = (month: string) => rig.accountant.call(reportTakingsPermit, { takingsPermitId, month });
  for (const month of ['2026-03', '2026-02', '2027-01'])
    expect(await refusal(report(month))).toMatchObject({ code: 'finance.takings_permit.month_unfit' });
  // Its desk is still on the last day but one of the month.
  rig.desk.clock.set('2026-04-01T09:00:00+08:00');
  const both = await outcomes([report('2026-03'), report('2026-03')]);
  expect(both.toSorted()).toEqual(['finance.takings_permit.month_reported', 'ok']);
  const [march] = await monthOf(takingsPermitId);
  expect(march).toMatchObject({ month: '2026-03', usedFen: 60_000, reported: { byName: '孙会计' } });
  expect(await rig.told(permitReported)).toHaveLength(1);
  expect(await refusal(spend(takingsPermitId, { amountFen: 1 }))).toMatchObject({
    code: 'finance.takings_permit.month_reported',
  });
  const back = { cashPayoutId, reason: '客户未取' };
  expect(await refusal(rig.accountant.call(takeBackPayout, back))).toMatchObject({
    code: 'finance.takings_permit.month_reported',
  });
  const { cashDeskId } = cash;
  await rig.cashier.call(depositCash, { cashDeskId, bankAccount: '1002', amountFen: 240_000 });
  await cash.closeDay(cashDayId, 200_000, 0);
  await cash.openDay();
  expect((await spend(takingsPermitId)).day).toBe('2026-04-01');
  expect((await monthOf(takingsPermitId)).map(({ month }) => month)).toEqual(['2026-04', '2026-03']);
});

test('F-04 a month in which nothing was used is reported as well', async () => {
  const takingsPermitId = await inForce();
  rig.desk.clock.set('2026-04-01T09:00:00+08:00');
  await rig.manager.call(revokeTakingsPermit, { takingsPermitId, reason: '银行收回' });
  const reported = await rig.manager.call(reportTakingsPermit, { takingsPermitId, month: '2026-03' });
  expect(reported).toMatchObject({ usedFen: 0, payouts: 0, reported: { byName: '吴经理' } });
});
