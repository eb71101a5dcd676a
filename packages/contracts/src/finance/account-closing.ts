import { z } from 'zod';
import {
  choice,
  event,
  handledBy,
  id,
  offersOf,
  problem,
  text,
  transitions,
  version,
  wordsOf,
} from '../define/index.ts';
import { ledgerAccountTitle } from './account.ts';
import { paperHand } from './hand.ts';
import { ledgerAccountCode } from './money.ts';
import { ledgerReaders } from './roles.ts';

export const accountClosingState = choice({
  asked: { zh: '待同意', en: 'waiting to be agreed to' },
  closed: { zh: '已停用', en: 'the account is closed' },
  refused: { zh: '未同意', en: 'refused' },
  reopened: { zh: '已恢复启用', en: 'the account is open again' },
});
export type AccountClosingState = z.output<typeof accountClosingState>;
export const accountClosingSteps = transitions({
  name: 'finance.account_closing',
  states: wordsOf(accountClosingState),
  steps: {
    /** By another person than who asks (P-04). Nothing is posted to the account then. */
    agree: { from: ['asked'], to: 'closed', summary: { zh: '同意停用', en: 'close the account' } },
    refuse: { from: ['asked'], to: 'refused', summary: { zh: '不予停用', en: 'refuse to close it' } },
    reopen: { from: ['closed'], to: 'reopened', summary: { zh: '恢复启用', en: 'open the account again' } },
  },
});

/** That an account of the chart is to be closed, and what became of it (F-01). */
export const accountClosingView = z.object({
  id,
  version,
  state: accountClosingState,
  code: ledgerAccountCode,
  /** What the account is called as somebody asks. */
  title: ledgerAccountTitle.shown,
  askedById: id,
  askedByName: z.string(),
  askedAt: z.iso.datetime(),
  /** Who agreed or refused. */
  decided: paperHand.nullable(),
  reopened: paperHand.nullable(),
  /** Why, as it was said last. */
  reason: z.string(),
  offers: offersOf(accountClosingSteps),
});
handledBy.add(accountClosingView, { field: 'askedById' });

export const accountClosingNotFound = problem({
  code: 'finance.account_closing.not_found',
  status: 404,
  title: { zh: '没有这份停用申请', en: 'No such closing of an account' },
  detail: { zh: '找不到停用申请 {id}', en: 'There is no closing {id} of an account' },
  details: z.object({ id: z.string() }),
});
/** There is one at a time of an account, and none of one that is closed. */
export const accountClosingStands = problem({
  code: 'finance.account_closing.stands',
  status: 409,
  title: { zh: '科目已申请停用', en: 'The account is being closed already' },
  detail: {
    zh: '科目 {code} 已申请停用或已停用;请查看停用申请',
    en: 'Somebody has asked to close account {code}, or it is closed; look at what was asked',
  },
  details: z.object({ code: z.string() }),
});
/** What keeps an account from being closed, and what to do. */
export const accountInUse = {
  parts: { zh: '有下级科目;请改为停用下级科目', en: 'it has accounts below: close those' },
  balance: {
    zh: '未结账月份的余额不为零;请先用凭证结清',
    en: 'it stands at something in a month that is not closed: clear it by a voucher',
  },
  vouchers: {
    zh: '有未记账的凭证使用该科目;请先记账、修改或作废',
    en: 'vouchers that are not posted name it: post, amend or void them',
  },
  opening: {
    zh: '未记账的期初余额使用该科目;请先记账或修改',
    en: 'opening balances that are not posted name it: post or amend them',
  },
  cash_box: { zh: '收银台的钱箱使用该科目;请先撤销收银台', en: 'a box of a cash desk is kept on it: retire the desk' },
  cash_under_way: {
    zh: '有在途的送存或提现使用该科目;请先办结',
    en: 'cash is on its way to it or from it: finish that',
  },
  budget: {
    zh: '有未终止的部门预算,或预留的付款使用该科目;请先终止预算,并办结预留的付款',
    en: 'a budget that has not ended, or payments reserved in one, are of it: end the budget, and pay or withdraw those',
  },
  policy: { zh: '公司设置使用该科目;请先修改设置', en: 'a setting of the company names it: change that' },
} as const;
export type AccountUse = keyof typeof accountInUse;
export const accountNotClosable = problem({
  code: 'finance.account_closing.in_use',
  status: 409,
  title: { zh: '科目还不能停用', en: 'The account can not be closed yet' },
  detail: { zh: '科目 {code} 还不能停用:{why}', en: 'Account {code} can not be closed yet: {why}' },
  details: z.object({ code: z.string(), why: z.array(text).max(Object.keys(accountInUse).length) }),
});

/** The whole state of a closing. */
export const accountClosingChanged = event({
  name: 'finance.account_closing.changed',
  version: 1,
  audience: 'services',
  carriesState: true,
  visibleTo: ledgerReaders,
  about: { staff: ['askedById'] },
  data: z.object({ accountClosingId: id, code: ledgerAccountCode, state: accountClosingState, askedById: id }),
  summary: { zh: '科目停用变动', en: 'The closing of an account changed' },
  rules: ['F-01'],
});
