import {
  allowOverLimit,
  closeCashDay,
  countCash,
  getCashDay,
  getCashDayReport,
  getCashDesk,
  listCashDays,
  listCashMoves,
  openCashDay,
  type InputOf,
} from '@bumen/contracts';
import { refusal } from '@bumen/testing';
import { CashRig, piecesOf } from '../cash-desk/cash-desk.rig.ts';
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

const close = (cashDayId: string, explanations: InputOf<typeof closeCashDay>['explanations'] = {}) =>
  rig.cashier.call(closeCashDay, { cashDayId, explanations });

test('F-08 a day is opened as the one before was closed, none is skipped, and none opens before the last is closed', async () => {
  const { cashDeskId } = cash;
  const first = await rig.cashier.call(openCashDay, { cashDeskId });
  expect(first).toMatchObject({ day: '2026-03-02', state: 'open', opening: null });
  expect(await refusal(rig.cashier.call(openCashDay, { cashDeskId }))).toMatchObject({
    code: 'finance.cash_day.unclosed',
    details: { day: '2026-03-02' },
  });
  await cash.issue();
  expect(await cash.closeDay(first.id, 100_000, 50_000)).toMatchObject({
    state: 'closed',
    closing: { takingsFen: 100_000, pettyFen: 50_000 },
    closed: { byName: '陈出纳' },
  });
  // The next one on the evening before, and no further one.
  const second = await rig.cashier.call(openCashDay, { cashDeskId });
  expect(second.day).toBe('2026-03-03');
  await cash.closeDay(second.id, 100_000, 50_000);
  expect((await rig.accountant.call(getCashDay, { cashDayId: second.id })).opening).toEqual({
    takingsFen: 100_000,
    pettyFen: 50_000,
  });
  expect(await refusal(rig.cashier.call(openCashDay, { cashDeskId }))).toMatchObject({
    code: 'finance.cash_day.too_early',
    details: { day: '2026-03-04' },
  });
});

test('F-08 only its custodian opens, counts and closes a day, whatever else they may', async () => {
  const { cashDeskId } = cash;
  const colleague = rig.desk.as('cashier');
  expect(await refusal(colleague.call(openCashDay, { cashDeskId }))).toMatchObject({
    code: 'finance.cash_desk.not_yours',
    details: { custodian: '陈出纳' },
  });
  const cashDayId = await cash.openDay();
  expect(await refusal(colleague.call(countCash, { cashDayId, takings: [], petty: [] }))).toMatchObject({
    code: 'finance.cash_desk.not_yours',
  });
  await cash.count(cashDayId, 0, 50_000);
  expect(await refusal(colleague.call(closeCashDay, { cashDayId }))).toMatchObject({
    code: 'finance.cash_desk.not_yours',
  });
});

test('F-05 a count is by notes and coins that there are, each once: an IOU is no cash', async () => {
  const cashDayId = await cash.openDay();
  const piece = (denominationFen: number) => ({ denominationFen, pieces: 1 });
  const lists = [
    { takings: [piece(12_345)], petty: [] },
    { takings: [], petty: [piece(100), piece(100)] },
    { takings: [], petty: [], unfit: [{ ...piece(300), box: 'takings' as const, why: 'damaged' as const }] },
  ];
  for (const one of lists)
    expect(await refusal(rig.cashier.call(countCash, { cashDayId, ...one }))).toMatchObject({
      code: 'finance.cash_day.denomination_unknown',
    });
  const unfit = [{ ...piece(10_000), box: 'takings' as const, why: 'doubtful' as const }];
  const counted = await rig.cashier.call(countCash, { cashDayId, takings: [], petty: piecesOf(50_000), unfit });
  expect(counted.counts[0]).toMatchObject({ unfit, takings: { countedFen: 0 }, petty: { differenceFen: 0 } });
});

test('F-08 a count is final: it is only repeated, both are kept, and each difference is explained', async () => {
  const cashDayId = await cash.openDay();
  await cash.issue();
  const first = await cash.count(cashDayId, 99_000, 50_100);
  expect(first.counts).toMatchObject([
    {
      takings: { countedFen: 99_000, expectedFen: 100_000, differenceFen: -1_000 },
      petty: { countedFen: 50_100, expectedFen: 50_000, differenceFen: 100 },
    },
  ]);
  expect(await refusal(cash.issue())).toMatchObject({ code: 'finance.cash_day.not_open' });
  expect(await refusal(close(cashDayId, { petty: '找零时多收' }))).toMatchObject({
    code: 'finance.cash_day.difference_unexplained',
    details: { boxes: [{ zh: '营业款', en: 'takings' }] },
  });
  const closed = await close(cashDayId, { takings: '少收一张', petty: '找零时多收' });
  expect(closed).toMatchObject({
    closing: { takingsFen: 99_000, pettyFen: 50_100 },
    explanations: { takings: '少收一张', petty: '找零时多收' },
  });
  // Nothing is set off: each box has a move of its own.
  for (const [box, amountFen] of [
    ['takings', -1_000],
    ['petty', 100],
  ] as const)
    expect((await rig.accountant.call(listCashMoves, { cashDeskId: cash.cashDeskId, box })).items.at(-1)).toMatchObject(
      { kind: 'difference', amountFen },
    );
});

