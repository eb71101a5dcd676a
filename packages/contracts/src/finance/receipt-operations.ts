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
} from '../define/index.ts';
import { cashDayNotOpen } from './cash-day.ts';
import { cashDeskNotFound, cashDeskNotYours, cashNotEnough, cashTooMuch, custodianAlone } from './cash-desk.ts';
import { secondHand } from './hand.ts';
import { loanNotFound, loanOpenAlready, loanTooMuch } from './loan.ts';
import { receiptBookMissing } from './receipt-book.ts';
import {
  chequeGone,
  receiptContent,
  receiptCopiesMissing,
  receiptKind,
  receiptNotFound,
  receiptOfAnotherDay,
  receiptPaidBack,
  receiptRefunded,
  receiptState,
  receiptSteps,
  receiptView,
} from './receipt.ts';
import { bookkeepers, ledgerReaders } from './roles.ts';

export const receiptNoun = noun('finance.receipt', { zh: '收据:收款凭据', en: 'Receipts: what customers paid' });
const readers = ['cashier', ...ledgerReaders] as const;

/** Takes the next number of the desk's receipt book. What pays a loan back settles it, never by more than is open. */
export const issueReceipt = command({
  name: 'finance.receipt.issue',
  http: 'POST /finance/cash-desks/:cashDeskId/receipts',
  roles: ['cashier'],
  status: 201,
  request: receiptContent.safeExtend({ cashDeskId: id }),
  response: receiptView,
  problems: [
    ...[cashDeskNotFound, cashDeskNotYours, cashDayNotOpen, receiptBookMissing, cashTooMuch],
    ...[loanNotFound, stepRefused, secondHand, loanTooMuch],
  ],
  summary: { zh: '开收据', en: 'Issue a receipt' },
  rules: ['F-02', 'F-05'],
});
/** One with cash waits for a second person. */
export const voidReceipt = command({
  name: 'finance.receipt.void',
  http: 'POST /finance/receipts/:receiptId/void',
  roles: ['cashier'],
  takes: stepOf(receiptSteps, 'void'),
  request: z.object({
    receiptId: id,
    reason,
    /** All of its copies are back. */
    copiesBack: z.boolean(),
    /** Cash was handed back to the customer. */
    paidBack: z.boolean().default(false),
  }),
  response: receiptView,
  problems: [
    ...[receiptNotFound, stepRefused, cashDeskNotYours, cashDayNotOpen, receiptOfAnotherDay],
    ...[receiptCopiesMissing, receiptPaidBack, receiptRefunded, chequeGone, loanOpenAlready],
  ],
  summary: { zh: '作废收据', en: 'Make a receipt void' },
  rules: ['F-02', 'F-04'],
});
export const approveReceiptVoid = command({
  name: 'finance.receipt.approve_void',
  http: 'POST /finance/receipts/:receiptId/approve-void',
  roles: bookkeepers,
  takes: stepOf(receiptSteps, 'approve_void'),
  seen: 'receiptId',
  request: z.object({ receiptId: id }),
  response: receiptView,
  problems: [receiptNotFound, stepRefused, custodianAlone, cashNotEnough, loanOpenAlready],
  summary: { zh: '同意作废收据', en: 'Agree that a receipt is void' },
  rules: ['F-02', 'P-04'],
});
/** Its custodian may take it back so. */
export const refuseReceiptVoid = command({
  name: 'finance.receipt.refuse_void',
  http: 'POST /finance/receipts/:receiptId/refuse-void',
  roles: ['cashier', ...bookkeepers],
  takes: stepOf(receiptSteps, 'refuse_void'),
  request: z.object({ receiptId: id, reason }),
  response: receiptView,
  problems: [receiptNotFound, stepRefused, cashDeskNotYours],
  summary: { zh: '不同意作废收据', en: 'Keep a receipt' },
  rules: ['F-02'],
});
export const getReceipt = query({
  name: 'finance.receipt.get',
  http: 'GET /finance/receipts/:receiptId',
  roles: readers,
  request: z.object({ receiptId: id }),
  response: receiptView,
  problems: [receiptNotFound],
  summary: { zh: '查看收据', en: 'One receipt' },
  rules: ['F-02'],
});
/** The newest first. */
export const listReceipts = query({
  name: 'finance.receipt.list',
  http: 'GET /finance/receipts',
  roles: readers,
  request: pageRequest.extend({
    cashDeskId: anyOf(id),
    day: anyOf(day),
    state: anyOf(receiptState),
    kind: anyOf(receiptKind),
    chequeInHand: z.boolean().optional(),
  }),
  response: page(receiptView),
  problems: [invalidCursor],
  summary: { zh: '收据列表', en: 'List receipts' },
  rules: ['F-02'],
});
