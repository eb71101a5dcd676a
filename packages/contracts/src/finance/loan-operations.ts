import { z } from 'zod';
import { anyOf, everyRole, id, invalidCursor, noun, page, pageRequest, query } from '../define/index.ts';
import { loanMovesPage, loanNotFound, loanState, loanView } from './loan.ts';

/**
 * A loan is opened by a payment of that kind, and settled by expenses that are set off against it or by receipts. What
 * is kept of somebody's pay is not among them yet.
 */
export const loanNoun = noun('finance.loan', {
  zh: '员工借款:未结清、账龄、冲抵与归还',
  en: 'Loans of the staff: what is owed, since when, and what settled it',
});

/** Whoever isn't of those who read all loans reads their own. */
export const getLoan = query({
  name: 'finance.loan.get',
  http: 'GET /finance/loans/:loanId',
  roles: everyRole,
  request: z.object({ loanId: id }),
  response: loanView,
  problems: [loanNotFound],
  summary: { zh: '查看借款', en: 'One loan' },
  rules: ['F-05'],
});
/** The oldest first. */
export const listLoans = query({
  name: 'finance.loan.list',
  http: 'GET /finance/loans',
  roles: everyRole,
  request: pageRequest.extend({
    state: anyOf(loanState),
    borrowerId: anyOf(id),
    borrowerGone: z.boolean().optional(),
    /** Open, and due before today. */
    overdue: z.boolean().optional(),
  }),
  response: page(loanView),
  problems: [invalidCursor],
  summary: { zh: '借款账龄表', en: 'List loans with their age' },
  rules: ['F-05', 'F-15'],
});
/** In their order. */
export const listLoanMoves = query({
  name: 'finance.loan.list_moves',
  http: 'GET /finance/loans/:loanId/moves',
  roles: everyRole,
  request: pageRequest.extend({ loanId: id }),
  response: loanMovesPage,
  problems: [loanNotFound, invalidCursor],
  summary: { zh: '借款冲抵与归还明细', en: 'What settled a loan' },
  rules: ['F-05'],
});
