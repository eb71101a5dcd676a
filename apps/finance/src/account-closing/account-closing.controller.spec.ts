import {
  accountClosingChanged,
  addLedgerAccount,
  agreeAccountClosing,
  amendOpening,
  askAccountClosing,
  depositCash,
  discardVoucher,
  draftOpening,
  getAccountClosing,
  listAccountClosings,
  listLedgerAccounts,
  loadStandard,
  makeRedVoucher,
  makeVoucher,
  refuseAccountClosing,
  registerCashDesk,
  reopenAccount,
  showTrialBalance,
  submitVoucher,
} from '@bumen/contracts';
import { refusal } from '@bumen/testing';
import { faultsOfBooks } from '@bumen/testing/books';
import { CashRig } from '../cash-desk/cash-desk.rig.ts';
import { smallEnterprises } from '../chart/standards/small-enterprises.ts';
import { FinanceRig, linesOf, outcomes, type Line } from '../finance.rig.ts';
import { contentOf, VoucherRig } from '../voucher/voucher.rig.ts';

let rig: FinanceRig;
let vouchers: VoucherRig;
beforeEach(async () => {
  rig = await FinanceRig.open('2026-03');
  vouchers = new VoucherRig(rig);
});
afterEach(async () => {
  expect(await faultsOfBooks(rig.desk)).toEqual([]);
  await rig.close();
});

const why = { reason: '该账户已销户' };
const ask = async (code: string, by = rig.accountant) => (await by.call(askAccountClosing, { code, ...why })).id;
const agree = (accountClosingId: string, by = rig.manager) => by.call(agreeAccountClosing, { accountClosingId });
const closed = async (code: string) => (await agree(await ask(code))).id;
const add = (code: string, currency = 'CNY') =>
  rig.accountant.call(addLedgerAccount, { code, title: '分户', currency, reason: '分户核算' });
/** What was sold on credit, to an account that nothing else uses. */
const on = (code: string, amountFen = 100): readonly Line[] => [
  [code, 'debit', amountFen],
  ['2203', 'credit', amountFen],
];
const inUse = async (call: Promise<unknown>) => {
  const { code, details } = await refusal(call);
  expect(code).toBe('finance.account_closing.in_use');
  return (details as { why: { en: string }[] }).why.map(({ en }) => en.split(':')[0]);
};
const unfit = { code: 'finance.journal.line_unfit', details: { why: { en: expect.stringContaining('it is closed') } } };

test('F-01 an account is closed by one who asks and another who agrees, and opened again (P-04)', async () => {
  const accountClosingId = await ask('1122');
  expect(await refusal(ask('1122', rig.manager))).toMatchObject({ code: 'finance.account_closing.stands' });
  const self = rig.desk.as('finance_manager', { staffId: rig.accountant.caller.staffId });
  expect(await refusal(agree(accountClosingId, self))).toMatchObject({ code: 'finance.second_hand' });
  await rig.post(on('1122'));
  await rig.post(on('1122', -100));
  expect(await agree(accountClosingId, rig.director)).toMatchObject({ state: 'closed', decided: { byName: '郑总' } });
  const account = async () =>
    (await rig.cashier.call(listLedgerAccounts, { limit: 200 })).items.find(({ code }) => code === '1122');
  expect((await account())!.isClosed).toBe(true);
  expect(await refusal(rig.post(on('1122')))).toMatchObject(unfit);
  expect(await refusal(vouchers.make('transfer'))).toMatchObject(unfit);
  expect(await refusal(ask('1122'))).toMatchObject({ code: 'finance.account_closing.stands' });
  expect(await refusal(add('112201'))).toMatchObject({ code: 'finance.account.closed', details: { codes: ['1122'] } });
  const reopened = await rig.colleague.call(reopenAccount, { accountClosingId, reason: '恢复业务' });
  expect(reopened).toMatchObject({ state: 'reopened', reopened: { byName: '周会计' }, reason: '恢复业务' });
  expect((await account())!.isClosed).toBe(false);
  await rig.post(on('1122'));
  expect((await rig.told(accountClosingChanged)).map(({ data }) => (data as { state: string }).state)).toEqual([
    ...['asked', 'closed', 'reopened'],
  ]);
});

