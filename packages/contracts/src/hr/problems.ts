import { z } from 'zod';
import { problem } from '../define/index.ts';

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
