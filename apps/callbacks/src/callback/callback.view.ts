import { callbackSteps, type getCallback, type listCallbacks, type ResponseOf } from '@bumen/contracts';
import type { Reach } from '../customer/customer-reach.ts';
import type { Customer } from '../customer/customer.entity.ts';
import type { Attempt } from './attempt.entity.ts';
import type { CallbackRules } from './callback-policies.ts';
import type { Callback } from './callback.entity.ts';

type View = ResponseOf<typeof getCallback>;
type Summary = ResponseOf<typeof listCallbacks>['items'][number];

/** The customer's file may not have arrived yet: then it has no name and no number. */
export function callbackSummary(callback: Callback, customer: Customer | null, now: Date): Summary {
  const { id, version, kind, state, ticketId, ticketNumber, round, escalation, assigneeId, assigneeName } = callback;
  return {
    id,
    version,
    kind,
    state,
    ticketId,
    ticketNumber,
    round,
    escalation,
    assigneeId,
    assigneeName,
    customer: {
      id: callback.customerId,
      name: customer?.name ?? null,
      phone: customer?.phone ?? null,
      member: customer?.member ?? false,
      doNotCall: customer?.doNotCall ?? false,
    },
    dueAt: callback.dueAt.toISOString(),
    agreedAt: callback.agreedAt?.toISOString() ?? null,
    overdue: callback.isOverdue(now),
    createdAt: callback.createdAt.toISOString(),
    finishedAt: callback.finishedAt?.toISOString() ?? null,
    attemptCount: callback.attemptCount,
  };
}

export function callbackView(callback: Callback, reach: Reach, rules: CallbackRules, now: Date): View {
  const { attemptCount: _, ...facts } = callbackSummary(callback, reach.customer, now);
  const { channel, remarks, score, missing, state } = callback;
  const callableFrom = callback.callableFrom(reach, now);
  return {
    ...facts,
    channel,
    remarks,
    score,
    missing,
    awaits:
      state === 'awaiting_decision' && callback.decisionCause
        ? { why: callback.decisionCause, note: callback.decisionNote }
        : null,
    callableNow: callableFrom?.getTime() === now.getTime(),
    callableFrom: callableFrom?.toISOString() ?? null,
    script: callback.script ?? rules.script,
    answers: { ...callback.answers },
    reasons: [...callback.reasons],
    attempts: callback.attempts.map(attemptView),
    // Nobody cancels a callback by hand; it happens when the ticket is opened again.
    steps: callbackSteps.allowed(state).filter((step) => step !== 'cancel'),
  };
}

function attemptView(attempt: Attempt): View['attempts'][number] {
  const { id, channel, by, byName, address, consentBasis, result, recordingReference } = attempt;
  return {
    id,
    channel,
    by,
    byName,
    consentBasis,
    recordingReference,
    phone: channel === 'email' ? null : address,
    email: channel === 'email' ? address : null,
    startedAt: attempt.startedAt.toISOString(),
    endedAt: attempt.endedAt?.toISOString() ?? null,
    lengthS: attempt.endedAt && attempt.lengthS,
    outcome: result,
    recordingKeptUntil: attempt.recordingKeptUntil?.toISOString() ?? null,
  };
}
