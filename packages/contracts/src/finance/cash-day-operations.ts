import { z } from 'zod';
import {
  anyOf,
  choice,
  command,
  day,
  handledBy,
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
import {
  cashCountsTooMany,
  cashDayNotFound,
  cashDaySteps,
  cashDayTooEarly,
  cashDayUnclosed,
  cashDayUncounted,
  cashDayView,
  cashDayVoidsUndecided,
  cashDifferenceUnexplained,
  cashOverLimit,
  cashPieces,
  custodianNotGone,
  denominationUnknown,
  unfitNotes,
} from './cash-day.ts';
import {
  cashBox,
  cashDayState,
  cashDeskName,
  cashDeskNotFound,
  cashDeskNotYours,
  cashDeskSteps,
  cashHandoverUnderWay,
  cashInBoxes,
  custodianAlone,
} from './cash-desk.ts';
import { journalLineUnfit, journalTooLarge } from './journal.ts';
import { periodNotOpen } from './period.ts';
import { ledgerReaders } from './roles.ts';
import { voucherDayAhead, voucherKindUnfit } from './voucher-problems.ts';

export const cashDayNoun = noun('finance.cash_day', {
  zh: '营业日:盘点、日结、现金日报表',
  en: 'The days of a cash desk: counted, closed, reported',
});
const readers = ['cashier', ...ledgerReaders] as const;

/** The day after the last one; days between on which nothing happened are closed by themselves. */
export const openCashDay = command({
  name: 'finance.cash_day.open',
  http: 'POST /finance/cash-desks/:cashDeskId/days',
  roles: ['cashier'],
  takes: stepOf(cashDeskSteps, 'open_day'),
  status: 201,
  request: z.object({ cashDeskId: id }),
  response: cashDayView,
  problems: [cashDeskNotFound, stepRefused, cashDeskNotYours, cashDayUnclosed, cashDayTooEarly, cashHandoverUnderWay],
  summary: { zh: '开始营业日', en: 'Begin the day of a desk' },
  rules: ['F-08'],
});
/** Both boxes, by denomination; what should be there is told afterwards. */
export const countCash = command({
  name: 'finance.cash_day.count',
  http: 'POST /finance/cash-days/:cashDayId/counts',
  roles: ['cashier'],
  takes: stepOf(cashDaySteps, 'count'),
  request: z.object({ cashDayId: id, takings: cashPieces, petty: cashPieces, unfit: unfitNotes.default([]) }),
  response: cashDayView,
  problems: [
    ...[cashDayNotFound, stepRefused, cashDeskNotYours, cashDayVoidsUndecided],
    ...[denominationUnknown, cashCountsTooMany],
  ],
  summary: { zh: '现金盘点(盲点)', en: 'Count the cash, blind' },
  rules: ['F-05', 'F-08'],
});
export const allowOverLimit = command({
  name: 'finance.cash_day.allow_over_limit',
  http: 'POST /finance/cash-days/:cashDayId/allow-over-limit',
  roles: ['finance_manager'],
  takes: stepOf(cashDaySteps, 'allow_over_limit'),
  request: z.object({ cashDayId: id, reason }),
  response: cashDayView,
  problems: [cashDayNotFound, stepRefused, custodianAlone],
  summary: { zh: '批准当日超限额留存', en: 'Let a day end above the limit' },
  rules: ['F-03'],
});
/** A reason for each box that doesn't agree. */
export const closeCashDay = command({
  name: 'finance.cash_day.close',
  http: 'POST /finance/cash-days/:cashDayId/close',
  roles: ['cashier'],
  takes: stepOf(cashDaySteps, 'close'),
  seen: 'cashDayId',
  request: z.object({
    cashDayId: id,
    explanations: z.object({ takings: reason.optional(), petty: reason.optional() }).default({}),
  }),
  response: cashDayView,
  problems: [cashDayNotFound, stepRefused, cashDeskNotYours, cashDifferenceUnexplained, cashOverLimit],
  summary: { zh: '日结', en: 'Close the day' },
  rules: ['F-03', 'F-08'],
});
/** Counted and closed at once by a finance manager, so that the desk of who is gone can be handed over (F-16). */
export const closeCashDayInStead = command({
  name: 'finance.cash_day.close_in_stead',
  http: 'POST /finance/cash-days/:cashDayId/close-in-stead',
  roles: ['finance_manager'],
  takes: stepOf(cashDaySteps, 'close_in_stead'),
  seen: 'cashDayId',
  request: closeCashDay.request.extend({ takings: cashPieces, petty: cashPieces, unfit: unfitNotes.default([]) }),
  response: cashDayView,
  problems: [
    ...[cashDayNotFound, stepRefused, custodianAlone, custodianNotGone, cashDayVoidsUndecided],
    ...[denominationUnknown, cashDifferenceUnexplained, cashOverLimit],
  ],
  summary: { zh: '代为盘点日结', en: 'Count and close the day of who is gone' },
  rules: ['F-08', 'F-16'],
});
/**
 * Drafts of all that was done on a day, by its documents; they go through the usual hands. Once: a second call answers
 * the same, and makes anew only what was thrown away or made void since.
 */
export const makeDayVouchers = command({
  name: 'finance.cash_day.make_vouchers',
  http: 'POST /finance/cash-days/:cashDayId/vouchers',
  roles: ['cashier'],
  takes: stepOf(cashDaySteps, 'make_vouchers'),
  request: z.object({ cashDayId: id }),
  response: cashDayView,
  problems: [
    ...[cashDayNotFound, stepRefused, cashDeskNotYours, periodNotOpen, voucherDayAhead],
    ...[journalLineUnfit, journalTooLarge, voucherKindUnfit],
  ],
  summary: { zh: '生成当日凭证', en: 'Make the vouchers of a day' },
  rules: ['F-07', 'F-08'],
});
export const getCashDay = query({
  name: 'finance.cash_day.get',
  http: 'GET /finance/cash-days/:cashDayId',
  roles: readers,
  request: z.object({ cashDayId: id }),
  response: cashDayView,
  problems: [cashDayNotFound],
  summary: { zh: '查看营业日', en: 'One day of a desk' },
  rules: ['F-08'],
});
/** The newest first. */
export const listCashDays = query({
  name: 'finance.cash_day.list',
  http: 'GET /finance/cash-days',
  roles: readers,
  request: pageRequest.extend({
    cashDeskId: anyOf(id),
    state: anyOf(cashDayState),
    day: anyOf(day),
    /** Its vouchers were made, or were not (F-07). */
    vouched: z.boolean().optional(),
  }),
  response: page(cashDayView),
  problems: [invalidCursor],
  summary: { zh: '营业日列表', en: 'List days of desks' },
  rules: ['F-08'],
});

export const cashMoveKind = choice({
  opening: { zh: '期初', en: 'at the start' },
  receipt: { zh: '收款', en: 'receipt' },
  receipt_void: { zh: '收据作废', en: 'receipt made void' },
  deposit: { zh: '送存银行', en: 'to the bank' },
  deposit_back: { zh: '送存退回', en: 'back from the bank' },
  draw: { zh: '提取备用金', en: 'petty cash drawn' },
  draw_back: { zh: '提取备用金撤回', en: 'draw undone' },
  payout: { zh: '付款', en: 'paid out' },
  payout_back: { zh: '付款退回', en: 'given back' },
  difference: { zh: '长短款', en: 'over or short' },
});
export type CashMoveKind = z.output<typeof cashMoveKind>;
/** One line of the cash journal (现金日记账). */
export const cashMoveView = z.object({
  box: cashBox,
  /** Of its box, from 1 without gaps. */
  seq: z.int(),
  day,
  kind: cashMoveKind,
  /** The receipt, deposit, payment or day that it comes from. */
  documentId: id,
  /** Positive where it came in. */
  amountFen: z.int(),
  /** Null for whoever counts the cash, until the count of the open day is in (F-08). */
  balanceFen: z.int().nullable(),
  at: z.iso.datetime(),
});
/** Of whoever counts the cash only days that are counted (F-08). */
export const listCashMoves = query({
  name: 'finance.cash_day.list_moves',
  http: 'GET /finance/cash-desks/:cashDeskId/moves',
  roles: readers,
  request: pageRequest.extend({ cashDeskId: id, box: cashBox, day: anyOf(day) }),
  response: page(cashMoveView),
  problems: [cashDeskNotFound, invalidCursor],
  summary: { zh: '现金日记账', en: 'The cash journal of a desk' },
  rules: ['F-08'],
});

const boxReport = z.object({
  openingFen: z.int(),
  inFen: z.int(),
  outFen: z.int(),
  /** What should be there before it was counted. */
  expectedFen: z.int(),
  /** What went to the bank after it was counted. */
  bankedSinceFen: z.int(),
  countedFen: z.int().nullable(),
  differenceFen: z.int().nullable(),
  closingFen: z.int().nullable(),
  byKind: z.array(z.object({ kind: cashMoveKind, count: z.int(), amountFen: z.int() })).max(20),
});
const cashDayReport = z.object({
  cashDayId: id,
  cashDeskId: id,
  deskName: cashDeskName.shown,
  custodianId: id,
  custodianName: z.string(),
  day,
  state: cashDayState,
  takings: boxReport,
  petty: boxReport,
  total: cashInBoxes,
  /** The first and the last number of the receipts, and how many of them are void. */
  receipts: z.object({ first: z.string().nullable(), last: z.string().nullable(), issued: z.int(), voided: z.int() }),
  explanations: cashDayView.shape.explanations,
  digest: z.string().nullable(),
  /** The head of the ledger's chain as the day was closed. */
  chain: z.object({ seq: z.int(), hash: z.string() }).nullable(),
});
handledBy.add(cashDayReport, { field: 'custodianId' });
/** 现金日报表 */
export const getCashDayReport = query({
  name: 'finance.cash_day.report',
  http: 'GET /finance/cash-days/:cashDayId/report',
  roles: readers,
  request: z.object({ cashDayId: id }),
  response: cashDayReport,
  problems: [cashDayNotFound, cashDayUncounted],
  summary: { zh: '现金日报表', en: 'The report of a day' },
  rules: ['F-08'],
});
