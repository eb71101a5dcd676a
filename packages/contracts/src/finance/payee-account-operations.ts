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
import { custodianAlone } from './cash-desk.ts';
import { secondHand } from './hand.ts';
import { partyCode } from './journal.ts';
import {
  payeeAccountKnown,
  payeeAccountNotFound,
  payeeAccountNotInForce,
  payeeAccountState,
  payeeAccountSteps,
  payeeAccountView,
  payeeBank,
} from './payee-account.ts';
import { paymentPayeeUnfit } from './payment-problems.ts';
import { bankAccountNumber, paymentPayee } from './payment.ts';
import { bookkeepers, insiders } from './roles.ts';

export const payeeAccountNoun = noun('finance.payee_account', {
  zh: '收款账户:登记、批准、更正与停用',
  en: 'Accounts of payees: registered, approved, corrected and retired',
});

/** A correction names the entry that it replaces, which stays in force until this one is approved. */
export const registerPayeeAccount = command({
  name: 'finance.payee_account.register',
  http: 'POST /finance/payee-accounts',
  roles: ['accountant'],
  status: 201,
  request: z.object({
    payee: paymentPayee,
    bankName: payeeBank.entered,
    accountNumber: bankAccountNumber.entered,
    replacesId: id.nullable().default(null),
  }),
  response: payeeAccountView,
  problems: [custodianAlone, payeeAccountNotFound, payeeAccountNotInForce, paymentPayeeUnfit, payeeAccountKnown],
  summary: { zh: '登记收款账户', en: 'Register an account of a payee' },
  rules: ['F-06'],
});
export const approvePayeeAccount = command({
  name: 'finance.payee_account.approve',
  http: 'POST /finance/payee-accounts/:payeeAccountId/approve',
  roles: ['finance_manager', 'general_manager'],
  takes: stepOf(payeeAccountSteps, 'approve'),
  seen: 'payeeAccountId',
  request: z.object({ payeeAccountId: id }),
  response: payeeAccountView,
  problems: [
    ...[payeeAccountNotFound, stepRefused, custodianAlone, secondHand],
    ...[payeeAccountNotInForce, payeeAccountKnown],
  ],
  summary: { zh: '批准收款账户', en: 'Approve an account of a payee' },
  rules: ['F-06', 'P-04'],
});
export const refusePayeeAccount = command({
  name: 'finance.payee_account.refuse',
  http: 'POST /finance/payee-accounts/:payeeAccountId/refuse',
  roles: [...bookkeepers, 'general_manager'],
  takes: stepOf(payeeAccountSteps, 'refuse'),
  request: z.object({ payeeAccountId: id, reason }),
  response: payeeAccountView,
  problems: [payeeAccountNotFound, stepRefused],
  summary: { zh: '不予批准收款账户', en: 'Refuse an account of a payee' },
  rules: ['F-06'],
});
export const retirePayeeAccount = command({
  name: 'finance.payee_account.retire',
  http: 'POST /finance/payee-accounts/:payeeAccountId/retire',
  roles: [...bookkeepers, 'general_manager'],
  takes: stepOf(payeeAccountSteps, 'retire'),
  request: z.object({ payeeAccountId: id, reason }),
  response: payeeAccountView,
  problems: [payeeAccountNotFound, stepRefused],
  summary: { zh: '停用收款账户', en: 'Retire an account of a payee' },
  rules: ['F-06'],
});
/** Who isn't of finance sees those of firms, and their own. */
export const getPayeeAccount = query({
  name: 'finance.payee_account.get',
  http: 'GET /finance/payee-accounts/:payeeAccountId',
  roles: insiders,
  request: z.object({ payeeAccountId: id }),
  response: payeeAccountView,
  problems: [payeeAccountNotFound],
  summary: { zh: '查看收款账户', en: 'One account of a payee' },
  rules: ['F-06', 'P-05'],
});
/** The newest first; who isn't of finance sees those of firms, and their own. */
export const listPayeeAccounts = query({
  name: 'finance.payee_account.list',
  http: 'GET /finance/payee-accounts',
  roles: insiders,
  request: pageRequest.extend({ party: anyOf(partyCode), staffId: anyOf(id), state: anyOf(payeeAccountState) }),
  response: page(payeeAccountView),
  problems: [invalidCursor],
  summary: { zh: '收款账户列表', en: 'List accounts of payees' },
  rules: ['F-06', 'P-05'],
});
/** The whole number, for who sends a transfer and for who compares it with what the payee handed in. */
export const revealPayeeAccount = command({
  name: 'finance.payee_account.reveal',
  http: 'POST /finance/payee-accounts/:payeeAccountId/reveal',
  roles: ['cashier', ...bookkeepers, 'general_manager'],
  reveals: true,
  request: z.object({ payeeAccountId: id, reason }),
  response: z.object({ accountNumber: bankAccountNumber.shown }),
  problems: [payeeAccountNotFound],
  summary: { zh: '查看完整账号', en: 'Reveal the number of an account' },
  rules: ['P-05'],
});
