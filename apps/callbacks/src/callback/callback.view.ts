import {
  attemptView,
  callbackSummary,
  callbackView,
  type getCallback,
  type listCallbacks,
  type ResponseOf,
} from '@bumen/contracts';
import { viewOf } from '@bumen/service-kit';
import type { Act } from '../acts.ts';
import { scriptFor } from '../rules.ts';
import type { Attempt } from './attempt.entity.ts';
import type { Callback } from './callback.entity.ts';

type View = ResponseOf<typeof getCallback>;
type Summary = ResponseOf<typeof listCallbacks>['items'][number];

/** The customer's file may not have arrived yet: then it has no name and no number. */
function customerOf({ customerId, customer }: Callback): Summary['customer'] {
  return {
    id: customerId,
    name: customer?.name ?? null,
    phone: customer?.phone ?? null,
    member: customer?.member ?? false,
    doNotCall: customer?.doNotCall ?? false,
  };
}

export const callbackSummaryOf = (callback: Callback, at: Date): Summary =>
  viewOf(callbackSummary, callback, { customer: customerOf(callback), overdue: callback.isOverdue(at) });

export function callbackViewOf(callback: Callback, act: Act): View {
  const callableFrom = callback.callableFrom(act);
  return viewOf(callbackView, callback, {
    customer: customerOf(callback),
    overdue: callback.isOverdue(act.at),
    awaits:
      callback.state === 'awaiting_decision' && callback.decisionCause
        ? { why: callback.decisionCause, note: callback.decisionNote }
        : null,
    callableNow: callableFrom?.getTime() === act.at.getTime(),
    callableFrom: callableFrom?.toISOString() ?? null,
    script: callback.script ?? scriptFor(callback.kind, act.rules),
    attempts: callback.attempts.map((attempt) => attemptViewOf(attempt, act)),
    offers: callback.offers(act),
  });
}

function attemptViewOf(attempt: Attempt, { rules }: Act): View['attempts'][number] {
  const { channel, address, endedAt, lengthS } = attempt;
  return viewOf(attemptView, attempt, {
    phone: channel === 'email' ? null : address,
    email: channel === 'email' ? address : null,
    lengthS: endedAt && lengthS,
    outcome: attempt.result,
    recordingKeptUntil: attempt.recordingKeptUntil(rules)?.toISOString() ?? null,
  });
}
