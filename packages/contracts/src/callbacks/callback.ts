import { z } from 'zod';
import {
  handledBy,
  handlers,
  choice,
  consentBasis,
  day,
  emailAddress,
  id,
  offersOf,
  personal,
  personalField,
  personName,
  phoneNumber,
  prose,
  record,
  text,
  transitions,
  version,
  wordsOf,
} from '../define/index.ts';

/** Kinds of callback (C-01). */
export const callbackKind = choice({
  after_sale: { zh: '售后回访', en: 'after-sale' },
  complaint: { zh: '投诉回访', en: 'complaint' },
  pre_sale: { zh: '售前回访', en: 'pre-sale' },
  member_care: { zh: '会员关怀', en: 'member care' },
  satisfaction_survey: { zh: '满意度调查', en: 'satisfaction survey' },
  seasonal_care: { zh: '节日关怀', en: 'seasonal care' },
  renewal_reminder: { zh: '续约提醒', en: 'renewal reminder' },
});
export type CallbackKind = z.output<typeof callbackKind>;
export const callbackChannel = choice({
  phone: { zh: '电话', en: 'phone' },
  email: { zh: '邮件', en: 'e-mail' },
  message: { zh: '短信', en: 'message' },
});
export type CallbackChannel = z.output<typeof callbackChannel>;
/** How one attempt ended. */
export const attemptOutcome = choice({
  reached: { zh: '已接通', en: 'reached' },
  no_answer: { zh: '无人接听', en: 'no answer' },
  busy: { zh: '占线', en: 'busy' },
  wrong_number: { zh: '号码有误', en: 'wrong number' },
  asked_for_later: { zh: '要求改时间', en: 'asked for later' },
  refused: { zh: '拒绝回访', en: 'refused' },
});
export type AttemptOutcome = z.output<typeof attemptOutcome>;
/** How it ended, or that nobody ever said: the caller was cut off, or the callback was cancelled meanwhile. */
export const attemptResult = choice({ ...wordsOf(attemptOutcome), unfinished: { zh: '未完成', en: 'unfinished' } });
export type AttemptResult = z.output<typeof attemptResult>;
/** Why a supervisor has to decide about a callback, or why there is none (C-02, C-05). */
export const decisionCause = choice({
  unreached: { zh: '多次未接通', en: 'not reached' },
  refused: { zh: '客户拒绝', en: 'the customer refused' },
  do_not_call: { zh: '客户要求不要来电', en: 'the customer must not be called' },
  wrong_number: { zh: '号码有误', en: 'wrong number' },
  no_address: { zh: '没有联系方式', en: 'no way to reach the customer' },
  given_up: { zh: '专员提请决定', en: 'the specialist asked for a decision' },
  not_drawn: { zh: '未抽中', en: 'not drawn' },
});
export type DecisionCause = z.output<typeof decisionCause>;
/** What a supervisor decides about a customer who wasn't reached (C-05). */
export const callbackDecision = choice({
  try_again: { zh: '再次联系', en: 'try again' },
  other_channel: { zh: '改用其他方式', en: 'use another channel' },
  excuse: { zh: '免回访', en: 'excuse it' },
});
/** Who is told that it is overdue (C-08). */
export const overdueLevel = choice({
  specialist: { zh: '回访专员', en: 'specialist' },
  supervisor: { zh: '主管', en: 'supervisor' },
  manager: { zh: '经理', en: 'manager' },
});
const callbackEscalation = choice({ none: { zh: '未升级', en: 'none' }, ...wordsOf(overdueLevel) });
export const dissatisfactionReason = choice({
  not_solved: { zh: '问题未解决', en: 'not solved' },
  too_slow: { zh: '处理太慢', en: 'too slow' },
  attitude: { zh: '服务态度', en: 'attitude' },
  wording: { zh: '用语不当', en: 'wording' },
  knowledge: { zh: '专业知识', en: 'knowledge' },
  price: { zh: '价格', en: 'price' },
  product: { zh: '产品', en: 'product' },
  other: { zh: '其他', en: 'other' },
});
export const dissatisfactionReasons = z.array(dissatisfactionReason).max(dissatisfactionReason.options.length);
export type DissatisfactionReason = z.output<typeof dissatisfactionReason>;
export const callbackState = choice({
  planned: { zh: '待回访', en: 'planned' },
  calling: { zh: '联系中', en: 'being called' },
  reached: { zh: '已联系上', en: 'reached' },
  awaiting_decision: { zh: '待主管决定', en: 'waiting for a supervisor’s decision' },
  satisfied: { zh: '满意', en: 'satisfied' },
  dissatisfied: { zh: '不满意', en: 'dissatisfied' },
  excused: { zh: '免回访', en: 'excused' },
  cancelled: { zh: '已取消', en: 'cancelled' },
});

