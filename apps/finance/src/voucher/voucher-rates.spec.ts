import { addLedgerAccount, getVoucher, revaluePeriod } from '@bumen/contracts';
import { FinanceRig, linesOf, type Line } from '../finance.rig.ts';
import { VoucherRig } from './voucher.rig.ts';

let rig: FinanceRig;
let vouchers: VoucherRig;
let march: string;
let today = '2026-03-02';
beforeAll(async () => {
  rig = await FinanceRig.open('2026-03');
  march = await rig.month('2026-03');
  vouchers = new VoucherRig(rig);
  for (const [code, currency] of [
    ['112201', 'USD'],
    ['112202', 'USD'],
    ['112203', 'JPY'],
  ] as const)
    await rig.accountant.call(addLedgerAccount, { code, title: '外币应收', currency, reason: '外币业务' });
});
afterAll(() => rig?.close());

/** A sale in foreign money, which stands on this account. */
const sale = (code: string, amountFen: number, foreignAmount: number): readonly Line[] => [
  [code, 'debit', amountFen, foreignAmount],
  ['2203', 'credit', amountFen],
];
const warnings = async (...lines: readonly Line[]) =>
  (await vouchers.make('transfer', { lines: linesOf(lines), day: today })).warnings.map(({ zh }) => zh);
const far = [expect.stringContaining('第 1 行的汇率')];

test('F-07 a line whose rate is far from the one used last for its currency is warned of, and never refused', async () => {
  // Nobody knows a rate of it.
  expect(await warnings(...sale('112201', 1_000, 9_999_999_999_999))).toEqual([]);
  const usual = await vouchers.posted('transfer', { lines: linesOf(sale('112201', 72_000, 10_000)) });
  // 10 yuan for a hundred billion dollars, on another account as well.
  for (const code of ['112201', '112202']) expect(await warnings(...sale(code, 1_000, 9_999_999_999_999))).toEqual(far);
  expect(await warnings(...sale('112202', 36_000, 10_000))).toEqual([]);
  expect(await warnings(...sale('112202', 35_990, 10_000))).toEqual(far);
  expect(await warnings(...sale('112202', 108_000, 10_000))).toEqual([]);
  expect(await warnings(...sale('112202', 108_010, 10_000))).toEqual(far);
  expect(await warnings(...sale('112202', -1_000, -10_000))).toEqual(far);
  // A cent comes to seven fen, and a line of no foreign money has no rate.
  expect(await warnings(...sale('112202', 7, 1))).toEqual([]);
  expect(await warnings(...sale('112202', 100, 0))).toEqual([]);
  expect(await warnings(...sale('112201', 72_000, 10_000), ...sale('112202', 1, 10_000))).toEqual([
    expect.stringContaining('第 3 行的汇率'),
  ]);
  // What was posted at such a rate is still warned of, and what was posted before it is not.
  const odd = await vouchers.posted('transfer', { lines: linesOf(sale('112201', 72_000, 100)) });
  expect(odd.warnings).toEqual([
    { zh: expect.stringContaining('汇率'), en: expect.stringContaining('rate of line 1') },
  ]);
  expect((await rig.manager.call(getVoucher, { voucherId: usual.id })).warnings).toEqual([]);
});

test('F-07 a rate of revaluation is the one used last, whatever digits the currency has (F-09)', async () => {
  const rates = [
    { currency: 'USD', rate: '7.0000' },
    { currency: 'JPY', rate: '0.048' },
  ];
  await rig.post(sale('112203', 500, 100));
  rig.comeTo((today = '2026-03-31'));
  await rig.accountant.call(revaluePeriod, { periodId: march, rates });
  expect(await warnings(...sale('112203', 48_000, 10_000))).toEqual([]);
  expect(await warnings(...sale('112203', 480, 10_000))).toEqual(far);
  expect(await warnings(...sale('112201', 70_000, 10_000))).toEqual([]);
});
