import { z } from 'zod';
import { policy, says, teamKind } from '../define/index.ts';
import { country } from './countries.ts';
import { contactChannel, ticketNature, ticketPriority } from './ticket.ts';

/** Seconds of working time; 30 days bound what a slip of the hand can ask a calendar to count. */
const workingSeconds = z.int().min(0).max(2_592_000);
const limit = workingSeconds.min(1);
const perPriority = z.object({ urgent: limit, high: limit, normal: limit, low: limit });
const same = (seconds: number) => ({ urgent: seconds, high: seconds, normal: seconds, low: seconds });

/** Seconds of working time per channel and priority until an answer. */
const perChannel = z.object({
  phone: perPriority,
  chat: perPriority,
  email: perPriority,
  on_site: perPriority,
  web_form: perPriority,
  social: perPriority,
  /** Channels whose clock never stops for the night. */
  aroundTheClock: z.array(contactChannel).max(contactChannel.options.length),
});

export const firstResponsePolicy = policy({
  name: 'tickets.first_response',
  schema: perChannel,
  default: {
    phone: same(60),
    chat: same(60),
    on_site: same(300),
    email: { urgent: 1_800, high: 3_600, normal: 14_400, low: 28_800 },
    web_form: { urgent: 1_800, high: 3_600, normal: 14_400, low: 28_800 },
    social: { urgent: 600, high: 1_800, normal: 3_600, low: 7_200 },
    aroundTheClock: [],
  },
  rules: ['T-04'],
  summary: { zh: '首次响应时限(秒)', en: 'First response limits (s)' },
});
export const nextAnswerPolicy = policy({
  name: 'tickets.next_answer',
  /** Null: the limits of the first response. */
  schema: z.object({ own: perChannel.nullable() }),
  default: { own: null },
  rules: ['T-04'],
  summary: { zh: '客户再次来信的答复时限', en: 'Limits of the answers after the first' },
});
export const progressPolicy = policy({
  name: 'tickets.progress',
  /** Working hours after which the customer hears of the progress at the latest. */
  schema: z.object({ hours: z.record(ticketPriority, z.int().min(1).max(720)) }),
  default: { hours: { urgent: 4, high: 24, normal: 24, low: 24 } },
  rules: ['T-21'],
  summary: { zh: '向客户通报进展的间隔(工作小时)', en: 'How often the customer hears of the progress (working hours)' },
});
export const watchdogPolicy = policy({
  name: 'tickets.watchdog',
  schema: z
    .object({
      /** Share of the limit after which the agent is warned. */
      warnAtPercent: z.int().min(1).max(99),
      /** Seconds of working time after the limit. */
      reassignAfterS: workingSeconds,
      supervisorAfterS: workingSeconds,
      managerAfterS: workingSeconds,
      /**
       * Whoever has a ticket is away and nobody can take it: after so many seconds of working time it is told again, to
       * the manager too, and so often in all.
       */
      awayAgainAfterS: workingSeconds.min(60).default(3_600),
      awayToldMax: z.int().min(1).max(50).default(5),
    })
    .refine(
      (value) => value.reassignAfterS <= value.supervisorAfterS && value.supervisorAfterS <= value.managerAfterS,
      says({
        zh: '改派、主管、经理的时间必须依次不早于前一项',
        en: 'reassign, supervisor and manager follow in this order, none before the one before it',
      }),
    ),
  default: {
    warnAtPercent: 60,
    reassignAfterS: 0,
    supervisorAfterS: 60,
    managerAfterS: 300,
    awayAgainAfterS: 3_600,
    awayToldMax: 5,
  },
  rules: ['T-03', 'T-04'],
  summary: { zh: '超时升级', en: 'What happens when nobody answers' },
});
export const routingPolicy = policy({
  name: 'tickets.routing',
  schema: z.object({
    /** An agent with this many tickets in hand is given no more. */
    maxInHand: z.int().min(1).max(10_000),
    teamOf: z.record(ticketNature, teamKind),
  }),
  default: {
    maxInHand: 20,
    teamOf: {
      consult: 'service',
      suggestion: 'service',
      repair: 'service',
      technical_fault: 'service',
      order: 'orders',
      dispute: 'complaints',
    },
  },
  rules: ['T-03'],
  summary: { zh: '分派规则', en: 'Routing' },
});
export const priorityPolicy = policy({
  name: 'tickets.priority',
  schema: z.object({ byNature: z.record(ticketNature, ticketPriority) }),
  default: {
    byNature: {
      consult: 'normal',
      order: 'normal',
      technical_fault: 'high',
      dispute: 'high',
      suggestion: 'low',
      repair: 'normal',
    },
  },
  rules: ['T-02'],
  summary: { zh: '默认优先级', en: 'Priority by nature' },
});
export const promisePolicy = policy({
  name: 'tickets.promise',
  schema: z.object({ warnBeforeS: workingSeconds, maxDays: z.int().min(1).max(365) }),
  default: { warnBeforeS: 1_800, maxDays: 30 },
  rules: ['T-06'],
  summary: { zh: '对客户的承诺', en: 'Promises to customers' },
});
/** By what it is decided who somebody is. What was read stays as it was read; a change counts for what comes in. */
export const identityPolicy = policy({
  name: 'tickets.identity',
  schema: z.object({
    /** Of numbers that name none. */
    country,
  }),
  default: { country: 'CN' },
  rules: ['T-01'],
  summary: { zh: '客户识别:电话号码默认的国家或地区', en: 'Who a customer is: the country of numbers without one' },
});