export type CallbackState = z.output<typeof callbackState>;
const questionId = z.string().regex(/^[a-z][a-z0-9_]{0,39}$/);
export const callbackVerdict = choice({
  satisfied: { zh: '满意', en: 'satisfied' },
  dissatisfied: { zh: '不满意', en: 'dissatisfied' },
});
/** What a specialist says; each callback keeps the script that it was led by. */
const spoken = z.object({ zh: z.string().max(500), en: z.string().max(500) });
/** A question of the script; few questions, short calls (C-06). */
export const scriptQuestion = z.object({
  id: questionId,
  ask: spoken,
  kind: choice({
    yes_no: { zh: '是否', en: 'yes or no' },
    score: { zh: '一到五分', en: 'score from 1 to 5' },
    text: { zh: '文字', en: 'words' },
  }),
  required: z.boolean(),
});
const questionsMax = 12;
export const callbackScript = z.object({
  opening: spoken,
  questions: z.array(scriptQuestion).min(1).max(questionsMax),
  /** A customer who gives a lower score takes the dissatisfied branch; 3 of 5 (一般) does, unless it is set lower. */
  satisfiedFrom: z.int().min(1).max(5).default(4),
  /** What is said once the customer turns out satisfied or dissatisfied. */
  satisfied: spoken,
  dissatisfied: spoken,
  closing: spoken,
});
export type CallbackScript = z.output<typeof callbackScript>;
/** A question of kind `yes_no` takes a boolean, `score` 1 to 5, `text` words. */
const answer = z.union([z.boolean(), z.int().min(1).max(5), personal('words', prose(1_000))]);
/** By the ids of the questions. */
export const answers = record(questionId, answer, questionsMax);
/** A question each, and what a dissatisfied customer is asked besides. */
export const missingParts = z.array(text).max(questionsMax + 3);
/** Attempts that a callback may take in all; nobody is troubled more often. */
export const attemptsMax = 200;
/** What the specialist remarks on the conversation. */
export const callRemarks = personalField('words', prose(2_000));
/** What a customer who isn't satisfied asks for, or agreed to, so that the matter is put right (C-06). */
export const callRemedy = personalField('words', prose(1_000));
export const callbackSteps = transitions({
  name: 'callbacks.callback',
  states: wordsOf(callbackState),
  steps: {
    assign: { from: ['planned', 'calling', 'reached', 'awaiting_decision'], summary: { zh: '分派', en: 'assign it' } },
    take: { from: ['planned'], summary: { zh: '领取', en: 'take it' } },
    /** Whoever has it can't go on with it, and nobody else can either. */
    queue: { from: ['planned'], automatic: true, summary: { zh: '退回待领取', en: 'let it wait to be taken' } },
    agree_time: { from: ['planned'], summary: { zh: '约定时间', en: 'agree a time' } },
    start_attempt: { from: ['planned'], to: 'calling', summary: { zh: '开始联系', en: 'start an attempt' } },
    end_attempt: {
      from: ['calling'],
      to: ['reached', 'planned', 'awaiting_decision'],
      summary: { zh: '结束联系', en: 'end the attempt' },
    },
    lapse: {
      from: ['calling'],
      to: 'planned',
      automatic: true,
      summary: { zh: '因超时结束联系', en: 'let the attempt lapse' },
    },
    record: { from: ['calling', 'reached'], summary: { zh: '填写记录', en: 'write the record' } },
    complete: { from: ['reached'], to: ['satisfied', 'dissatisfied'], summary: { zh: '完成回访', en: 'complete it' } },
    give_up: { from: ['planned'], to: 'awaiting_decision', summary: { zh: '提请主管决定', en: 'ask the supervisor' } },
    decide: { from: ['awaiting_decision'], to: ['planned', 'excused'], summary: { zh: '决定', en: 'decide' } },
    reveal: {
      from: ['planned', 'calling', 'reached', 'awaiting_decision'],
      summary: { zh: '查看客户联系方式', en: 'see how to reach the customer' },
    },
    correct: {
      from: ['satisfied', 'dissatisfied'],
      to: ['satisfied', 'dissatisfied'],
      summary: { zh: '更正记录', en: 'correct the record' },
    },
    cancel: {
      // Whoever is on the line or was reached is asked all the same (C-07).
      from: ['planned', 'awaiting_decision'],
      to: 'cancelled',
      automatic: true,
      summary: { zh: '取消', en: 'cancel it' },
    },
  },
});

