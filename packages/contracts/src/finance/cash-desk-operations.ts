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
import {
  cashDeskAccountUnfit,
  cashDeskHoldsCash,
  cashDeskName,
  cashDeskNotFound,
  cashDeskState,
  cashDeskSteps,
  cashDeskView,
  cashHandoverUnderWay,
  custodianUnfit,
} from './cash-desk.ts';
import { amountFenMax, ledgerAccountCode } from './money.ts';
import { ledgerReaders } from './roles.ts';

export const cashDeskNoun = noun('finance.cash_desk', {
  zh: '收银台:保管人、营业款与备用金',
  en: 'Cash desks: who holds the cash, takings and petty cash',
});

const opening = z.int().min(0).max(amountFenMax).default(0);

/** What is in its boxes at the start is what its custodian counts at the end of the first day. */
export const registerCashDesk = command({
  name: 'finance.cash_desk.register',
  http: 'POST /finance/cash-desks',
  roles: ['finance_manager'],
  status: 201,
  request: z.object({
    deskName: cashDeskName.entered,
    custodianId: id,
    takingsAccount: ledgerAccountCode,
    pettyAccount: ledgerAccountCode,
    takingsFen: opening,
    pettyFen: opening,
  }),
  response: cashDeskView,
  problems: [custodianUnfit, cashDeskAccountUnfit],
  summary: { zh: '设立收银台', en: 'Set up a cash desk' },
  rules: ['F-02', 'F-16'],
});
export const retireCashDesk = command({
  name: 'finance.cash_desk.retire',
  http: 'POST /finance/cash-desks/:cashDeskId/retire',
  roles: ['finance_manager'],
  takes: stepOf(cashDeskSteps, 'retire'),
  request: z.object({ cashDeskId: id, reason }),
  response: cashDeskView,
  problems: [cashDeskNotFound, stepRefused, cashDeskHoldsCash, cashHandoverUnderWay],
  summary: { zh: '撤销收银台', en: 'Close a cash desk down' },
  rules: ['F-02'],
});
export const getCashDesk = query({
  name: 'finance.cash_desk.get',
  http: 'GET /finance/cash-desks/:cashDeskId',
  roles: ['cashier', ...ledgerReaders],
  request: z.object({ cashDeskId: id }),
  response: cashDeskView,
  problems: [cashDeskNotFound],
  summary: { zh: '查看收银台', en: 'One cash desk' },
  rules: ['F-02', 'F-08'],
});
export const listCashDesks = query({
  name: 'finance.cash_desk.list',
  http: 'GET /finance/cash-desks',
  roles: ['cashier', ...ledgerReaders],
  request: pageRequest.extend({ state: anyOf(cashDeskState), custodianId: anyOf(id) }),
  response: page(cashDeskView),
  problems: [invalidCursor],
  summary: { zh: '收银台列表', en: 'List cash desks' },
  rules: ['F-02', 'F-08'],
});
