import { z } from 'zod';
import {
  choice,
  event,
  everyRole,
  id,
  offersOf,
  problem,
  text,
  transitions,
  version,
  wordsOf,
  type Problem,
  type Text,
} from '../define/index.ts';
import { currencyCode, ledgerMonth } from './money.ts';

export const periodState = choice({
  open: { zh: '已开账', en: 'open' },
  closing: { zh: '结账中', en: 'being closed' },
  closed: { zh: '已结账', en: 'closed' },
});
export type PeriodState = z.output<typeof periodState>;

export const periodSteps = transitions({
  name: 'finance.period',
  states: wordsOf(periodState),
  steps: {
    /** From now on only what carries income and cost forward is posted. */
    begin_closing: { from: ['open'], to: 'closing', summary: { zh: '开始结账', en: 'begin to close it' } },
    stop_closing: { from: ['closing'], to: 'open', summary: { zh: '停止结账', en: 'stop closing it' } },
    close: { from: ['closing'], to: 'closed', summary: { zh: '结账', en: 'close it' } },
    /** By one person; a second one decides. */
    ask_reopening: { from: ['closed'], summary: { zh: '申请反结账', en: 'ask to reopen it' } },
    refuse_reopening: { from: ['closed'], summary: { zh: '不予反结账', en: 'refuse to reopen it' } },
    reopen: { from: ['closed'], to: 'open', summary: { zh: '反结账', en: 'reopen it' } },
    /** At the rates of its last day; again where something was posted later. */
    revalue: { from: ['open', 'closing'], summary: { zh: '期末调汇', en: 'revalue foreign accounts' } },
  },
});

/** CNY for one unit of another currency, more than nothing, as `7.1024`. */
const exchangeRate = z
  .string()
  .regex(/^\d{1,6}(\.\d{1,6})?$/)
  .refine((rate) => Number(rate) > 0);
/** Each currency once. */
export const exchangeRates = z.array(z.object({ currency: currencyCode, rate: exchangeRate })).max(50);
export type ExchangeRates = z.output<typeof exchangeRates>;

export const periodView = z.object({
  id,
  version,
  month: ledgerMonth,
  state: periodState,
  openedById: z.string(),
  openedAt: z.iso.datetime(),
  /** Who began to close it; somebody else does. */
  closingById: id.nullable(),
  closedById: z.string().nullable(),
  closedAt: z.iso.datetime().nullable(),
  /** Somebody asks to have it reopened; null where nobody does. */
  reopening: z.object({ askedById: id, askedByName: z.string(), askedAt: z.iso.datetime() }).nullable(),
  /** How often it was reopened. */
  reopenings: z.int(),
  /** CNY for one unit at the end of the month, as the accountant gave them last; none before. */
  rates: exchangeRates,
  offers: offersOf(periodSteps),
});

export const periodNotFound = problem({
  code: 'finance.period.not_found',
  status: 404,
  title: { zh: '没有这个会计期间', en: 'No such period' },
  detail: { zh: '找不到会计期间 {id}', en: 'There is no period {id}' },
  details: z.object({ id: z.string() }),
});
/** Why nothing is posted to a month, and what to do. */
const notOpenWhy: Readonly<Record<Exclude<PeriodState, 'open'> | 'unknown', Text>> = {
  unknown: {
    zh: '尚未开账;各月到月初自动开账,首月之前不能记账,请核对日期',
    en: 'is not open: each month opens by itself as it begins, and none before the first is ever opened; look at the day',
  },
  closing: {
    zh: '正在结账,只有结转凭证可以记账;请用以后月份的日期,或先停止结账',
    en: 'is being closed, and only what carries it forward is posted; take a day of a later month, or stop closing it',
  },
  closed: {
    zh: '已结账;请用以后月份的日期,更正请在以后月份填制红字凭证',
    en: 'is closed; take a day of a later month, and correct what is wrong by a red voucher there',
  },
};
export const periodNotOpen = problem({
  code: 'finance.period.not_open',
  status: 409,
  title: { zh: '该月不能记账', en: 'Nothing can be posted to that month' },
  detail: { zh: '{month} {why}', en: '{month} {why}' },
  details: z.object({ month: z.string(), why: text }),
});
/** `state`: undefined where the month was never opened. */
export const periodRefused = (month: string, state: PeriodState | undefined): Problem =>
  periodNotOpen({ month, why: notOpenWhy[state === undefined || state === 'open' ? 'unknown' : state] });
export const periodOutOfOrder = problem({
  code: 'finance.period.out_of_order',
  status: 409,
  title: { zh: '月份须依次开账', en: 'Months are opened in order' },
  detail: { zh: '下一个可开账的月份是 {next}', en: 'The next month to be opened is {next}' },
  details: z.object({ next: z.string() }),
});

