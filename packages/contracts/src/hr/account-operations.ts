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
  stepOf,
  stepRefused,
} from '../define/index.ts';
import {
  accountExists,
  accountLocked,
  accountNotFound,
  accountSteps,
  accountView,
  newPassword,
  passwordUnfit,
  username,
} from './account.ts';
import { nameTaken, notYourOwn } from './problems.ts';
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
  request: z.object({ staffId: id, username, password: newPassword, mustChangePassword: z.boolean().default(true) }),
  response: accountView,
  problems: [staffNotFound, nameTaken, accountExists, passwordUnfit, notYourOwn, stepRefused],
  summary: { zh: '开通账号', en: 'Create an account' },
  rules: ['P-02'],
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
  problems: [accountNotFound, passwordUnfit, stepRefused, notYourOwn],
  summary: { zh: '重置密码', en: 'Reset a password' },
});
export const lockAccount = command({
  name: 'hr.account.lock',
  http: 'POST /hr/accounts/:accountId/lock',
  roles: ['hr_officer', 'department_manager', 'general_manager'],
  takes: stepOf(accountSteps, 'lock'),
  request: z.object({ accountId: id, reason }),
  response: accountView,
  problems: [accountNotFound, stepRefused, notYourOwn],
  summary: { zh: '锁定账号', en: 'Lock an account' },
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
export const linkAccount = command({
  name: 'hr.account.link',
  http: 'POST /hr/accounts/:accountId/link',
  roles: ['hr_officer'],
  takes: stepOf(accountSteps, 'link'),
  request: z.object({ accountId: id, issuer: z.url().max(300), subject: line(300) }),
  response: accountView,
  problems: [accountNotFound, nameTaken, stepRefused],
  summary: { zh: '关联外部登录', en: 'Link an OpenID provider’s account' },
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