test('F-08 a day is counted a bounded number of times', async () => {
  const cashDayId = await cash.openDay();
  for (let count = 0; count < 20; count += 1) await cash.count(cashDayId, 0, count);
  expect(await refusal(cash.count(cashDayId, 0, 50_000))).toMatchObject({
    code: 'finance.cash_day.counts_too_many',
    details: { max: 20 },
  });
  expect((await close(cashDayId, { petty: '盘点有误' })).counts).toHaveLength(20);
});

test('F-03 above the limit a day is closed only by an allowance, by who does not hold the cash', async () => {
  const cashDayId = await cash.openDay();
  await cash.issue({ parts: [{ method: 'cash', amountFen: 200_000 }] });
  await cash.count(cashDayId, 200_000, 50_000);
  expect(await refusal(close(cashDayId))).toMatchObject({
    code: 'finance.cash_day.over_limit',
    details: { limitFen: 200_000 },
  });
  const holder = rig.desk.as('finance_manager', { staffId: rig.cashier.caller.staffId });
  expect(await refusal(holder.call(allowOverLimit, { cashDayId, reason: '银行停业' }))).toMatchObject({
    code: 'finance.cash_desk.custodian_alone',
  });
  await rig.manager.call(allowOverLimit, { cashDayId, reason: '押运车未到' });
  expect((await close(cashDayId)).allowance).toMatchObject({ byName: '吴经理', reason: '押运车未到' });
});

test('F-08 of an open day its custodian gets neither report nor moves; of a closed one both', async () => {
  const { cashDeskId } = cash;
  const cashDayId = await cash.openDay();
  await cash.issue();
  const moves = async (client = rig.cashier) =>
    (await client.call(listCashMoves, { cashDeskId, box: 'takings' })).items.map(({ kind }) => kind);
  expect(await refusal(rig.cashier.call(getCashDayReport, { cashDayId }))).toMatchObject({
    code: 'finance.cash_day.uncounted',
    details: { day: '2026-03-02' },
  });
  expect(await moves()).toEqual([]);
  expect(await moves(rig.accountant)).toEqual(['receipt']);
  await cash.closeDay(cashDayId, 100_000, 50_000);
  expect(await moves()).toEqual(['receipt']);
  expect(await rig.cashier.call(getCashDayReport, { cashDayId })).toMatchObject({
    takings: {
      openingFen: 0,
      inFen: 100_000,
      outFen: 0,
      expectedFen: 100_000,
      countedFen: 100_000,
      closingFen: 100_000,
    },
    petty: { openingFen: 50_000, expectedFen: 50_000, differenceFen: 0 },
    receipts: { first: cash.number(1), last: cash.number(1), issued: 1, voided: 0 },
  });
});

test('F-08 what was in the boxes before tells what is in them now, and is hidden until the open day is counted', async () => {
  const { cashDeskId } = cash;
  const before = await cash.openDay();
  await cash.issue();
  await cash.closeDay(before, 100_000, 50_000);
  const cashDayId = await cash.openDay();
  const colleague = rig.desk.as('cashier');
  const readsToo = rig.desk.as('accountant', { staffId: rig.cashier.caller.staffId });
  const seen = async (client = rig.cashier) => {
    const { items } = await client.call(listCashMoves, { cashDeskId, box: 'takings' });
    const days = await client.call(listCashDays, { cashDeskId: [cashDeskId] });
    const day = await client.call(getCashDay, { cashDayId: before });
    return [day, ...days.items.filter(({ id }) => id === before)].map((one) => [
      ...[one.opening, one.closing?.takingsFen, one.counts.length, items[0]!.balanceFen, items[0]!.amountFen],
    ]);
  };
  for (const client of [rig.cashier, colleague, readsToo]) {
    const nothing = [null, undefined, 0, null, 100_000];
    expect(await seen(client)).toEqual([nothing, nothing]);
    expect(await refusal(client.call(getCashDayReport, { cashDayId: before }))).toMatchObject({
      code: 'finance.cash_day.uncounted',
      details: { day: '2026-03-03' },
    });
  }
  const all = [{ takingsFen: 0, pettyFen: 50_000 }, 100_000, 1, 100_000, 100_000];
  expect(await seen(rig.accountant)).toEqual([all, all]);
  await cash.count(cashDayId, 100_000, 50_000);
  expect(await seen()).toEqual([all, all]);
  expect((await rig.cashier.call(getCashDayReport, { cashDayId: before })).takings.closingFen).toBe(100_000);
});

test('F-08 a receipt is of the day before it is closed or of none, when both are done at once', async () => {
  const cashDayId = await cash.openDay();
  await cash.issue();
  await cash.count(cashDayId, 100_000, 50_000);
  const both = await outcomes([close(cashDayId), close(cashDayId), cash.issue()]);
  expect(both.filter((one) => one === 'ok')).toHaveLength(1);
  expect(both[2]).toBe('finance.cash_day.not_open');
  const desk = await rig.accountant.call(getCashDesk, { cashDeskId: cash.cashDeskId });
  expect(desk.inBoxes).toEqual({ takingsFen: 100_000, pettyFen: 50_000 });
});
