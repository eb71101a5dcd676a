import {
  allowOverLimit,
  approveReceiptVoid,
  cashDayOverdue,
  closeCashDay,
  depositCash,
  depositCheques,
  getCashDay,
  listCashDays,
  openCashDay,
  takeBackPayout,
  voidReceipt,
  type InputOf,
} from '@bumen/contracts';
import { refusal } from '@bumen/testing';
import { CashRig } from '../cash-desk/cash-desk.rig.ts';
import { FinanceRig, outcomes } from '../finance.rig.ts';

let rig: FinanceRig;
let cash: CashRig;
beforeEach(async () => {
  rig = await FinanceRig.open();
  cash = await CashRig.open(rig, { pettyFen: 50_000 });
});
afterEach(() => rig?.close());

const close = (cashDayId: string, explanations: InputOf<typeof closeCashDay>['explanations'] = {}) =>
  rig.cashier.call(closeCashDay, { cashDayId, explanations });

test.each([
  ['after the bank had closed', '2026-03-02T17:00:00+08:00', 'closed'],
  ['before it closed', '2026-03-02T16:59:59+08:00', 'refused'],
  ['on a Saturday', '2026-03-07T11:00:00+08:00', 'closed'],
  ['on a public holiday', '2026-10-01T11:00:00+08:00', 'closed'],
  ['on a Sunday that is worked for it', '2026-10-10T11:00:00+08:00', 'refused'],
])('F-03 what came in %s goes to the bank on its next day or is refused', async (_when, at, then) => {
  rig.desk.clock.set(at);
  const cashDayId = await cash.openDay();
  await cash.issue({ parts: [{ method: 'cash', amountFen: 200_000 }] });
  await cash.count(cashDayId, 200_000, 50_000);
  const [outcome] = await outcomes([close(cashDayId)]);
  expect(outcome).toBe(then === 'closed' ? 'ok' : 'finance.cash_day.over_limit');
});

test.each([
  [
    'given back',
    async () => {
      const { id: cashPayoutId } = await cash.payOut({ kind: 'travel', amountFen: 50_000 });
      return () => rig.accountant.call(takeBackPayout, { cashPayoutId, reason: '未付出' });
    },
  ],
  [
    'made void',
    async () => async () => {
      const { id: receiptId } = await cash.issue({ parts: [{ method: 'cash', amountFen: 50_000 }] });
      await rig.cashier.call(voidReceipt, { receiptId, reason: '写错', copiesBack: true });
      return rig.accountant.call(approveReceiptVoid, { receiptId });
    },
  ],
])('F-03 what is %s after the bank had closed did not come in then', async (_what, begin) => {
  rig.desk.clock.set('2026-03-02T16:00:00+08:00');
  const cashDayId = await cash.openDay();
  await cash.issue({ parts: [{ method: 'cash', amountFen: 200_000 }] });
  const later = await begin();
  rig.desk.clock.set('2026-03-02T17:30:00+08:00');
  await later();
  await cash.count(cashDayId, 200_000, 50_000);
  expect(await outcomes([close(cashDayId)])).toEqual(['finance.cash_day.over_limit']);
});

test.each([
  ['on the evening on which it came in', '2026-03-06T21:00:00+08:00', 'closed'],
  ['before the bank opens again', '2026-03-08T11:00:00+08:00', 'closed'],
  ['once the bank was open since', '2026-03-09T17:00:00+08:00', 'refused'],
  ['a month later', '2026-04-09T09:00:00+08:00', 'refused'],
])('F-03 a day that goes on is no way around the bank: what came in late and is closed %s', async (_when, at, then) => {
  rig.desk.clock.set('2026-03-06T18:00:00+08:00');
  const cashDayId = await cash.openDay();
  await cash.issue({ parts: [{ method: 'cash', amountFen: 200_000 }] });
  rig.desk.clock.set(at);
  await cash.count(cashDayId, 200_000, 50_000);
  const [outcome] = await outcomes([close(cashDayId)]);
  expect(outcome).toBe(then === 'closed' ? 'ok' : 'finance.cash_day.over_limit');
});

test('F-08 quiet days are closed by themselves in order, as each is over', async () => {
  const { cashDeskId } = cash;
  await cash.closeDay(await cash.openDay(), 0, 50_000);
  rig.desk.clock.set('2026-03-05T00:00:00+08:00');
  await rig.desk.sweep();
  rig.desk.clock.set('2026-03-06T09:00:00+08:00');
  // What the sweep has left is closed by whoever opens the next one.
  const friday = await rig.cashier.call(openCashDay, { cashDeskId });
  expect(friday.day).toBe('2026-03-06');
  const days = await rig.accountant.call(listCashDays, { cashDeskId: [cashDeskId] });
  expect(days.items.map(({ day, quiet, state }) => [day, quiet, state]).toReversed()).toEqual([
    ['2026-03-02', false, 'closed'],
    ['2026-03-03', true, 'closed'],
    ['2026-03-04', true, 'closed'],
    ['2026-03-05', true, 'closed'],
    ['2026-03-06', false, 'open'],
  ]);
  expect(new Set(days.items.map(({ digest }) => digest)).size).toBe(5);
  // One that was opened and on which nothing was done is quiet as well.
  rig.desk.clock.set('2026-03-07T00:00:00+08:00');
  await rig.desk.sweep();
  expect(await rig.accountant.call(getCashDay, { cashDayId: friday.id })).toMatchObject({
    state: 'closed',
    quiet: true,
  });
});

