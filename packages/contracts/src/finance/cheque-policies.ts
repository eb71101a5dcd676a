import { z } from 'zod';
import { choice, policy } from '../define/index.ts';

/** The law gives ten days; how they are counted is read in two ways. */
export const chequePolicy = policy({
  name: 'finance.cheque',
  schema: z.object({
    /** A cheque is good for so many days. */
    days: z.int().min(1).max(31),
    beginsOn: choice({
      next_day: { zh: '自出票次日起算', en: 'from the day after it is issued' },
      same_day: { zh: '自出票当日起算', en: 'from the day on which it is issued' },
    }),
    /** Where the bank is closed on the last of them. */
    ifBankClosed: choice({
      next_banking_day: { zh: '顺延至下一银行工作日', en: 'the next day on which the bank is open' },
      as_is: { zh: '不顺延', en: 'that day all the same' },
    }),
    /** One that was handed out and not cashed is told of so many days before its last day. */
    chaseDays: z.int().min(0).max(30),
  }),
  default: { days: 10, beginsOn: 'next_day', ifBankClosed: 'next_banking_day', chaseDays: 3 },
  rules: ['F-11'],
  summary: { zh: '支票的提示付款期限', en: 'How long a cheque is good' },
});
export type ChequeValidity = Pick<z.output<typeof chequePolicy.schema>, 'days' | 'beginsOn' | 'ifBankClosed'>;
