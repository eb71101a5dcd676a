import { z } from 'zod';
import { choice, event, id } from '../define/index.ts';
import { ledgerReaders } from './roles.ts';

/** Why a refund that a ticket asked for is not paid. */
export const refundRefusal = choice({
  receipt_unknown: { zh: '没有这张收据', en: 'there is no such receipt' },
  receipt_void: { zh: '收据已作废或正在申请作废', en: 'the receipt is void, or asked to be' },
  repayment: { zh: '还款收据不办理退款', en: 'the receipt is of a loan that was paid back, and no customer’s' },
  order_unknown: { zh: '没有以该订单号收款的收据', en: 'no receipt was paid by that order' },
  order_unclear: {
    zh: '有几张收据使用该订单号,请填写收据号码',
    en: 'several receipts name that order; give the number of the receipt',
  },
  another_way: { zh: '收据不是以该方式收款,只能原路退回', en: 'the receipt was paid in another way' },
  way_unclear: {
    zh: '收据以多种方式收款,请填写收款方式与单号',
    en: 'the receipt was paid in several ways; say which, and its number',
  },
  cheque_in_hand: {
    zh: '支票尚未送存银行,请退回支票',
    en: 'its cheque has not gone to the bank; give the cheque back instead',
  },
  more_than_received: {
    zh: '退款合计超过该方式的实收金额',
    en: 'with what was refunded before it is more than was received that way',
  },
  not_approved: { zh: '审批未通过', en: 'a signer refused it' },
});
export type RefundRefusal = z.output<typeof refundRefusal>;

const told = z.object({ refundId: id, ticketId: id, at: z.iso.datetime() });
const alike = { version: 1, audience: 'services', visibleTo: ledgerReaders, rules: ['F-12'] } as const;
/** A payment was made of it, which goes through the hands of any other. */
export const refundTakenUp = event({
  name: 'finance.refund.taken_up',
  ...alike,
  data: told.extend({ paymentId: id }),
  summary: { zh: '退款已转为付款申请', en: 'A refund became a payment' },
});
/** Its money is on the way; should it come back, it isn't sent again. */
export const refundWithdrawalNoted = event({
  name: 'finance.refund.withdrawal_noted',
  ...alike,
  data: told,
  summary: { zh: '退款付出后申请撤回', en: 'A refund is to be withdrawn, and was sent already' },
});
/** Each refund ends once, in one of these three ways, and stays so. */
export const refundPaid = event({
  name: 'finance.refund.paid',
  ...alike,
  data: told.extend({ paymentId: id }),
  summary: { zh: '退款已付', en: 'A refund was paid' },
});
export const refundRefused = event({
  name: 'finance.refund.refused',
  ...alike,
  data: told.extend({ why: refundRefusal }),
  summary: { zh: '退款未获办理', en: 'A refund was refused' },
});
export const refundWithdrawn = event({
  name: 'finance.refund.withdrawn',
  ...alike,
  data: told,
  summary: { zh: '退款已撤回', en: 'A refund was withdrawn before it was paid' },
});