/** So far ahead a month is opened, and so far back the first one. */
export const monthsAheadMax = 12;
export const monthsBackMax = 240;
export const periodTooFar = problem({
  code: 'finance.period.too_far',
  status: 422,
  title: { zh: '月份过远', en: 'The month is too far away' },
  detail: { zh: '只能开 {earliest} 至 {latest} 的月份', en: 'Open a month from {earliest} to {latest}' },
  details: z.object({ earliest: z.string(), latest: z.string() }),
});
/** Each month is closed and reopened from the last backwards. */
export const periodNotLast = problem({
  code: 'finance.period.not_last',
  status: 409,
  title: { zh: '只能反结账最后一个月', en: 'Only the last one is reopened' },
  detail: {
    zh: '最后结账的月份是 {last};请从该月起依次反结账',
    en: 'The last closed month is {last}; begin with that',
  },
  details: z.object({ last: z.string() }),
});
/** Who prepares never approves the same thing (P-04). */
export const closingByAnother = problem({
  code: 'finance.period.closing_by_another',
  status: 403,
  title: { zh: '须由另一人结账', en: 'Another person closes it' },
  detail: {
    zh: '开始结账的人不能自己完成结账;请由另一位有权限的人结账',
    en: 'Who began to close a month does not close it; somebody else who may does',
  },
});
export const reopeningNotAsked = problem({
  code: 'finance.period.reopening_not_asked',
  status: 409,
  title: { zh: '没有反结账申请', en: 'Nobody has asked to reopen it' },
  detail: { zh: '请先由一人申请,再由另一人批准', en: 'One person asks for it, and another one decides' },
});
export const reopeningAskedAlready = problem({
  code: 'finance.period.reopening_asked_already',
  status: 409,
  title: { zh: '已有反结账申请', en: 'Somebody has asked already' },
  detail: { zh: '请等待批准', en: 'Wait for the decision' },
});
export const reopeningByAnother = problem({
  code: 'finance.period.reopening_by_another',
  status: 403,
  title: { zh: '须由另一人批准', en: 'Another person decides' },
  detail: { zh: '申请人不能批准自己的反结账申请', en: 'Who asks to reopen a month does not decide it' },
});

/** What keeps a month from being closed. */
export const closingBlockerKind = choice({
  not_over: { zh: '该月尚未结束', en: 'the month is not over' },
  opening_waits: { zh: '期初余额尚未记账', en: 'the opening balances are not posted' },
  not_revalued: { zh: '外币科目未调汇', en: 'foreign accounts are not revalued' },
  earlier_month: { zh: '更早的月份未结账', en: 'an earlier month is not closed' },
  chain_unverified: { zh: '账簿未通过核验', en: 'the ledger is not verified' },
  negative_balance: { zh: '余额为负', en: 'a balance is below nothing' },
  not_carried_forward: { zh: '损益未结转', en: 'income or expenses are not carried forward' },
  payments_without_vouchers: { zh: '付款未生成凭证', en: 'payments have no vouchers' },
  cash_days_open: { zh: '收银台未日结', en: 'days of cash desks are not closed' },
  cash_days_without_vouchers: { zh: '收银台当日未制单', en: 'closed days of cash desks have no vouchers' },
  cash_disagrees: { zh: '现金账实不符', en: 'a box holds something else than the ledger says' },
  suspense_open: { zh: '待处理财产损溢未结清', en: 'what was short or over is undecided' },
  unposted_vouchers: { zh: '有未记账凭证', en: 'vouchers are not posted' },
});
export const closingBlockersMax = 50;
export const closingBlocker = z.object({
  kind: closingBlockerKind,
  why: text,
  /** Codes, numbers or ids of what it is about; the first of them. */
  evidence: z.array(z.string()).max(closingBlockersMax),
});
export type ClosingBlocker = z.output<typeof closingBlocker>;
export const periodNotCloseable = problem({
  code: 'finance.period.not_closeable',
  status: 409,
  title: { zh: '还不能结账', en: 'It can not be closed yet' },
  detail: { zh: '{month} 还不能结账:{why}', en: '{month} can not be closed yet: {why}' },
  details: z.object({ month: z.string(), why: z.array(text).max(closingBlockersMax) }),
});

/** The whole state of a month. */
export const periodChanged = event({
  name: 'finance.period.changed',
  version: 1,
  audience: 'departments',
  carriesState: true,
  visibleTo: everyRole,
  data: z.object({
    periodId: id,
    month: ledgerMonth,
    state: periodState,
    reopenings: z.int(),
    /** Why, where somebody asked for it or decided it. */
    reason: z.string().nullable(),
  }),
  withheldFromDepartments: ['reason'],
  summary: { zh: '会计期间变动', en: 'A period of the books changed' },
  rules: ['F-09'],
});
