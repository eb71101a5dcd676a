import {
  amendVoucher,
  discardVoucher,
  getJournal,
  getVoucher,
  makeRedVoucher,
  postVoucher,
  returnVoucher,
  signVoucher,
  submitVoucher,
} from '@bumen/contracts';
import { refusal } from '@bumen/testing';
import { FinanceRig, linesOf } from '../finance.rig.ts';
import { contentOf, VoucherRig } from './voucher.rig.ts';

let rig: FinanceRig;
let vouchers: VoucherRig;
beforeEach(async () => {
  rig = await FinanceRig.open('2026-03');
  vouchers = new VoucherRig(rig);
});
afterEach(() => rig?.close());

const red = { day: '2026-03-02', summary: '冲销' };

test('F-07 who signs or posts does so for what was checked: what is altered behind the back of all is refused (F-01)', async () => {
  const kinds = ['receipt', 'transfer'] as const;
  for (const kind of kinds) {
    const { id: voucherId } = await vouchers.checked(kind);
    const alter = (set: string) => rig.desk.sql('finance', `UPDATE voucher SET ${set} WHERE id = $1`, [voucherId]);
    const next = () =>
      kind === 'receipt'
        ? rig.cashier.call(signVoucher, { voucherId })
        : rig.colleague.call(postVoucher, { voucherId });
    for (const [set, back] of [
      [`summary = 'x' || summary`, 'summary = substr(summary, 2)'],
      [`lines = jsonb_set(lines, '{0,accountCode}', '"1012"')`, undefined],
    ] as const) {
      await alter(set);
      expect(await refusal(next())).toMatchObject({ code: 'finance.voucher.altered' });
      if (back) await alter(back);
    }
    // Once it was returned it is checked anew, as it is.
    await rig.manager.call(returnVoucher, { voucherId, reason: '内容与审核时不同' });
  }
  const { id: voucherId, journalId } = await vouchers.posted('receipt');
  const { checked, signed } = await rig.manager.call(getVoucher, { voucherId });
  expect(signed!.digest).toBe(checked!.digest);
  const journal = await rig.manager.call(getJournal, { journalId: journalId! });
  expect(journal.voucherDigest).toMatch(/^[0-9a-f]{64}$/);
  for (const text of [`UPDATE voucher SET late = true`, 'DELETE FROM voucher'])
    await expect(rig.desk.asOwner('finance', `${text} WHERE id = '${voucherId}'`)).rejects.toThrow('stays as it is');
});

test('F-07 a draft that was made in time and filled in later is late: what counts is when it left its maker’s hand', async () => {
  const content = contentOf('receipt');
  const { id: kept } = await vouchers.make('receipt');
  const { id: amended, late } = await vouchers.make('receipt');
  expect(late).toBe(false);
  rig.desk.clock.set('2026-03-09T10:00:00+08:00');
  expect(await rig.cashier.call(submitVoucher, { voucherId: kept })).toMatchObject({ late: true });
  const filled = { voucherId: amended, ...content, summary: '补记' };
  expect(await rig.cashier.call(amendVoucher, filled)).toMatchObject({ late: true });
});

test('F-07 whoever reads a voucher finds the red one, and is offered no second one', async () => {
  const { id: voucherId } = await vouchers.posted('receipt');
  const look = () => rig.cashier.call(getVoucher, { voucherId });
  const offered = async () => (await look()).offers.find(({ step }) => step === 'make_red')!.why;
  expect(await look()).toMatchObject({ redId: null });
  expect(await offered()).toBeNull();
  const { id: redId } = await rig.cashier.call(makeRedVoucher, { voucherId, ...red });
  expect(await look()).toMatchObject({ redId });
  expect((await offered())!.zh).toContain('只冲销一次');
  await rig.cashier.call(discardVoucher, { voucherId: redId });
  expect(await look()).toMatchObject({ redId: null });
});

test('F-07 F-01 a transfer of what the chart calls money by then is refused when it is posted: no cashier would sign it', async () => {
  const lines = linesOf([
    ['1101', 'debit', 100],
    ['1122', 'credit', 100],
  ]);
  const { id: voucherId } = await vouchers.checked('transfer', { lines });
  await rig.desk.sql('finance', "UPDATE account SET money = true WHERE code = '1101'");
  const refused = await refusal(rig.colleague.call(postVoucher, { voucherId }));
  expect(refused).toMatchObject({ code: 'finance.voucher.kind_unfit' });
  await rig.manager.call(returnVoucher, { voucherId, reason: '类别不符' });
  expect(await refusal(rig.accountant.call(submitVoucher, { voucherId }))).toMatchObject({
    code: 'finance.voucher.kind_unfit',
  });
});

test('F-07 a voucher has no day to come, and a red one none before that of what it undoes', async () => {
  const { id: voucherId } = await vouchers.posted('receipt');
  const ahead = await refusal(rig.cashier.call(makeRedVoucher, { voucherId, day: '2026-03-03', summary: '冲销' }));
  expect(ahead).toMatchObject({ code: 'finance.voucher.day_ahead', details: { today: '2026-03-02' } });
  const before = await refusal(rig.cashier.call(makeRedVoucher, { voucherId, day: '2026-03-01', summary: '冲销' }));
  expect(before).toMatchObject({ code: 'finance.voucher.red_before', details: { day: '2026-03-02' } });
  rig.desk.clock.set('2026-03-03T00:00:00+08:00');
  expect(await vouchers.make('receipt', { day: '2026-03-03' })).toMatchObject({ day: '2026-03-03' });
});
