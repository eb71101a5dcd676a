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
import { cashDeskNotFound, cashDeskNotYours, cashNotEnough, cashTooMuch, custodianAlone, sumFen } from './cash-desk.ts';
import {
  cashDrawNotFound,
  cashDrawState,
  cashDrawSteps,
  cashDrawView,
  drawNumberUsed,
  drawSource,
} from './cash-draw.ts';
import { bankAccountUnfit, spendingFromTakings } from './cash-out.ts';
import { documentNumber } from './journal.ts';
import { ledgerAccountCode } from './money.ts';
import { bookkeepers, ledgerReaders } from './roles.ts';

export const cashDrawNoun = noun('finance.cash_draw', { zh: '提取备用金', en: 'Draws: petty cash from the bank' });
const readers = ['cashier', ...ledgerReaders] as const;

export const drawPettyCash = command({
  name: 'finance.cash_draw.draw',
  http: 'POST /finance/cash-desks/:cashDeskId/draws',
  roles: ['cashier'],
  status: 201,
  request: z.object({
    cashDeskId: id,
    from: drawSource,
    bankAccount: ledgerAccountCode,
    number: documentNumber,
    amountFen: sumFen,
  }),
  response: cashDrawView,
  problems: [
    ...[cashDeskNotFound, cashDeskNotYours, spendingFromTakings, cashDayNotOpen],
    ...[bankAccountUnfit, drawNumberUsed, cashTooMuch],
  ],
  summary: { zh: '提取备用金', en: 'Draw petty cash' },
  rules: ['F-04'],
});
export const confirmCashDraw = command({
  name: 'finance.cash_draw.confirm',
  http: 'POST /finance/cash-draws/:cashDrawId/confirm',
  roles: bookkeepers,
  takes: stepOf(cashDrawSteps, 'confirm'),
  seen: 'cashDrawId',
  request: z.object({ cashDrawId: id }),
  response: cashDrawView,
  problems: [cashDrawNotFound, stepRefused, custodianAlone],
  summary: { zh: '核对提现', en: 'Confirm a draw' },
  rules: ['F-04', 'P-04'],
});
export const refuseCashDraw = command({
  name: 'finance.cash_draw.refuse',
  http: 'POST /finance/cash-draws/:cashDrawId/refuse',
  roles: bookkeepers,
  takes: stepOf(cashDrawSteps, 'refuse'),
  request: z.object({ cashDrawId: id, reason }),
  response: cashDrawView,
  problems: [cashDrawNotFound, stepRefused, custodianAlone, cashDayNotOpen, cashNotEnough],
  summary: { zh: '不予认可提现', en: 'Refuse a draw' },
  rules: ['F-04', 'P-04'],
});
export const getCashDraw = query({
  name: 'finance.cash_draw.get',
  http: 'GET /finance/cash-draws/:cashDrawId',
  roles: readers,
  request: z.object({ cashDrawId: id }),
  response: cashDrawView,
  problems: [cashDrawNotFound],
  summary: { zh: '查看提现', en: 'One draw' },
  rules: ['F-04'],
});
/** The newest first. */
export const listCashDraws = query({
  name: 'finance.cash_draw.list',
  http: 'GET /finance/cash-draws',
  roles: readers,
  request: pageRequest.extend({ cashDeskId: anyOf(id), day: anyOf(day), state: anyOf(cashDrawState) }),
  response: page(cashDrawView),
  problems: [invalidCursor],
  summary: { zh: '提现列表', en: 'List draws' },
  rules: ['F-04'],
});
