import type { CallbackKind } from '@bumen/contracts';
import type { Act } from '../acts.ts';
import { contactHoursOf } from '../contact-hours/contact-hours.ts';
import type { Customer } from '../copies.entity.ts';
import { refusalOfTime } from './agreed-time.ts';
import { dueBy } from './escalation.ts';

/** The resolution that makes a callback due (C-02). */
export interface Resolution {
  readonly kind: CallbackKind;
  readonly ticketId: string;
  readonly ticketNumber: string;
  readonly round: number;
  readonly customerId: string;
  readonly ticketHandlerId: string;
  readonly teamId: string | null;
  readonly resolvedAt: Date;
  /** The customer's wish; taken where it is a time at which they may be contacted. */
  readonly wishedAt: Date | null;
}

/** A callback as it is planned when a ticket is resolved (C-02). */
export function plannedAfter(resolution: Resolution, customer: Customer | null, act: Act) {
  const { resolvedAt, wishedAt, ...facts } = resolution;
  const { due, attempts } = act.rules;
  const hours = contactHoursOf(customer, act.rules);
  const agreedAt = wishedAt && !refusalOfTime(wishedAt, hours, act) ? wishedAt : null;
  return {
    ...facts,
    customer,
    state: 'planned',
    ...dueBy(hours.plusDays(resolvedAt, due.days), agreedAt, hours, due),
    escalation: 'none',
    agreedAt,
    nextAttemptAt: null,
    channel: attempts.channels[0]!,
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
    createdAt: act.at,
    finishedAt: null,
  } as const;
}
