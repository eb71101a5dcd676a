import { z } from 'zod';
import {
  anyOf,
  command,
  everyRole,
  id,
  invalidCursor,
  line,
  noun,
  page,
  pageRequest,
  query,
  reason,
  secondPersonNeeded,
  stepOf,
  stepRefused,
} from '../define/index.ts';
import {
  accountExists,
  accountLocked,
  accountNotFound,
  accountSteps,
  accountView,
  linkNotOffered,
  newPassword,
  notLinked,
  passwordUnfit,
  username,
} from './account.ts';
import { lastHolder, nameTaken, notYourOwn } from './problems.ts';
import { signInRefused } from './session.ts';
import { staffNotFound, staffSteps } from './staff.ts';

export const accountNoun = noun('hr.account', { zh: '账号:员工如何登录', en: 'Accounts: how staff sign in' });

export const createAccount = command({
  name: 'hr.account.create',
  http: 'POST /hr/accounts',
  roles: ['hr_officer'],
  takes: stepOf(staffSteps, 'open_account'),
  status: 201,
  secretFields: ['password'],
  request: z.object({ staffId: id, username, password: newPassword }),
  response: accountView,
  problems: [staffNotFound, nameTaken, accountExists, passwordUnfit, notYourOwn, stepRefused, secondPersonNeeded],
  summary: { zh: '开通账号', en: 'Create an account' },
  rules: ['P-02', 'P-04'],
});
export const changeOwnPassword = command({
  name: 'hr.account.change_password',
  http: 'POST /hr/accounts/mine/password',
  roles: everyRole,
  secretFields: ['current', 'next'],
  request: z.object({ current: z.string().min(1).max(200), next: newPassword }),
  response: accountView,
  problems: [accountNotFound, signInRefused, accountLocked, passwordUnfit],
  summary: { zh: '修改本人密码', en: 'Change your password' },
});
export const resetPassword = command({
  name: 'hr.account.reset_password',
  http: 'POST /hr/accounts/:accountId/password',
  roles: ['hr_officer'],
  takes: stepOf(accountSteps, 'reset_password'),
  secretFields: ['password'],
  request: z.object({ accountId: id, password: newPassword, reason }),
  response: accountView,
  problems: [accountNotFound, passwordUnfit, stepRefused, notYourOwn, secondPersonNeeded],
  summary: { zh: '重置密码', en: 'Reset a password' },
  rules: ['P-02', 'P-04'],
});
export const lockAccount = command({
  name: 'hr.account.lock',
  http: 'POST /hr/accounts/:accountId/lock',
  roles: ['hr_officer', 'department_manager', 'general_manager'],
  takes: stepOf(accountSteps, 'lock'),
  request: z.object({ accountId: id, reason }),
  response: accountView,
  problems: [accountNotFound, stepRefused, notYourOwn, lastHolder],
  summary: { zh: '锁定账号', en: 'Lock an account' },
  rules: ['P-04'],
});
export const unlockAccount = command({
  name: 'hr.account.unlock',
  http: 'POST /hr/accounts/:accountId/unlock',
  roles: ['hr_officer', 'department_manager', 'general_manager'],
  takes: stepOf(accountSteps, 'unlock'),
  request: z.object({ accountId: id, reason }),
  response: accountView,
  problems: [accountNotFound, stepRefused, notYourOwn],
  summary: { zh: '解锁账号', en: 'Unlock an account' },
});
/** Offers it to the owner, who is told; it signs nobody in before they agree. */
export const linkAccount = command({
  name: 'hr.account.link',
  http: 'POST /hr/accounts/:accountId/link',
  roles: ['hr_officer'],
  takes: stepOf(accountSteps, 'link'),
  request: z.object({ accountId: id, issuer: z.url().max(300), subject: line(300), reason }),
  response: accountView,
  problems: [accountNotFound, nameTaken, notYourOwn, stepRefused],
  summary: { zh: '提议关联外部登录', en: 'Offer to link an OpenID provider’s account' },
  rules: ['P-04'],
});
/** Says which one, so that nobody agrees to another than they saw. */
export const acceptLink = command({
  name: 'hr.account.accept_link',
  http: 'POST /hr/accounts/mine/link',
  roles: everyRole,
  takes: stepOf(accountSteps, 'accept_link'),
  request: z.object({ issuer: z.url().max(300), subject: line(300) }),
  response: accountView,
  problems: [accountNotFound, nameTaken, linkNotOffered, stepRefused],
  summary: { zh: '同意关联外部登录', en: 'Agree to an OpenID provider’s account' },
  rules: ['P-04'],
});
/** Ends the link, the sessions, and what is offered. */
export const unlinkAccount = command({
  name: 'hr.account.unlink',
  http: 'POST /hr/accounts/:accountId/unlink',
  roles: ['hr_officer'],
  takes: stepOf(accountSteps, 'unlink'),
  request: z.object({ accountId: id, reason }),
  response: accountView,
  problems: [accountNotFound, notLinked, stepRefused],
  summary: { zh: '解除外部登录', en: 'End the link to an OpenID provider’s account' },
  rules: ['P-04'],
});
/** As `unlinkAccount`, by its owner, whose session goes on. */
export const unlinkOwnAccount = command({
  name: 'hr.account.unlink_own',
  http: 'POST /hr/accounts/mine/unlink',
  roles: everyRole,
  takes: stepOf(accountSteps, 'unlink'),
  request: z.object({ reason }),
  response: accountView,
  problems: [accountNotFound, notLinked, stepRefused],
  summary: { zh: '解除本人的外部登录', en: 'End or decline the link of your account' },
  rules: ['P-04'],
});
export const myAccount = query({
  name: 'hr.account.mine',
  http: 'GET /hr/accounts/mine',
  roles: everyRole,
  request: z.object({}),
  response: accountView,
  problems: [accountNotFound],
  summary: { zh: '本人账号', en: 'Your account' },
});
export const listAccounts = query({
  name: 'hr.account.list',
  http: 'GET /hr/accounts',
  roles: ['hr_officer', 'department_manager', 'general_manager', 'auditor'],
  request: pageRequest.extend({ staffId: anyOf(id) }),
  response: page(accountView),
  problems: [invalidCursor],
  summary: { zh: '账号列表', en: 'List accounts' },
});
