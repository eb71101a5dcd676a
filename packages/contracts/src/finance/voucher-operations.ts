import { z } from 'zod';
import {
  anyOf,
  command,
  id,
  invalidCursor,
  noun,
  page,
  pageRequest,
  query,
  reason,
  stepOf,
  stepRefused,
} from '../define/index.ts';
import { secondHand } from './hand.ts';
import { balanceTooLow, journalLineUnfit, journalTooLarge, journalUnbalanced, reversedAlready } from './journal.ts';
import { ledgerMonth } from './money.ts';
import { periodNotOpen } from './period.ts';
import { bookkeepers, ledgerReaders } from './roles.ts';
import {
  voucherAltered,
  voucherCheckerUnfit,
  voucherDayAhead,
  voucherKindUnfit,
  voucherMakerUnfit,
  voucherNotAmended,
  voucherNotFound,
  voucherNotNumbered,
  voucherNotSigned,
  voucherNotYours,
  voucherNumbered,
  voucherRedAlready,
  voucherRedBefore,
  voucherRedOfRed,
  voucherWithoutCashier,
} from './voucher-problems.ts';
import {
  irregularVoucher,
  voucherContent,
  voucherKind,
  voucherState,
  voucherSteps,
  voucherSummary,
  voucherView,
} from './voucher.ts';

export const voucherNoun = noun('finance.voucher', {
  zh: '记账凭证:收、付、转',
  en: 'Vouchers: receipts, payments, transfers',
});

const makers = ['cashier', 'accountant'] as const;
const readers = ['cashier', ...ledgerReaders] as const;
/** What keeps lines from ever being posted; how much there is of an account is decided when they are (F-08). */
const contentProblems = [
  ...[voucherDayAhead, periodNotOpen, journalUnbalanced, journalLineUnfit, journalTooLarge],
  voucherKindUnfit,
];

export const makeVoucher = command({
  name: 'finance.voucher.make',
  http: 'POST /finance/vouchers',
  roles: makers,
  status: 201,
  request: voucherContent,
  response: voucherView,
  problems: [voucherMakerUnfit, ...contentProblems],
  summary: { zh: '填制凭证', en: 'Make a voucher' },
  rules: ['F-07'],
});
/** The whole content anew. */
export const amendVoucher = command({
  name: 'finance.voucher.amend',
  http: 'PUT /finance/vouchers/:voucherId',
  roles: makers,
  takes: stepOf(voucherSteps, 'amend'),
  seen: 'voucherId',
  request: voucherContent.extend({ voucherId: id }),
  response: voucherView,
  problems: [
    ...[voucherNotFound, stepRefused, voucherNotYours, voucherNumbered, voucherNotAmended, voucherMakerUnfit],
    ...contentProblems,
  ],
  summary: { zh: '修改凭证', en: 'Amend a voucher' },
  rules: ['F-07'],
});
/** Takes the next number of its kind and month. */
export const submitVoucher = command({
  name: 'finance.voucher.submit',
  http: 'POST /finance/vouchers/:voucherId/submit',
  roles: makers,
  takes: stepOf(voucherSteps, 'submit'),
  seen: 'voucherId',
  request: z.object({ voucherId: id }),
  response: voucherView,
  problems: [voucherNotFound, stepRefused, voucherNotYours, periodNotOpen, journalLineUnfit, voucherKindUnfit],
  summary: { zh: '提交凭证', en: 'Submit a voucher' },
  rules: ['F-07'],
});
export const returnVoucher = command({
  name: 'finance.voucher.return',
  http: 'POST /finance/vouchers/:voucherId/return',
  roles: ['cashier', ...bookkeepers],
  takes: stepOf(voucherSteps, 'return'),
  request: z.object({ voucherId: id, reason }),
  response: voucherView,
  problems: [voucherNotFound, stepRefused, voucherWithoutCashier],
  summary: { zh: '退回凭证', en: 'Return a voucher to its maker' },
  rules: ['F-07'],
});
export const checkVoucher = command({
  name: 'finance.voucher.check',
  http: 'POST /finance/vouchers/:voucherId/check',
  roles: bookkeepers,
  takes: stepOf(voucherSteps, 'check'),
  seen: 'voucherId',
  request: z.object({ voucherId: id }),
  response: voucherView,
  problems: [voucherNotFound, stepRefused, secondHand, voucherCheckerUnfit],
  summary: { zh: '审核凭证', en: 'Check a voucher' },
  rules: ['F-07', 'P-04'],
});
export const signVoucher = command({
  name: 'finance.voucher.sign',
  http: 'POST /finance/vouchers/:voucherId/sign',
  roles: ['cashier'],
  takes: stepOf(voucherSteps, 'sign'),
  seen: 'voucherId',
  request: z.object({ voucherId: id }),
  response: voucherView,
  problems: [voucherNotFound, stepRefused, voucherWithoutCashier, secondHand, voucherAltered],
  summary: { zh: '出纳签字', en: 'Sign a voucher as a cashier' },
  rules: ['F-07', 'P-04'],
});
export const postVoucher = command({
  name: 'finance.voucher.post',
  http: 'POST /finance/vouchers/:voucherId/post',
  roles: bookkeepers,
  takes: stepOf(voucherSteps, 'post'),
  seen: 'voucherId',
  request: z.object({ voucherId: id }),
  response: voucherView,
  problems: [
    ...[voucherNotFound, stepRefused, voucherNotSigned, secondHand, voucherAltered],
    ...[periodNotOpen, journalLineUnfit, balanceTooLow, reversedAlready, voucherKindUnfit],
  ],
  summary: { zh: '凭证记账', en: 'Post a voucher' },
  rules: ['F-01', 'F-07', 'P-04'],
});
export const voidVoucher = command({
  name: 'finance.voucher.void',
  http: 'POST /finance/vouchers/:voucherId/void',
  roles: ['cashier', ...bookkeepers],
  takes: stepOf(voucherSteps, 'void'),
  request: z.object({ voucherId: id, reason }),
  response: voucherView,
  problems: [voucherNotFound, stepRefused, voucherNotYours, voucherNotNumbered],
  summary: { zh: '作废凭证', en: 'Void a voucher' },
  rules: ['F-07'],
});
export const discardVoucher = command({
  name: 'finance.voucher.discard',
  http: 'POST /finance/vouchers/:voucherId/discard',
  roles: ['cashier', ...bookkeepers],
  takes: stepOf(voucherSteps, 'discard'),
  request: z.object({ voucherId: id }),
  response: voucherView,
  problems: [voucherNotFound, stepRefused, voucherNotYours, voucherNumbered],
  summary: { zh: '弃用凭证草稿', en: 'Throw a draft away' },
  rules: ['F-07'],
});

