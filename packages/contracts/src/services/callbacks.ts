import { z } from 'zod';
import {
  command,
  id,
  instant,
  invalidCursor,
  line,
  page,
  pageRequest,
  personal,
  policy,
  problem,
  prose,
  query,
  reaction,
  reason,
  standardOperations,
  stepRefused,
  timeOfDay,
  transitions,
  version,
  type Role,
  says,
} from '../define/index.ts';
import {
  attemptOutcome,
  attemptResult,
  callbackChannel,
  callbackKind,
  callbackWatchers,
  decisionCause,
  dissatisfactionReason,
} from './callbacks-events.ts';
import { hrStandard, shiftChanged, staffChanged } from './hr.ts';
import { customerChanged, ticketReopened, ticketResolved } from './tickets-events.ts';

export * from './callbacks-events.ts';
export const callbacksStandard = standardOperations('callbacks');

// ── shapes ────────────────────────────────────────────────────────────────────────────────────────────────────────

const text = z.object({ zh: z.string(), en: z.string() });
export const callbackState = z.enum([
  'planned',
  'calling',
  'reached',
  'awaiting_decision',
  'satisfied',
  'dissatisfied',
  'excused',
  'cancelled',
]);
export type CallbackState = z.output<typeof callbackState>;

/** A question of the script; few questions, short calls (C-06). */
export const scriptQuestion = z.object({
  id: z.string().regex(/^[a-z][a-z0-9_]{0,39}$/),
  ask: text,
  kind: z.enum(['yes_no', 'score', 'text']),
  required: z.boolean(),
});
export const callbackScript = z.object({
  opening: text,
  questions: z.array(scriptQuestion).min(1).max(12),
  /** A customer who gives a lower score is not recorded as satisfied. */
  satisfiedFrom: z.int().min(1).max(5).default(3),
  /** What is said once the customer turns out satisfied or dissatisfied. */
  satisfied: text,
  dissatisfied: text,
  closing: text,
});
export type CallbackScript = z.output<typeof callbackScript>;
export const callbackChannelNames: Readonly<Record<z.output<typeof callbackChannel>, z.output<typeof text>>> = {
  phone: { zh: '电话', en: 'phone' },
  email: { zh: '邮件', en: 'e-mail' },
  message: { zh: '短信', en: 'message' },
};
/** A question of kind `yes_no` takes a boolean, `score` 1 to 5, `text` words. */
const answer = z.union([z.boolean(), z.int().min(1).max(5), personal('words', prose(1_000))]);

export const attemptView = z.object({
  id,
  channel: callbackChannel,
  by: id,
  byName: z.string(),
  /** The number that was dialled or sent a message to; null for an e-mail. */
  phone: personal('phone', z.string()).nullable(),
  /** The address that was written to; null for calls and messages. */
  email: personal('email', z.string()).nullable(),
  /**
   * What allows contacting the customer: the consent in the file, or `own_request` where there is none, since the
   * customer turned to us.
   */
  consentBasis: z.string(),
  startedAt: z.iso.datetime(),
  endedAt: z.iso.datetime().nullable(),
  lengthS: z.int().nullable(),
  outcome: attemptResult.nullable(),
  recordingReference: z.string().nullable(),
  recordingKeptUntil: z.iso.datetime().nullable(),
});
export const callbackView = z.object({
  id,
  version,
  kind: callbackKind,
  state: callbackState,
  ticketId: id.nullable(),
  ticketNumber: z.string().nullable(),
  round: z.int(),
  customer: z.object({
    id,
    name: personal('name', z.string()).nullable(),
    phone: personal('phone', z.string()).nullable(),
    member: z.boolean(),
    doNotCall: z.boolean(),
  }),
  dueAt: z.iso.datetime(),
  agreedAt: z.iso.datetime().nullable(),
  overdue: z.boolean(),
  escalation: z.enum(['none', 'specialist', 'supervisor', 'manager']),
  assigneeId: id.nullable(),
  assigneeName: z.string().nullable(),
  /** How the next attempt goes out (C-05). */
  channel: callbackChannel,
  /** Why a supervisor has to decide, and what the specialist says about it; null where nothing is to decide (C-05). */
  awaits: z.object({ why: decisionCause, note: personal('words', z.string()).nullable() }).nullable(),
  /**
   * Whether the next attempt may start at this moment, and if not, when (C-04, C-05). Both false and null: not by the
   * next channel at all, or there is nothing to start.
   */
  callableNow: z.boolean(),
  callableFrom: z.iso.datetime().nullable(),
  /** The script in effect when the first attempt began; before that the one in effect now. */
  script: callbackScript,
  answers: z.record(z.string(), answer),
  remarks: personal('words', z.string()).nullable(),
  score: z.int().nullable(),
  reasons: z.array(dissatisfactionReason),
  attempts: z.array(attemptView),
  steps: z.array(z.string()),
  /** What the record still lacks before it can be closed, in words (C-06). */
  missing: z.array(text),
  createdAt: z.iso.datetime(),
  finishedAt: z.iso.datetime().nullable(),
});
export const callbackSummary = callbackView
  .pick({
    id: true,
    version: true,
    kind: true,
    state: true,
    ticketId: true,
    ticketNumber: true,
    round: true,
    customer: true,
    dueAt: true,
    agreedAt: true,
    overdue: true,
    escalation: true,
    assigneeId: true,
    assigneeName: true,
    createdAt: true,
    finishedAt: true,
  })
  .extend({ attemptCount: z.int() });

