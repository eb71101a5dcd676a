import { z } from 'zod';
import { command, id, problem, stepOf, stepRefused } from '../define/index.ts';
import { journalLineUnfit } from './journal.ts';
import { exchangeRates, periodNotFound, periodNotOpen, periodSteps } from './period.ts';
import { voucherSummary } from './voucher.ts';

export const nothingToCarry = problem({
  code: 'finance.period.nothing_to_carry',
  status: 409,
  title: { zh: '没有可结转的余额', en: 'There is nothing to carry forward' },
  detail: {
    zh: '{month} 的损益类科目没有余额;按年结转的只在十二月办理',
    en: 'Accounts of income and expenses stand at nothing in {month}; where they are carried forward yearly, that is in December',
  },
  details: z.object({ month: z.string() }),
});
/** What an earlier month leaves open would be carried forward, or valued, in this one. */
export const earlierMonthOpen = problem({
  code: 'finance.period.earlier_open',
  status: 409,
  title: { zh: '更早的月份未结账', en: 'An earlier month is not closed' },
  detail: {
    zh: '{months} 尚未结账;请先结账,再办理 {month} 的调汇和结转',
    en: 'Close {months} first; {month} is revalued and carried forward after that',
  },
  details: z.object({ month: z.string(), months: z.array(z.string()).max(50) }),
});
/** The rates of its last day are not known before. */
export const periodNotOver = problem({
  code: 'finance.period.not_over',
  status: 409,
  title: { zh: '该月尚未结束', en: 'The month is not over' },
  detail: {
    zh: '期末汇率以月末最后一天为准;请在 {from} 或之后办理 {month} 的调汇',
    en: 'The rates are those of the last day; revalue {month} on {from} or later',
  },
  details: z.object({ month: z.string(), from: z.string() }),
});
/** A second time they would carry the same balances again. */
export const carriedAlready = problem({
  code: 'finance.period.carried_already',
  status: 409,
  title: { zh: '已有结转凭证', en: 'Vouchers carry it forward already' },
  detail: {
    zh: '{month} 有 {count} 张结转凭证尚未记账;请先记账、作废或弃用',
    en: '{count} vouchers that carry {month} forward are not posted yet; post them, void them or throw them away first',
  },
  details: z.object({ month: z.string(), count: z.int() }),
});

/** A voucher has so many accounts, and one more for what they come to. */
export const carriedAccountsMax = 99;

/**
 * 结转损益: drafts of transfer vouchers, dated on the month's last day, that bring income and expenses to nothing; in
 * December, once they are posted, one that brings the profit of the year to what is retained. They go through the same
 * hands as any transfer, and may be posted while the month is being closed.
 */
export const carryForward = command({
  name: 'finance.period.carry_forward',
  http: 'POST /finance/periods/:periodId/carry-forward',
  roles: ['accountant'],
  request: z.object({ periodId: id }),
  response: z.object({ vouchers: z.array(voucherSummary).max(20) }),
  problems: [periodNotFound, periodNotOpen, earlierMonthOpen, carriedAlready, nothingToCarry, journalLineUnfit],
  summary: { zh: '结转损益', en: 'Carry income and expenses forward' },
  rules: ['F-09'],
});

export const rateMissing = problem({
  code: 'finance.period.rate_missing',
  status: 422,
  title: { zh: '缺少汇率', en: 'A rate is missing' },
  detail: {
    zh: '有余额的外币 {currencies} 没有给出期末汇率,或同一币种给了两个',
    en: 'Say one rate for each of {currencies}, in which there are balances',
  },
  details: z.object({ currencies: z.array(z.string()).max(50) }),
});
/**
 * 汇兑损益: keeps the rates of the month's last day and drafts a transfer voucher, dated on it, that brings each foreign
 * account to what it is worth; none where nothing differs. Before income and expenses are carried forward; a month
 * closes once its foreign accounts stand at what they are worth.
 */
export const revaluePeriod = command({
  name: 'finance.period.revalue',
  http: 'POST /finance/periods/:periodId/revalue',
  roles: ['accountant'],
  takes: stepOf(periodSteps, 'revalue'),
  request: z.object({ periodId: id, rates: exchangeRates.min(1) }),
  response: z.object({ vouchers: z.array(voucherSummary).max(1) }),
  problems: [
    periodNotFound,
    stepRefused,
    periodNotOver,
    earlierMonthOpen,
    carriedAlready,
    rateMissing,
    journalLineUnfit,
  ],
  summary: { zh: '期末调汇', en: 'Revalue foreign accounts' },
  rules: ['F-01', 'F-09'],
});
