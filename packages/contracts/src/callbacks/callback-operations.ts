import { z } from 'zod';
import {
  anyOf,
  choice,
  command,
  countsByName,
  emailAddress,
  id,
  instant,
  invalidCursor,
  namedFilters,
  noun,
  page,
  pageRequest,
  personName,
  phoneNumber,
  query,
  reason,
  type Role,
  says,
  stepOf,
  stepRefused,
  within,
} from '../define/index.ts';
import {
  agreedTimeUnfit,
  answerUnfit,
  attemptNotFound,
  attemptTooSoon,
  callbackNotFound,
  callbackNotYours,
  channelUsedUp,
  correctionTooLate,
  customerNotKnownYet,
  doNotCall,
  neverCallable,
  noAddress,
  ownRecord,
  ownTicket,
  recordIncomplete,
  restTime,
  specialistUnfit,
  tooManyAttempts,
  tooManyCorrections,
  verdictContradicted,
} from './callback-problems.ts';
import {
  answers,
  attemptOutcome,
  callbackChannel,
  callbackDecision,
  callbackState,
  callbackSteps,
  callbackSummary,
  callbackVerdict,
  callbackView,
  callRemarks,
  callRemedy,
  dissatisfactionReasons,
  recordingReference,
} from './callback.ts';
import { callbackWatchers } from './roles.ts';

export const callbackNoun = noun('callbacks.callback', {
  zh: '回访:联系客户并记录满意度',
  en: 'Callbacks: the customer is asked whether all is well',
});
export const allowedTimeNoun = noun('callbacks.allowed_time', {
  zh: '可联系时段:客户何时不在休息',
  en: 'Allowed times: when a customer does not rest',
});

const specialists: readonly Role[] = ['callback_specialist', 'supervisor'];
const callbackId = id;
/** A policy says how far ahead; nobody agrees on what has long passed. */
const decidedByPolicy = { backDays: 366, aheadDays: 2 * 366 };

export const getCallback = query({
  name: 'callbacks.callback.get',
  http: 'GET /callbacks/:callbackId',
  roles: callbackWatchers,
  request: z.object({ callbackId }),
  response: callbackView,
  problems: [callbackNotFound],
  summary: { zh: '查看回访', en: 'One callback' },
});
const callbackFilter = z.object({
  state: anyOf(callbackState),
  assigneeId: anyOf(id),
  ticketId: anyOf(id),
  customerId: anyOf(id),
  /** Not yet finished. */
  open: z.boolean().optional(),
  overdue: z.boolean().optional(),
  /** Nobody has it: what a specialist may take. */
  unassigned: z.boolean().optional(),
});
export const listCallbacks = query({
  name: 'callbacks.callback.list',
  http: 'GET /callbacks',
  roles: callbackWatchers,
  request: pageRequest.extend({
    ...callbackFilter.shape,
    order: choice({
      due: { zh: '到期先后', en: 'what is due first' },
      newest: { zh: '从新到旧', en: 'newest first' },
    }).default('due'),
  }),
  response: page(callbackSummary),
  problems: [invalidCursor],
  summary: { zh: '回访列表', en: 'List callbacks' },
});
export const countCallbacks = query({
  name: 'callbacks.callback.count',
  http: 'POST /callbacks/counts',
  roles: callbackWatchers,
  request: z.object({ filters: namedFilters(callbackFilter) }),
  response: countsByName,
  problems: [],
  summary: { zh: '回访计数', en: 'Count callbacks by several filters' },
});
/** Only times in which the customer may be called (C-04). */
/**
 * From now on, by the customer's quiet hours and the holidays alone: times that may be agreed on. From when the next
 * attempt may start says `callableFrom` of the callback, which also goes by what was agreed, by when they were tried
 * last, and by whether they may be called at all.
 */
