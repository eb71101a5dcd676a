import { z } from 'zod';
import { problem, text, wordsOf } from '../define/index.ts';
import { callbackChannel, missingParts } from './callback.ts';

export const callbackNotFound = problem({
  code: 'callbacks.callback.not_found',
  status: 404,
  title: { zh: '没有这条回访', en: 'No such callback' },
  detail: { zh: '找不到回访 {id}', en: 'There is no callback {id}' },
  details: z.object({ id: z.string() }),
});
export const attemptNotFound = problem({
  code: 'callbacks.attempt.not_found',
  status: 404,
  title: { zh: '没有这次拨打', en: 'No such attempt' },
  detail: { zh: '这条回访没有拨打记录 {id}', en: 'The callback has no attempt {id}' },
  details: z.object({ id: z.string() }),
});
export const restTime = problem({
  code: 'callbacks.callback.rest_time',
  status: 409,
  title: { zh: '现在是客户休息时间', en: 'These are the customer’s quiet hours' },
  detail: { zh: '请在 {callableFrom} 之后联系', en: 'Call at {callableFrom} or later' },
  details: z.object({ callableFrom: z.iso.datetime() }),
});
export const neverCallable = problem({
  code: 'callbacks.callback.never_callable',
  status: 409,
  title: { zh: '没有可联系的时间', en: 'There is no time when this customer may be called' },
  detail: {
    zh: '客户的休息时间没有留出可联系的时间;请核对联系偏好,或提请主管决定',
    en: 'The customer’s quiet hours leave no time to call; check the preferences or ask the supervisor to decide',
  },
});
export const doNotCall = problem({
  code: 'callbacks.callback.do_not_call',
  status: 409,
  title: { zh: '客户要求不要来电', en: 'The customer must not be called' },
  detail: {
    zh: '不得拨打;可使用其他方式,或由主管决定',
    en: 'Do not call; use another channel or let a supervisor decide',
  },
});
export const noAddress = problem({
  code: 'callbacks.callback.no_address',
  status: 409,
  title: { zh: '没有联系方式', en: 'No way to reach the customer' },
  detail: { zh: '{why}', en: '{why}' },
  details: z.object({ channel: z.string(), why: text }),
});
export const attemptTooSoon = problem({
  code: 'callbacks.callback.too_soon',
  status: 409,
  title: { zh: '还未到联系时间', en: 'It is too soon' },
  detail: { zh: '{why};请在 {callableFrom} 之后联系', en: '{why}; call at {callableFrom} or later' },
  details: z.object({ why: text, callableFrom: z.iso.datetime() }),
});
export const tooManyAttempts = problem({
  code: 'callbacks.callback.too_many_attempts',
  status: 409,
  title: { zh: '联系次数过多', en: 'Too many attempts' },
  detail: {
    zh: '一条回访最多联系 {max} 次;请提请主管决定',
    en: 'A callback takes at most {max} attempts; ask the supervisor to decide',
  },
  details: z.object({ max: z.int() }),
});
export const channelUsedUp = problem({
  code: 'callbacks.callback.channel_used_up',
  status: 409,
  title: { zh: '该方式的联系次数已用完', en: 'No attempts left on this channel' },
  detail: {
    zh: '{channel}已尝试 {attempts} 次,请改用{next}',
    en: 'The customer was tried {attempts} times by {channel}; use {next}',
  },
  called: { channel: wordsOf(callbackChannel), next: wordsOf(callbackChannel) },
  details: z.object({ channel: z.string(), attempts: z.int(), next: z.string() }),
});
export const customerNotKnownYet = problem({
  code: 'callbacks.callback.customer_not_known_yet',
  status: 409,
  title: { zh: '客户资料尚未到达', en: 'The customer’s file has not arrived yet' },
  detail: {
    zh: '请稍后再试;如持续如此,请联系管理员',
    en: 'Try again shortly; if this persists, tell the administrator',
  },
});
export const recordIncomplete = problem({
  code: 'callbacks.callback.incomplete',
  status: 409,
  title: { zh: '回访记录不完整', en: 'The callback record is not complete' },
  detail: { zh: '{why}', en: '{why}' },
  details: z.object({ why: text, missing: missingParts }),
});
export const verdictContradicted = problem({
  code: 'callbacks.callback.verdict_contradicted',
  status: 409,
  title: { zh: '结论与评分不符', en: 'The verdict contradicts the score' },
  detail: {
    zh: '客户打了 {score} 分,低于 {satisfiedFrom} 分不能记为满意;请记为不满意,并填写原因与补救办法',
    en: 'The customer gave {score}, and satisfied begins at {satisfiedFrom}; record dissatisfied, with the reasons and the remedy',
  },
  details: z.object({ score: z.int(), satisfiedFrom: z.int() }),
});
export const answerUnfit = problem({
  code: 'callbacks.callback.answer_unfit',
  status: 422,
  title: { zh: '答案与问题不符', en: 'An answer does not fit its question' },
  detail: { zh: '问题 {question}:{why}', en: 'Question {question}: {why}' },
  details: z.object({ question: z.string(), why: text }),
});
export const callbackNotYours = problem({
  code: 'callbacks.callback.not_yours',
  status: 403,
  title: { zh: '不是您负责的回访', en: 'Not your callback' },
  detail: { zh: '{why}', en: '{why}' },
  /** `assignee` is the name of who is in charge; null where nobody is. */
  details: z.object({ why: text, assignee: z.string().nullable() }),
});
export const ownTicket = problem({
  code: 'callbacks.callback.own_ticket',
  status: 403,
  title: { zh: '不能回访自己处理过的工单', en: 'A callback about a ticket that you handled' },
  detail: {
    zh: '您处理过该工单,请由未参与处理的同事回访或决定',
    en: 'You handled the ticket; a colleague who did not has to call back or decide',
  },
});
export const specialistUnfit = problem({
  code: 'callbacks.callback.specialist_unfit',
  status: 422,
  title: { zh: '该员工不能回访', en: 'This person cannot do the callback' },
  detail: { zh: '{why}', en: '{why}' },
  details: z.object({ why: text }),
});
export const agreedTimeUnfit = problem({
  code: 'callbacks.callback.agreed_time_unfit',
  status: 422,
  title: { zh: '约定时间不合适', en: 'The agreed time does not fit' },
  detail: { zh: '{why}', en: '{why}' },
  details: z.object({ why: text, callableFrom: z.string().nullable() }),
});
export const ownRecord = problem({
  code: 'callbacks.callback.own_record',
  status: 403,
  title: { zh: '不能更正自己参与的回访', en: 'A record of your own' },
  detail: {
    zh: '您处理过该工单或参与过这次回访,请由第三人更正',
    en: 'You handled the ticket or had a part in this record; a third person corrects it',
  },
});
export const correctionTooLate = problem({
  code: 'callbacks.callback.correction_too_late',
  status: 409,
  title: { zh: '已过更正期限', en: 'Too late to correct it' },
  detail: { zh: '回访完成后 {days} 天内可以更正', en: 'A record is corrected within {days} days of its end' },
  details: z.object({ days: z.int() }),
});
export const tooManyCorrections = problem({
  code: 'callbacks.callback.too_many_corrections',
  status: 409,
  title: { zh: '更正次数过多', en: 'Too many corrections' },
  detail: { zh: '一条记录最多更正 {max} 次', en: 'A record is corrected {max} times at most' },
  details: z.object({ max: z.int() }),
});