/** Another voucher that undoes it: whole, once, in red on the same sides, dated in an open month. */
export const makeRedVoucher = command({
  name: 'finance.voucher.make_red',
  http: 'POST /finance/vouchers/:voucherId/make-red',
  roles: makers,
  takes: stepOf(voucherSteps, 'make_red'),
  status: 201,
  request: voucherContent
    .pick({ day: true, summary: true })
    .extend({ voucherId: id, attachmentsCount: voucherContent.shape.attachmentsCount.default(0) }),
  response: voucherView,
  problems: [
    ...[voucherNotFound, stepRefused, voucherRedOfRed, voucherRedAlready, voucherMakerUnfit],
    ...[voucherDayAhead, voucherRedBefore, periodNotOpen, journalLineUnfit],
  ],
  summary: { zh: '填制红字凭证', en: 'Make a red voucher' },
  rules: ['F-01', 'F-07'],
});

/** A cashier sees receipts and payments. */
export const getVoucher = query({
  name: 'finance.voucher.get',
  http: 'GET /finance/vouchers/:voucherId',
  roles: readers,
  request: z.object({ voucherId: id }),
  response: voucherView,
  problems: [voucherNotFound],
  summary: { zh: '查看凭证', en: 'One voucher' },
  rules: ['F-07'],
});
const wholeNumber = z.coerce.number().int().min(1).max(1_000_000);
/** The newest first; a cashier sees receipts and payments. */
export const listVouchers = query({
  name: 'finance.voucher.list',
  http: 'GET /finance/vouchers',
  roles: readers,
  request: pageRequest.extend({
    month: anyOf(ledgerMonth),
    kind: anyOf(voucherKind),
    state: anyOf(voucherState),
    maker: anyOf(id),
    late: z.boolean().optional(),
    numberFrom: wholeNumber.optional(),
    numberTo: wholeNumber.optional(),
  }),
  response: page(voucherSummary),
  problems: [invalidCursor],
  summary: { zh: '凭证列表', en: 'List vouchers' },
  rules: ['F-07'],
});
/**
 * Those of a month that were made late, whose day lies before that of a lower number, or that have a number and wait
 * too long for their next hand.
 */
export const listIrregularVouchers = query({
  name: 'finance.voucher.list_irregular',
  http: 'GET /finance/irregular-vouchers',
  roles: ledgerReaders,
  request: pageRequest.extend({ month: ledgerMonth }),
  response: page(irregularVoucher),
  problems: [invalidCursor],
  summary: { zh: '异常凭证', en: 'Vouchers that are late or out of order' },
  rules: ['F-07'],
});
