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
import { ledgerAccountClosed, ledgerAccountHasParts, ledgerAccountNotFound } from './account.ts';
import {
  budgetBelowUsed,
  budgetFen,
  budgetMoveView,
  budgetNotFound,
  budgetReaders,
  budgetStands,
  budgetState,
  budgetSteps,
  budgetView,
  budgetYearUnfit,
} from './budget.ts';
import { payingDepartmentClosed, payingDepartmentUnknown } from './department.ts';
import { secondHand } from './hand.ts';
import { ledgerAccountCode, ledgerYear } from './money.ts';
import { bookkeepers } from './roles.ts';

export const budgetNoun = noun('finance.budget', {
  zh: '部门预算:编制、调整与执行',
  en: 'Budgets of departments: set, changed and used',
});
const deciders = ['finance_manager', 'general_manager'] as const;

/** For this year or the next one. There is one at a time of a department, account and year. */
export const proposeBudget = command({
  name: 'finance.budget.propose',
  http: 'POST /finance/budgets',
  roles: bookkeepers,
  status: 201,
  request: z.object({ departmentId: id, accountCode: ledgerAccountCode, year: ledgerYear, amountFen: budgetFen }),
  response: budgetView,
  problems: [
    payingDepartmentUnknown,
    payingDepartmentClosed,
    ledgerAccountNotFound,
    ledgerAccountHasParts,
    ledgerAccountClosed,
    budgetYearUnfit,
    budgetStands,
  ],
  summary: { zh: '编制部门预算', en: 'Propose a budget' },
  rules: ['F-17'],
});
export const approveBudget = command({
  name: 'finance.budget.approve',
  http: 'POST /finance/budgets/:budgetId/approve',
  roles: deciders,
  takes: stepOf(budgetSteps, 'approve'),
  seen: 'budgetId',
  request: z.object({ budgetId: id }),
  response: budgetView,
  problems: [budgetNotFound, stepRefused, secondHand, budgetYearUnfit, payingDepartmentClosed],
  summary: { zh: '批准部门预算', en: 'Approve a budget' },
  rules: ['F-17', 'P-04'],
});
/** Also by who proposed it. */
export const refuseBudget = command({
  name: 'finance.budget.refuse',
  http: 'POST /finance/budgets/:budgetId/refuse',
  roles: [...bookkeepers, 'general_manager'],
  takes: stepOf(budgetSteps, 'refuse'),
  request: z.object({ budgetId: id, reason }),
  response: budgetView,
  problems: [budgetNotFound, stepRefused],
  summary: { zh: '不予批准部门预算', en: 'Refuse a budget' },
  rules: ['F-17'],
});
/** More or less, but never less than is reserved and used. */
export const askBudgetChange = command({
  name: 'finance.budget.ask_change',
  http: 'POST /finance/budgets/:budgetId/changes',
  roles: bookkeepers,
  takes: stepOf(budgetSteps, 'ask_change'),
  request: z.object({ budgetId: id, amountFen: budgetFen, reason }),
  response: budgetView,
  problems: [budgetNotFound, stepRefused, budgetYearUnfit, budgetBelowUsed],
  summary: { zh: '申请调整部门预算', en: 'Ask for another amount of a budget' },
  rules: ['F-17'],
});
export const approveBudgetChange = command({
  name: 'finance.budget.approve_change',
  http: 'POST /finance/budgets/:budgetId/approve-change',
  roles: deciders,
  takes: stepOf(budgetSteps, 'approve_change'),
  seen: 'budgetId',
  request: z.object({ budgetId: id }),
  response: budgetView,
  problems: [budgetNotFound, stepRefused, secondHand, budgetYearUnfit, budgetBelowUsed, payingDepartmentClosed],
  summary: { zh: '批准调整部门预算', en: 'Approve another amount of a budget' },
  rules: ['F-17', 'P-04'],
});
/** Also by who asked. */
export const refuseBudgetChange = command({
  name: 'finance.budget.refuse_change',
  http: 'POST /finance/budgets/:budgetId/refuse-change',
  roles: [...bookkeepers, 'general_manager'],
  takes: stepOf(budgetSteps, 'refuse_change'),
  request: z.object({ budgetId: id, reason }),
  response: budgetView,
  problems: [budgetNotFound, stepRefused],
  summary: { zh: '不予调整部门预算', en: 'Refuse another amount of a budget' },
  rules: ['F-17'],
});
/** What is reserved stays so, and is paid from it or freed. */
export const endBudget = command({
  name: 'finance.budget.end',
  http: 'POST /finance/budgets/:budgetId/end',
  roles: deciders,
  takes: stepOf(budgetSteps, 'end'),
  request: z.object({ budgetId: id, reason }),
  response: budgetView,
  problems: [budgetNotFound, stepRefused],
  summary: { zh: '终止部门预算', en: 'End a budget' },
  rules: ['F-17'],
});
export const getBudget = query({
  name: 'finance.budget.get',
  http: 'GET /finance/budgets/:budgetId',
  roles: budgetReaders,
  request: z.object({ budgetId: id }),
  response: budgetView,
  problems: [budgetNotFound],
  summary: { zh: '查看部门预算', en: 'One budget' },
  rules: ['F-17'],
});
/** The newest first. */
export const listBudgets = query({
  name: 'finance.budget.list',
  http: 'GET /finance/budgets',
  roles: budgetReaders,
  request: pageRequest.extend({
    departmentId: anyOf(id),
    accountCode: anyOf(ledgerAccountCode),
    year: anyOf(ledgerYear),
    state: anyOf(budgetState),
  }),
  response: page(budgetView),
  problems: [invalidCursor],
  summary: { zh: '部门预算列表', en: 'List budgets' },
  rules: ['F-17'],
});
/** What payments have reserved, used and freed of a budget, the latest first. */
export const listBudgetMoves = query({
  name: 'finance.budget.list_moves',
  http: 'GET /finance/budgets/:budgetId/moves',
  roles: budgetReaders,
  request: pageRequest.extend({ budgetId: id }),
  response: page(budgetMoveView),
  problems: [budgetNotFound, invalidCursor],
  summary: { zh: '预算执行明细', en: 'What payments did to a budget' },
  rules: ['F-17'],
});