// ── problems ──────────────────────────────────────────────────────────────────────────────────────────────────────

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
  title: { zh: '现在是客户休息时间', en: 'The customer is resting' },
  detail: { zh: '请在 {callableFrom} 之后联系', en: 'Call from {callableFrom} on' },
  details: z.object({ callableFrom: z.iso.datetime() }),
});
export const neverCallable = problem({
  code: 'callbacks.callback.never_callable',
  status: 409,
  title: { zh: '没有可联系的时间', en: 'There is no time to call' },
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
  detail: { zh: '{why};请在 {callableFrom} 之后联系', en: '{why}; call from {callableFrom} on' },
  details: z.object({ why: text, callableFrom: z.iso.datetime() }),
});
export const channelUsedUp = problem({
  code: 'callbacks.callback.channel_used_up',
  status: 409,
  title: { zh: '该方式的联系次数已用完', en: 'No attempts are left by this channel' },
  detail: {
    zh: '{channel}已尝试 {attempts} 次,请改用{next}',
    en: 'The customer was tried {attempts} times by {channel}; use {next}',
  },
  called: { channel: callbackChannelNames, next: callbackChannelNames },
  details: z.object({ channel: z.string(), attempts: z.int(), next: z.string() }),
});
export const customerNotKnownYet = problem({
  code: 'callbacks.callback.customer_not_known_yet',
  status: 409,
  title: { zh: '客户资料尚未到达', en: 'The customer’s file has not arrived yet' },
  detail: { zh: '请稍后再试;如持续如此,请联系管理员', en: 'Try again shortly; if it stays so, tell the administrator' },
});
export const recordIncomplete = problem({
  code: 'callbacks.callback.incomplete',
  status: 409,
  title: { zh: '回访记录不完整', en: 'The callback record is not complete' },
  detail: { zh: '{why}', en: '{why}' },
  details: z.object({ why: text, missing: z.array(text) }),
});
export const verdictContradicted = problem({
  code: 'callbacks.callback.verdict_contradicted',
  status: 409,
  title: { zh: '结论与评分不符', en: 'The verdict contradicts the score' },
  detail: {
    zh: '客户打了 {score} 分,低于 {satisfiedFrom} 分不能记为满意;请记为不满意并填写原因',
    en: 'The customer gave {score}; below {satisfiedFrom} nobody is satisfied: record dissatisfied, with the reasons',
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
export const specialistUnfit = problem({
  code: 'callbacks.callback.specialist_unfit',
  status: 422,
  title: { zh: '该员工不能回访', en: 'This person can not do the callback' },
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

// ── state table ───────────────────────────────────────────────────────────────────────────────────────────────────

export const callbackSteps = transitions({
  name: 'callbacks.callback',
  states: {
    planned: { zh: '待回访', en: 'planned' },
    calling: { zh: '联系中', en: 'being called' },
    reached: { zh: '已联系上', en: 'reached' },
    awaiting_decision: { zh: '待主管决定', en: 'waiting for a supervisor’s decision' },
    satisfied: { zh: '满意', en: 'satisfied' },
    dissatisfied: { zh: '不满意', en: 'dissatisfied' },
    excused: { zh: '免回访', en: 'excused' },
    cancelled: { zh: '已取消', en: 'cancelled' },
  },
  steps: {
    assign: { from: ['planned', 'calling', 'reached', 'awaiting_decision'], summary: { zh: '分派', en: 'assign it' } },
    take: { from: ['planned'], summary: { zh: '领取', en: 'take it' } },
    agree_time: { from: ['planned'], summary: { zh: '约定时间', en: 'agree a time' } },
    start_attempt: { from: ['planned'], to: 'calling', summary: { zh: '开始联系', en: 'start an attempt' } },
    end_attempt: { from: ['calling'], summary: { zh: '结束联系', en: 'end the attempt' } },
    record: { from: ['calling', 'reached'], summary: { zh: '填写记录', en: 'write the record' } },
    complete: { from: ['reached'], summary: { zh: '完成回访', en: 'complete it' } },
    give_up: { from: ['planned'], to: 'awaiting_decision', summary: { zh: '提请主管决定', en: 'ask the supervisor' } },
    decide: { from: ['awaiting_decision'], summary: { zh: '决定', en: 'decide' } },
    reveal: {
      from: ['planned', 'calling', 'reached', 'awaiting_decision'],
      summary: { zh: '查看客户联系方式', en: 'see how to reach the customer' },
    },
    cancel: {
      from: ['planned', 'calling', 'reached', 'awaiting_decision'],
      to: 'cancelled',
      summary: { zh: '取消', en: 'cancel it' },
    },
  },
});

// ── policies ──────────────────────────────────────────────────────────────────────────────────────────────────────

export const duePolicy = policy({
  name: 'callbacks.due',
  schema: z.object({
    /** Calendar days from the resolution. */
    days: z.int().min(1).max(60),
    /** Warning to the specialist before, escalation to the manager after the callback became overdue. */
    warnBeforeHours: z.int().min(0).max(720),
    managerAfterHours: z.int().min(0).max(720),
    /** How far ahead a time may be agreed, in days. */
    agreedDaysMax: z.int().min(1).max(60).default(14),
  }),
  default: { days: 3, warnBeforeHours: 12, managerAfterHours: 24, agreedDaysMax: 14 },
  rules: ['C-02', 'C-08'],
  summary: { zh: '回访期限', en: 'When a callback is due' },
});
export const quietHoursPolicy = policy({
  name: 'callbacks.quiet_hours',
  schema: z.object({
    /** From later than until: over midnight. From equal to until: the whole day. */
    quiet: z.array(z.object({ from: timeOfDay, until: timeOfDay })).max(6),
    /**
     * Nobody is called on a public holiday or a day that the company's calendar closes; ordinary weekends are no
     * holidays.
     */
    holidaysAreQuiet: z.boolean(),
  }),
  default: {
    quiet: [
      { from: '12:00', until: '14:00' },
      { from: '20:30', until: '09:00' },
    ],
    holidaysAreQuiet: true,
  },
  rules: ['C-04'],
  summary: { zh: '客户休息时间', en: 'Quiet hours' },
});
export const attemptsPolicy = policy({
  name: 'callbacks.attempts',
  schema: z.object({
    /** Attempts by one channel before the next, and hours that lie between two of them at least. */
    perChannel: z.int().min(1).max(20),
    hoursBetween: z.int().min(0).max(168),
    /** In this order. */
    channels: z.array(callbackChannel).min(1).max(3),
    /** An attempt that nobody ended is taken as unfinished after so many minutes. */
    openMinutesMax: z.int().min(5).max(1_440).default(120),
  }),
  default: { perChannel: 3, hoursBetween: 3, channels: ['phone', 'message'], openMinutesMax: 120 },
  rules: ['C-05'],
  summary: { zh: '未接通的再次联系', en: 'Further attempts' },
});
export const recordingPolicy = policy({
  name: 'callbacks.recording',
  schema: z.object({ keepDays: z.int().min(30).max(3_650) }),
  default: { keepDays: 30 },
  rules: ['C-04'],
  summary: { zh: '录音保存天数', en: 'How long recordings are kept' },
});
const defaultScript: CallbackScript = {
  opening: {
    zh: '您好,我是客服部回访专员。您之前反映的问题已经处理,耽误您一分钟做个回访,可以吗?',
    en: 'Hello, I am calling from customer service about the matter we handled for you. May I take one minute?',
  },
  questions: [
    { id: 'solved', ask: { zh: '您的问题解决了吗?', en: 'Is your problem solved?' }, kind: 'yes_no', required: true },
    {
      id: 'score',
      ask: { zh: '请您对这次服务打分,一到五分', en: 'How would you rate our service, one to five?' },
      kind: 'score',
      required: true,
    },
    {
      id: 'advice',
      ask: { zh: '您对我们还有什么建议?', en: 'What could we do better?' },
      kind: 'text',
      required: false,
    },
  ],
  satisfiedFrom: 3,
  satisfied: { zh: '感谢您的认可,我们会继续努力。', en: 'Thank you, we are glad to hear it.' },
  dissatisfied: {
    zh: '很抱歉没有让您满意。请问主要是哪方面的原因?我们马上安排专人跟进。',
    en: 'We are sorry. What was it mainly? Somebody will take care of it at once.',
  },
  closing: { zh: '感谢您的接听,祝您生活愉快,再见。', en: 'Thank you for your time. Goodbye.' },
};
export const scriptPolicy = policy({
  name: 'callbacks.script',
  schema: z.object({ standard: callbackScript, byKind: z.partialRecord(callbackKind, callbackScript) }),
  default: {
    standard: defaultScript,
    byKind: {
      complaint: {
        ...defaultScript,
        opening: {
          zh: '您好,我是客服部回访专员。关于您的投诉,我们已经处理,想向您核实一下处理结果。',
          en: 'Hello, I am calling from customer service about your complaint, to hear whether the outcome is right for you.',
        },
      },
    },
  },
  rules: ['C-06'],
  summary: { zh: '回访话术', en: 'Callback scripts' },
});

// ── operations ────────────────────────────────────────────────────────────────────────────────────────────────────

const specialists: readonly Role[] = ['callback_specialist', 'supervisor'];
const watchers: readonly Role[] = callbackWatchers;
const callbackId = id;

export const getCallback = query({
  name: 'callbacks.callback.get',
  http: 'GET /callbacks/:callbackId',
  roles: watchers,
  request: z.object({ callbackId }),
  response: callbackView,
  problems: [callbackNotFound],
  summary: { zh: '查看回访', en: 'One callback' },
});
export const listCallbacks = query({
  name: 'callbacks.callback.list',
  http: 'GET /callbacks',
  roles: watchers,
  request: pageRequest.extend({
    state: callbackState.optional(),
    assigneeId: id.optional(),
    ticketId: id.optional(),
    customerId: id.optional(),
    /** Not yet finished. */
    open: z.stringbool().optional(),
    overdue: z.stringbool().optional(),
    /** Nobody has it: what a specialist may take. */
    unassigned: z.stringbool().optional(),
    order: z.enum(['due', 'newest']).default('due'),
  }),
  response: page(callbackSummary),
  problems: [invalidCursor],
  summary: { zh: '回访列表', en: 'List callbacks' },
});
/** Only times in which the customer may be called (C-04). */
export const listAllowedTimes = query({
  name: 'callbacks.allowed_time.list',
  http: 'GET /callbacks/:callbackId/allowed-times',
  roles: specialists,
  request: z.object({ callbackId, days: z.coerce.number().int().min(1).max(14).default(3) }),
  response: z.object({ items: z.array(z.object({ from: z.iso.datetime(), until: z.iso.datetime() })) }),
  problems: [callbackNotFound],
  summary: { zh: '可回访时间', en: 'Times in which the customer may be called' },
  rules: ['C-04'],
});
export const takeCallback = command({
  name: 'callbacks.callback.take',
  http: 'POST /callbacks/:callbackId/take',
  roles: specialists,
  request: z.object({ callbackId }),
  response: callbackView,
  problems: [callbackNotFound, stepRefused, callbackNotYours],
  summary: { zh: '领取回访', en: 'Take a callback' },
});
export const assignCallback = command({
  name: 'callbacks.callback.assign',
  http: 'POST /callbacks/:callbackId/assign',
  roles: ['supervisor', 'department_manager'],
  request: z.object({ callbackId, assigneeId: id, reason }),
  response: callbackView,
  problems: [callbackNotFound, stepRefused, specialistUnfit],
  summary: { zh: '分派回访', en: 'Assign a callback' },
});
export const agreeTime = command({
  name: 'callbacks.callback.agree_time',
  http: 'POST /callbacks/:callbackId/agreed-time',
  roles: specialists,
  request: z.object({ callbackId, at: instant }),
  response: callbackView,
  problems: [callbackNotFound, stepRefused, callbackNotYours, agreedTimeUnfit],
  summary: { zh: '约定回访时间', en: 'Agree a time with the customer' },
  rules: ['C-02', 'C-04'],
});
export const startAttempt = command({
  name: 'callbacks.callback.start_attempt',
  http: 'POST /callbacks/:callbackId/attempts',
  roles: specialists,
  /** Without a channel: the one that the callback names. */
  request: z.object({ callbackId, channel: callbackChannel.optional() }),
  response: callbackView,
  problems: [
    callbackNotFound,
    stepRefused,
    callbackNotYours,
    customerNotKnownYet,
    restTime,
    neverCallable,
    attemptTooSoon,
    doNotCall,
    noAddress,
    channelUsedUp,
  ],
  summary: { zh: '开始联系客户', en: 'Start an attempt' },
  rules: ['C-04', 'C-06'],
});
export const endAttempt = command({
  name: 'callbacks.callback.end_attempt',
  http: 'POST /callbacks/:callbackId/attempts/:attemptId/end',
  roles: specialists,
  request: z
    .object({
      callbackId,
      attemptId: id,
      outcome: attemptOutcome,
      recordingReference: line(200).optional(),
      /**
       * With `asked_for_later`: when the customer wants to be called; the callback is then due by the end of that day
       * at the earliest.
       */
      agreedAt: instant.optional(),
    })
    .refine((value) => value.agreedAt === undefined || value.outcome === 'asked_for_later', {
      path: ['agreedAt'],
      ...says({
        zh: '只有客户要求改时间时才填写约定时间',
        en: 'a time is agreed only where the customer asked to be called later',
      }),
    }),
  response: callbackView,
  problems: [callbackNotFound, attemptNotFound, stepRefused, callbackNotYours, agreedTimeUnfit],
  summary: { zh: '结束联系', en: 'End an attempt' },
  rules: ['C-05', 'C-06'],
});
export const recordAnswers = command({
  name: 'callbacks.callback.record',
  http: 'PUT /callbacks/:callbackId/record',
  roles: specialists,
  /** The answers replace all that were recorded; remarks that are left out stay. */
  request: z.object({
    callbackId,
    answers: z.record(z.string().max(40), answer),
    remarks: personal('words', prose(2_000)).optional(),
  }),
  response: callbackView,
  problems: [callbackNotFound, stepRefused, callbackNotYours, answerUnfit],
  summary: { zh: '填写回访记录', en: 'Write the callback record' },
  rules: ['C-06'],
});
export const completeCallback = command({
  name: 'callbacks.callback.complete',
  http: 'POST /callbacks/:callbackId/complete',
  roles: specialists,
  request: z
    .object({
      callbackId,
      verdict: z.enum(['satisfied', 'dissatisfied']),
      reasons: z.array(dissatisfactionReason).max(8).default([]),
      remarks: personal('words', prose(2_000)).optional(),
    })
    .refine((value) => value.verdict === 'dissatisfied' || value.reasons.length === 0, {
      path: ['reasons'],
      ...says({ zh: '满意的回访不填写不满意原因', en: 'a satisfied customer has no reasons of dissatisfaction' }),
    }),
  response: callbackView,
  problems: [callbackNotFound, stepRefused, callbackNotYours, recordIncomplete, verdictContradicted],
  summary: { zh: '完成回访', en: 'Complete a callback' },
  rules: ['C-06', 'C-07'],
});
export const giveUpCallback = command({
  name: 'callbacks.callback.give_up',
  http: 'POST /callbacks/:callbackId/give-up',
  roles: specialists,
  request: z.object({ callbackId, reason }),
  response: callbackView,
  problems: [callbackNotFound, stepRefused, callbackNotYours],
  summary: { zh: '提请主管决定', en: 'Ask the supervisor for a decision' },
  rules: ['C-05'],
});
export const decideCallback = command({
  name: 'callbacks.callback.decide',
  http: 'POST /callbacks/:callbackId/decision',
  roles: ['supervisor', 'department_manager'],
  request: z.object({ callbackId, decision: z.enum(['try_again', 'other_channel', 'excuse']), reason }),
  response: callbackView,
  problems: [callbackNotFound, stepRefused, customerNotKnownYet, noAddress],
  summary: { zh: '决定如何处理', en: 'Decide about an unreached customer' },
  rules: ['C-05'],
});
export const revealCallbackCustomer = command({
  name: 'callbacks.callback.reveal',
  http: 'POST /callbacks/:callbackId/reveal',
  roles: specialists,
  reveals: true,
  request: z.object({ callbackId, reason }),
  response: z.object({
    name: personal('name', z.string()),
    phone: personal('phone', z.string()).nullable(),
    email: personal('email', z.string()).nullable(),
  }),
  problems: [callbackNotFound, callbackNotYours, stepRefused, customerNotKnownYet],
  summary: { zh: '查看客户联系方式', en: 'Reveal how to reach the customer' },
  rules: ['P-05'],
});

// ── what this service does because of others ──────────────────────────────────────────────────────────────────────

/** Resolved → a callback is due; reopened before it was done → cancelled. One reaction, so that their order is kept. */
export const followTicketsWithCallbacks = reaction({
  service: 'callbacks',
  name: 'follow-tickets-with-callbacks',
  on: [ticketResolved, ticketReopened],
  summary: { zh: '工单解决则安排回访', en: 'A resolved ticket gets a callback' },
});
export const callbacksKeepCustomerCopy = reaction({
  service: 'callbacks',
  name: 'keep-customer-copy',
  on: [customerChanged],
  summary: { zh: '保存客户副本', en: 'Keep a copy of the customers' },
});
export const callbacksKeepStaffCopy = reaction({
  service: 'callbacks',
  name: 'keep-staff-copy',
  on: [staffChanged],
  summary: {
    zh: '员工变动:更新名册并移交其回访',
    en: 'Keep a copy of the staff; the callbacks of who can’t any more go to others',
  },
});
export const callbacksKeepShiftCopy = reaction({
  service: 'callbacks',
  name: 'keep-shift-copy',
  on: [shiftChanged],
  summary: { zh: '保存班次副本', en: 'Keep a copy of the shifts' },
});
export const callbacksKeepPolicyCopy = reaction({
  service: 'callbacks',
  name: 'keep-policy-copy',
  on: [hrStandard.policySet],
  summary: { zh: '保存日历副本', en: 'Keep a copy of shared policies' },
});
