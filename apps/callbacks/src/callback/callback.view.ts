import type { getCallback, listCallbacks, ResponseOf } from '@bumen/contracts';
import type { Act } from '../acts.ts';
import { scriptFor } from '../rules.ts';
import type { Attempt } from './attempt.entity.ts';
import type { Callback } from './callback.entity.ts';

type View = ResponseOf<typeof getCallback>;
type Summary = ResponseOf<typeof listCallbacks>['items'][number];

/** The customer's file may not have arrived yet: then it has no name and no number. */
export function callbackSummaryOf(callback: Callback, at: Date): Summary {
  const { id, version, kind, state, ticketId, ticketNumber, round, escalation, assigneeId, assigneeName, customer } =
    callback;
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
    overdue: callback.isOverdue(at),
    createdAt: callback.createdAt.toISOString(),
    finishedAt: callback.finishedAt?.toISOString() ?? null,
    attemptCount: callback.attemptCount,
  };
}

export function callbackViewOf(callback: Callback, act: Act): View {
  const { attemptCount: _, ...facts } = callbackSummaryOf(callback, act.at);
  const { channel, remarks, score, remedy, missing, state } = callback;
  const callableFrom = callback.callableFrom(act);
  return {
    ...facts,
    channel,
    ticketHandlerIds: [...callback.ticketHandlerIds],
    remarks,
    ticketReopenedAt: callback.ticketReopenedAt?.toISOString() ?? null,
    score,
    remedy,
    missing,
    awaits:
      state === 'awaiting_decision' && callback.decisionCause
        ? { why: callback.decisionCause, note: callback.decisionNote }
        : null,
    callableNow: callableFrom?.getTime() === act.at.getTime(),
    callableFrom: callableFrom?.toISOString() ?? null,
    script: callback.script ?? scriptFor(callback.kind, act.rules),
    answers: { ...callback.answers },
    reasons: [...callback.reasons],
    attempts: callback.attempts.map((attempt) => attemptViewOf(attempt, act)),
    draw: callback.draw,
    corrections: [...callback.corrections],
    offers: callback.offers(act),
  };
}

function attemptViewOf(attempt: Attempt, { rules }: Act): View['attempts'][number] {
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
    recordingKeptUntil: attempt.recordingKeptUntil(rules)?.toISOString() ?? null,
  };
}
