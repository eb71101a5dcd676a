import { closeCashDay, getCashDesk, listClosingBlockers, makeDayVouchers, submitVoucher } from '@bumen/contracts';
import { CashRig } from '../cash-desk/cash-desk.rig.ts';
import { FinanceRig } from '../finance.rig.ts';
import { VoucherRig } from '../voucher/voucher.rig.ts';

let rig: FinanceRig;
let cash: CashRig;
beforeEach(async () => {
  rig = await FinanceRig.open();
  cash = await CashRig.open(rig);
});
afterEach(() => rig?.close());

const make = (cashDayId: string) => rig.cashier.call(makeDayVouchers, { cashDayId });
async function post(voucherId: string, kind: 'receipt' | 'payment') {
  await rig.cashier.call(submitVoucher, { voucherId });
  await new VoucherRig(rig).throughHands(voucherId, kind);
}
const blockersOf = async (periodId: string) => (await rig.accountant.call(listClosingBlockers, { periodId })).items;

test('F-09 a month stays open while days of its desks are open or have no vouchers, and boxes and books disagree', async () => {
  const periodId = await rig.month('2026-03');
  const kinds = async () =>
    (await blockersOf(periodId))
      .map(({ kind, evidence }) => [kind, evidence] as const)
      .filter(([kind]) => kind.startsWith('cash_'));
  const { takingsAccount } = await rig.accountant.call(getCashDesk, { cashDeskId: cash.cashDeskId });
  rig.desk.clock.set('2026-03-31T09:00:00+08:00');
  const cashDayId = await cash.openDay();
  await cash.issue();
  expect(await kinds()).toEqual([
    ['cash_days_open', ['2026-03-31']],
    ['cash_disagrees', [takingsAccount]],
  ]);
  await cash.closeDay(cashDayId, 100_000, 0);
  expect(await kinds()).toEqual([
    ['cash_days_without_vouchers', ['2026-03-31']],
    ['cash_disagrees', [takingsAccount]],
  ]);
  const { voucherIds } = await make(cashDayId);
  expect((await kinds()).map(([kind]) => kind)).toEqual(['cash_disagrees']);
  await post(voucherIds![0]!, 'receipt');
  expect(await kinds()).toEqual([]);
});

test('F-08 a year does not end with something short or over that is undecided', async () => {
  const december = await rig.month('2026-12');
  rig.desk.clock.set('2026-12-30T09:00:00+08:00');
  const cashDayId = await cash.openDay();
  await cash.issue();
  await cash.count(cashDayId, 99_000, 0);
  await rig.cashier.call(closeCashDay, { cashDayId, explanations: { takings: '少收一张' } });
  const suspense = async () => (await blockersOf(december)).find(({ kind }) => kind === 'suspense_open')?.evidence;
  expect(await suspense()).toEqual(['2026-12-30']);
  const { voucherIds } = await make(cashDayId);
  await post(voucherIds![0]!, 'receipt');
  await post(voucherIds![1]!, 'payment');
  expect(await suspense()).toEqual(['1901', '2026-12-30']);
});