export const listAllowedTimes = query({
  name: 'callbacks.allowed_time.list',
  http: 'GET /callbacks/:callbackId/allowed-times',
  roles: callbackWatchers,
  request: z.object({ callbackId, days: z.coerce.number().int().min(1).max(14).default(3) }),
  response: z.object({ items: z.array(z.object({ from: z.iso.datetime(), until: z.iso.datetime() })).max(200) }),
  problems: [callbackNotFound],
  summary: { zh: '客户不在休息的时段', en: 'Times in which the customer does not rest' },
  rules: ['C-04'],
});
export const takeCallback = command({
  name: 'callbacks.callback.take',
  http: 'POST /callbacks/:callbackId/take',
  roles: specialists,
  takes: stepOf(callbackSteps, 'take'),
  request: z.object({ callbackId }),
  response: callbackView,
  problems: [callbackNotFound, stepRefused, ownTicket, callbackNotYours],
  summary: { zh: '领取回访', en: 'Take a callback' },
});
export const assignCallback = command({
  name: 'callbacks.callback.assign',
  http: 'POST /callbacks/:callbackId/assign',
  roles: ['supervisor', 'department_manager'],
  takes: stepOf(callbackSteps, 'assign'),
  seen: 'callbackId',
  request: z.object({ callbackId, assigneeId: id, reason }),
  response: callbackView,
  problems: [callbackNotFound, stepRefused, specialistUnfit],
  summary: { zh: '分派回访', en: 'Assign a callback' },
});
export const agreeTime = command({
  name: 'callbacks.callback.agree_time',
  http: 'POST /callbacks/:callbackId/agreed-time',
  roles: specialists,
  takes: stepOf(callbackSteps, 'agree_time'),
  request: z.object({ callbackId, at: within(decidedByPolicy, instant) }),
  response: callbackView,
  problems: [callbackNotFound, stepRefused, ownTicket, callbackNotYours, agreedTimeUnfit],
  summary: { zh: '约定回访时间', en: 'Agree a time with the customer' },
  rules: ['C-02', 'C-04'],
});
export const startAttempt = command({
  name: 'callbacks.callback.start_attempt',
  http: 'POST /callbacks/:callbackId/attempts',
  roles: specialists,
  takes: stepOf(callbackSteps, 'start_attempt'),
  /** Without a channel: the one that the callback names. */
  request: z.object({ callbackId, channel: callbackChannel.optional() }),
  response: callbackView,
  problems: [
    callbackNotFound,
    stepRefused,
    ownTicket,
    callbackNotYours,
    customerNotKnownYet,
    restTime,
    neverCallable,
    attemptTooSoon,
    doNotCall,
    noAddress,
    channelUsedUp,
    tooManyAttempts,
  ],
  summary: { zh: '开始联系客户', en: 'Start an attempt' },
  rules: ['C-04', 'C-06'],
});
export const endAttempt = command({
  name: 'callbacks.callback.end_attempt',
  http: 'POST /callbacks/:callbackId/attempts/:attemptId/end',
  roles: specialists,
  takes: stepOf(callbackSteps, 'end_attempt'),
  request: z
    .object({
      callbackId,
      attemptId: id,
      outcome: attemptOutcome,
      recordingReference: recordingReference.optional(),
      /**
       * With `asked_for_later`: when the customer wants to be called; the callback is then due by the end of that day
       * at the earliest.
       */
      agreedAt: within(decidedByPolicy, instant).optional(),
    })
    .refine((value) => value.agreedAt === undefined || value.outcome === 'asked_for_later', {
      path: ['agreedAt'],
      ...says({
        zh: '只有客户要求改时间时才填写约定时间',
        en: 'a time is agreed only where the customer asked to be called later',
      }),
    }),
  response: callbackView,
  problems: [callbackNotFound, attemptNotFound, stepRefused, ownTicket, callbackNotYours, agreedTimeUnfit],
  summary: { zh: '结束联系', en: 'End an attempt' },
  rules: ['C-05', 'C-06'],
});
export const recordAnswers = command({
  name: 'callbacks.callback.record',
  http: 'PUT /callbacks/:callbackId/record',
  roles: specialists,
  takes: stepOf(callbackSteps, 'record'),
  /** The answers replace all that were recorded; remarks that are left out stay. */
  request: z.object({ callbackId, answers, remarks: callRemarks.entered.optional() }),
  response: callbackView,
  problems: [callbackNotFound, stepRefused, ownTicket, callbackNotYours, answerUnfit],
  summary: { zh: '填写回访记录', en: 'Write the callback record' },
  rules: ['C-06'],
});
const judgement = {
  verdict: callbackVerdict,
  reasons: dissatisfactionReasons.default([]),
  /** Asked of a customer who isn't satisfied, as the reasons are. */
  remedy: callRemedy.entered.optional(),
};
interface Judged {
  readonly verdict: z.output<typeof callbackVerdict>;
  readonly reasons: readonly unknown[];
  readonly remedy?: string | undefined;
}
const unlessHappy = {
  reasons: (value: Judged) => value.verdict === 'dissatisfied' || value.reasons.length === 0,
  remedy: (value: Judged) => value.verdict === 'dissatisfied' || value.remedy === undefined,
};
const happy = {
  reasons: {
    path: ['reasons'],
    ...says({ zh: '满意的回访不填写不满意原因', en: 'a satisfied customer has no reasons of dissatisfaction' }),
  },
  remedy: { path: ['remedy'], ...says({ zh: '满意的回访不填写补救办法', en: 'a satisfied customer needs no remedy' }) },
};
export const completeCallback = command({
  name: 'callbacks.callback.complete',
  http: 'POST /callbacks/:callbackId/complete',
  roles: specialists,
  takes: stepOf(callbackSteps, 'complete'),
  request: z
    .object({ callbackId, ...judgement, remarks: callRemarks.entered.optional() })
    .refine(unlessHappy.reasons, happy.reasons)
    .refine(unlessHappy.remedy, happy.remedy),
  response: callbackView,
  problems: [callbackNotFound, stepRefused, ownTicket, callbackNotYours, recordIncomplete, verdictContradicted],
  summary: { zh: '完成回访', en: 'Complete a callback' },
  rules: ['C-06', 'C-07'],
});
/** A finished record is put right by a third person; what it was before stays beside it (C-06). */
export const correctCallback = command({
  name: 'callbacks.callback.correct',
  http: 'POST /callbacks/:callbackId/corrections',
  roles: ['supervisor', 'department_manager'],
  takes: stepOf(callbackSteps, 'correct'),
  seen: 'callbackId',
  request: z
    .object({
      callbackId,
      ...judgement,
      /** The whole record, as a callback's is; remarks that are left out stay. */
      answers,
      remarks: callRemarks.entered.optional(),
      /** The recording that shows it. */
      recordingReference: recordingReference.optional(),
      reason,
    })
    .refine(unlessHappy.reasons, happy.reasons)
    .refine(unlessHappy.remedy, happy.remedy),
  response: callbackView,
  problems: [
    callbackNotFound,
    stepRefused,
    ownRecord,
    correctionTooLate,
    tooManyCorrections,
    answerUnfit,
    recordIncomplete,
    verdictContradicted,
  ],
  summary: { zh: '更正回访记录', en: 'Correct a finished record' },
  rules: ['C-06', 'P-04'],
});
export const giveUpCallback = command({
  name: 'callbacks.callback.give_up',
  http: 'POST /callbacks/:callbackId/give-up',
  roles: specialists,
  takes: stepOf(callbackSteps, 'give_up'),
  request: z.object({ callbackId, reason }),
  response: callbackView,
  problems: [callbackNotFound, stepRefused, ownTicket, callbackNotYours],
  summary: { zh: '提请主管决定', en: 'Ask the supervisor for a decision' },
  rules: ['C-05'],
});
export const decideCallback = command({
  name: 'callbacks.callback.decide',
  http: 'POST /callbacks/:callbackId/decision',
  roles: ['supervisor', 'department_manager'],
  takes: stepOf(callbackSteps, 'decide'),
  request: z.object({ callbackId, decision: callbackDecision, reason }),
  response: callbackView,
  problems: [callbackNotFound, stepRefused, ownTicket, customerNotKnownYet, noAddress],
  summary: { zh: '决定如何处理', en: 'Decide about an unreached customer' },
  rules: ['C-05'],
});
export const revealCallbackCustomer = command({
  name: 'callbacks.callback.reveal',
  http: 'POST /callbacks/:callbackId/reveal',
  roles: specialists,
  takes: stepOf(callbackSteps, 'reveal'),
  reveals: true,
  request: z.object({ callbackId, reason }),
  response: z.object({
    name: personName.shown,
    /** As it was written, with whatever other numbers stand there. */
    phone: phoneNumber.shown.nullable(),
    /** The one to dial, and no other: another that was written with it may be that of who must not be called. */
    phoneE164: phoneNumber.shown.nullable(),
    email: emailAddress.shown.nullable(),
  }),
  problems: [callbackNotFound, callbackNotYours, stepRefused, customerNotKnownYet],
  summary: { zh: '查看客户联系方式', en: 'Reveal how to reach the customer' },
  rules: ['P-05', 'C-04'],
});