test('F-03 no day ends above the limit by itself while the bank is open: neither one that nobody opened nor one on which nothing was done', async () => {
  const { cashDeskId } = cash;
  rig.desk.clock.set('2026-03-06T18:00:00+08:00');
  const friday = await cash.openDay();
  await cash.issue({ parts: [{ method: 'cash', amountFen: 200_000 }] });
  await cash.closeDay(friday, 200_000, 50_000);
  rig.desk.clock.set('2026-03-10T09:00:00+08:00');
  for (let day = 0; day < 5; day += 1) await rig.desk.sweep();
  const days = async () =>
    (await rig.accountant.call(listCashDays, { cashDeskId: [cashDeskId] })).items
      .map(({ day, quiet, state }) => `${day} ${quiet ? 'quiet' : 'opened'} ${state}`)
      .toReversed();
  const until = ['2026-03-06 opened closed', '2026-03-07 quiet closed', '2026-03-08 quiet closed'];
  expect(await days()).toEqual([...until, '2026-03-09 opened open']);
  expect(await rig.told(cashDayOverdue)).toHaveLength(1);
  expect(await refusal(rig.cashier.call(openCashDay, { cashDeskId }))).toMatchObject({
    code: 'finance.cash_day.unclosed',
    details: { day: '2026-03-09' },
  });
  const { items } = await rig.cashier.call(listCashDays, { cashDeskId: [cashDeskId] });
  const { id: cashDayId, opened } = items[0]!;
  expect(opened).toBeNull();
  await cash.count(cashDayId, 200_000, 50_000);
  expect(await refusal(close(cashDayId))).toMatchObject({ code: 'finance.cash_day.over_limit' });
  await rig.manager.call(allowOverLimit, { cashDayId, reason: '押运车未到' });
  await close(cashDayId);
  // Opened, and nothing done on it.
  expect((await rig.cashier.call(openCashDay, { cashDeskId })).day).toBe('2026-03-10');
  rig.desk.clock.set('2026-03-12T09:00:00+08:00');
  await rig.desk.sweep();
  expect((await days()).at(-1)).toBe('2026-03-10 opened open');
  await rig.cashier.call(depositCash, { cashDeskId, bankAccount: '1002', amountFen: 50_000 });
  const [last] = (await rig.cashier.call(listCashDays, { cashDeskId: [cashDeskId] })).items;
  expect((await cash.closeDay(last!.id, 150_000, 50_000)).state).toBe('closed');
  // What is not above it passes as ever.
  expect((await rig.cashier.call(openCashDay, { cashDeskId })).day).toBe('2026-03-12');
});

test('F-03 whoever opens a desk comes to the first day that may not pass, and not to today', async () => {
  const { cashDeskId } = cash;
  const first = await cash.openDay();
  await cash.issue({ parts: [{ method: 'cash', amountFen: 200_000 }] });
  await cash.count(first, 200_000, 50_000);
  await rig.manager.call(allowOverLimit, { cashDayId: first, reason: '押运车未到' });
  await close(first);
  rig.desk.clock.set('2026-03-05T09:00:00+08:00');
  const [opened] = await outcomes([rig.cashier.call(openCashDay, { cashDeskId })]);
  const { items } = await rig.accountant.call(listCashDays, { cashDeskId: [cashDeskId] });
  // The desk's own sweeper may have begun it.
  expect([items[0]!.day, opened]).toEqual(['2026-03-03', items[0]!.opened ? 'ok' : 'finance.cash_day.unclosed']);
});

test('F-08 whoever has not closed a day by its end is told once, and what is done belongs to that day', async () => {
  const cashDayId = await cash.openDay();
  await cash.issue();
  rig.desk.clock.set('2026-03-03T00:00:00+08:00');
  await rig.desk.sweep();
  await rig.desk.sweep();
  expect(await rig.told(cashDayOverdue)).toHaveLength(1);
  expect((await cash.issue({ parts: [{ method: 'cash', amountFen: 1 }] })).day).toBe('2026-03-02');
  expect((await cash.closeDay(cashDayId, 100_001, 50_000)).state).toBe('closed');
});

test('F-08 a day on which cheques alone left is not one on which nothing happened', async () => {
  const { cashDeskId } = cash;
  const first = await cash.openDay();
  const { id } = await cash.issue({
    parts: [{ method: 'cheque', amountFen: 80_000, reference: '30108914' }],
    counterfeitChecked: false,
  });
  await cash.closeDay(first, 0, 50_000);
  const cashDayId = await cash.openDay();
  await rig.cashier.call(depositCheques, { cashDeskId, bankAccount: '1002', receiptIds: [id] });
  rig.desk.clock.set('2026-03-04T00:00:00+08:00');
  await rig.desk.sweep();
  expect(await rig.accountant.call(getCashDay, { cashDayId })).toMatchObject({ state: 'open', quiet: false });
});
