import { z } from 'zod';
import { choice, event, id, offersOf, problem, transitions, version, wordsOf } from '../define/index.ts';

export const username = z
  .string()
  .trim()
  .toLowerCase()
  .regex(/^[a-z0-9][a-z0-9._-]{1,59}$/);
export const newPassword = z.string().min(10).max(200);
export const accountState = choice({
  active: { zh: '正常', en: 'active' },
  locked: { zh: '锁定', en: 'locked' },
  closed: { zh: '停用', en: 'closed' },
});

export const accountSteps = transitions({
  name: 'hr.account',
  states: wordsOf(accountState),
  steps: {
    lock: { from: ['active'], to: 'locked', summary: { zh: '锁定', en: 'lock it' } },
    unlock: { from: ['locked', 'active'], to: 'active', summary: { zh: '解锁', en: 'unlock it' } },
    /** By its owner. */
    change_password: { from: ['active', 'locked'], summary: { zh: '修改密码', en: 'change its password' } },
    /** By somebody else. */
    reset_password: { from: ['active', 'locked'], summary: { zh: '重置密码', en: 'reset its password' } },
    /** By somebody else; it begins to hold when the owner agrees. */
    link: { from: ['active', 'locked'], summary: { zh: '提议关联外部登录', en: 'offer a link to a provider' } },
    /** By its owner. */
    accept_link: { from: ['active'], summary: { zh: '同意关联外部登录', en: 'agree to the link' } },
    unlink: { from: ['active', 'locked'], summary: { zh: '解除外部登录', en: 'end the link' } },
    close: { from: ['active', 'locked'], to: 'closed', automatic: true, summary: { zh: '停用', en: 'close it' } },
  },
});

export const accountView = z.object({
  id,
  version,
  staffId: id,
  username: z.string(),
  state: accountState,
  /** Until when sign-in is refused somewhere after too many failures there; null where it isn't. */
  lockedUntil: z.iso.datetime().nullable(),
  mustChangePassword: z.boolean(),
  /** The account at an OpenID provider that signs in to this one; another that the owner agrees to replaces it. */
  federated: z.object({ issuer: z.string(), subject: z.string() }).nullable(),
  /** One that HR offers to link; without the owner's consent it signs nobody in. */
  offeredLink: z
    .object({
      issuer: z.string(),
      subject: z.string(),
      offeredById: id,
      offeredAt: z.iso.datetime(),
      reason: z.string(),
    })
    .nullable(),
  offers: offersOf(accountSteps),
});

export const accountNotFound = problem({
  code: 'hr.account.not_found',
  status: 404,
  title: { zh: '没有这个账号', en: 'No such account' },
  detail: { zh: '找不到账号 {id}', en: 'There is no account {id}' },
  details: z.object({ id: z.string() }),
});
export const accountLocked = problem({
  code: 'hr.account.locked',
  status: 423,
  title: { zh: '账号已锁定', en: 'The account is locked' },
  detail: {
    zh: '此处失败次数过多,请在 {until} 之后再试,改用常用设备登录,或联系人事',
    en: 'Too many failed sign-ins here; try again after {until}, use a device you have signed in from before, or contact HR',
  },
  details: z.object({ until: z.iso.datetime() }),
});
export const accountExists = problem({
  code: 'hr.account.exists',
  status: 409,
  title: { zh: '该员工已有账号', en: 'This person already has an account' },
  detail: {
    zh: '一名员工只有一个账号;忘记密码请重置',
    en: 'Each person has one account; if the password is forgotten, reset it',
  },
});
/** Told only to who knows the password, so that it doesn't give away which usernames exist. */
export const accountBarred = problem({
  code: 'hr.account.barred',
  status: 423,
  title: { zh: '账号已被停用', en: 'The account was locked' },
  detail: { zh: '账号已被人工锁定,请联系人事', en: 'HR locked this account; contact HR' },
});
export const linkNotOffered = problem({
  code: 'hr.account.link_not_offered',
  status: 409,
  title: { zh: '没有这项关联提议', en: 'This link is not offered' },
  detail: {
    zh: '提议可能已被更改或撤回;请重新查看本人账号',
    en: 'The offer may have been changed or taken back; look at your account again',
  },
});
export const notLinked = problem({
  code: 'hr.account.not_linked',
  status: 409,
  title: { zh: '没有关联外部登录', en: 'No provider is linked' },
  detail: { zh: '该账号没有已关联或待同意的外部登录', en: 'This account has no link to end, and none is offered' },
});
export const passwordUnfit = problem({
  code: 'hr.account.password_unfit',
  status: 422,
  title: { zh: '密码不合要求', en: 'The password does not meet the rules' },
  detail: { zh: '{why}', en: '{why}' },
  details: z.object({ why: z.object({ zh: z.string(), en: z.string() }) }),
});

export const accountChanged = event({
  name: 'hr.account.changed',
  version: 1,
  audience: 'services',
  carriesState: true,
  visibleTo: ['hr_officer'],
  toldToWhomItIsAbout: true,
  about: { staff: ['staffId'] },
  data: z.object({ accountId: id, staffId: id, state: accountState }),
  summary: { zh: '账号变动', en: 'An account changed' },
});
