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
import { custodianAlone } from './cash-desk.ts';
import {
  cashDecisionUnfit,
  cashDifferenceNotFound,
  cashDifferenceOutcome,
  cashDifferenceState,
  cashDifferenceSteps,
  cashDifferenceView,
  payingPersonUnfit,
} from './cash-difference.ts';
import { journalLineUnfit } from './journal.ts';
import { periodNotOpen } from './period.ts';
import { ledgerReaders } from './roles.ts';
import { voucherKindUnfit } from './voucher-problems.ts';

export const cashDifferenceNoun = noun('finance.cash_difference', {
  zh: '长短款:待处理财产损溢',
  en: 'What was short or over, until it is decided',
});
const readers = ['cashier', ...ledgerReaders] as const;

/** By a finance manager who did not hold the cash. */
export const decideCashDifference = command({
  name: 'finance.cash_difference.decide',
  http: 'POST /finance/cash-differences/:cashDifferenceId/decide',
  roles: ['finance_manager'],
  takes: stepOf(cashDifferenceSteps, 'decide'),
  seen: 'cashDifferenceId',
  request: z.object({
    cashDifferenceId: id,
    outcome: cashDifferenceOutcome,
    /** Who pays it; only where a person does. */
    personId: id.nullable().default(null),
    reason,
  }),
  response: cashDifferenceView,
  problems: [cashDifferenceNotFound, stepRefused, custodianAlone, cashDecisionUnfit, payingPersonUnfit],
  summary: { zh: '处理长短款', en: 'Decide a difference' },
  rules: ['F-08', 'P-04'],
});
/** A draft of today; while there is one that is neither thrown away nor void, it is answered again. */
export const makeDifferenceVoucher = command({
  name: 'finance.cash_difference.make_voucher',
  http: 'POST /finance/cash-differences/:cashDifferenceId/voucher',
  roles: ['accountant'],
  takes: stepOf(cashDifferenceSteps, 'make_voucher'),
  request: z.object({ cashDifferenceId: id }),
  response: cashDifferenceView,
  problems: [cashDifferenceNotFound, stepRefused, periodNotOpen, journalLineUnfit, voucherKindUnfit],
  summary: { zh: '填制长短款处理凭证', en: 'Make the voucher of a difference' },
  rules: ['F-07', 'F-08'],
});
export const getCashDifference = query({
  name: 'finance.cash_difference.get',
  http: 'GET /finance/cash-differences/:cashDifferenceId',
  roles: readers,
  request: z.object({ cashDifferenceId: id }),
  response: cashDifferenceView,
  problems: [cashDifferenceNotFound],
  summary: { zh: '查看长短款', en: 'One difference' },
  rules: ['F-08'],
});
/** The newest first. `openDaysMin`: those that are, or were, open for so many days. */
export const listCashDifferences = query({
  name: 'finance.cash_difference.list',
  http: 'GET /finance/cash-differences',
  roles: readers,
  request: pageRequest.extend({
    cashDeskId: anyOf(id),
    state: anyOf(cashDifferenceState),
    openDaysMin: z.coerce.number().int().min(0).max(36_500).optional(),
  }),
  response: page(cashDifferenceView),
  problems: [invalidCursor],
  summary: { zh: '长短款列表', en: 'List differences' },
  rules: ['F-08'],
});
