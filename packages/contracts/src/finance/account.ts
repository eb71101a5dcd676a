import { z } from 'zod';
import { choice, event, handledBy, id, line, personalField, problem, version } from '../define/index.ts';
import { currencyCode, entrySide, ledgerAccountCode } from './money.ts';
import { bookkeepers, ledgerReaders } from './roles.ts';

/** What an account counts, by the headings of the standard. */
export const ledgerAccountKind = choice({
  asset: { zh: '资产类', en: 'assets' },
  liability: { zh: '负债类', en: 'liabilities' },
  equity: { zh: '所有者权益类', en: 'equity' },
  cost: { zh: '成本类', en: 'cost' },
  profit_loss: { zh: '损益类', en: 'profit and loss' },
});
export type LedgerAccountKind = z.output<typeof ledgerAccountKind>;

/** What an account is called; a person or an account number may stand in it. */
export const ledgerAccountTitle = personalField('words', line(60));

/** An account as a standard has it. */
export const standardAccount = z.object({
  code: z.string().regex(/^\d{4}$/),
  title: ledgerAccountTitle.entered,
  kind: ledgerAccountKind,
  /** The side on which it usually stands. */
  side: entrySide,
  /** What is there can't be less than nothing, as with cash and at the bank. */
  guarded: z.boolean(),
  /** Cash, bank or other money, of which 收 and 付 vouchers tell (F-07). */
  money: z.boolean().default(false),
});
export type StandardAccount = z.output<typeof standardAccount>;
/** No standard has so many. */
export const standardAccountsMax = 500;

export const ledgerAccountView = z.object({
  code: ledgerAccountCode,
  title: ledgerAccountTitle.shown,
  kind: ledgerAccountKind,
  side: entrySide,
  currency: currencyCode,
  guarded: z.boolean(),
  /** Cash, bank or other money. */
  money: z.boolean(),
  /** It has accounts below, and nothing is posted to it. */
  hasParts: z.boolean(),
  /** Nothing is posted to it. */
  isClosed: z.boolean(),
  /** The staff id of who added it; null where the standard has it. */
  addedById: id.nullable(),
  /** The staff id of whose words its title is; null where it is the standard's. */
  titledById: id.nullable(),
});
handledBy.add(ledgerAccountView, { field: 'titledById' });

export const chartView = z.object({
  id,
  version,
  /** What the standard is called in code; null before the first. */
  standard: z.string().nullable(),
  /** Where its accounts are taken from. */
  source: z.string().nullable(),
  accounts: z.int(),
});

export const ledgerAccountNotFound = problem({
  code: 'finance.account.not_found',
  status: 404,
  title: { zh: '没有这个科目', en: 'No such account' },
  detail: { zh: '科目表中没有科目 {code}', en: 'There is no account {code} in the chart' },
  details: z.object({ code: z.string() }),
});
export const ledgerAccountExists = problem({
  code: 'finance.account.exists',
  status: 409,
  title: { zh: '科目编号已使用', en: 'The code is taken' },
  detail: { zh: '科目 {code} 已存在,请换一个编号', en: 'There is an account {code} already; take another code' },
  details: z.object({ code: z.string() }),
});
/** What was posted to an account would belong to no part of it. */
export const ledgerAccountPosted = problem({
  code: 'finance.account.posted',
  status: 409,
  title: { zh: '科目已有记账', en: 'Something is posted to the account' },
  detail: {
    zh: '科目 {codes} 已有记账,不能再设下级或由新的科目表取代;请另设科目',
    en: 'Something is posted to {codes}, so it gets no parts and no chart leaves it out; add another account',
  },
  details: z.object({ codes: z.array(z.string()).max(standardAccountsMax) }),
});
/** A standard that leaves out what accounts below were added to. */
export const ledgerAccountHasParts = problem({
  code: 'finance.account.has_parts',
  status: 409,
  title: { zh: '科目有下级科目', en: 'The account has parts' },
  detail: {
    zh: '科目 {codes} 有下级科目;请使用下级科目,新的科目表也须保留它',
    en: '{codes} has accounts below: use those, and keep it in a new chart',
  },
  details: z.object({ codes: z.array(z.string()).max(standardAccountsMax) }),
});
/** Nothing begins below or in the place of an account that is closed. */
export const ledgerAccountClosed = problem({
  code: 'finance.account.closed',
  status: 409,
  title: { zh: '科目已停用', en: 'The account is closed' },
  detail: {
    zh: '科目 {codes} 已停用;请先恢复启用,或改用其他科目',
    en: '{codes} is closed: open it again first, or take another account',
  },
  details: z.object({ codes: z.array(z.string()).max(standardAccountsMax) }),
});
export const standardAmbiguous = problem({
  code: 'finance.chart.ambiguous',
  status: 422,
  title: { zh: '科目表中有重复编号', en: 'A code stands in the chart twice' },
  detail: { zh: '以下编号重复:{codes}', en: 'These codes stand there more than once: {codes}' },
  details: z.object({ codes: z.array(z.string()).max(standardAccountsMax) }),
});

export const standardLoaded = event({
  name: 'finance.chart.standard_loaded',
  version: 1,
  audience: 'services',
  visibleTo: ledgerReaders,
  data: z.object({ standard: z.string(), source: z.string(), added: z.int(), changed: z.int(), removed: z.int() }),
  summary: { zh: '已载入科目表', en: 'A chart of accounts was loaded' },
  rules: ['F-01'],
});
export const ledgerAccountAdded = event({
  name: 'finance.chart.account_added',
  version: 1,
  audience: 'services',
  visibleTo: bookkeepers,
  data: z.object({ code: ledgerAccountCode, title: ledgerAccountTitle.shown, currency: currencyCode }),
  summary: { zh: '已增设科目', en: 'An account was added' },
  rules: ['F-01'],
});
export const ledgerAccountRenamed = event({
  name: 'finance.chart.account_renamed',
  version: 1,
  audience: 'services',
  visibleTo: bookkeepers,
  data: z.object({ code: ledgerAccountCode, title: ledgerAccountTitle.shown, formerTitle: ledgerAccountTitle.shown }),
  summary: { zh: '科目已更名', en: 'An account was renamed' },
  rules: ['F-01'],
});
