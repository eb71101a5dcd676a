import { z } from 'zod';
import { policy } from '../define/index.ts';

export const voucherPolicy = policy({
  name: 'finance.voucher',
  schema: z.object({
    /** A voucher that is made so many working days after its day, or more, is late; it is warned of and listed. */
    lateAfterWorkdays: z.int().min(0).max(30),
    /** One that has a number and waits longer than so many days for its next hand is listed. */
    waitingDays: z.int().min(1).max(90),
  }),
  default: { lateAfterWorkdays: 2, waitingDays: 3 },
  rules: ['F-07'],
  summary: { zh: '凭证的时限', en: 'When a voucher is late' },
});
