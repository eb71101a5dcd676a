import {
  addLedgerAccount,
  carryForward,
  carryForwardPolicy,
  discardVoucher,
  listClosingBlockers,
  standard,
  submitVoucher,
} from '@bumen/contracts';
import { refusal } from '@bumen/testing';
import { FinanceRig, outcomes, type Line } from '../finance.rig.ts';
import { VoucherRig } from '../voucher/voucher.rig.ts';

let rig: FinanceRig;
let vouchers: VoucherRig;
beforeEach(async () => {
  rig = await FinanceRig.open();
  vouchers = new VoucherRig(rig);
});
afterEach(() => rig?.close());

const income: readonly Line[] = [
  ['1001', 'debit', 10_000],
  ['5001', 'credit', 10_000],
];
const expenses: readonly Line[] = [
  ['5602', 'debit', 4_000],
  ['1001', 'credit', 4_000],
];
const carry = async (periodId: string) => (await rig.accountant.call(carryForward, { periodId })).vouchers;
const blockers = async (periodId: string) =>
  (await rig.manager.call(listClosingBlockers, { periodId })).items
    .filter(({ kind }) => kind === 'not_carried_forward')
    .flatMap(({ evidence }) => evidence);
async function posted(periodId: string): Promise<void> {
  for (const { id: voucherId } of await carry(periodId)) {
    await rig.accountant.call(submitVoucher, { voucherId });
    await vouchers.throughHands(voucherId, 'transfer');
  }
}

test('F-09 a month closes once income and expenses are carried to the profit of the year, by vouchers through all hands (F-07)', async () => {
  const march = await rig.month('2026-03');
  await rig.post(income);
  await rig.post(expenses);
  expect(await blockers(march)).toEqual(['5001', '5602']);
  const drafts = await carry(march);
  expect(drafts).toMatchObject([
    { kind: 'transfer', purpose: 'closing', day: '2026-03-31', amountFen: 10_000, state: 'draft' },
    { kind: 'transfer', purpose: 'closing', day: '2026-03-31', amountFen: 4_000 },
  ]);
  const again = await refusal(carry(march));
  expect(again).toMatchObject({ code: 'finance.period.carried_already', details: { month: '2026-03', count: 2 } });
  for (const { id: voucherId } of drafts) await rig.accountant.call(discardVoucher, { voucherId });
  await posted(march);
  expect((await rig.balances()).kept).toMatchObject({ '5001': 0, '5602': 0, '3103': -6_000 });
  expect(await refusal(carry(march))).toMatchObject({ code: 'finance.period.nothing_to_carry' });
  // What comes later is carried by another one.
  await rig.post(income);
  expect(await blockers(march)).toEqual(['5001']);
  await posted(march);
  await rig.closeMonth(march);
  expect(await refusal(carry(march))).toMatchObject({ code: 'finance.period.not_open' });
});

test('F-09 in December the profit of the year is carried to what is retained, once it is complete', async () => {
  const december = await rig.month('2026-12');
  await rig.post(income, { day: '2026-12-10' });
  await posted(december);
  expect(await blockers(december)).toEqual(['3103']);
  expect(await carry(december)).toMatchObject([{ amountFen: 10_000, day: '2026-12-31' }]);
  const [draft] = await rig.desk.sql<{ id: string }>('finance', "SELECT id FROM voucher WHERE state = 'draft'");
  await rig.accountant.call(submitVoucher, { voucherId: draft!.id });
  await vouchers.throughHands(draft!.id, 'transfer');
  expect((await rig.balances()).kept).toMatchObject({ '3103': 0, '3104': -10_000 });
  expect(await blockers(december)).toEqual([]);
});

test('F-09 where the policy says yearly, income stays on its accounts until December', async () => {
  await rig.month('2026-03');
  const april = await rig.month('2026-04');
  await rig.desk
    .as('department_manager')
    .call(standard.finance.setPolicy, {
      ...{ name: carryForwardPolicy.name, value: { ...carryForwardPolicy.default, when: 'yearly' } },
      ...{ effectiveFrom: '2026-03-31T16:00:00.000Z', reason: '按年结转' },
    });
  await rig.post(income, { day: '2026-04-02' });
  expect(await blockers(april)).toEqual([]);
  expect(await refusal(carry(april))).toMatchObject({ code: 'finance.period.nothing_to_carry' });
});

test('F-09 two who carry a month forward at once do it once', async () => {
  const march = await rig.month('2026-03');
  await rig.post(income);
  const ends = await outcomes([carry(march), carry(march), rig.colleague.call(carryForward, { periodId: march })]);
  expect(ends.toSorted()).toEqual([...['finance.period.carried_already', 'finance.period.carried_already', 'ok']]);
});

test('F-09 an account of the profit that has got parts is refused with what to do', async () => {
  const march = await rig.month('2026-03');
  await rig.post(income);
  await rig.accountant.call(addLedgerAccount, { code: '310301', title: '本年利润', reason: '分户核算' });
  const refused = await refusal(carry(march));
  expect(refused).toMatchObject({ code: 'finance.journal.line_unfit', details: { accountCode: '3103' } });
});
