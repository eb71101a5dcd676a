import { z } from 'zod';
import { choice, event, handledBy, id, offersOf, problem, transitions, version, wordsOf } from '../define/index.ts';
import { paperHand } from './hand.ts';
import { amountFenMax, ledgerAccountCode, ledgerYear } from './money.ts';
import { ledgerReaders } from './roles.ts';

/** Those who read what departments may spend, and have spent. */
export const budgetReaders = [...ledgerReaders, 'department_manager'] as const;

export const budgetState = choice({
  proposed: { zh: '待批准', en: 'not approved' },
  refused: { zh: '未批准', en: 'refused' },
  in_force: { zh: '有效', en: 'in force' },
  change_asked: { zh: '有效,待批准调整', en: 'in force, and another amount is asked for' },
  ended: { zh: '已终止', en: 'ended' },
});
export type BudgetState = z.output<typeof budgetState>;
export const budgetSteps = transitions({
  name: 'finance.budget',
  states: wordsOf(budgetState),
  steps: {
    /** By another person than who proposed it (P-04). */
    approve: { from: ['proposed'], to: 'in_force', summary: { zh: '批准', en: 'approve it' } },
    refuse: { from: ['proposed'], to: 'refused', summary: { zh: '不予批准', en: 'refuse it' } },
    /** What it amounts to until somebody else has approved stays. */
    ask_change: {
      from: ['in_force'],
      to: 'change_asked',
      summary: { zh: '申请调整金额', en: 'ask for another amount' },
    },
    approve_change: { from: ['change_asked'], to: 'in_force', summary: { zh: '批准调整', en: 'approve the change' } },
    refuse_change: { from: ['change_asked'], to: 'in_force', summary: { zh: '不予调整', en: 'refuse the change' } },
    /** Nothing new is reserved; what is reserved is still paid from it. */
    end: { from: ['in_force', 'change_asked'], to: 'ended', summary: { zh: '终止', en: 'end it' } },
  },
});

/** In fen. */
export const budgetFen = z.int().min(1).max(amountFenMax);
/**
 * What one department may spend on one account in a calendar year (F-17). It covers the account of its code and none
 * below it, since payments are booked on accounts without parts.
 */
export const budgetView = z.object({
  id,
  version,
  state: budgetState,
  departmentId: id,
  /** What the department is called; of what has ended, what it was called then. */
  departmentName: z.string(),
  accountCode: ledgerAccountCode,
  year: ledgerYear,
  amountFen: z.int(),
  /** Of payments that are approved and not paid. */
  reservedFen: z.int(),
  /** Of payments that are paid. */
  usedFen: z.int(),
  proposedById: id,
  proposedByName: z.string(),
  proposedAt: z.iso.datetime(),
  /** Who approved or refused it. */
  decided: paperHand.nullable(),
  /** The amount that is asked for, and by whom; null while none is. */
  pendingFen: z.int().nullable(),
  changeAsked: paperHand.nullable(),
  ended: paperHand.nullable(),
  /** Why, as it was said last. */
  reason: z.string().nullable(),
  offers: offersOf(budgetSteps),
});
handledBy.add(budgetView, { field: 'proposedById' });

/** What a payment does to a budget. */
export const budgetMoveKind = choice({
  reserve: { zh: '预留', en: 'reserved' },
  use: { zh: '使用', en: 'used' },
  free: { zh: '释放', en: 'freed' },
  unuse: { zh: '退回预留', en: 'reserved again' },
});
export type BudgetMoveKind = z.output<typeof budgetMoveKind>;
export const budgetMoveView = z.object({
  budgetId: id,
  /** From 1 without gaps. */
  seq: z.int(),
  kind: budgetMoveKind,
  paymentId: id,
  amountFen: z.int(),
  /** What is reserved and used then. */
  reservedFen: z.int(),
  usedFen: z.int(),
  /** Whose step it was; null where it came about by itself, as when a ticket took back what it had asked for. */
  byId: id.nullable(),
  byName: z.string().nullable(),
  at: z.iso.datetime(),
});

