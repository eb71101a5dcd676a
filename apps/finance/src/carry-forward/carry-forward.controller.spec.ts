import {
  addLedgerAccount,
  carryForward,
  carryForwardPolicy,
  discardVoucher,
  getPeriod,
  getVoucher,
  listClosingBlockers,
  revaluePeriod,
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
  const march = await rig.month('2026-03');
  const april = await rig.month('2026-04');
  await rig.manager.call(standard.finance.setPolicy, {
    ...{ name: carryForwardPolicy.name, value: { ...carryForwardPolicy.default, when: 'yearly' } },
    ...{ effectiveFrom: '2026-03-31T16:00:00.000Z', reason: '按年结转' },
  });
  await rig.closeMonth(march);
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

test('F-01 F-09 foreign accounts are brought to what they are worth as the month ends, by a voucher', async () => {
  const march = await rig.month('2026-03');
  const revalue = (rates: readonly (readonly [currency: string, rate: string])[]) =>
    rig.accountant.call(revaluePeriod, {
      ...{ periodId: march, rates: rates.map(([currency, rate]) => ({ currency, rate })) },
    });
  const early = await refusal(revalue([['USD', '7.1']]));
  expect(early).toMatchObject({ code: 'finance.period.not_over', details: { from: '2026-03-31' } });
  const { offers } = await rig.accountant.call(getPeriod, { periodId: march });
  expect(offers.find(({ step }) => step === 'revalue')!.why!.en).toContain('2026-03-31');
  rig.comeTo('2026-03-31');
  expect(await revalue([['USD', '7.1']])).toEqual({ vouchers: [] });
  for (const [code, currency] of [
    ['100201', 'USD'],
    ['100202', 'JPY'],
  ] as const)
    await rig.accountant.call(addLedgerAccount, { code, title: '外币户', currency, reason: '开立外币账户' });
  await rig.post([
    ['100201', 'debit', 71_000, 10_000],
    ['100202', 'debit', 48_000, 10_000],
    ['2203', 'credit', 119_000],
  ]);
  for (const rates of [
    [['USD', '7.2']],
    [
      ['USD', '7.2'],
      ['USD', '7.3'],
      ['JPY', '0.05'],
    ],
  ] as const)
    expect(await refusal(revalue(rates))).toMatchObject({ code: 'finance.period.rate_missing' });
  const [drafted] = (
    await revalue([
      ['USD', '7.0512'],
      ['JPY', '0.0479'],
    ])
  ).vouchers;
  expect(drafted).toMatchObject({ kind: 'transfer', purpose: 'closing', day: '2026-03-31', state: 'draft' });
  const { lines, documents } = await rig.manager.call(getVoucher, { voucherId: drafted!.id });
  expect(documents.map(({ number }) => number)).toEqual(['USD:7.0512', 'JPY:0.0479']);
  expect(
    lines.map(({ accountCode, side, amountFen, foreignAmount }) => [accountCode, side, amountFen, foreignAmount]),
  ).toEqual([
    ['100201', 'credit', 488, 0],
    ['100202', 'credit', 100, 0],
    ['5603', 'debit', 588, null],
  ]);
  const twice = await refusal(carry(march));
  expect(twice).toMatchObject({ code: 'finance.period.carried_already' });
  expect(await refusal(revalue([['USD', '7.2']]))).toMatchObject({ code: 'finance.period.carried_already' });
  await rig.accountant.call(submitVoucher, { voucherId: drafted!.id });
  await vouchers.throughHands(drafted!.id, 'transfer');
  expect((await rig.balances()).kept).toMatchObject({ '100201': 70_512, '100202': 47_900 });
  await rig.accountant.call(addLedgerAccount, { code: '530101', title: '汇兑收益', reason: '分户核算' });
  expect(
    await refusal(
      revalue([
        ['USD', '8'],
        ['JPY', '0.0479'],
      ]),
    ),
  ).toMatchObject({ code: 'finance.journal.line_unfit' });
  await posted(march);
  await rig.closeMonth(march);
  expect(await refusal(revalue([['USD', '7.2']]))).toMatchObject({ code: 'step_refused' });
});

test('F-09 a month closes once its foreign accounts stand at what they are worth on its last day, whatever is posted later', async () => {
  const march = await rig.month('2026-03');
  const account = { code: '100201', title: '美元户', currency: 'USD', reason: '开立外币账户' };
  await rig.accountant.call(addLedgerAccount, account);
  const arrives: readonly Line[] = [
    ['100201', 'debit', 71_000, 10_000],
    ['2203', 'credit', 71_000],
  ];
  await rig.post(arrives);
  rig.comeTo('2026-03-31');
  const stands = async () =>
    (await rig.manager.call(listClosingBlockers, { periodId: march })).items.find(
      ({ kind }) => kind === 'not_revalued',
    );
  const revalue = (rate: string) =>
    rig.accountant.call(revaluePeriod, { periodId: march, rates: [{ currency: 'USD', rate }] });
  expect(await stands()).toMatchObject({ evidence: ['100201'] });
  // Where nothing differs the rate is kept, and nothing is to be posted.
  expect(await revalue('7.1')).toEqual({ vouchers: [] });
  expect(await stands()).toBeUndefined();
  expect(await rig.manager.call(getPeriod, { periodId: march })).toMatchObject({
    rates: [{ currency: 'USD', rate: '7.1' }],
  });
  const [drafted] = (await revalue('7.2')).vouchers;
  expect(await stands()).toMatchObject({ evidence: ['100201'] });
  await rig.accountant.call(submitVoucher, { voucherId: drafted!.id });
  await vouchers.throughHands(drafted!.id, 'transfer');
  expect(await stands()).toBeUndefined();
  await rig.post(arrives);
  expect(await stands()).toMatchObject({ evidence: ['100201'] });
});

test('F-09 a month is carried forward and revalued once those before it are closed: it would take on what is theirs', async () => {
  const february = await rig.month('2026-02');
  const march = await rig.month('2026-03');
  await rig.post(income, { day: '2026-02-27' });
  rig.comeTo('2026-03-31');
  for (const call of [
    () => carry(march),
    () => rig.accountant.call(revaluePeriod, { periodId: march, rates: [{ currency: 'USD', rate: '7.1' }] }),
  ])
    expect(await refusal(call())).toMatchObject({
      ...{ code: 'finance.period.earlier_open', details: { month: '2026-03', months: ['2026-02'] } },
    });
  await posted(february);
  await rig.closeMonth(february);
  expect(await refusal(carry(march))).toMatchObject({ code: 'finance.period.nothing_to_carry' });
});