test('F-01 what was asked is refused, or taken back by who asked, and may be asked again', async () => {
  const [first, second] = [await ask('1122'), await ask('1123')];
  for (const [accountClosingId, by] of [
    [first, rig.director],
    [second, rig.accountant],
  ] as const)
    expect(await by.call(refuseAccountClosing, { accountClosingId, reason: '仍在使用' })).toMatchObject({
      state: 'refused',
    });
  const again = await ask('1122');
  const { items } = await rig.manager.call(listAccountClosings, { code: ['1122'], state: ['asked', 'refused'] });
  expect(items.map(({ id }) => id)).toEqual([again, first]);
  expect(await rig.manager.call(getAccountClosing, { accountClosingId: again })).toMatchObject({ state: 'asked' });
  expect(await refusal(rig.cashier.call(getAccountClosing, { accountClosingId: again }))).toMatchObject({
    code: 'forbidden',
  });
  expect(await refusal(ask('7777'))).toMatchObject({ code: 'finance.account.not_found' });
});

test('F-01 an account that is in use is neither asked to be closed nor closed, whatever uses it', async () => {
  await add('112301');
  expect(await inUse(ask('1123'))).toEqual(['it has accounts below']);
  expect(await inUse(ask('3103'))).toEqual(['a setting of the company names it']);
  const asked = await ask('1122');
  const draft = await vouchers.make('transfer');
  const drafted = ['vouchers that are not posted name it'];
  expect(await inUse(agree(asked))).toEqual(drafted);
  await rig.accountant.call(submitVoucher, { voucherId: draft.id });
  expect(await inUse(agree(asked))).toEqual(drafted);
  await vouchers.throughHands(draft.id, 'transfer');
  expect(await inUse(agree(asked))).toEqual(['it stands at something in a month that is not closed']);
  const lines = [
    { accountCode: '1123', side: 'debit' as const, amountFen: 100 },
    { accountCode: '1121', side: 'debit' as const, amountFen: 100 },
    { accountCode: '3001', side: 'credit' as const, amountFen: 200 },
  ];
  const { id: openingId } = await rig.accountant.call(draftOpening, { lines });
  expect(await inUse(ask('1121'))).toEqual(['opening balances that are not posted name it']);
  await rig.accountant.call(amendOpening, { openingId, lines: [lines[0]!, { ...lines[2]!, amountFen: 100 }] });
  await closed('1121');
});

test('F-01 an account of foreign money, or of a month that is not closed, stands at something also where it comes to nothing', async () => {
  await add('112201', 'USD');
  await rig.post([
    ['112201', 'debit', 700, 100],
    ['112201', 'credit', 700, 50],
    ['2203', 'debit', 100],
    ['2203', 'credit', 100],
  ]);
  expect(await inUse(ask('112201'))).toHaveLength(1);
  await rig.month('2026-04');
  await rig.post(on('1123'), { day: '2026-03-31' });
  await rig.post(on('1123', -100), { day: '2026-04-01' });
  expect(await inUse(ask('1123'))).toHaveLength(1);
});

test('F-01 the account of a box, and that of a bank to which cash is on its way, are in use (F-03, F-04)', async () => {
  const cash = await CashRig.open(rig, { pettyFen: 50_000 });
  await cash.openDay();
  await cash.issue();
  const { cashDeskId } = cash;
  await add('101209');
  await rig.cashier.call(depositCash, { cashDeskId, bankAccount: '101209', amountFen: 100 });
  expect(await inUse(ask('101209'))).toEqual(['cash is on its way to it or from it']);
  const [box] = await rig.desk.sql<{ account: string }>('finance', 'SELECT account FROM cash_box LIMIT 1');
  expect(await inUse(ask(box!.account))).toContain('a box of a cash desk is kept on it');
  await add('101210');
  await closed('101210');
  expect(
    await refusal(rig.cashier.call(depositCash, { cashDeskId, bankAccount: '101210', amountFen: 100 })),
  ).toMatchObject({ code: 'finance.cash_desk.bank_account_unfit' });
  const desk = { deskName: '二号台', custodianId: rig.cashier.caller.staffId, pettyAccount: '101210' };
  await add('101211');
  expect(await refusal(rig.manager.call(registerCashDesk, { ...desk, takingsAccount: '101211' }))).toMatchObject({
    code: 'finance.cash_desk.account_unfit',
    details: { accountCode: '101210' },
  });
});

