import {
  addLedgerAccount,
  showAccountStatement,
  showGeneralLedger,
  showTrialBalance,
  standard,
  voucherPolicy,
  type ResponseOf,
} from '@bumen/contracts';
import { refusal } from '@bumen/testing';
import { FinanceRig, type Line } from '../finance.rig.ts';

let rig: FinanceRig;
beforeAll(async () => {
  rig = await FinanceRig.open('2026-02', '2026-03');
  for (const [code, title, currency] of [
    ['100201', '工行', 'CNY'],
    ['100202', '中行美元户', 'USD'],
  ] as const)
    await rig.accountant.call(addLedgerAccount, { code, title, currency, reason: '开户' });
  const on = (day: string, ...lines: Line[]) => rig.post(lines, { day });
  await on('2026-02-10', ['100201', 'debit', 1_000], ['3001', 'credit', 1_000]);
  await on('2026-02-20', ['100202', 'debit', 710, 100], ['3001', 'credit', 710]);
  await on('2026-03-02', ['100201', 'debit', 500], ['5001', 'credit', 500]);
  const { journalId } = await on('2026-03-02', ['100201', 'debit', 90], ['5001', 'credit', 90]);
  await rig.reverse(journalId, '2026-03-03');
  await on('2026-03-05', ['5602', 'debit', 200], ['100201', 'credit', 200]);
  await on('2026-03-05', ['5603', 'debit', 71], ['100202', 'credit', 71, 10]);
});
afterAll(() => rig?.close());

const months = (from: string, until = from) => ({ from, until });
const balances = async (from: string, until = from) => {
  const { items, total } = await rig.manager.call(showTrialBalance, { ...months(from, until), limit: 200 });
  return { total, of: (code: string) => items.find((one) => one.code === code)! };
};

test('F-01 balances are opening, debit, credit and closing, red on its own side, and those below add up', async () => {
  const { of, total } = await balances('2026-03');
  expect(of('100201')).toMatchObject({
    ...{ title: '工行', level: 2, openingFen: 1_000, debitFen: 500, creditFen: 200, closingFen: 1_300 },
    ...{ yearDebitFen: 1_500, yearCreditFen: 200 },
  });
  expect(of('1002')).toMatchObject({ level: 1, openingFen: 1_710, debitFen: 500, creditFen: 271, closingFen: 1_939 });
  expect(of('5001')).toMatchObject({ openingFen: 0, debitFen: 0, creditFen: 500, closingFen: -500 });
  expect(total).toMatchObject({ openingFen: 0, debitFen: 771, creditFen: 771, closingFen: 0 });
});

test('F-01 a month opens with what the one before closed with', async () => {
  const [february, march] = [await balances('2026-02'), await balances('2026-03')];
  for (const code of ['1002', '100201', '3001']) expect(march.of(code).openingFen).toBe(february.of(code).closingFen);
});

test('F-01 a statement has each line of an account with the balance after it, on whatever page', async () => {
  const request = { accountCode: '100201', from: '2026-03-01', until: '2026-03-31' };
  const all = await rig.manager.call(showAccountStatement, request);
  expect(all.openingFen).toBe(1_000);
  expect(all.items.map(({ day, side, amountFen, balanceFen }) => [day, side, amountFen, balanceFen])).toEqual([
    ['2026-03-02', 'debit', 500, 1_500],
    ['2026-03-02', 'debit', 90, 1_590],
    ['2026-03-03', 'debit', -90, 1_500],
    ['2026-03-05', 'credit', 200, 1_300],
  ]);
  expect(all.items[0]!.otherAccounts).toEqual(['5001']);
  const paged: ResponseOf<typeof showAccountStatement>['items'] = [];
  let cursor: string | undefined;
  do {
    const page = await rig.manager.call(showAccountStatement, { ...request, limit: 1, ...(cursor && { cursor }) });
    paged.push(...page.items);
    cursor = page.nextCursor ?? undefined;
  } while (cursor !== undefined);
  expect(paged).toEqual(all.items);
  // It may begin in the middle of a month, and the first day counts once.
  const later = await rig.manager.call(showAccountStatement, { ...request, from: '2026-03-03' });
  expect([later.openingFen, later.items[0]!.balanceFen]).toEqual([1_590, 1_500]);
});

test('F-01 a statement of a foreign account runs in its currency, too', async () => {
  const request = { accountCode: '100202', from: '2026-02-01', until: '2026-03-31' };
  const { items } = await rig.manager.call(showAccountStatement, request);
  expect(
    items.map(({ foreignAmount, foreignBalance, balanceFen }) => [foreignAmount, foreignBalance, balanceFen]),
  ).toEqual([
    [100, 100, 710],
    [10, 90, 639],
  ]);
});

test('F-01 the general ledger has the months of an account with all below it', async () => {
  const { items } = await rig.manager.call(showGeneralLedger, { accountCode: '1002', ...months('2026-01', '2026-12') });
  expect(items).toEqual([
    {
      month: '2026-02',
      openingFen: 0,
      debitFen: 1_710,
      creditFen: 0,
      closingFen: 1_710,
      yearDebitFen: 1_710,
      yearCreditFen: 0,
    },
    {
      month: '2026-03',
      openingFen: 1_710,
      debitFen: 500,
      creditFen: 271,
      closingFen: 1_939,
      yearDebitFen: 2_210,
      yearCreditFen: 271,
    },
  ]);
});

test('F-01 what there is not, and what ends before it begins, is refused in a sentence', async () => {
  const days = { from: '2026-03-01', until: '2026-03-31' };
  const statement = (accountCode: string, given = days) =>
    rig.manager.call(showAccountStatement, { accountCode, ...given });
  const ledger = (accountCode: string, from = '2026-01') =>
    rig.manager.call(showGeneralLedger, { accountCode, from, until: '2026-02' });
  for (const [call, code] of [
    [() => statement('9999'), 'finance.account.not_found'],
    [() => statement('1002'), 'finance.account.has_parts'],
    [() => statement('100201', { from: '2026-04-01', until: '2026-03-01' }), 'finance.report.reversed'],
    [() => ledger('9999'), 'finance.account.not_found'],
    [() => ledger('1002', '2026-05'), 'finance.report.reversed'],
    [() => balances('2026-05', '2026-04'), 'finance.report.reversed'],
    [() => rig.manager.call(showTrialBalance, { ...months('2026-03'), cursor: 'x' }), 'invalid_cursor'],
  ] as const)
    expect(await refusal(call())).toMatchObject({ code });
});

test('F-08 P-06 the trail of the books, which says each amount, is read by none who serves customers or counts cash', async () => {
  const { listAudit, listReveals, setPolicy } = standard.finance;
  for (const role of ['supervisor', 'department_manager', 'cashier', 'agent'] as const) {
    for (const operation of [listAudit, listReveals])
      expect(await refusal(rig.desk.as(role).call(operation, {}))).toMatchObject({ code: 'forbidden' });
    const setting = { name: voucherPolicy.name, value: voucherPolicy.default, reason: '沿用' };
    expect(await refusal(rig.desk.as(role).call(setPolicy, setting))).toMatchObject({ code: 'forbidden' });
  }
  for (const by of [rig.manager, rig.director, rig.desk.as('auditor')])
    expect((await by.call(listAudit, {})).items.length).toBeGreaterThan(0);
});
