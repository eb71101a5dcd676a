import {
  firstResponseBreached,
  firstResponseWarned,
  promiseMissed,
  promiseNearlyDue,
  ticketEscalated,
  type ResponseOf,
  type getTicket,
} from '@bumen/contracts';
import { told, type Outcome } from '@bumen/service-kit';
import type { Act } from '../acts.ts';
import type { Rules } from '../rules.ts';
import { dueAt, lateSince, passesAt, shareUsedAt, type Clock, type Timing } from './clock.ts';
import { factsOf } from './facts.ts';
import { firstResponseTiming, type FirstResponse, type Timed } from './first-response.ts';
import { changed, isUnfulfilled, nextMoment, type CustomerPromise } from './promises.ts';
import type { TicketColumns } from './ticket-record.entity.ts';
import type { Ticket } from './ticket.entity.ts';

/** How far the watchdog of the first response has gone; each level is reached once, in this order (T-03, T-04). */
export type EscalationLevel = ResponseOf<typeof getTicket>['escalation'];
export const watchdogLevels = [
  'none',
  'warned',
  'breached',
  'reassigned',
  'supervisor',
  'manager',
] as const satisfies readonly EscalationLevel[];

/** What is due by itself next. */
export type Due =
  | { readonly what: 'level'; readonly level: EscalationLevel }
  | { readonly what: 'promise'; readonly promise: CustomerPromise };

/** What of a ticket is watched, so that neither an answer nor a promise is forgotten (T-04, T-06). */
export interface Watched extends Timed {
  readonly escalation: EscalationLevel;
  readonly firstResponse: FirstResponse;
  readonly promises: readonly CustomerPromise[];
}

/** Stands for "nothing is due", so that a list ordered by what is due has no gaps in its key. */
export const nothingDue = new Date('9999-12-31T00:00:00.000Z');

export function levelAfter(level: EscalationLevel): EscalationLevel | undefined {
  return watchdogLevels[watchdogLevels.indexOf(level) + 1];
}

/**
 * When a level is reached; what comes after the limit counts from when it passed. Null where the clock has ended.
 */
export function levelAt(level: EscalationLevel, clock: Clock, timing: Timing): Date | null {
  switch (level) {
    case 'none':
      return null;
    case 'warned':
      return shareUsedAt(clock, ({ watchdog }) => watchdog.warnAtPercent, timing);
    case 'breached':
      return dueAt(clock, timing);
    case 'reassigned':
      return lateSince(clock, ({ watchdog }) => watchdog.reassignAfterS, timing);
    case 'supervisor':
      return lateSince(clock, ({ watchdog }) => watchdog.supervisorAfterS, timing);
    case 'manager':
      return lateSince(clock, ({ watchdog }) => watchdog.managerAfterS, timing);
  }
}

/** The first thing that is due at that moment; undefined where nothing is. */
export function dueBy(ticket: Watched, { at, rules }: Act): Due | undefined {
  return upcoming(ticket, rules)
    .filter((one) => one.at <= at)
    .sort((a, b) => a.at.getTime() - b.at.getTime())[0]?.due;
}

/** When it must be looked at, and the nearest of first response and promises. */
export function dueTimes(ticket: Watched, rules: Rules): { readonly watchAt: Date | null; readonly dueKey: Date } {
  const owed = ticket.promises.filter(isUnfulfilled).map((promise) => new Date(promise.dueAt));
  const answerAt = dueAt(ticket.firstResponse, firstResponseTiming(ticket, rules));
  return {
    watchAt: earliest(upcoming(ticket, rules).map(({ at }) => at)),
    dueKey: earliest([answerAt, ...owed]) ?? nothingDue,
  };
}

/** What comes about where something is due; `leader` is told of what goes upward. */
export function consequences(due: Due, ticket: Ticket, leader: string | null, act: Act): Outcome<TicketColumns> {
  const facts = factsOf(ticket, act);
  const { firstResponse } = ticket;
  if (due.what === 'promise') {
    const { id: promiseId, dueAt: promisedAt, warned } = due.promise;
    const nearlyDueOrMissed = { ...facts, promiseId, dueAt: promisedAt };
    if (!warned)
      return {
        changes: { promises: changed(ticket.promises, promiseId, { warned: true }) },
        told: [told(promiseNearlyDue, nearlyDueOrMissed)],
      };
    const upward = { ...facts, to: 'supervisor', toStaffId: leader, why: 'promise_missed' } as const;
    return {
      changes: { promises: changed(ticket.promises, promiseId, { state: 'missed' }) },
      told: [told(promiseMissed, nearlyDueOrMissed), told(ticketEscalated, upward)],
    };
  }
  const { level: escalation } = due;
  const limitEndsAt = (passesAt(firstResponse, firstResponseTiming(ticket, act.rules)) ?? act.at).toISOString();
  switch (escalation) {
    case 'warned':
      return { changes: { escalation }, told: [told(firstResponseWarned, { ...facts, dueAt: limitEndsAt })] };
    case 'breached': {
      const breached = { ...firstResponse, breachedAt: limitEndsAt };
      const { limitS } = act.rules.firstResponseOf(ticket.channel, ticket.priority);
      return {
        changes: { escalation, firstResponse: breached },
        told: [told(firstResponseBreached, { ...facts, limitS, dueAt: limitEndsAt })],
      };
    }
    case 'supervisor':
    case 'manager': {
      const upward = { ...facts, to: escalation, toStaffId: leader, why: 'first_response' } as const;
      return { changes: { escalation }, told: [told(ticketEscalated, upward)] };
    }
    // That it goes to another is told by its being given.
    case 'reassigned':
    case 'none':
      return { changes: { escalation }, told: [] };
  }
}

export function earliest(moments: readonly (Date | null)[]): Date | null {
  const times = moments.filter((one) => one !== null).map((one) => one.getTime());
  return times.length === 0 ? null : new Date(Math.min(...times));
}

function upcoming(ticket: Watched, rules: Rules): { at: Date; due: Due }[] {
  const { escalation, firstResponse, promises } = ticket;
  const found: { at: Date; due: Due }[] = [];
  const level = levelAfter(escalation);
  if (level) {
    const at = levelAt(level, firstResponse, firstResponseTiming(ticket, rules));
    if (at) found.push({ at, due: { what: 'level', level } });
  }
  for (const promise of promises) {
    const at = nextMoment(promise, rules);
    if (at) found.push({ at, due: { what: 'promise', promise } });
  }
  return found;
}