export const budgetNotFound = problem({
  code: 'finance.budget.not_found',
  status: 404,
  title: { zh: '没有这份预算', en: 'No such budget' },
  detail: { zh: '找不到预算 {id}', en: 'There is no budget {id}' },
  details: z.object({ id: z.string() }),
});
export const budgetStands = problem({
  code: 'finance.budget.stands',
  status: 409,
  title: { zh: '已有预算', en: 'There is a budget already' },
  detail: {
    zh: '“{departmentName}”的科目 {accountCode} 在 {year} 年已有预算;请申请调整金额,待批准的请先批准或不予批准',
    en: '{departmentName} has a budget of account {accountCode} in {year}; ask for another amount, or have the one that is not approved decided first',
  },
  details: z.object({ departmentName: z.string(), accountCode: z.string(), year: z.string() }),
});
export const budgetYearUnfit = problem({
  code: 'finance.budget.year_unfit',
  status: 409,
  title: { zh: '预算年度不适用', en: 'The year does not fit' },
  detail: {
    zh: '{year} 年已结束,或晚于下一年度;预算只能在当年及下一年度编制和调整',
    en: '{year} is over, or later than next year; budgets are set and changed for this year and the next one',
  },
  details: z.object({ year: z.string() }),
});
export const budgetBelowUsed = problem({
  code: 'finance.budget.below_used',
  status: 409,
  title: { zh: '低于已预留和已使用的金额', en: 'It is less than what is reserved and used' },
  detail: {
    zh: '已预留和已使用共 {leastFen} 元;调整后的金额不能低于此数,如需更低请先撤回已批准的付款',
    en: '{leastFen} yuan are reserved and used; ask for no less, or have approved payments withdrawn first',
  },
  details: z.object({ leastFen: z.int() }),
});

/** There is none in force, so nothing may be spent. */
export const budgetNone = problem({
  code: 'finance.budget.none',
  status: 409,
  title: { zh: '没有预算', en: 'There is no budget' },
  detail: {
    zh: '“{departmentName}”的科目 {accountCode} 在 {year} 年没有有效预算;请先编制并批准预算',
    en: '{departmentName} has no budget of account {accountCode} in force in {year}; have one proposed and approved first',
  },
  details: z.object({ departmentName: z.string(), accountCode: z.string(), year: z.string() }),
});
export const budgetUsedUp = problem({
  code: 'finance.budget.used_up',
  status: 409,
  title: { zh: '预算不足', en: 'Not enough of the budget is left' },
  detail: {
    zh: '“{departmentName}”的科目 {accountCode} 在 {year} 年的预算只剩 {leftFen} 元;请减少金额,或先申请并批准调整预算',
    en: 'Of the budget of {departmentName} for account {accountCode} in {year} only {leftFen} yuan are left; pay less, or have the budget raised first',
  },
  details: z.object({ departmentName: z.string(), accountCode: z.string(), year: z.string(), leftFen: z.int() }),
});

/** The whole state of a budget; what of it is reserved and used is asked for. */
export const budgetChanged = event({
  name: 'finance.budget.changed',
  version: 1,
  audience: 'services',
  carriesState: true,
  visibleTo: budgetReaders,
  data: z.object({
    budgetId: id,
    departmentId: id,
    accountCode: ledgerAccountCode,
    year: ledgerYear,
    state: budgetState,
    amountFen: z.int(),
  }),
  summary: { zh: '预算变动', en: 'A budget changed' },
  rules: ['F-17'],
});
/** Once for each time that it comes so far. */
export const budgetNearlyUsed = event({
  name: 'finance.budget.nearly_used',
  version: 1,
  audience: 'services',
  visibleTo: budgetReaders,
  data: z.object({
    budgetId: id,
    departmentId: id,
    accountCode: ledgerAccountCode,
    year: ledgerYear,
    /** So much of it, or more, is reserved and used. */
    percent: z.int(),
  }),
  summary: { zh: '预算即将用完', en: 'A budget is nearly used' },
  rules: ['F-17'],
});
