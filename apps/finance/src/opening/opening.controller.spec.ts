import { randomUUID } from 'node:crypto';
import {
  addLedgerAccount,
  amendOpening,
  approveOpening,
  beginClosing,
  draftOpening,
  getJournal,
  getOpening,
  openingLinesMax,
  postOpening,
  stopClosing,
  submitOpening,
  type InputOf,
} from '@bumen/contracts';
import { refusal, type Client } from '@bumen/testing';
import { FinanceRig, outcomes } from '../finance.rig.ts';

let rig: FinanceRig;
beforeEach(async () => {
  rig = await FinanceRig.open();
});
afterEach(() => rig?.close());

type Content = InputOf<typeof draftOpening>;
const balances: Content = {
  lines: [
    { accountCode: '1001', side: 'debit', amountFen: 50_000 },
    { accountCode: '1002', side: 'debit', amountFen: 1_000_000 },
    { accountCode: '1122', side: 'debit', amountFen: 30_000, party: 'customer:1' },
    { accountCode: '3001', side: 'credit', amountFen: 1_080_000 },
  ],
  openItems: [
    { accountCode: '1002', kind: 'company_received', day: '2026-02-27', number: 'C-1', amountFen: 5_000 },
    { accountCode: '1002', kind: 'bank_paid', day: '2026-02-28', number: 'F-1', amountFen: 300 },
  ],
};
const draft = (content: Content = balances) => rig.accountant.call(draftOpening, content);
const submit = (openingId: string) => rig.accountant.call(submitOpening, { openingId });
const approve = (openingId: string, by: Client) => by.call(approveOpening, { openingId });
const post = (openingId: string, by: Client = rig.colleague) => by.call(postOpening, { openingId });
async function approved(content?: Content): Promise<string> {
  const { id } = await draft(content);
  await submit(id);
  await approve(id, rig.manager);
  await approve(id, rig.director);
  return id;
}

test('F-21 opening balances are drafted, approved by two others and posted once, with their open items kept (P-04)', async () => {
  expect(await refusal(rig.accountant.call(getOpening, {}))).toMatchObject({ code: 'finance.opening.not_found' });
  await rig.month('2026-03');
  const { id } = await draft();
  expect(await submit(id)).toMatchObject({ state: 'submitted', lineCount: 4, openItemCount: 2, debitFen: 1_080_000 });
  expect(await approve(id, rig.director)).toMatchObject({ state: 'submitted', approvedByManager: null });
  expect(await refusal(post(id))).toMatchObject({ code: 'step_refused' });
  expect(await approve(id, rig.manager)).toMatchObject({ state: 'approved', approvedByManager: { byName: '吴经理' } });
  for (const by of [rig.accountant, rig.manager])
    expect(await refusal(post(id, by))).toMatchObject({ code: 'finance.second_hand' });
  const ends = await outcomes([post(id), post(id)]);
  expect(ends.filter((end) => end === 'ok')).toHaveLength(1);
  const { journalId, openItems, state } = await rig.manager.call(getOpening, {});
  expect([state, openItems]).toEqual(['posted', balances.openItems]);
  expect(await rig.manager.call(getJournal, { journalId: journalId! })).toMatchObject({
    ...{ kind: 'opening', day: '2026-03-01', month: '2026-03', voucherId: null },
    lines: { length: 4, 2: { party: 'customer:1' } },
  });
  const { summed, kept } = await rig.balances();
  expect(kept).toEqual(summed);
  expect(kept).toMatchObject({ '1001': 50_000, '3001': -1_080_000 });
  const [guarded] = await rig.desk.sql('finance', "SELECT balance FROM guarded WHERE account = '1002'");
  expect(guarded).toEqual({ balance: '1000000' });
});

test('F-21 they are registered once, also by two who do it at once', async () => {
  const ends = await outcomes([draft(), rig.colleague.call(draftOpening, balances)]);
  expect(ends.toSorted()).toEqual(['finance.opening.registered', 'ok']);
  expect(await refusal(draft())).toMatchObject({ code: 'finance.opening.registered' });
});