test('F-01 an account that is closed keeps its figures, is not undone into, and leaves the trial balance once it has none (F-15)', async () => {
  const { journalId } = await rig.post(on('1123'));
  await rig.reverse(journalId);
  const lines = linesOf(on('1122'));
  const { id: voucherId } = await vouchers.posted('transfer', { lines });
  // 1122 has moved and stands at nothing; 1123 was undone, and 1131 never used.
  await rig.post([
    ['2203', 'debit', 100],
    ['1122', 'credit', 100],
  ]);
  for (const code of ['1122', '1123', '1131']) await closed(code);
  const undo = rig.accountant.call(makeRedVoucher, { voucherId, day: '2026-03-02', summary: '冲销' });
  expect(await refusal(undo)).toMatchObject(unfit);
  const listed = async (month: string) => {
    const { items } = await rig.manager.call(showTrialBalance, { from: month, until: month, limit: 200 });
    return items.map(({ code }) => code).filter((code) => ['1122', '1123', '1131'].includes(code));
  };
  expect(await listed('2026-03')).toEqual(['1122']);
  const [accountClosingId] = (await rig.manager.call(listAccountClosings, { code: ['1131'] })).items.map(
    ({ id }) => id,
  );
  await rig.colleague.call(reopenAccount, { accountClosingId: accountClosingId!, reason: '补记' });
  expect(await listed('2026-03')).toEqual(['1122', '1131']);
});

test('F-01 a standard that leaves out what is closed is not loaded', async () => {
  await closed('1131');
  const load = (accounts: typeof smallEnterprises.accounts) =>
    rig.manager.call(loadStandard, {
      ...{
        standard: 'of_our_own',
        source: 'https://example.com/chart',
        accounts: [...accounts],
        reason: '改用新科目表',
      },
    });
  const without = smallEnterprises.accounts.filter(({ code }) => code !== '1131');
  expect(await refusal(load(without))).toMatchObject({ code: 'finance.account.closed', details: { codes: ['1131'] } });
  await load(smallEnterprises.accounts);
  const { items } = await rig.manager.call(listLedgerAccounts, { limit: 200 });
  expect(items.find(({ code }) => code === '1131')!.isClosed).toBe(true);
  // One that is asked to be closed may go meanwhile.
  const asked = await ask('1123');
  await load(smallEnterprises.accounts.filter(({ code }) => code !== '1123'));
  expect(await refusal(agree(asked))).toMatchObject({ code: 'finance.account.not_found', details: { code: '1123' } });
});

test('F-01 an account is closed, or drafted, submitted or posted to, and never both', async () => {
  const held = ['SELECT FROM period FOR UPDATE', []] as const;
  const make = () => rig.accountant.call(makeVoucher, contentOf('transfer'));
  const post = () => rig.post(on('1122'));
  for (const use of [make, post]) {
    const one = await ask('1122');
    expect(await rig.inLine(...held, [() => agree(one), use])).toEqual(['ok', unfit.code]);
    await rig.accountant.call(reopenAccount, { accountClosingId: one, ...why });
  }
  const two = await ask('1122');
  expect(await rig.inLine(...held, [make, () => agree(two)])).toEqual(['ok', 'finance.account_closing.in_use']);
  const [draft] = await rig.desk.sql<{ id: string }>('finance', 'SELECT id FROM voucher');
  await rig.accountant.call(discardVoucher, { voucherId: draft!.id });
  expect(await rig.inLine(...held, [post, () => agree(two)])).toEqual(['ok', 'finance.account_closing.in_use']);
  await rig.post(on('1122', -100));
  const both = await outcomes([agree(two), agree(two, rig.director)]);
  expect(both.filter((end) => end === 'ok')).toHaveLength(1);
  expect(await refusal(rig.post(on('1122')))).toMatchObject(unfit);
});
