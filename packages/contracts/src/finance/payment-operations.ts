import { z } from 'zod';
import {
  anyOf,
  attaching,
  attachingBody,
  attachingProblems,
  attachmentFile,
  attachmentNotFound,
  command,
  day,
  everyRole,
  id,
  invalidCursor,
  noun,
  page,
  pageRequest,
  paymentKind,
  paymentSigner,
  query,
  reason,
  says,
  stepOf,
  stepRefused,
  within,
  type Role,
} from '../define/index.ts';
import { budgetNone, budgetUsedUp } from './budget.ts';
import { sumFen } from './cash-desk.ts';
import { bankTooLow } from './cheque.ts';
import { payingDepartmentUnknown } from './department.ts';
import { secondHand } from './hand.ts';
import { documentNumber, journalDay, journalLineUnfit } from './journal.ts';
import { loanNoneOpen, loanOpenAlready, loanTooMuch } from './loan.ts';
import { ledgerAccountCode } from './money.ts';
import { payeeAccountNotFound, payeeAccountNotInForce } from './payee-account.ts';
import {
  paymentAccountUnfit,
  paymentAltered,
  paymentBankUnfit,
  paymentBookedWithDay,
  paymentChequeStands,
  paymentDepartmentMissing,
  paymentDiffers,
  paymentInvoicePaid,
  paymentNotFound,
  paymentNotSignedByYou,
  paymentNotYours,
  paymentOtherWay,
  paymentPayeeAccountUnfit,
  paymentPayeeUnfit,
  paymentRefundStays,
  paymentSlipDiffers,
  paymentSlipKnown,
  paymentVoucherTooEarly,
} from './payment-problems.ts';
import { paymentContent, paymentListed, paymentState, paymentSteps, paymentView, paymentWay } from './payment.ts';
import { periodNotOpen } from './period.ts';
import { bookkeepers } from './roles.ts';
import { deputies, signingAuthorityNotFound, signingAuthorityUnfit } from './signing-authority.ts';
import { voucherMakerUnfit } from './voucher-problems.ts';

export const paymentNoun = noun('finance.payment', {
  zh: '付款单:申请、签批、付款、回单',
  en: 'Payments: asked for, signed, paid, told by the bank',
});
/** Who may ask for money: all who work here, but who looks at the books from outside. */
const requesters = everyRole.filter((role) => role !== 'auditor' && role !== 'department_liaison');
const askers = [...requesters] as [Role, ...Role[]];
const accountProblems = [payeeAccountNotInForce, paymentPayeeAccountUnfit];
const contentProblems = [
  ...[paymentPayeeUnfit, paymentAccountUnfit, paymentDepartmentMissing, payingDepartmentUnknown, paymentInvoicePaid],
  ...[payeeAccountNotFound, ...accountProblems, loanOpenAlready],
];
export const requestPayment = command({
  name: 'finance.payment.request',
  http: 'POST /finance/payments',
  roles: askers,
  status: 201,
  // A refund is asked for on its ticket (F-12).
  request: paymentContent.refine(({ kind, way }) => kind !== 'refund' && way !== 'wallet', {
    ...says({ zh: '退款由工单申请', en: 'a refund is asked for on its ticket' }),
    path: ['kind'],
  }),
  response: paymentView,
  problems: contentProblems,
  summary: { zh: '申请付款', en: 'Ask for a payment' },
  rules: ['F-06', 'F-20'],
});
/** The whole content anew; of a refund kind, way, payee and sum stay. All signatures are void then. */
export const amendPayment = command({
  name: 'finance.payment.amend',
  http: 'PUT /finance/payments/:paymentId',
  roles: askers,
  takes: stepOf(paymentSteps, 'amend'),
  seen: 'paymentId',
  request: paymentContent.safeExtend({ paymentId: id }),
  response: paymentView,
  problems: [
    ...[paymentNotFound, stepRefused, paymentNotYours, paymentRefundStays, paymentChequeStands],
    ...contentProblems,
  ],
  summary: { zh: '修改付款单', en: 'Amend a payment' },
  rules: ['F-06'],
});
export const attachToPayment = command({
  name: 'finance.payment.attach',
  http: 'POST /finance/payments/:paymentId/attachments',
  roles: askers,
  takes: stepOf(paymentSteps, 'attach'),
  ...attachingBody,
  request: z.object({ paymentId: id, ...attaching }),
  response: paymentView,
  problems: [paymentChequeStands, paymentNotFound, stepRefused, paymentNotYours, ...attachingProblems],
  summary: { zh: '上传付款单附件', en: 'Attach a file to a payment' },
  rules: ['F-06'],
});
export const detachFromPayment = command({
  name: 'finance.payment.detach',
  http: 'POST /finance/payments/:paymentId/attachments/:attachmentId/remove',
  roles: askers,
  takes: stepOf(paymentSteps, 'detach'),
  request: z.object({ paymentId: id, attachmentId: id, reason }),
  response: paymentView,
  problems: [paymentChequeStands, paymentNotFound, stepRefused, paymentNotYours, attachmentNotFound],
  summary: { zh: '移除付款单附件', en: 'Remove a file from a payment' },
  rules: ['F-06', 'P-06'],
});
export const openPaymentAttachment = command({
  name: 'finance.payment.open_attachment',
  http: 'GET /finance/payments/:paymentId/attachments/:attachmentId',
  roles: everyRole,
  request: z.object({ paymentId: id, attachmentId: id }),
  response: attachmentFile,
  problems: [paymentNotFound, attachmentNotFound],
  summary: { zh: '下载付款单附件', en: 'Download a file of a payment' },
  rules: ['F-06', 'P-05'],
});
/**
 * With the last signature that it takes it is approved, and what it takes of a budget is reserved (F-17). Who signs for
 * another, by an authority, counts as both.
 */
