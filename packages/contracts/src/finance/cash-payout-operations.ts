import { z } from 'zod';
import {
  anyOf,
  command,
  day,
  id,
  invalidCursor,
  noun,
  page,
  pageRequest,
  query,
  reason,
  stepOf,
  stepRefused,
  paymentKind,
} from '../define/index.ts';
import { cashDayNotOpen } from './cash-day.ts';
import {
  cashBox,
  cashDeskNotFound,
  cashDeskNotYours,
  cashNotEnough,
  cashTooMuch,
  custodianAlone,
} from './cash-desk.ts';
import { spendingFromTakings } from './cash-out.ts';
import {
  beyondCashUse,
  cashPayoutNotFound,
  cashPayoutState,
  cashPayoutSteps,
  cashPayoutView,
  payoutOfAnotherDay,
} from './cash-payout.ts';
import { secondHand } from './hand.ts';
import { loanTooMuch } from './loan.ts';
import { paymentAltered, paymentNotFound, paymentOtherWay, paymentRefundTold } from './payment-problems.ts';
import { paymentSteps } from './payment.ts';
import { bookkeepers, ledgerReaders } from './roles.ts';
import {
  permitMonthReported,
  takingsPermitNotFound,
  takingsPermitUnfit,
  takingsPermitUsedUp,
} from './takings-permit.ts';

export const cashPayoutNoun = noun('finance.cash_payout', { zh: '现金付款', en: 'Payments in cash' });
const readers = ['cashier', ...ledgerReaders] as const;

/**
 * An approved payment, once: from petty cash, and out of takings by a permit of the bank only. By who holds the box,
 * and neither asked for it nor signed it. Change that is given is no payment.
 */
export const payOutCash = command({
  name: 'finance.cash_payout.pay',
  http: 'POST /finance/cash-desks/:cashDeskId/payouts',
  roles: ['cashier'],
  status: 201,
  takes: stepOf(paymentSteps, 'pay_out'),
  seen: 'paymentId',
  request: z.object({
    cashDeskId: id,
    paymentId: id,
    from: cashBox.default('petty'),
    takingsPermitId: id.nullable().default(null),
  }),
  response: cashPayoutView,
  problems: [
    ...[cashDeskNotFound, cashDeskNotYours, spendingFromTakings, paymentNotFound, takingsPermitNotFound],
    ...[stepRefused, paymentOtherWay, secondHand, paymentAltered, cashDayNotOpen, takingsPermitUnfit],
    ...[beyondCashUse, takingsPermitUsedUp, permitMonthReported, cashNotEnough],
  ],
  summary: { zh: '现金付款', en: 'Pay in cash' },
  rules: ['F-04', 'F-06', 'F-20', 'P-04'],
});
/**
 * The money is in the box again, and the payment may be paid out again. By somebody who saw it: whoever paid out and
 * took back alone could find out what is in the box, a sum at a time (F-08).
 */
export const takeBackPayout = command({
  name: 'finance.cash_payout.take_back',
  http: 'POST /finance/cash-payouts/:cashPayoutId/take-back',
  roles: bookkeepers,
  takes: stepOf(cashPayoutSteps, 'take_back'),
  request: z.object({ cashPayoutId: id, reason }),
  response: cashPayoutView,
  problems: [
    ...[cashPayoutNotFound, stepRefused, custodianAlone, cashDayNotOpen, paymentRefundTold],
    ...[payoutOfAnotherDay, permitMonthReported, secondHand, loanTooMuch, cashTooMuch],
  ],
  summary: { zh: '退回现金付款', en: 'Take a payment back' },
  rules: ['F-04', 'F-05', 'F-06', 'P-04'],
});
export const getCashPayout = query({
  name: 'finance.cash_payout.get',
  http: 'GET /finance/cash-payouts/:cashPayoutId',
  roles: readers,
  request: z.object({ cashPayoutId: id }),
  response: cashPayoutView,
  problems: [cashPayoutNotFound],
  summary: { zh: '查看现金付款', en: 'One payment in cash' },
  rules: ['F-04', 'P-04'],
});
/** The newest first. */
export const listCashPayouts = query({
  name: 'finance.cash_payout.list',
  http: 'GET /finance/cash-payouts',
  roles: readers,
  request: pageRequest.extend({
    cashDeskId: anyOf(id),
    paymentId: anyOf(id),
    day: anyOf(day),
    state: anyOf(cashPayoutState),
    kind: anyOf(paymentKind),
    takingsPermitId: anyOf(id),
  }),
  response: page(cashPayoutView),
  problems: [invalidCursor],
  summary: { zh: '现金付款列表', en: 'List payments in cash' },
  rules: ['F-04', 'P-04'],
});
