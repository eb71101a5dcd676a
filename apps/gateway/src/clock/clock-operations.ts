import { z } from 'zod';
import { command, instant, moment, problem, query, type ProblemType } from '@bumen/contracts';

/** So far business time is moved by one request at most. */
export const spanDaysMax = 400;

export const clockMoving = problem({
  code: 'clock_moving',
  status: 503,
  title: { zh: '业务时钟正在推进', en: 'Business time is being moved' },
  detail: { zh: '正在推进至 {to},完成后再推进', en: 'It is on its way to {to}; move it on when it has arrived' },
  details: z.object({ to: moment }),
});
export const clockNeverBack = problem({
  code: 'clock_never_back',
  status: 409,
  title: { zh: '业务时钟不能倒退', en: 'Business time is never moved back' },
  detail: { zh: '业务时间已是 {now},请给出更晚的时间', en: 'It is {now} already; say a later moment' },
  details: z.object({ now: moment }),
});
export const clockTooFar = problem({
  code: 'clock_too_far',
  status: 422,
  title: { zh: '一次推进得太远', en: 'That is too far at once' },
  detail: {
    zh: '一次最多推进 {days} 天,请分几次推进',
    en: 'Business time is moved by {days} days at most; move it several times',
  },
  details: z.object({ days: z.int() }),
});
export const clockStuck = problem({
  code: 'clock_stuck',
  status: 503,
  title: { zh: '业务时钟停下了', en: 'Business time could not be moved on' },
  detail: {
    zh: '{service} 未能办完 {at} 到期的事项,时钟从该时刻继续走;请查看其日志后重试',
    en: '{service} did not finish what was due at {at}, from where the clock goes on; see its log, then try again',
  },
  details: z.object({ service: z.string(), at: moment }),
});
export const clockProblems = [clockMoving, clockNeverBack, clockTooFar, clockStuck] as ProblemType[];

const clockView = z.object({
  /** Business time. */
  now: moment,
  /** It is being moved; `to` says where it will be. */
  moving: z.boolean(),
  to: moment.nullable(),
});

/**
 * They are of a local stack whose clock can be moved and of nothing else, so they are no contracts: what is released
 * doesn't know them.
 */
export const showClock = query({
  name: 'hr.clock.show',
  http: 'GET /clock',
  roles: ['general_manager'],
  request: z.object({}),
  response: clockView,
  problems: [],
  summary: { zh: '查看业务时钟', en: 'Business time' },
  handledBy: 'gateway',
});
export const moveClock = command({
  name: 'hr.clock.move',
  http: 'PUT /clock',
  roles: ['general_manager'],
  request: z.object({ to: instant }),
  response: clockView,
  problems: clockProblems,
  summary: { zh: '推进业务时钟', en: 'Moves business time on' },
  handledBy: 'gateway',
});
export const clockOperations = [showClock, moveClock];