export const signPayment = command({
  name: 'finance.payment.sign',
  http: 'POST /finance/payments/:paymentId/sign',
  roles: deputies,
  takes: stepOf(paymentSteps, 'sign'),
  seen: 'paymentId',
  request: z.object({
    paymentId: id,
    /** Of what they saw. */
    digest: z.string().regex(/^[0-9a-f]{64}$/),
    /** By which they sign for another; null for themselves. */
    signingAuthorityId: id.nullable().default(null),
  }),
  response: paymentView,
  problems: [
    ...[paymentNotFound, stepRefused, secondHand, paymentDiffers, paymentNotSignedByYou],
    ...[budgetNone, budgetUsedUp, loanOpenAlready],
    ...[paymentAltered, ...accountProblems, signingAuthorityNotFound, signingAuthorityUnfit],
  ],
  summary: { zh: '签批付款', en: 'Sign for a payment' },
  rules: ['F-06', 'F-17', 'P-04'],
});
export const refusePayment = command({
  name: 'finance.payment.refuse',
  http: 'POST /finance/payments/:paymentId/refuse',
  roles: paymentSigner.options,
  takes: stepOf(paymentSteps, 'refuse'),
  request: z.object({ paymentId: id, reason }),
  response: paymentView,
  problems: [paymentChequeStands, paymentNotFound, stepRefused, paymentNotSignedByYou],
  summary: { zh: '拒绝付款', en: 'Refuse a payment' },
  rules: ['F-06'],
});
export const withdrawPayment = command({
  name: 'finance.payment.withdraw',
  http: 'POST /finance/payments/:paymentId/withdraw',
  roles: askers,
  takes: stepOf(paymentSteps, 'withdraw'),
  request: z.object({ paymentId: id, reason }),
  response: paymentView,
  problems: [paymentChequeStands, paymentNotFound, stepRefused, paymentNotYours],
  summary: { zh: '撤回付款单', en: 'Withdraw a payment' },
  rules: ['F-06'],
});
/** Once, by who neither asked for it nor signed it. What became of it is known by the bank's slip only. */
export const sendPayment = command({
  name: 'finance.payment.send',
  http: 'POST /finance/payments/:paymentId/send',
  roles: ['cashier'],
  takes: stepOf(paymentSteps, 'send'),
  seen: 'paymentId',
  request: z.object({
    paymentId: id,
    /** From which it is transferred; null where it goes back to a wallet. */
    bankAccount: ledgerAccountCode.nullable().default(null),
  }),
  response: paymentView,
  problems: [
    ...[paymentNotFound, stepRefused, paymentOtherWay, secondHand, paymentAltered, paymentBankUnfit],
    ...[...accountProblems, bankTooLow],
  ],
  summary: { zh: '转账付出', en: 'Send a payment' },
  rules: ['F-06', 'P-04'],
});
/** By somebody else than who sent it. */
export const settlePayment = command({
  name: 'finance.payment.settle',
  http: 'POST /finance/payments/:paymentId/settle',
  roles: bookkeepers,
  takes: stepOf(paymentSteps, 'settle'),
  request: z.object({
    paymentId: id,
    number: documentNumber,
    day: within({ backDays: 366, aheadDays: 0 }, day),
    amountFen: sumFen,
  }),
  response: paymentView,
  problems: [paymentOtherWay, paymentNotFound, stepRefused, secondHand, paymentSlipDiffers, paymentSlipKnown],
  summary: { zh: '登记银行回单', en: 'Record the slip of a payment' },
  rules: ['F-06', 'P-04'],
});
export const failPayment = command({
  name: 'finance.payment.fail',
  http: 'POST /finance/payments/:paymentId/fail',
  roles: bookkeepers,
  takes: stepOf(paymentSteps, 'fail'),
  request: z.object({ paymentId: id, reason }),
  response: paymentView,
  problems: [paymentOtherWay, paymentNotFound, stepRefused, secondHand],
  summary: { zh: '登记退汇', en: 'Record that a payment came back' },
  rules: ['F-06', 'P-04'],
});
/** By an accountant who neither asked for it nor signed it; never more than is open (F-05). */
export const setOffPayment = command({
  name: 'finance.payment.set_off',
  http: 'POST /finance/payments/:paymentId/set-off',
  roles: ['accountant'],
  takes: stepOf(paymentSteps, 'set_off'),
  seen: 'paymentId',
  request: z.object({ paymentId: id }),
  response: paymentView,
  problems: [
    ...[paymentNotFound, stepRefused, secondHand, paymentOtherWay, paymentAltered],
    ...[loanNoneOpen, loanTooMuch],
  ],
  summary: { zh: '报销冲抵借款', en: 'Set an expense off against a loan' },
  rules: ['F-05', 'F-06', 'P-04'],
});
/**
 * A draft; while there is one that is neither thrown away nor void, it is answered again. Cash comes with its day. Of
 * what was set off an accountant makes it.
 */
