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
import { bankAccountUnfit } from './cash-out.ts';
import {
  chequeBookNotFound,
  chequeBookOverlaps,
  chequeBookState,
  chequeBookSteps,
  chequeBookUnfit,
  chequeBookView,
  chequeNumbers,
  chequeReaders,
} from './cheque-book.ts';
import { custodyItemNotFound } from './custody-item.ts';
import { secondHand } from './hand.ts';
import { ledgerAccountCode } from './money.ts';
import { bookkeepers } from './roles.ts';

export const chequeBookNoun = noun('finance.cheque_book', {
  zh: '支票簿:登记领用、收回销号',
  en: 'Cheque books: registered, used, returned',
});

/** Not by who holds it. Its numbers are drawn in order and without gaps. */
export const registerChequeBook = command({
  name: 'finance.cheque_book.register',
  http: 'POST /finance/cheque-books',
  roles: ['accountant'],
  status: 201,
  request: chequeNumbers.safeExtend({ custodyItemId: id, bankAccount: ledgerAccountCode }),
  response: chequeBookView,
  problems: [custodyItemNotFound, secondHand, chequeBookUnfit, bankAccountUnfit, chequeBookOverlaps],
  summary: { zh: '登记支票簿', en: 'Register a cheque book' },
  rules: ['F-11'],
});
export const returnChequeBook = command({
  name: 'finance.cheque_book.return',
  http: 'POST /finance/cheque-books/:chequeBookId/return',
  roles: bookkeepers,
  takes: stepOf(chequeBookSteps, 'return'),
  request: z.object({ chequeBookId: id, reason }),
  response: chequeBookView,
  problems: [chequeBookNotFound, stepRefused, secondHand],
  summary: { zh: '收回支票簿', en: 'Take a cheque book back' },
  rules: ['F-11'],
});
export const getChequeBook = query({
  name: 'finance.cheque_book.get',
  http: 'GET /finance/cheque-books/:chequeBookId',
  roles: chequeReaders,
  request: z.object({ chequeBookId: id }),
  response: chequeBookView,
  problems: [chequeBookNotFound],
  summary: { zh: '查看支票簿', en: 'One cheque book' },
  rules: ['F-11'],
});
/** The newest first. */
export const listChequeBooks = query({
  name: 'finance.cheque_book.list',
  http: 'GET /finance/cheque-books',
  roles: chequeReaders,
  request: pageRequest.extend({
    custodyItemId: anyOf(id),
    bankAccount: anyOf(ledgerAccountCode),
    state: anyOf(chequeBookState),
  }),
  response: page(chequeBookView),
  problems: [invalidCursor],
  summary: { zh: '支票簿列表', en: 'List cheque books' },
  rules: ['F-11'],
});