test('F-21 what does not balance is refused with the difference, and what can not be posted with its line', async () => {
  const { id: openingId } = await draft();
  expect(await refusal(submit(openingId))).toMatchObject({ code: 'finance.opening.without_month' });
  const march = await rig.month('2026-03');
  const amend = (given: Partial<Content>) => rig.accountant.call(amendOpening, { ...balances, ...given, openingId });
  await amend({ lines: [...balances.lines, { accountCode: '1405', side: 'debit', amountFen: 7 }] });
  expect(await refusal(submit(openingId))).toMatchObject({
    code: 'finance.opening.unbalanced',
    details: { debitFen: 1_080_007, creditFen: 1_080_000, differenceFen: 7 },
  });
  await amend({ openItems: [{ ...balances.openItems![0]!, accountCode: '1122' }] });
  expect(await refusal(submit(openingId))).toMatchObject({
    ...{ code: 'finance.opening.item_unfit', details: { item: 1, accountCode: '1122' } },
  });
  await amend({ lines: balances.lines.map((line) => ({ ...line, foreignAmount: 5 })) });
  expect(await refusal(submit(openingId))).toMatchObject({ code: 'finance.journal.line_unfit' });
  await amend({});
  await rig.accountant.call(beginClosing, { periodId: march });
  expect(await refusal(submit(openingId))).toMatchObject({ code: 'finance.period.not_open' });
});

test('F-21 who drafted or amended them approves nothing, nobody approves twice, and what is amended is approved anew (P-04)', async () => {
  await rig.month('2026-03');
  const { id: openingId } = await draft();
  await submit(openingId);
  const both = rig.desk.as(['finance_manager', 'general_manager'], { staffId: randomUUID(), name: '钱总' });
  const drafter = rig.desk.as('finance_manager', { staffId: rig.accountant.caller.staffId, name: '孙会计' });
  expect(await refusal(approve(openingId, drafter))).toMatchObject({ code: 'finance.second_hand' });
  await approve(openingId, both);
  expect(await refusal(approve(openingId, both))).toMatchObject({ code: 'finance.second_hand' });
  expect(await refusal(approve(openingId, rig.manager))).toMatchObject({ code: 'finance.opening.approved_already' });
  await approve(openingId, rig.director);
  expect(await rig.colleague.call(amendOpening, { ...balances, openingId })).toMatchObject({
    ...{ state: 'draft', approvedByManager: null, approvedByDirector: null, drafted: { byName: '周会计' } },
  });
  const before = await submit(openingId);
  await rig.colleague.call(amendOpening, { ...balances, openingId });
  await submit(openingId);
  // Each approves what they saw.
  const seen = { ifMatch: before.version };
  expect(await refusal(rig.manager.call(approveOpening, { openingId }, seen))).toMatchObject({
    code: 'version_mismatch',
  });
  await approve(openingId, rig.manager);
  await approve(openingId, rig.director);
  // Both accountants have drafted by now.
  expect(await refusal(post(openingId, rig.colleague))).toMatchObject({ code: 'finance.second_hand' });
});

test('F-21 what was approved is refused where the books have changed, and posted when they are right again', async () => {
  const march = await rig.month('2026-03');
  const openingId = await approved();
  await rig.accountant.call(beginClosing, { periodId: march });
  expect(await refusal(post(openingId))).toMatchObject({ code: 'finance.period.not_open' });
  await rig.accountant.call(stopClosing, { periodId: march, reason: '期初未记账' });
  expect(await post(openingId)).toMatchObject({ state: 'posted' });
});

