import type { CallbackKind } from '@bumen/contracts';
import type { Act } from '../acts.ts';
import { contactHoursOf } from '../contact-hours/contact-hours.ts';
import type { Customer } from '../copies.entity.ts';
import { refusalOfTime } from './agreed-time.ts';

/** The resolution that makes a callback due (C-02). */
export interface Resolution {
  readonly kind: CallbackKind;
  readonly ticketId: string;
  readonly ticketNumber: string;
  readonly round: number;
  readonly customerId: string;
  readonly ticketHandlerId: string;
  readonly ticketHandlerIds: readonly string[];
  readonly teamId: string | null;
  readonly resolvedAt: Date;
  /** The time agreed with the customer; where they rest then, it waits for the end of that (C-04). */
  readonly wishedAt: Date | null;
}

/** A callback as it is planned when a ticket is resolved (C-02). */
export function plannedAfter(resolution: Resolution, customer: Customer | null, act: Act) {
  const { resolvedAt, wishedAt, ...facts } = resolution;
  const hours = contactHoursOf(customer, act.rules);
  const allowed = wishedAt && hours.nextAllowed(wishedAt);
  // It was agreed as the ticket was resolved, however late that is heard of here.
  const agreedAt = allowed && !refusalOfTime(allowed, hours, { ...act, at: resolvedAt }) ? allowed : null;
  return {
    ...facts,
    customer,
    state: 'planned',
    resolvedAt,
    wishedAt: agreedAt,
    ticketReopenedAt: null,
    escalation: 'none',
    agreedAt,
    nextAttemptAt: null,
    channel: act.rules.attempts.channels[0]!,
    assigneeId: null,
    assigneeName: null,
    attempts: [],
    attemptsForgiven: 0,
    decisionCause: null,
    decisionNote: null,
    script: null,
    answers: {},
    remarks: null,
    reasons: [],
    remedy: null,
    completedBy: null,
    corrections: [],
    createdAt: act.at,
    finishedAt: null,
  } as const;
}
