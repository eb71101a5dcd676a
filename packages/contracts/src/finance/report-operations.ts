import { z } from 'zod';
import { day, handledBy, id, invalidCursor, noun, page, pageRequest, problem, query } from '../define/index.ts';
import { ledgerAccountHasParts, ledgerAccountNotFound, ledgerAccountTitle } from './account.ts';
import { journalKind, journalSummary } from './journal.ts';
import { currencyCode, entrySide, ledgerAccountCode, ledgerMonth } from './money.ts';
import { ledgerReaders } from './roles.ts';

export const reportNoun = noun('finance.report', {
  zh: '账表:总账、明细账、科目余额表',
  en: 'Reports of the books: balances, statements, the general ledger',
});

/** In fen, debit less credit: what is in credit is negative. */
const balanceFen = z.int();
const sums = {
  openingFen: balanceFen,
  debitFen: z.int(),
  creditFen: z.int(),
  closingFen: balanceFen,
  /** From January of the last month's year on. */
  yearDebitFen: z.int(),
  yearCreditFen: z.int(),
};
const balanceLine = z.object({
  code: ledgerAccountCode,
  title: ledgerAccountTitle.shown,
  titledById: id.nullable(),
  side: entrySide,
  /** 1 at the top; an account with others below shows their sum. */
  level: z.int(),
  ...sums,
});
handledBy.add(balanceLine, { field: 'titledById' });

export const monthsReversed = problem({
  code: 'finance.report.reversed',
  status: 422,
  title: { zh: '起止颠倒', en: 'It ends before it begins' },
  detail: { zh: '结束({until})不能早于开始({from})', en: 'It ends with {until}, before it begins with {from}' },
  details: z.object({ from: z.string(), until: z.string() }),
});

/**
 * By code; an account that is closed stands there while it has figures. `total`: of all accounts at the top, which come
 * to nothing.
 */
export const showTrialBalance = query({
  name: 'finance.report.trial_balance',
  http: 'GET /finance/reports/trial-balance',
  roles: ledgerReaders,
  request: pageRequest.extend({ from: ledgerMonth, until: ledgerMonth }),
  response: page(balanceLine).extend({ total: z.object(sums) }),
  problems: [invalidCursor, monthsReversed],
  summary: { zh: '科目余额表', en: 'Trial balance' },
  rules: ['F-15'],
});

const statementLine = z.object({
  journalId: id,
  line: z.int(),
  day,
  kind: journalKind,
  voucherId: id.nullable(),
  summary: journalSummary.shown,
  postedById: z.string(),
  /** The accounts on the other side. */
  otherAccounts: z.array(ledgerAccountCode).max(20),
  side: entrySide,
  amountFen: z.int(),
  currency: currencyCode,
  foreignAmount: z.int().nullable(),
  party: z.string().nullable(),
  reference: z.string().nullable(),
  /** After it. */
  balanceFen,
  foreignBalance: z.int().nullable(),
});
handledBy.add(statementLine, { field: 'postedById' });

/** Of an account without others below, in the order of the days. */
export const showAccountStatement = query({
  name: 'finance.report.account_statement',
  http: 'GET /finance/reports/account-statement',
  roles: ledgerReaders,
  request: pageRequest.extend({ accountCode: ledgerAccountCode, from: day, until: day }),
  /** `openingFen`: before the first line of this page. */
  response: page(statementLine).extend({ openingFen: balanceFen }),
  problems: [invalidCursor, monthsReversed, ledgerAccountNotFound, ledgerAccountHasParts],
  summary: { zh: '明细账', en: 'Statement of an account' },
  rules: ['F-15'],
});

/** Of an account with all below it, by month. */
export const showGeneralLedger = query({
  name: 'finance.report.general_ledger',
  http: 'GET /finance/reports/general-ledger',
  roles: ledgerReaders,
  request: z.object({ accountCode: ledgerAccountCode, from: ledgerMonth, until: ledgerMonth }),
  response: z.object({ items: z.array(z.object({ month: ledgerMonth, ...sums })).max(1_200) }),
  problems: [monthsReversed, ledgerAccountNotFound],
  summary: { zh: '总账', en: 'General ledger' },
  rules: ['F-15'],
});
