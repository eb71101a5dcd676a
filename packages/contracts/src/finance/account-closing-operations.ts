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
  accountClosingNotFound,
  accountClosingStands,
  accountClosingState,
  accountClosingSteps,
  accountClosingView,
  accountNotClosable,
} from './account-closing.ts';
import { ledgerAccountNotFound } from './account.ts';
import { secondHand } from './hand.ts';
import { ledgerAccountCode } from './money.ts';
import { bookkeepers, ledgerReaders } from './roles.ts';

export const accountClosingNoun = noun('finance.account_closing', {
  zh: '科目停用与恢复启用',
  en: 'Accounts that are closed, and opened again',
});
const ofIt = z.object({ accountClosingId: id });

/** An account without parts that stands at nothing and that nothing under way will be posted to. */
export const askAccountClosing = command({
  name: 'finance.account_closing.ask',
  http: 'POST /finance/account-closings',
  roles: bookkeepers,
  status: 201,
  request: z.object({ code: ledgerAccountCode, reason }),
  response: accountClosingView,
  problems: [ledgerAccountNotFound, accountClosingStands, accountNotClosable],
  summary: { zh: '申请停用科目', en: 'Ask to close an account' },
  rules: ['F-01'],
});
/** By another person than who asks. */
export const agreeAccountClosing = command({
  name: 'finance.account_closing.agree',
  http: 'POST /finance/account-closings/:accountClosingId/agree',
  roles: [...bookkeepers, 'general_manager'],
  takes: stepOf(accountClosingSteps, 'agree'),
  seen: 'accountClosingId',
  request: ofIt,
  response: accountClosingView,
  problems: [accountClosingNotFound, stepRefused, secondHand, ledgerAccountNotFound, accountNotClosable],
  summary: { zh: '同意停用科目', en: 'Close an account' },
  rules: ['F-01', 'P-04'],
});
/** Who asked may take it back so. */
export const refuseAccountClosing = command({
  name: 'finance.account_closing.refuse',
  http: 'POST /finance/account-closings/:accountClosingId/refuse',
  roles: [...bookkeepers, 'general_manager'],
  takes: stepOf(accountClosingSteps, 'refuse'),
  request: ofIt.extend({ reason }),
  response: accountClosingView,
  problems: [accountClosingNotFound, stepRefused],
  summary: { zh: '不予停用科目', en: 'Refuse to close an account' },
  rules: ['F-01'],
});
/** It is posted to as before. */
export const reopenAccount = command({
  name: 'finance.account_closing.reopen',
  http: 'POST /finance/account-closings/:accountClosingId/reopen',
  roles: bookkeepers,
  takes: stepOf(accountClosingSteps, 'reopen'),
  request: ofIt.extend({ reason }),
  response: accountClosingView,
  problems: [accountClosingNotFound, stepRefused],
  summary: { zh: '恢复启用科目', en: 'Open an account again' },
  rules: ['F-01'],
});
export const getAccountClosing = query({
  name: 'finance.account_closing.get',
  http: 'GET /finance/account-closings/:accountClosingId',
  roles: ledgerReaders,
  request: ofIt,
  response: accountClosingView,
  problems: [accountClosingNotFound],
  summary: { zh: '查看科目停用', en: 'One closing of an account' },
  rules: ['F-01'],
});
/** The newest first. */
export const listAccountClosings = query({
  name: 'finance.account_closing.list',
  http: 'GET /finance/account-closings',
  roles: ledgerReaders,
  request: pageRequest.extend({ code: anyOf(ledgerAccountCode), state: anyOf(accountClosingState) }),
  response: page(accountClosingView),
  problems: [invalidCursor],
  summary: { zh: '科目停用列表', en: 'List closings of accounts' },
  rules: ['F-01'],
});
