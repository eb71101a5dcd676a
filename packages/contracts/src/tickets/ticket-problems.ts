import { z } from 'zod';
import { problem, text } from '../define/index.ts';

export const ticketNotFound = problem({
  code: 'tickets.ticket.not_found',
  status: 404,
  title: { zh: '没有这张工单', en: 'No such ticket' },
  detail: { zh: '找不到工单 {id}', en: 'There is no ticket {id}' },
  details: z.object({ id: z.string() }),
});
export const promiseNotFound = problem({
  code: 'tickets.promise.not_found',
  status: 404,
  title: { zh: '没有这项承诺', en: 'No such promise' },
  detail: { zh: '工单上没有承诺 {id}', en: 'The ticket has no promise {id}' },
  details: z.object({ id: z.string() }),
});
export const ticketBlocked = problem({
  code: 'tickets.ticket.blocked',
  status: 409,
  title: { zh: '工单还不能这样处理', en: 'The ticket cannot take this step yet' },
  detail: { zh: '{why}', en: '{why}' },
  details: z.object({ step: z.string(), why: text }),
});
export const notYourTicket = problem({
  code: 'tickets.ticket.not_yours',
  status: 403,
  title: { zh: '不是您负责的工单', en: 'Not your ticket' },
  detail: {
    zh: '该工单由 {assignee} 负责;请由其本人或主管处理',
    en: '{assignee} is in charge of it; they or a supervisor can do this',
  },
  details: z.object({ assignee: z.string() }),
});
export const nobodysTicket = problem({
  code: 'tickets.ticket.nobodys',
  status: 403,
  title: { zh: '该工单尚无人负责', en: 'Nobody is in charge of the ticket yet' },
  detail: { zh: '请先受理该工单,或请主管处理', en: 'Accept it first, or let a supervisor do this' },
});
export const ownComplaint = problem({
  code: 'tickets.ticket.own_complaint',
  status: 403,
  title: { zh: '投诉不得由处理人自行了结', en: 'A complaint is not ended by who handled it' },
  detail: { zh: '{why}', en: '{why}' },
  details: z.object({ step: z.string(), why: text }),
});
export const assigneeUnfit = problem({
  code: 'tickets.ticket.assignee_unfit',
  status: 422,
  title: { zh: '该员工不适合受理', en: 'This person does not fit the ticket' },
  detail: { zh: '{why}', en: '{why}' },
  details: z.object({ why: text }),
});
export const tooManyPromises = problem({
  code: 'tickets.promise.too_many',
  status: 409,
  title: { zh: '承诺过多', en: 'Too many promises' },
  detail: {
    zh: '一张工单最多有 {max} 项承诺;请先处理,不再另行承诺',
    en: 'A ticket has at most {max} promises; deal with it instead of promising again',
  },
  details: z.object({ max: z.int() }),
});
export const promiseUnfit = problem({
  code: 'tickets.promise.unfit',
  status: 422,
  title: { zh: '承诺时间有误', en: 'The promised time is not acceptable' },
  detail: {
    zh: '承诺时间必须晚于现在,且不超过 {maxDays} 天',
    en: 'A promise must be in the future and at most {maxDays} days ahead',
  },
  details: z.object({ maxDays: z.int() }),
});
