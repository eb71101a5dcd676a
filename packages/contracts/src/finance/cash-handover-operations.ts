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
import { cashDayUnclosed } from './cash-day.ts';
import {
  cashDeskNotFound,
  cashDeskNotYours,
  cashDeskSteps,
  cashHandoverUnderWay,
  custodianUnfit,
} from './cash-desk.ts';
import {
  cashHandoverChanged,
  cashHandoverNotFound,
  cashHandoverNotYours,
  cashHandoverSecondHand,
  cashHandoverState,
  cashHandoverSteps,
  cashHandoverView,
} from './cash-handover.ts';
import { bookkeepers, ledgerReaders } from './roles.ts';

export const cashHandoverNoun = noun('finance.cash_handover', {
  zh: '收银台移交:移交清册',
  en: 'A cash desk comes into other hands',
});

/** Between two days, by who holds the cash; of one who is gone by a finance manager. No day opens until it ends. */
export const beginCashHandover = command({
  name: 'finance.cash_handover.begin',
  http: 'POST /finance/cash-desks/:cashDeskId/handovers',
  roles: ['cashier', 'finance_manager'],
  takes: stepOf(cashDeskSteps, 'hand_over'),
  status: 201,
  request: z.object({ cashDeskId: id, receiverId: id, reason }),
  response: cashHandoverView,
  problems: [cashDeskNotFound, stepRefused, cashDeskNotYours, cashDayUnclosed, cashHandoverUnderWay, custodianUnfit],
  summary: { zh: '移交收银台', en: 'Hand a desk over' },
  rules: ['F-16'],
});
export const receiveCashHandover = command({
  name: 'finance.cash_handover.receive',
  http: 'POST /finance/cash-handovers/:cashHandoverId/receive',
  roles: ['cashier'],
  takes: stepOf(cashHandoverSteps, 'receive'),
  seen: 'cashHandoverId',
  request: z.object({ cashHandoverId: id }),
  response: cashHandoverView,
  problems: [cashHandoverNotFound, stepRefused, cashHandoverNotYours, custodianUnfit, cashHandoverChanged],
  summary: { zh: '接收签字', en: 'Sign as who takes a desk' },
  rules: ['F-16'],
});
/** The last signature: custody changes with it. */
export const witnessCashHandover = command({
  name: 'finance.cash_handover.witness',
  http: 'POST /finance/cash-handovers/:cashHandoverId/witness',
  roles: [...bookkeepers, 'general_manager'],
  takes: stepOf(cashHandoverSteps, 'witness'),
  seen: 'cashHandoverId',
  request: z.object({ cashHandoverId: id }),
  response: cashHandoverView,
  problems: [cashHandoverNotFound, stepRefused, cashHandoverSecondHand, custodianUnfit, cashHandoverChanged],
  summary: { zh: '监交签字', en: 'Sign as the witness of a handover' },
  rules: ['F-16', 'P-04'],
});
export const cancelCashHandover = command({
  name: 'finance.cash_handover.cancel',
  http: 'POST /finance/cash-handovers/:cashHandoverId/cancel',
  roles: ['cashier', 'finance_manager'],
  takes: stepOf(cashHandoverSteps, 'cancel'),
  request: z.object({ cashHandoverId: id }),
  response: cashHandoverView,
  problems: [cashHandoverNotFound, stepRefused, cashHandoverNotYours],
  summary: { zh: '取消移交', en: 'Cancel a handover' },
  rules: ['F-16'],
});
export const getCashHandover = query({
  name: 'finance.cash_handover.get',
  http: 'GET /finance/cash-handovers/:cashHandoverId',
  roles: ['cashier', ...ledgerReaders],
  request: z.object({ cashHandoverId: id }),
  response: cashHandoverView,
  problems: [cashHandoverNotFound],
  summary: { zh: '查看移交清册', en: 'One handover' },
  rules: ['F-16'],
});
/** The newest first. */
export const listCashHandovers = query({
  name: 'finance.cash_handover.list',
  http: 'GET /finance/cash-handovers',
  roles: ['cashier', ...ledgerReaders],
  request: pageRequest.extend({ cashDeskId: anyOf(id), state: anyOf(cashHandoverState) }),
  response: page(cashHandoverView),
  problems: [invalidCursor],
  summary: { zh: '移交列表', en: 'List handovers' },
  rules: ['F-16'],
});
