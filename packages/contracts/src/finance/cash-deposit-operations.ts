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
  within,
} from '../define/index.ts';
import { cashDayNotOpen } from './cash-day.ts';
import {
  cashDepositKind,
  cashDepositNotFound,
  cashDepositState,
  cashDepositSteps,
  cashDepositView,
  chequeNotInHand,
  chequesOfDepositMax,
  depositSlipDiffers,
  depositSlipUsed,
} from './cash-deposit.ts';
import {
  cashBox,
  cashDeskNotFound,
  cashDeskNotYours,
  cashNotEnough,
  cashTooMuch,
  custodianAlone,
  sumFen,
} from './cash-desk.ts';
import { bankAccountUnfit } from './cash-out.ts';
import { documentNumber } from './journal.ts';
import { ledgerAccountCode } from './money.ts';
import { receiptNotFound } from './receipt.ts';
import { bookkeepers, ledgerReaders } from './roles.ts';

export const cashDepositNoun = noun('finance.cash_deposit', {
  zh: '送存银行:离台、在途、进账',
  en: 'Deposits: from the desk to the bank, and their slips',
});
const readers = ['cashier', ...ledgerReaders] as const;

/** Out of the takings, or petty cash that isn't needed; on a day that is counted already at most what was counted. */
export const depositCash = command({
  name: 'finance.cash_deposit.leave',
  http: 'POST /finance/cash-desks/:cashDeskId/deposits',
  roles: ['cashier'],
  status: 201,
  request: z.object({
    cashDeskId: id,
    box: cashBox.default('takings'),
    bankAccount: ledgerAccountCode,
    amountFen: sumFen,
  }),
  response: cashDepositView,
  problems: [cashDeskNotFound, cashDeskNotYours, cashDayNotOpen, bankAccountUnfit, cashNotEnough],
  summary: { zh: '送存现金', en: 'Take cash to the bank' },
  rules: ['F-03', 'F-04'],
});
/** Of receipts whose cheques are in hand; all cheques of each. */
export const depositCheques = command({
  name: 'finance.cash_deposit.leave_cheques',
  http: 'POST /finance/cash-desks/:cashDeskId/cheque-deposits',
  roles: ['cashier'],
  status: 201,
  request: z.object({
    cashDeskId: id,
    bankAccount: ledgerAccountCode,
    receiptIds: z.array(id).min(1).max(chequesOfDepositMax),
  }),
  response: cashDepositView,
  problems: [
    ...[cashDeskNotFound, cashDeskNotYours, cashDayNotOpen, bankAccountUnfit],
    ...[receiptNotFound, chequeNotInHand],
  ],
  summary: { zh: '送存支票', en: 'Take cheques to the bank' },
  rules: ['F-02', 'F-03'],
});
/** The sum is that of the slip, so that a wrong one is found. */
export const bankDeposit = command({
  name: 'finance.cash_deposit.bank',
  http: 'POST /finance/cash-deposits/:cashDepositId/bank',
  roles: bookkeepers,
  takes: stepOf(cashDepositSteps, 'bank'),
  request: z.object({
    cashDepositId: id,
    number: documentNumber,
    day: within({ backDays: 366, aheadDays: 0 }, day),
    amountFen: sumFen,
  }),
  response: cashDepositView,
  problems: [cashDepositNotFound, stepRefused, custodianAlone, depositSlipDiffers, depositSlipUsed],
  summary: { zh: '登记进账单', en: 'Record the slip of a deposit' },
  rules: ['F-03', 'P-04'],
});
export const askDepositReturn = command({
  name: 'finance.cash_deposit.ask_return',
  http: 'POST /finance/cash-deposits/:cashDepositId/ask-return',
  roles: ['cashier'],
  takes: stepOf(cashDepositSteps, 'ask_return'),
  request: z.object({ cashDepositId: id, reason }),
  response: cashDepositView,
  problems: [cashDepositNotFound, stepRefused, cashDeskNotYours],
  summary: { zh: '申请退回送存', en: 'Say that a deposit is back' },
  rules: ['F-03'],
});
/** What came back is in the takings of the desk's open day, or in hand again. */
export const approveDepositReturn = command({
  name: 'finance.cash_deposit.approve_return',
  http: 'POST /finance/cash-deposits/:cashDepositId/approve-return',
  roles: bookkeepers,
  takes: stepOf(cashDepositSteps, 'approve_return'),
  seen: 'cashDepositId',
  request: z.object({ cashDepositId: id }),
  response: cashDepositView,
  problems: [cashDepositNotFound, stepRefused, custodianAlone, cashDayNotOpen, cashTooMuch],
  summary: { zh: '同意退回送存', en: 'Agree that a deposit is back' },
  rules: ['F-03', 'P-04'],
});
export const getCashDeposit = query({
  name: 'finance.cash_deposit.get',
  http: 'GET /finance/cash-deposits/:cashDepositId',
  roles: readers,
  request: z.object({ cashDepositId: id }),
  response: cashDepositView,
  problems: [cashDepositNotFound],
  summary: { zh: '查看送存', en: 'One deposit' },
  rules: ['F-03'],
});
/** The newest first. */
export const listCashDeposits = query({
  name: 'finance.cash_deposit.list',
  http: 'GET /finance/cash-deposits',
  roles: readers,
  request: pageRequest.extend({
    cashDeskId: anyOf(id),
    day: anyOf(day),
    state: anyOf(cashDepositState),
    kind: anyOf(cashDepositKind),
  }),
  response: page(cashDepositView),
  problems: [invalidCursor],
  summary: { zh: '送存列表', en: 'List deposits' },
  rules: ['F-03'],
});
