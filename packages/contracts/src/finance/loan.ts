import { z } from 'zod';
import {
  choice,
  day,
  event,
  handledBy,
  id,
  line,
  page,
  personalField,
  problem,
  transitions,
  version,
  wordsOf,
  type Role,
} from '../define/index.ts';
import { ledgerAccountCode } from './money.ts';
import { ledgerReaders } from './roles.ts';

export const loanState = choice({ open: { zh: '未结清', en: 'open' }, settled: { zh: '已结清', en: 'settled' } });
export type LoanState = z.output<typeof loanState>;
/** All of it follows from payments and receipts. */
export const loanSteps = transitions({
  name: 'finance.loan',
  states: wordsOf(loanState),
  steps: {
    settle: {
      ...{ from: ['open'], to: ['open', 'settled'], automatic: true },
      summary: { zh: '冲抵或归还', en: 'settle some of it' },
    },
    /** The receipt by which it was paid back is void. */
    give_back: {
      ...{ from: ['open', 'settled'], to: 'open', automatic: true },
      summary: { zh: '恢复欠款', en: 'owe it again' },
    },
  },
});

/** What settles a loan, or undoes that. */
export const loanMoveKind = choice({
  offset: { zh: '报销冲抵', en: 'an expense set off against it' },
  repayment: { zh: '还款', en: 'paid back' },
  repayment_void: { zh: '还款收据作废', en: 'its receipt made void' },
  taken_back: { zh: '付款退回', en: 'its cash was never handed out' },
});
export type LoanMoveKind = z.output<typeof loanMoveKind>;

/** The name of who borrowed it. */
export const loanBorrower = personalField('words', line(60));
/** What somebody of the staff was lent and has not settled (F-05): a receivable, and no cash in a box. */
export const loanView = z.object({
  id,
  version,
  state: loanState,
  /** By which it was given. */
  paymentId: id,
  borrowerId: id,
  borrowerName: loanBorrower.shown,
  /** They work here no more. */
  borrowerGone: z.boolean(),
  accountCode: ledgerAccountCode,
  amountFen: z.int(),
  settledFen: z.int(),
  openFen: z.int(),
  paidDay: day,
  dueDay: day,
  /** Days since it was paid; null where nothing is owed any more. */
  ageDays: z.int().nullable(),
  overdue: z.boolean(),
});
handledBy.add(loanView, { field: 'borrowerId' });

/** A line of its history; the database refuses to change it. */
export const loanMoveView = z.object({
  seq: z.int(),
  kind: loanMoveKind,
  /** The payment that was set off, the receipt that paid it back, or the payment that was taken back. */
  documentId: id,
  /** Positive where it settles. */
  amountFen: z.int(),
  /** Settled after it. */
  settledFen: z.int(),
  at: z.iso.datetime(),
});
export const loanMovesPage = page(loanMoveView);

/** Those who read all loans; others read their own. */
export const loanReaders = ['cashier', ...ledgerReaders] as const satisfies readonly Role[];

export const loanNotFound = problem({
  code: 'finance.loan.not_found',
  status: 404,
  title: { zh: '没有这笔借款', en: 'No such loan' },
  detail: { zh: '找不到借款 {id}', en: 'There is no loan {id}' },
  details: z.object({ id: z.string() }),
});
/** 前账不清,后账不借. */
export const loanOpenAlready = problem({
  code: 'finance.loan.open_already',
  status: 409,
  title: { zh: '前账不清,后账不借', en: 'Another loan is open' },
  detail: {
    zh: '{borrower} 已有未结清或正在申请的借款;请先报销冲抵、归还,或撤回原申请',
    en: '{borrower} has a loan that is open, or asked for; set expenses off against it, pay it back, or withdraw what was asked for',
  },
  details: z.object({ borrower: z.string() }),
});
export const loanNoneOpen = problem({
  code: 'finance.loan.none_open',
  status: 409,
  title: { zh: '没有可冲抵的借款', en: 'Nothing to set it off against' },
  detail: {
    zh: '{borrower} 没有未结清的借款;请修改付款方式后重新签批',
    en: '{borrower} has no loan that is open; have the payment amended to another way and signed anew',
  },
  details: z.object({ borrower: z.string() }),
});
export const loanTooMuch = problem({
  code: 'finance.loan.too_much',
  status: 409,
  title: { zh: '超过未结清金额', en: 'It is more than is owed' },
  detail: {
    zh: '{borrower} 的借款未结清 {openFen} 元,本次为 {amountFen} 元;超出部分请另行办理',
    en: '{borrower} owes {openFen} yuan, and this is {amountFen} yuan; handle what is beyond it by itself',
  },
  details: z.object({ borrower: z.string(), openFen: z.int(), amountFen: z.int() }),
});
/** The whole state of a loan, but no sum and no name. */
export const loanChanged = event({
  name: 'finance.loan.changed',
  version: 1,
  audience: 'services',
  carriesState: true,
  visibleTo: loanReaders,
  toldToWhomItIsAbout: true,
  about: { staff: ['borrowerId'] },
  data: z.object({
    loanId: id,
    paymentId: id,
    state: loanState,
    borrowerId: id,
    borrowerGone: z.boolean(),
    moves: z.int(),
    dueDay: day,
  }),
  summary: { zh: '借款变动', en: 'A loan changed' },
  rules: ['F-05'],
});
/** Once for each loan, as its last day is over. */
export const loanOverdue = event({
  name: 'finance.loan.overdue',
  version: 1,
  audience: 'services',
  visibleTo: loanReaders,
  toldToWhomItIsAbout: true,
  about: { staff: ['borrowerId'] },
  data: z.object({ loanId: id, borrowerId: id, dueDay: day }),
  summary: { zh: '借款逾期未还', en: 'A loan is overdue' },
  rules: ['F-05'],
});
/** Somebody has left the company and still owes it. */
export const loanLeftBehind = event({
  name: 'finance.loan.left_behind',
  version: 1,
  audience: 'services',
  visibleTo: ledgerReaders,
  about: { staff: ['borrowerId'] },
  data: z.object({ loanId: id, borrowerId: id }),
  summary: { zh: '离职人员借款未结清', en: 'Somebody who has left owes a loan' },
  rules: ['F-05', 'F-16'],
});