test('F-21 an account that got parts meanwhile, or would be below nothing, is refused when they are posted', async () => {
  await rig.month('2026-03');
  const overdrawn: Content = {
    lines: [
      { accountCode: '1002', side: 'credit', amountFen: 500 },
      { accountCode: '1122', side: 'debit', amountFen: 500 },
    ],
  };
  await rig.post([
    ['1002', 'debit', 500],
    ['2203', 'credit', 500],
  ]);
  const openingId = await approved(overdrawn);
  await rig.post([
    ['2203', 'debit', 500],
    ['1002', 'credit', 500],
  ]);
  expect(await refusal(post(openingId))).toMatchObject({ code: 'finance.journal.balance_too_low' });
  const part = { code: '112201', title: '应收充值款', reason: '分户核算' };
  await rig.accountant.call(addLedgerAccount, part);
  expect(await refusal(post(openingId))).toMatchObject({ code: 'finance.journal.line_unfit' });
});

test('F-21 two thousand lines are one journal', async () => {
  await rig.month('2026-03');
  const debits = Array.from({ length: openingLinesMax - 1 }, (_, index) => ({
    ...{ accountCode: '1122', side: 'debit' as const, amountFen: 100, party: `customer:${index}` },
  }));
  const credit = { accountCode: '3001', side: 'credit' as const, amountFen: 100 * debits.length };
  await post(await approved({ lines: [...debits, credit] }));
  const { journalId, lines } = await rig.manager.call(getOpening, {});
  expect(lines).toHaveLength(openingLinesMax);
  expect((await rig.manager.call(getJournal, { journalId: journalId! })).lines).toHaveLength(openingLinesMax);
  expect(await refusal(draft({ lines: [...debits, credit, credit] }))).toMatchObject({ code: 'invalid_request' });
});

test('F-21 cash below nothing, and open items of later days or said twice, are refused as soon as they are submitted', async () => {
  await rig.month('2026-03');
  const { id: openingId } = await draft();
  const item = { accountCode: '1002', kind: 'bank_paid' as const, day: '2026-02-28', number: 'F-1', amountFen: 300 };
  const cases: readonly (readonly [Partial<Content>, code: string, words: string])[] = [
    [{ openItems: [{ ...item, day: '2026-03-01' }] }, 'finance.opening.item_unfit', 'before 2026-03-01'],
    [{ openItems: [item, item] }, 'finance.opening.item_unfit', 'the same as item 1'],
    [{ openItems: [{ ...item, accountCode: '1122' }] }, 'finance.opening.item_unfit', 'no account of money'],
    [
      {
        lines: [
          { accountCode: '1001', side: 'credit', amountFen: 5 },
          { accountCode: '3001', side: 'debit', amountFen: 5 },
        ],
        openItems: [],
      },
      ...(['finance.journal.balance_too_low', '1001'] as const),
    ],
  ];
  for (const [given, code, words] of cases) {
    await rig.accountant.call(amendOpening, { openingId, ...balances, ...given });
    const refused = await refusal(submit(openingId));
    expect(refused).toMatchObject({ code });
    expect(refused.words().en).toContain(words);
  }
});

test('F-01 F-21 amounts that nobody could sum up exactly are refused where they are said', async () => {
  const most = 9_999_999_999_999;
  const lines = (side: 'debit' | 'credit') =>
    Array.from({ length: 1_000 }, () => ({ accountCode: side === 'debit' ? '1122' : '3001', side, amountFen: most }));
  const huge = { lines: [...lines('debit'), ...lines('credit')] };
  expect(await refusal(draft(huge))).toMatchObject({ code: 'finance.journal.too_large' });
  const { id: openingId } = await draft();
  expect(await refusal(rig.accountant.call(amendOpening, { openingId, ...huge }))).toMatchObject({
    ...{ code: 'finance.journal.too_large', details: { max: most } },
  });
  await rig.month('2026-03');
  const two = [
    ['1122', 'debit', most],
    ['1122', 'debit', 1],
    ['3001', 'credit', most],
    ['3001', 'credit', 1],
  ] as const;
  expect(await refusal(rig.post(two))).toMatchObject({ code: 'finance.journal.too_large' });
});
