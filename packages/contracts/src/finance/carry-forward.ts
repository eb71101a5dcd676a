import { z } from 'zod';
import { command, id, problem } from '../define/index.ts';
import { journalLineUnfit } from './journal.ts';
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
