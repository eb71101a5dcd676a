import { z } from 'zod';
import { problem, roleNames, roles } from '../define/index.ts';

export const nameTaken = problem({
  code: 'hr.name_taken',
  status: 409,
  title: { zh: '已被使用', en: 'Already taken' },
  detail: { zh: '“{value}”已被使用,请换一个', en: '{value} is already taken; choose another' },
  details: z.object({ value: z.string() }),
});
export const notYourOwn = problem({
  code: 'hr.not_your_own',
  status: 403,
  title: { zh: '不能对本人操作', en: 'Not on your own behalf' },
  detail: { zh: '请由其他有权限的人办理', en: 'Another authorised person must do this' },
});
/** Without them nobody could open accounts, or decide what takes a second person (P-04). */
export const lastHolder = problem({
  code: 'hr.last_holder',
  status: 409,
  title: { zh: '系统不能没有此人', en: 'The system needs this person' },
  detail: {
    zh: '其余能登录的“{roles}”必须至少有 {needed} 人;请先让接任者到岗并修改初始密码',
    en: 'At least {needed} other people who can sign in must have the role {roles}; name a successor first, who has changed the first password',
  },
  called: { roles: roleNames },
  details: z.object({ roles: z.array(z.string()).max(roles.length), needed: z.int() }),
});
