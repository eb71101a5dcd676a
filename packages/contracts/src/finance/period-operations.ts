import { z } from 'zod';
import { command, id, noun, query, reason, stepOf, stepRefused } from '../define/index.ts';
import { ledgerMonth } from './money.ts';
import {
  closingBlocker,
  closingBlockersMax,
  closingByAnother,
  periodNotCloseable,
  periodNotFound,
  periodNotLast,
  periodOutOfOrder,
  periodSteps,
  periodTooFar,
  periodView,
  reopeningAskedAlready,
  reopeningByAnother,
  reopeningNotAsked,
} from './period.ts';
import { bookkeepers, ledgerReaders } from './roles.ts';

export const periodNoun = noun('finance.period', {
  zh: '会计期间:开账、结账、反结账',
  en: 'Periods of the books: opened, closed, reopened',
});

/** The first may be any; after that the one that follows. */
export const openPeriod = command({
  name: 'finance.period.open',
  http: 'POST /finance/periods',
  roles: bookkeepers,
  status: 201,
  request: z.object({ month: ledgerMonth }),
  response: periodView,
  problems: [periodOutOfOrder, periodTooFar],
  summary: { zh: '开账', en: 'Open a month' },
  rules: ['F-09'],
});
/** The newest first. */
export const listPeriods = query({
  name: 'finance.period.list',
  http: 'GET /finance/periods',
  roles: ['cashier', ...ledgerReaders],
  request: z.object({}),
  response: z.object({ items: z.array(periodView).max(1_200) }),
  problems: [],
  summary: { zh: '会计期间列表', en: 'List periods' },
  rules: ['F-09'],
});
export const getPeriod = query({
  name: 'finance.period.get',
  http: 'GET /finance/periods/:periodId',
  roles: ledgerReaders,
  request: z.object({ periodId: id }),
  response: periodView,
  problems: [periodNotFound],
  summary: { zh: '查看会计期间', en: 'One period' },
  rules: ['F-09'],
});
/** What keeps the month from being closed, with what it rests on. */
export const listClosingBlockers = query({
  name: 'finance.period.list_blockers',
  http: 'GET /finance/periods/:periodId/blockers',
  roles: ledgerReaders,
  request: z.object({ periodId: id }),
  response: z.object({ items: z.array(closingBlocker).max(closingBlockersMax) }),
  problems: [periodNotFound],
  summary: { zh: '结账前须办理的事项', en: 'What keeps a month from being closed' },
  rules: ['F-09'],
});
export const beginClosing = command({
  name: 'finance.period.begin_closing',
  http: 'POST /finance/periods/:periodId/begin-closing',
  roles: bookkeepers,
  takes: stepOf(periodSteps, 'begin_closing'),
  request: z.object({ periodId: id }),
  response: periodView,
  problems: [periodNotFound, stepRefused],
  summary: { zh: '开始结账', en: 'Begin to close a month' },
  rules: ['F-09'],
});
export const stopClosing = command({
  name: 'finance.period.stop_closing',
  http: 'POST /finance/periods/:periodId/stop-closing',
  roles: bookkeepers,
  takes: stepOf(periodSteps, 'stop_closing'),
  request: z.object({ periodId: id, reason }),
  response: periodView,
  problems: [periodNotFound, stepRefused],
  summary: { zh: '停止结账', en: 'Stop closing a month' },
  rules: ['F-09'],
});
/** Not by who began to close it. */
export const closePeriod = command({
  name: 'finance.period.close',
  http: 'POST /finance/periods/:periodId/close',
  roles: ['finance_manager', 'general_manager'],
  takes: stepOf(periodSteps, 'close'),
  request: z.object({ periodId: id }),
  response: periodView,
  problems: [periodNotFound, stepRefused, periodNotCloseable, closingByAnother],
  summary: { zh: '结账', en: 'Close a month' },
  rules: ['F-09', 'P-04'],
});
/** Of the month that was closed last; another person decides. */
export const askReopening = command({
  name: 'finance.period.ask_reopening',
  http: 'POST /finance/periods/:periodId/ask-reopening',
  roles: bookkeepers,
  takes: stepOf(periodSteps, 'ask_reopening'),
  request: z.object({ periodId: id, reason }),
  response: periodView,
  problems: [periodNotFound, stepRefused, periodNotLast, reopeningAskedAlready],
  summary: { zh: '申请反结账', en: 'Ask to reopen a month' },
  rules: ['F-09', 'P-04'],
});
/** Who asked may take it back so. */
export const refuseReopening = command({
  name: 'finance.period.refuse_reopening',
  http: 'POST /finance/periods/:periodId/refuse-reopening',
  roles: [...bookkeepers, 'general_manager'],
  takes: stepOf(periodSteps, 'refuse_reopening'),
  request: z.object({ periodId: id, reason }),
  response: periodView,
  problems: [periodNotFound, stepRefused, reopeningNotAsked],
  summary: { zh: '不予反结账', en: 'Refuse to reopen a month' },
  rules: ['F-09', 'P-04'],
});
export const reopenPeriod = command({
  name: 'finance.period.reopen',
  http: 'POST /finance/periods/:periodId/reopen',
  roles: ['finance_manager', 'general_manager'],
  takes: stepOf(periodSteps, 'reopen'),
  request: z.object({ periodId: id, reason }),
  response: periodView,
  problems: [periodNotFound, stepRefused, periodNotLast, reopeningNotAsked, reopeningByAnother],
  summary: { zh: '反结账', en: 'Reopen a month' },
  rules: ['F-09', 'P-04'],
});
