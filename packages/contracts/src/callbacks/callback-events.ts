import { z } from 'zod';
import { choice, event, id } from '../define/index.ts';
import {
  attemptResult,
  callbackChannel,
  callbackKind,
  callbackVerdict,
  decisionCause,
  dissatisfactionReasons,
  callbackDecision,
  overdueLevel,
} from './callback.ts';
import { callbackWatchers } from './roles.ts';

/** Which callback, whose it is and who is in charge of it as the event is told; `teamId` is the ticket's. */
const which = {
  callbackId: id,
  ticketId: id.nullable(),
  kind: callbackKind,
  customerId: id,
  teamId: id.nullable(),
  assigneeId: id.nullable(),
};
const those = { staff: ['assigneeId'], team: ['teamId'], customer: ['customerId'] } as const;
const thoseAnd = <Field extends string>(...staff: Field[]) => ({ ...those, staff: ['assigneeId', ...staff] }) as const;
const moment = z.iso.datetime();

export const callbackDue = event({
  name: 'callbacks.callback.due',
  version: 1,
  audience: 'services',
  visibleTo: callbackWatchers,
  about: those,
  data: z.object({ ...which, dueAt: moment, agreedAt: moment.nullable(), round: z.int() }),
  summary: { zh: '需要回访', en: 'A callback is due' },
  rules: ['C-02'],
});
export const callbackAssigned = event({
  name: 'callbacks.callback.assigned',
  version: 1,
  audience: 'services',
  visibleTo: callbackWatchers,
  about: thoseAnd('previousAssigneeId'),
  data: z.object({ ...which, assigneeId: id, previousAssigneeId: id.nullable() }),
  summary: { zh: '回访已分派', en: 'A callback has somebody in charge' },
  rules: ['C-02'],
});
/** Whoever had it is away while something of it is due, or gone, and nobody on shift can take it. */
export const callbackQueued = event({
  name: 'callbacks.callback.queued',
  version: 1,
  audience: 'services',
  visibleTo: callbackWatchers,
  about: thoseAnd('previousAssigneeId'),
  data: z.object({ ...which, previousAssigneeId: id, dueAt: moment }),
  summary: { zh: '负责人不在班,无人可接手,待领取', en: 'Whoever had it is away; it waits to be taken' },
  rules: ['C-05', 'T-03'],
});
export const callbackHandlerNoted = event({
  name: 'callbacks.callback.handler_noted',
  version: 1,
  audience: 'services',
  visibleTo: callbackWatchers,
  about: thoseAnd('ticketHandlerId'),
  data: z.object({ ...which, ticketHandlerId: id }),
  summary: { zh: '工单另有处理人', en: 'Somebody else has handled its ticket' },
  rules: ['C-11'],
});
export const callbackTimeAgreed = event({
  name: 'callbacks.callback.time_agreed',
  version: 1,
  audience: 'services',
  visibleTo: callbackWatchers,
  about: those,
  data: z.object({ ...which, agreedAt: moment, dueAt: moment }),
  summary: { zh: '已约定回访时间', en: 'A time was agreed with the customer' },
  rules: ['C-02', 'C-04'],
});
export const callbackAttempted = event({
  name: 'callbacks.callback.attempted',
  version: 1,
  audience: 'services',
  visibleTo: callbackWatchers,
  about: thoseAnd('by'),
  data: z.object({ ...which, attemptId: id, channel: callbackChannel, by: id, startedAt: moment }),
  summary: { zh: '开始回访', en: 'An attempt began' },
  rules: ['C-04', 'C-06'],
});
export const callbackAttemptEnded = event({
  name: 'callbacks.callback.attempt_ended',
  version: 1,
  audience: 'services',
  visibleTo: callbackWatchers,
  about: those,
  data: z.object({ ...which, attemptId: id, outcome: attemptResult, lengthS: z.int(), attempts: z.int() }),
  summary: { zh: '回访尝试结束', en: 'An attempt ended' },
  rules: ['C-05', 'C-06'],
});
export const callbackAwaitsDecision = event({
  name: 'callbacks.callback.awaits_decision',
  version: 1,
  audience: 'services',
  visibleTo: callbackWatchers,
  about: those,
  data: z.object({ ...which, why: decisionCause, attempts: z.int() }),
  summary: { zh: '未能联系,待主管决定', en: 'Nobody was reached; a supervisor decides' },
  rules: ['C-05'],
});
export const callbackDecided = event({
  name: 'callbacks.callback.decided',
  version: 1,
  audience: 'services',
  visibleTo: callbackWatchers,
  about: thoseAnd('by'),
  data: z.object({ ...which, decision: callbackDecision, by: id }),
  summary: { zh: '主管已决定', en: 'The supervisor decided' },
  rules: ['C-05'],
});
export const callbackRecorded = event({
  name: 'callbacks.callback.recorded',
  version: 1,
  audience: 'services',
  visibleTo: callbackWatchers,
  about: those,
  data: z.object({ ...which, answered: z.int(), questions: z.int() }),
  summary: { zh: '回访记录已更新', en: 'The callback record was written' },
  rules: ['C-06'],
});

