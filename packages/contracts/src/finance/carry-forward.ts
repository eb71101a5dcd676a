import { z } from 'zod';
import { command, id, problem } from '../define/index.ts';
import { journalLineUnfit } from './journal.ts';
import { currencyCode } from './money.ts';
import { periodNotFound, periodNotOpen } from './period.ts';
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
  problems: [periodNotFound, periodNotOpen, carriedAlready, nothingToCarry, journalLineUnfit],
  summary: { zh: '结转损益', en: 'Carry income and expenses forward' },
  rules: ['F-09'],
});

/** CNY for one unit of another currency, more than nothing, as `7.1024`. */
const exchangeRate = z
  .string()
  .regex(/^\d{1,6}(\.\d{1,6})?$/)
  .refine((rate) => Number(rate) > 0);

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
export const nothingToRevalue = problem({
  code: 'finance.period.nothing_to_revalue',
  status: 409,
  title: { zh: '没有汇兑差额', en: 'There is no difference' },
  detail: {
    zh: '按这些汇率,{month} 月末外币科目没有汇兑差额',
    en: 'At these rates no foreign account differs at the end of {month}',
  },
  details: z.object({ month: z.string() }),
});
/**
 * 汇兑损益: a draft of a transfer voucher, dated on the month's last day, that brings each foreign account to what it is
 * worth at these rates; before income and expenses are carried forward.
 */
export const revaluePeriod = command({
  name: 'finance.period.revalue',
  http: 'POST /finance/periods/:periodId/revalue',
  roles: ['accountant'],
  request: z.object({
    periodId: id,
    rates: z
      .array(z.object({ currency: currencyCode, rate: exchangeRate }))
      .min(1)
      .max(50),
  }),
  response: z.object({ vouchers: z.array(voucherSummary).max(1) }),
  problems: [periodNotFound, periodNotOpen, carriedAlready, rateMissing, nothingToRevalue, journalLineUnfit],
  summary: { zh: '期末调汇', en: 'Revalue foreign accounts' },
  rules: ['F-01', 'F-09'],
});
