import { z } from 'zod';
import { anyOf, command, invalidCursor, noun, page, pageRequest, query, reason } from '../define/index.ts';
import {
  chartView,
  ledgerAccountClosed,
  ledgerAccountExists,
  ledgerAccountHasParts,
  ledgerAccountKind,
  ledgerAccountTitle,
  ledgerAccountNotFound,
  ledgerAccountPosted,
  ledgerAccountView,
  standardAccount,
  standardAccountsMax,
  standardAmbiguous,
} from './account.ts';
import { currencyCode, homeCurrency, ledgerAccountCode } from './money.ts';
import { bookkeepers, ledgerReaders } from './roles.ts';

export const chartNoun = noun('finance.chart', {
  zh: '科目表:按会计准则的科目,可另载',
  en: 'The chart of accounts: those of a standard, and what was added',
});
export const ledgerAccountNoun = noun('finance.account', { zh: '会计科目', en: 'Accounts of the ledger' });

export const getChart = query({
  name: 'finance.chart.get',
  http: 'GET /finance/chart',
  roles: ['cashier', ...ledgerReaders],
  request: z.object({}),
  response: chartView,
  problems: [],
  summary: { zh: '查看科目表来源', en: 'Which standard the chart is of' },
  rules: ['F-01'],
});
/** Replaces the accounts of the standard; those that were added below what stays are kept. */
export const loadStandard = command({
  name: 'finance.chart.load_standard',
  http: 'PUT /finance/chart',
  roles: ['finance_manager', 'general_manager'],
  request: z.object({
    /** What it is called in code, such as `small_enterprises`. */
    standard: z.string().regex(/^[a-z][a-z0-9_]{0,39}$/),
    source: z.url().max(300),
    accounts: z.array(standardAccount).min(1).max(standardAccountsMax),
    reason,
  }),
  response: chartView,
  problems: [standardAmbiguous, ledgerAccountPosted, ledgerAccountHasParts, ledgerAccountClosed],
  summary: { zh: '载入科目表', en: 'Load a chart of accounts' },
  rules: ['F-01'],
});
/** Below an account to which nothing is posted; it has that one's kind and side. */
export const addLedgerAccount = command({
  name: 'finance.account.add',
  http: 'POST /finance/accounts',
  roles: bookkeepers,
  status: 201,
  request: z.object({
    code: z.string().regex(/^\d{4}(\d{2}){1,3}$/),
    title: ledgerAccountTitle.entered,
    currency: currencyCode.default(homeCurrency),
    reason,
  }),
  response: ledgerAccountView,
  problems: [ledgerAccountNotFound, ledgerAccountExists, ledgerAccountPosted, ledgerAccountClosed],
  summary: { zh: '增设下级科目', en: 'Add an account below another' },
  rules: ['F-01'],
});
/** In all that is shown of it, also of months that are closed; its code stays. */
export const renameLedgerAccount = command({
  name: 'finance.account.rename',
  http: 'POST /finance/accounts/:code/rename',
  roles: bookkeepers,
  request: z.object({ code: ledgerAccountCode, title: ledgerAccountTitle.entered, reason }),
  response: ledgerAccountView,
  problems: [ledgerAccountNotFound],
  summary: { zh: '科目更名', en: 'Rename an account' },
  rules: ['F-01'],
});
/** By code. */
export const listLedgerAccounts = query({
  name: 'finance.account.list',
  http: 'GET /finance/accounts',
  roles: ['cashier', ...ledgerReaders],
  request: pageRequest.extend({ kind: anyOf(ledgerAccountKind) }),
  response: page(ledgerAccountView),
  problems: [invalidCursor],
  summary: { zh: '科目列表', en: 'List accounts' },
  rules: ['F-01'],
});