/** Where the telephone system keeps the recording: a path or number of its own, without spaces. */
export const recordingReference = z.string().regex(/^[!-~]{1,200}$/);
/** Corrections that a record may have. */
export const correctionsMax = 10;
/** What a third person put right in a finished record, and the record as it stood before (C-06). */
const correctionView = z.object({
  by: id,
  byName: z.string(),
  at: z.iso.datetime(),
  reason: z.string(),
  recordingReference: z.string().nullable(),
  before: z.object({
    verdict: callbackVerdict,
    answers,
    score: z.int().nullable(),
    reasons: dissatisfactionReasons,
    remedy: callRemedy.shown.nullable(),
    remarks: callRemarks.shown.nullable(),
  }),
});
const attemptBasis = choice({ ...wordsOf(consentBasis), own_request: { zh: '客户主动联系我方', en: 'turned to us' } });
export type AttemptBasis = z.output<typeof attemptBasis>;
export const attemptView = z.object({
  id,
  channel: callbackChannel,
  by: id,
  byName: z.string(),
  /** The number that was dialled or sent a message to; null for an e-mail. */
  phone: phoneNumber.shown.nullable(),
  /** The address that was written to; null for calls and messages. */
  email: emailAddress.shown.nullable(),
  /** What allows contacting the customer: the consent in the file, if there is one. */
  consentBasis: attemptBasis,
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
    name: personName.shown.nullable(),
    phone: phoneNumber.shown.nullable(),
    member: z.boolean(),
    doNotCall: z.boolean(),
  }),
  dueAt: z.iso.datetime(),
  agreedAt: z.iso.datetime().nullable(),
  overdue: z.boolean(),
  escalation: callbackEscalation,
  assigneeId: id.nullable(),
  assigneeName: z.string().nullable(),
  /** Who handled the ticket, in any round: none of them does the callback (C-11). */
  ticketHandlerIds: handlers,
  /** How the next attempt goes out (C-05). */
  channel: callbackChannel,
  /** Why a supervisor has to decide, and what the specialist says about it; null where nothing is to decide (C-05). */
  awaits: z.object({ why: decisionCause, note: personal('words', z.string()).nullable() }).nullable(),
  /**
   * Whether the next attempt may start at this moment by `channel`, and if not, from when on: a time in which the
   * customer doesn't rest, not before the one that was agreed, and not too soon after they were tried (C-04, C-05).
   * Both false and null: not by that channel at all, not within 60 days, or there is nothing to start. Who may start
   * it is said by `offers`.
   */
  callableNow: z.boolean(),
  callableFrom: z.iso.datetime().nullable(),
  /** The script in effect when the first attempt began; before that the one in effect now. */
  script: callbackScript,
  answers,
  remarks: callRemarks.shown.nullable(),
  score: z.int().nullable(),
  reasons: dissatisfactionReasons,
  remedy: callRemedy.shown.nullable(),
  attempts: z.array(attemptView).max(attemptsMax),
  /**
   * Why somebody who is no member is called back, or isn't: the share of them that day, and the place drawn, from 0 up
   * to 100; below the share they are. Null where nothing had to be drawn (C-02).
   */
  draw: z.object({ day, sharePercent: z.int(), place: z.number() }).nullable(),
  /** Oldest first; what stands above is the record as it was corrected last. */
  corrections: z.array(correctionView).max(correctionsMax),
  offers: offersOf(callbackSteps),
  /** What the record still lacks before it can be closed, in words (C-06). */
  missing: missingParts,
  /** When its ticket was reopened while the customer was asked; the callback is finished all the same (C-07). */
  ticketReopenedAt: z.iso.datetime().nullable(),
  createdAt: z.iso.datetime(),
  finishedAt: z.iso.datetime().nullable(),
});
handledBy.add(callbackView, { field: 'assigneeId' });
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
