import { z } from 'zod';
import {
  choice,
  day,
  event,
  id,
  offersOf,
  problem,
  text,
  transitions,
  version,
  within,
  wordsOf,
} from '../define/index.ts';
import { paperHand } from './hand.ts';
import { documentNumber, journalLine, journalLineView, openingLinesMax } from './journal.ts';
import { amountFenMax, ledgerAccountCode } from './money.ts';
import { bookkeepers } from './roles.ts';

export const openingState = choice({
  draft: { zh: '草稿', en: 'a draft' },
  submitted: { zh: '待批准', en: 'waiting to be approved' },
  approved: { zh: '已批准', en: 'approved' },
  posted: { zh: '已记账', en: 'posted' },
});
export type OpeningState = z.output<typeof openingState>;

export const openingSteps = transitions({
  name: 'finance.opening',
  states: wordsOf(openingState),
  steps: {
    /** Who approved it before has approved something else. */
    amend: { from: ['draft', 'submitted', 'approved'], to: 'draft', summary: { zh: '修改', en: 'amend it' } },
    submit: { from: ['draft'], to: 'submitted', summary: { zh: '提交', en: 'submit it' } },
    /** By the finance manager and by the general manager. */
    approve: { from: ['submitted'], to: ['submitted', 'approved'], summary: { zh: '批准', en: 'approve it' } },
    post: { from: ['approved'], to: 'posted', summary: { zh: '记账', en: 'post it' } },
  },
});

/** What bank and company had not both booked when the books began (期初未达账项). */
export const openItemKind = choice({
  company_received: { zh: '企收银未收', en: 'received by us and not yet by the bank' },
  company_paid: { zh: '企付银未付', en: 'paid by us and not yet by the bank' },
  bank_received: { zh: '银收企未收', en: 'received by the bank and not yet by us' },
  bank_paid: { zh: '银付企未付', en: 'paid by the bank and not yet by us' },
});
const openItemsMax = 2_000;
const amountOf = z.int().min(1).max(amountFenMax);

export const openingContent = z.object({
  /** What is on each account, by party where it has some; balanced in CNY by the time it is submitted. */
  lines: z.array(journalLine).min(2).max(openingLinesMax),
  openItems: z
    .array(
      z.object({
        accountCode: ledgerAccountCode,
        kind: openItemKind,
        day: within({ backDays: 3_660, aheadDays: 1 }, day),
        number: documentNumber,
        amountFen: amountOf,
      }),
    )
    .max(openItemsMax)
    .default([]),
});
export type OpeningContent = z.output<typeof openingContent>;

export const openingSummary = z.object({
  id,
  version,
  state: openingState,
  /** How many lines and open items, and what debit and credit come to. */
  lineCount: z.int(),
  openItemCount: z.int(),
  debitFen: z.int(),
  creditFen: z.int(),
  /** Who drafted or amended it last. */
  drafted: paperHand,
  approvedByManager: paperHand.nullable(),
  approvedByDirector: paperHand.nullable(),
  posted: paperHand.nullable(),
  journalId: id.nullable(),
  offers: offersOf(openingSteps),
});
export const openingView = openingSummary.extend({
  lines: z.array(journalLineView).max(openingLinesMax),
  openItems: z
    .array(
      z.object({ accountCode: ledgerAccountCode, kind: openItemKind, day, number: z.string(), amountFen: z.int() }),
    )
    .max(openItemsMax),
});

export const openingNotFound = problem({
  code: 'finance.opening.not_found',
  status: 404,
  title: { zh: '尚无期初余额', en: 'There are no opening balances' },
  detail: { zh: '尚未登记期初余额', en: 'Nobody has registered the opening balances' },
});
export const openingRegistered = problem({
  code: 'finance.opening.registered',
  status: 409,
  title: { zh: '期初余额只登记一次', en: 'Opening balances are registered once' },
  detail: {
    zh: '期初余额已经登记;记账前可修改,记账后请用凭证更正',
    en: 'They are registered already: amend them before they are posted, and correct them by vouchers afterwards',
  },
});
export const openingUnbalanced = problem({
  code: 'finance.opening.unbalanced',
  status: 422,
  title: { zh: '期初借贷不平', en: 'The opening balances do not balance' },
  detail: {
    zh: '借方合计 {debitFen} 元,贷方合计 {creditFen} 元,相差 {differenceFen} 元',
    en: 'Debit is {debitFen} yuan and credit {creditFen} yuan: they differ by {differenceFen} yuan',
  },
  details: z.object({ debitFen: z.int(), creditFen: z.int(), differenceFen: z.int() }),
});
/** An open item is one of an account of money among the lines, from before the books began, and stands there once. */
export const openItemUnfit = problem({
  code: 'finance.opening.item_unfit',
  status: 422,
  title: { zh: '未达账项不合要求', en: 'An open item is not fit' },
  detail: {
    zh: '第 {item} 项未达账项(科目 {accountCode}):{why}',
    en: 'Open item {item}, account {accountCode}: {why}',
  },
  details: z.object({ item: z.int(), accountCode: z.string(), why: text }),
});
export const openingWithoutMonth = problem({
  code: 'finance.opening.without_month',
  status: 409,
  title: { zh: '尚未开账', en: 'No month is open' },
  detail: { zh: '期初余额记在第一个会计期间;请先开账', en: 'They are posted to the first month; open that first' },
});
export const openingApprovedAlready = problem({
  code: 'finance.opening.approved_already',
  status: 409,
  title: { zh: '该岗位已批准', en: 'Your position has approved it' },
  detail: {
    zh: '财务经理和总经理各批准一次;您的岗位已批准',
    en: 'The finance manager and the general manager approve it once each; yours is there already',
  },
});

export const openingChanged = event({
  name: 'finance.opening.changed',
  version: 1,
  audience: 'services',
  carriesState: true,
  visibleTo: [...bookkeepers, 'general_manager'],
  about: { staff: ['drafterId'] },
  data: z.object({ openingId: id, state: openingState, drafterId: id, approvals: z.int(), journalId: id.nullable() }),
  summary: { zh: '期初余额变动', en: 'The opening balances changed' },
  rules: ['F-21'],
});