export const makePaymentVoucher = command({
  name: 'finance.payment.make_voucher',
  http: 'POST /finance/payments/:paymentId/voucher',
  roles: ['cashier', 'accountant'],
  takes: stepOf(paymentSteps, 'make_voucher'),
  request: z.object({
    paymentId: id,
    /** The day on which it was paid, unless that month is closed. */
    day: journalDay.nullable().default(null),
  }),
  response: paymentView,
  problems: [
    ...[paymentNotFound, stepRefused, paymentBookedWithDay, voucherMakerUnfit, paymentVoucherTooEarly],
    ...[periodNotOpen, journalLineUnfit],
  ],
  summary: { zh: '生成付款凭证', en: 'Make the voucher of a payment' },
  rules: ['F-06', 'F-07'],
});
/** Who isn't of those who read all payments reads their own. */
export const getPayment = query({
  name: 'finance.payment.get',
  http: 'GET /finance/payments/:paymentId',
  roles: everyRole,
  request: z.object({ paymentId: id }),
  response: paymentView,
  problems: [paymentNotFound],
  summary: { zh: '查看付款单', en: 'One payment' },
  rules: ['F-06'],
});
/** The newest first. */
export const listPayments = query({
  name: 'finance.payment.list',
  http: 'GET /finance/payments',
  roles: everyRole,
  request: pageRequest.extend({
    state: anyOf(paymentState),
    kind: anyOf(paymentKind),
    way: anyOf(paymentWay),
    requestedById: anyOf(id),
    departmentId: anyOf(id),
  }),
  response: page(paymentListed),
  problems: [invalidCursor],
  summary: { zh: '付款单列表', en: 'List payments' },
  rules: ['F-06'],
});
