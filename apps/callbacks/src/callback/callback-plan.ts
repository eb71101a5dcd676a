import type { CallbackKind } from '@bumen/contracts';
import type { Act } from '../acts.ts';
import { contactHoursOf } from '../contact-hours/contact-hours.ts';
import type { Customer } from '../copies.entity.ts';
import { refusalOfTime } from './agreed-time.ts';
import { firstValues } from './callback-file.entity.ts';
import { asTold, type CallerTold } from './caller.ts';
import { drawn, isCalled, type Seed } from './draw.ts';

/**
 * Whether there is a callback in any case: to members, to whom we don't know yet, about complaints, and where a ticket
 * came back, since its customer wasn't content (C-02, C-07). Of the others a share is drawn.
 */
export const isAlwaysCalled = (kind: CallbackKind, round: number, customer: Customer | null): boolean =>
  kind === 'complaint' || round > 1 || customer === null || customer.member;

/** The resolution that makes a callback due (C-02). */
export interface Resolution {
  readonly kind: CallbackKind;
  readonly ticketId: string;
  readonly ticketNumber: string;
  readonly round: number;
  readonly customerId: string;
  readonly told: CallerTold | null;
  readonly ticketHandlerId: string;
  readonly ticketHandlerIds: readonly string[];
  readonly teamId: string | null;
  /** By what it is drawn whether there is a callback; null where there is one in any case. */
  readonly seed: Seed | null;
  readonly resolvedAt: Date;
  /** The time agreed with the customer; where they rest then, it waits for the end of that (C-04). */
  readonly wishedAt: Date | null;
}

/** A callback as it is planned when a ticket is resolved (C-02). */
export function plannedAfter(resolution: Resolution, file: Customer | null, act: Act) {
  // Whether the number is refused meanwhile is looked at whenever the callback is read.
  const customer = asTold(file, resolution.told, new Set());
  const { resolvedAt, wishedAt, seed, ...facts } = resolution;
  const draw = seed && drawn(seed, facts.ticketId, facts.round, act.rules.share.percent);
  const called = isCalled(draw);
  const hours = contactHoursOf(customer, act.rules);
  const allowed = wishedAt && hours.nextAllowed(wishedAt);
  // It was agreed as the ticket was resolved, however late that is heard of here.
  const agreedAt = allowed && !refusalOfTime(allowed, hours, { ...act, at: resolvedAt }) ? allowed : null;
  return {
    ...firstValues(),
    ...facts,
    customer,
    draw,
    state: called ? 'planned' : 'excused',
    resolvedAt,
    wishedAt: agreedAt,
    agreedAt,
    channel: act.rules.attempts.channels[0]!,
    decisionCause: called ? null : 'not_drawn',
    createdAt: act.at,
    finishedAt: called ? null : act.at,
  } as const;
}
