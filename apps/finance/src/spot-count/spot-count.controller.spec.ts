import {
  getSpotCount,
  issueReceipt,
  listSpotCounts,
  listSpotCountsDue,
  spotCountDiffers,
  spotCountTaken,
  takeSpotCount,
} from '@bumen/contracts';
import { refusal } from '@bumen/testing';
import { CashRig, piecesOf } from '../cash-desk/cash-desk.rig.ts';
import { FinanceRig } from '../finance.rig.ts';

let rig: FinanceRig;
let cash: CashRig;
beforeAll(async () => {
  rig = await FinanceRig.open();
});
beforeEach(async () => {
  cash = await CashRig.open(rig, { pettyFen: 50_000 });
});
afterAll(() => rig?.close());

const take = (takingsFen: number, pettyFen: number, client = rig.desk.as('auditor')) =>
  client.call(takeSpotCount, {
    ...{ cashDeskId: cash.cashDeskId, takings: piecesOf(takingsFen), petty: piecesOf(pettyFen) },
  });

test('F-18 somebody else counts the cash of an open day unannounced, and is told how it compares', async () => {
  expect(await refusal(take(0, 50_000))).toMatchObject({ code: 'finance.cash_day.not_open' });
  const cashDayId = await cash.openDay();
  await cash.issue();
  const holder = rig.desk.as('accountant', { staffId: rig.cashier.caller.staffId });
  expect(await refusal(take(100_000, 50_000, holder))).toMatchObject({ code: 'finance.cash_desk.custodian_alone' });
  const odd = { cashDeskId: cash.cashDeskId, takings: [{ denominationFen: 123, pieces: 1 }], petty: [] };
  expect(await refusal(rig.manager.call(takeSpotCount, odd))).toMatchObject({
    code: 'finance.cash_day.denomination_unknown',
  });
  expect(await take(100_000, 49_000)).toMatchObject({
    ...{ cashDayId, custodianName: '陈出纳' },
    takings: { countedFen: 100_000, expectedFen: 100_000, differenceFen: 0 },
    petty: { countedFen: 49_000, expectedFen: 50_000, differenceFen: -1_000 },
  });
});

test('F-18 who finds a difference tells the finance manager, and nobody else is told live', async () => {
  await cash.openDay();
  const agreeing = await take(0, 50_000);
  const off = await take(0, 50_100);
  const told = async (event: { readonly name: string }) => (await rig.told(event)).map(({ subject }) => subject);
  expect(await told(spotCountDiffers)).toContain(off.id);
  expect(await told(spotCountDiffers)).not.toContain(agreeing.id);
  expect(spotCountDiffers.visibleTo).toEqual(['finance_manager']);
  for (const { visibleTo, toldToWhomItIsAbout } of [spotCountDiffers, spotCountTaken]) {
    expect(visibleTo).not.toContain('cashier');
    expect(toldToWhomItIsAbout).toBeFalsy();
  }
});

test('F-08 who holds the cash sees of an unannounced count nothing of what is there, until the day is counted', async () => {
  const cashDayId = await cash.openDay();
  await cash.issue();
  const { id: spotCountId } = await take(100_000, 50_000);
  const colleague = rig.desk.as('cashier');
  const seenBy = async (client = rig.cashier) => [
    await client.call(getSpotCount, { spotCountId }),
    ...(await client.call(listSpotCounts, { cashDeskId: [cash.cashDeskId] })).items,
  ];
  for (const client of [rig.cashier, colleague])
    for (const one of await seenBy(client)) expect(one).toMatchObject({ takings: null, petty: null, unfit: [] });
  for (const one of await seenBy(rig.accountant)) expect(one.takings).toMatchObject({ expectedFen: 100_000 });
  await cash.count(cashDayId, 100_000, 50_000);
  for (const one of await seenBy()) expect(one.petty).toMatchObject({ expectedFen: 50_000, differenceFen: 0 });
});

test('F-18 an unannounced count is kept as it was found: the database itself refuses to change it', async () => {
  await cash.openDay();
  const { id } = await take(0, 50_000);
  for (const statement of [
    'UPDATE spot_count SET counted_by_name = $2 WHERE id = $1',
    'DELETE FROM spot_count WHERE id = $1 AND $2 <> $1::text',
  ])
    await expect(rig.desk.sql('finance', statement, [id, '别人'])).rejects.toThrow('spot_count');
});

test('F-18 a count that a receipt comes into is before or after it, and agrees in either case', async () => {
  await cash.openDay();
  const receipt = () =>
    rig.cashier.call(issueReceipt, {
      ...{ cashDeskId: cash.cashDeskId, payer: '林先生', kind: 'deposit', counterfeitChecked: true },
      parts: [{ method: 'cash', amountFen: 10_000 }],
    });
  const found: number[] = [];
  await rig.inLine(
    'SELECT FROM cash_desk WHERE id = $1 FOR UPDATE',
    [cash.cashDeskId],
    [
      async () => found.push((await take(0, 50_000)).takings!.differenceFen),
      receipt,
      async () => found.push((await take(10_000, 50_000)).takings!.differenceFen),
    ],
  );
  expect(found).toEqual([0, 0]);
});

test('F-18 desks are listed by how long nobody has counted them, and are overdue after thirty days', async () => {
  const due = async (given: { overdue?: boolean } = {}) =>
    (await rig.manager.call(listSpotCountsDue, { ...given, limit: 200 })).items.find(
      ({ cashDeskId }) => cashDeskId === cash.cashDeskId,
    );
  expect(await due()).toMatchObject({ lastCountedAt: null, daysSince: null, overdue: false });
  const cashDayId = await cash.openDay();
  rig.desk.clock.advance({ days: 31 });
  expect(await due()).toMatchObject({ lastCountedAt: null, daysSince: 31, overdue: true });
  expect(await due({ overdue: false })).toBeUndefined();
  await take(0, 50_000);
  expect(await due({ overdue: true })).toBeUndefined();
  expect(await due({ overdue: false })).toMatchObject({ daysSince: 0, overdue: false });
  await cash.closeDay(cashDayId, 0, 50_000);
});