const finished = {
  ...which,
  customerId: id,
  handlerId: id.nullable(),
  /** By which the customer was reached; null where they were not. */
  channel: callbackChannel.nullable(),
  ticketHandlerId: id.nullable(),
  teamId: id.nullable(),
  round: z.int(),
  attempts: z.int(),
  lengthS: z.int(),
  questions: z.int(),
  at: moment,
};

const verdictTold = {
  verdict: callbackVerdict,
  score: z.int().min(1).max(5).nullable(),
  reasons: dissatisfactionReasons,
};

export const callbackSatisfied = event({
  name: 'callbacks.callback.satisfied',
  version: 1,
  audience: 'departments',
  visibleTo: callbackWatchers,
  about: thoseAnd('handlerId', 'ticketHandlerId'),
  data: z.object({ ...finished, score: z.int().min(1).max(5).nullable() }),
  summary: { zh: '回访满意', en: 'The customer is satisfied' },
  rules: ['C-06', 'C-10'],
});
export const callbackDissatisfied = event({
  name: 'callbacks.callback.dissatisfied',
  version: 1,
  audience: 'departments',
  visibleTo: callbackWatchers,
  about: thoseAnd('handlerId', 'ticketHandlerId'),
  data: z.object({
    ...finished,
    score: z.int().min(1).max(5).nullable(),
    reasons: dissatisfactionReasons,
    /** Whether its ticket comes back, by the policy of that moment (C-06). */
    reopens: z.boolean(),
  }),
  summary: { zh: '回访不满意', en: 'The customer is dissatisfied' },
  rules: ['C-07', 'C-10'],
});
/** What it says now; `before` is what it said until then (C-06). */
export const callbackCorrected = event({
  name: 'callbacks.callback.corrected',
  version: 1,
  audience: 'departments',
  visibleTo: callbackWatchers,
  about: thoseAnd('handlerId', 'ticketHandlerId', 'by'),
  data: z.object({
    ...finished,
    by: id,
    ...verdictTold,
    /** Whether its ticket comes back, by the policy of that moment. */
    reopens: z.boolean(),
    before: z.object(verdictTold),
  }),
  summary: { zh: '回访记录已更正', en: 'A finished record was corrected' },
  rules: ['C-06', 'C-07', 'C-10'],
});
export const callbackExcused = event({
  name: 'callbacks.callback.excused',
  version: 1,
  audience: 'services',
  visibleTo: callbackWatchers,
  about: thoseAnd('handlerId', 'ticketHandlerId'),
  data: z.object({ ...finished, why: decisionCause }),
  summary: { zh: '经主管同意免回访', en: 'A supervisor excused the callback' },
  rules: ['C-05'],
});
export const callbackCancelled = event({
  name: 'callbacks.callback.cancelled',
  version: 1,
  audience: 'services',
  visibleTo: callbackWatchers,
  about: those,
  data: z.object({
    ...which,
    why: choice({ ticket_reopened: { zh: '工单已重新打开', en: 'its ticket was reopened' } }),
  }),
  summary: { zh: '回访已取消', en: 'A callback was cancelled' },
  rules: ['C-02'],
});
export const callbackOutlivesReopening = event({
  name: 'callbacks.callback.outlived_reopening',
  version: 1,
  audience: 'services',
  visibleTo: callbackWatchers,
  about: those,
  data: z.object({ ...which, at: moment }),
  summary: {
    zh: '工单已重新打开,但已联系上客户,回访继续',
    en: 'Its ticket was reopened, but the customer is on the line or was reached: it is finished all the same',
  },
  rules: ['C-07'],
});
export const callbackOverdue = event({
  name: 'callbacks.callback.overdue',
  version: 1,
  audience: 'departments',
  inPassing: true,
  visibleTo: callbackWatchers,
  about: those,
  data: z.object({ ...which, dueAt: moment, escalatedTo: overdueLevel }),
  summary: { zh: '回访超期', en: 'A callback is overdue' },
  rules: ['C-08'],
});
/** The ticket went to another customer's file, and so does what is asked about it. */
export const callbackMoved = event({
  name: 'callbacks.callback.moved',
  version: 1,
  audience: 'services',
  visibleTo: callbackWatchers,
  about: { ...those, customer: ['customerId', 'previousCustomerId'] },
  data: z.object({ ...which, previousCustomerId: id }),
  summary: { zh: '回访已转到另一份客户资料', en: 'A callback went to another customer’s file' },
  rules: ['T-15', 'C-04'],
});
/** Whoever is called back is whom the file is of, so they are asked for by the name that it has. */
export const callbackCustomerConfirmed = event({
  name: 'callbacks.callback.customer_confirmed',
  version: 1,
  audience: 'services',
  visibleTo: callbackWatchers,
  about: those,
  data: z.object(which),
  summary: { zh: '已确认回访对象是该客户', en: 'Whoever is called back is whom the file is of' },
  rules: ['T-15'],
});
