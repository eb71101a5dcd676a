import {
  addLedgerAccount,
  getChart,
  ledgerAccountRenamed,
  listLedgerAccounts,
  loadStandard,
  renameLedgerAccount,
  type InputOf,
} from '@bumen/contracts';
import { refusal } from '@bumen/testing';
import { FinanceRig, outcomes } from '../finance.rig.ts';
import { smallEnterprises } from './standards/small-enterprises.ts';

let rig: FinanceRig;
beforeEach(async () => {
  rig = await FinanceRig.open('2026-03');
});
afterEach(() => rig?.close());

const load = (accounts: InputOf<typeof loadStandard>['accounts']) =>
  rig.manager.call(loadStandard, {
    ...{ standard: 'of_our_own', source: 'https://example.com/chart', accounts, reason: '改用新科目表' },
  });
const add = (code: string, currency = 'CNY') =>
  rig.accountant.call(addLedgerAccount, { code, title: '工商银行基本户', currency, reason: '开户' });
const codes = async () => (await rig.cashier.call(listLedgerAccounts, { limit: 200 })).items.map(({ code }) => code);

test('F-01 a company begins with the 66 accounts of the standard for small enterprises', async () => {
  const { items } = await rig.cashier.call(listLedgerAccounts, { limit: 200 });
  expect(items).toHaveLength(66);
  expect(items[0]).toEqual({
    ...{ code: '1001', title: '库存现金', kind: 'asset', side: 'debit', currency: 'CNY', guarded: true, money: true },
    ...{ hasParts: false, isClosed: false, addedById: null, titledById: null },
  });
  const { source } = smallEnterprises;
  expect(await rig.manager.call(getChart, {})).toMatchObject({ standard: 'small_enterprises', source, accounts: 66 });
});

test('F-01 accounts are added below others, with their kind, side and guard', async () => {
  expect(await add('100201')).toMatchObject({ kind: 'asset', side: 'debit', guarded: true, hasParts: false });
  expect(await add('10020101', 'USD')).toMatchObject({ currency: 'USD' });
  const { items } = await rig.manager.call(listLedgerAccounts, { kind: ['asset'], limit: 4 });
  expect(items.map(({ code, hasParts }) => [code, hasParts])).toEqual([
    ['1001', false],
    ['1002', true],
    ['100201', true],
    ['10020101', false],
  ]);
  expect(await refusal(add('100201'))).toMatchObject({ code: 'finance.account.exists' });
  expect(await refusal(add('777701'))).toMatchObject({ code: 'finance.account.not_found' });
  await rig.post([
    ['1001', 'debit', 100],
    ['5001', 'credit', 100],
  ]);
  expect(await refusal(add('100101'))).toMatchObject({ code: 'finance.account.posted', details: { codes: ['1001'] } });
});

test('F-01 an account gets parts, or something posted, but not both at once', async () => {
  const lines = [
    ['1001', 'debit', 100],
    ['5001', 'credit', 100],
  ] as const;
  for (let round = 1; round <= 6; round += 1) {
    const ends = await outcomes([add(`1001${String(round).padStart(2, '0')}`), rig.post(lines), rig.post(lines)]);
    const [row] = await rig.desk.sql<{ both: boolean }>(
      'finance',
      `SELECT EXISTS (SELECT 1 FROM entry WHERE account = '1001')
          AND EXISTS (SELECT 1 FROM account WHERE above = '1001') AS both`,
    );
    expect([ends.includes('ok'), row]).toEqual([true, { both: false }]);
  }
});

test('F-01 another standard takes the place of the one before while nothing is posted to what it leaves out', async () => {
  const own = [
    { code: '1001', title: '现金', kind: 'asset', side: 'debit', guarded: true, money: true },
    { code: '4001', title: '实收资本', kind: 'equity', side: 'credit', guarded: false },
  ] as const;
  expect(await refusal(load([...own, own[0]]))).toMatchObject({
    ...{ code: 'finance.chart.ambiguous', details: { codes: ['1001'] } },
  });
  await add('100201');
  expect(await refusal(load([...own]))).toMatchObject({ code: 'finance.account.has_parts' });
  await rig.post([
    ['100201', 'debit', 100],
    ['1001', 'debit', 100],
    ['3001', 'credit', 200],
  ]);
  const withBank = [
    ...own,
    { code: '1002', title: '银行存款', kind: 'asset', side: 'debit', guarded: true, money: true } as const,
  ];
  expect(await refusal(load(withBank))).toMatchObject({ code: 'finance.account.posted', details: { codes: ['3001'] } });
  const kept = { code: '3001', title: '股本', kind: 'equity', side: 'credit', guarded: false } as const;
  expect(await load([...withBank, kept])).toMatchObject({ standard: 'of_our_own', accounts: 5 });
  expect(await codes()).toEqual(['1001', '1002', '100201', '3001', '4001']);
  const guarded = await rig.desk.sql('finance', 'SELECT account FROM guarded ORDER BY 1');
  expect(guarded).toEqual(['1001', '1002', '100201'].map((account) => ({ account })));
});

test('F-01 an account is renamed, also where something is posted to it, and whose words its title is stays known (P-05)', async () => {
  await add('100201');
  await rig.post([
    ['100201', 'debit', 100],
    ['5001', 'credit', 100],
  ]);
  const rename = (code: string, by = rig.colleague) =>
    by.call(renameLedgerAccount, { code, title: '建设银行基本户', reason: '更换开户银行' });
  const [titledById, addedById] = [rig.colleague.caller.staffId, rig.accountant.caller.staffId];
  expect(await rename('100201')).toMatchObject({ title: '建设银行基本户', hasParts: false, titledById, addedById });
  const { items } = await rig.manager.call(listLedgerAccounts, { limit: 5 });
  expect(items.map(({ code, title }) => [code, title])).toContainEqual(['100201', '建设银行基本户']);
  const [event] = await rig.told(ledgerAccountRenamed);
  expect(event!.data).toEqual({ code: '100201', title: '建设银行基本户', formerTitle: '工商银行基本户' });
  expect(await refusal(rename('100299'))).toMatchObject({ code: 'finance.account.not_found' });
  expect(await refusal(rename('100201', rig.cashier))).toMatchObject({ code: 'forbidden' });
  expect(await rename('1002')).toMatchObject({ hasParts: true, titledById, addedById: null });
  // A standard that has the account takes its words back.
  await load([...smallEnterprises.accounts]);
  const { items: after } = await rig.manager.call(listLedgerAccounts, { limit: 5 });
  expect(after.find(({ code }) => code === '1002')).toMatchObject({ title: '银行存款', titledById: null });
});
