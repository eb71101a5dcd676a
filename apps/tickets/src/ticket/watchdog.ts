import {
  firstResponseBreached,
  firstResponseWarned,
  nextAnswerBreached,
  nextAnswerWarned,
  progressMissed,
  progressNearlyDue,
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
import { nextAnswerTiming, progressTiming, type ClockedBeside } from './other-clocks.ts';
import { changed, isUnfulfilled, nextMoment, type CustomerPromise } from './promises.ts';
import type { TicketColumns, TicketRecord } from './ticket-record.entity.ts';

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

/** The clocks that are watched. */
export type WatchedClock = 'first_response' | 'next_answer' | 'progress';

/** What is due by itself next. */
export type Due =
  | { readonly what: 'level'; readonly of: WatchedClock; readonly level: EscalationLevel }
  | { readonly what: 'promise'; readonly promise: CustomerPromise };

/** What of a ticket is watched, so that neither an answer nor a promise is forgotten (T-04, T-06). */
export interface Watched extends Timed, ClockedBeside {
  readonly escalation: EscalationLevel;
  readonly firstResponse: FirstResponse;
  readonly promises: readonly CustomerPromise[];
}

/** Stands for "nothing is due", so that a list ordered by what is due has no gaps in its key. */
export const nothingDue = new Date('9999-12-31T00:00:00.000Z');

export function levelAfter(level: EscalationLevel): EscalationLevel | undefined {
  return watchdogLevels[watchdogLevels.indexOf(level) + 1];
}

/** Whether it has been told that the limit passed. */
export const isLate = (level: EscalationLevel): boolean =>
  watchdogLevels.indexOf(level) >= watchdogLevels.indexOf('breached');

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

/** When it must be looked at, and the nearest of answers, progress and promises. */
export function dueTimes(ticket: Watched, rules: Rules): { readonly watchAt: Date | null; readonly dueKey: Date } {
  const owed = ticket.promises.filter(isUnfulfilled).map((promise) => new Date(promise.dueAt));
  const clocksAt = clocksOf(ticket, rules).map(({ clock, timing }) => dueAt(clock, timing));
  return {
    watchAt: earliest(upcoming(ticket, rules).map(({ at }) => at)),
    dueKey: earliest([...clocksAt, ...owed]) ?? nothingDue,
  };
}

/** Whether somebody got it since it was to go to another for this clock's sake. */
export function wasGivenFor(of: WatchedClock, ticket: TicketRecord, { rules }: Act): boolean {
  const running = clocksOf(ticket, rules).find((one) => one.of === of);
  const since = running ? levelAt('reassigned', running.clock, running.timing) : null;
  return since !== null && ticket.assigneeId !== null && ticket.heldSince !== null && ticket.heldSince >= since;
}

/** What comes about where something is due; `leader` is told of what goes upward. */
export function consequences(due: Due, ticket: TicketRecord, leader: string | null, act: Act): Outcome<TicketColumns> {
  const facts = factsOf(ticket, act);
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
  const watched = clocksOf(ticket, act.rules).find(({ of }) => of === due.of);
  if (!watched) throw new Error(`ticket ${ticket.id} has no clock of ${due.of}`);
  return reached(due.level, watched, ticket, leader, act);
}

/** What comes about as a clock reaches a level. */
function reached(
  level: EscalationLevel,
  { of, clock, timing }: Running,
  ticket: TicketRecord,
  leader: string | null,
  act: Act,
): Outcome<TicketColumns> {
  const facts = factsOf(ticket, act);
  const dueAt = (passesAt(clock, timing) ?? act.at).toISOString();
  switch (level) {
    case 'warned': {
      const warned = {
        first_response: firstResponseWarned,
        next_answer: nextAnswerWarned,
        progress: progressNearlyDue,
      };
      return { changes: changedClock(of, ticket, level), told: [told(warned[of], { ...facts, dueAt })] };
    }
    case 'breached': {
      const late = { ...facts, limitS: timing.limit(act.rules).limitS, dueAt };
      const changes = changedClock(of, ticket, level, { breachedAt: dueAt });
      if (of === 'first_response') return { changes, told: [told(firstResponseBreached, late)] };
      if (of === 'next_answer') return { changes, told: [told(nextAnswerBreached, late)] };
      const upward = { ...facts, to: 'supervisor', toStaffId: leader, why: of } as const;
      return { changes, told: [told(progressMissed, late), told(ticketEscalated, upward)] };
    }
    case 'supervisor':
    case 'manager': {
      const upward = { ...facts, to: level, toStaffId: leader, why: of } as const;
      return { changes: changedClock(of, ticket, level), told: [told(ticketEscalated, upward)] };
    }
    // That it goes to another is told by its being given.
    case 'reassigned':
    case 'none':
      return { changes: changedClock(of, ticket, level), told: [] };
  }
}

function changedClock(
  of: WatchedClock,
  { firstResponse, nextAnswer, progress }: Watched,
  escalation: EscalationLevel,
  breached: { readonly breachedAt?: string } = {},
): Partial<TicketColumns> {
  if (of === 'first_response') return { escalation, firstResponse: { ...firstResponse, ...breached } };
  if (of === 'next_answer') return { nextAnswer: nextAnswer && { ...nextAnswer, ...breached, escalation } };
  const level = escalation === 'warned' ? escalation : 'breached';
  return { progress: progress && { ...progress, ...breached, escalation: level } };
}

/** A clock of the ticket with what it is held against and how far its watchdog has gone. */
interface Running {
  readonly of: WatchedClock;
  readonly clock: Clock;
  readonly timing: Timing;
  readonly level: EscalationLevel;
}

export function clocksOf(ticket: Watched, rules: Rules): Running[] {
  const { firstResponse: clock, escalation: level, nextAnswer, progress } = ticket;
  const clocks: Running[] = [{ of: 'first_response', clock, timing: firstResponseTiming(ticket, rules), level }];
  if (nextAnswer)
    clocks.push({
      of: 'next_answer',
      clock: nextAnswer,
      timing: nextAnswerTiming(nextAnswer, ticket, rules),
      level: nextAnswer.escalation,
    });
  if (progress)
    clocks.push({ of: 'progress', clock: progress, timing: progressTiming(ticket, rules), level: progress.escalation });
  return clocks;
}

export function earliest(moments: readonly (Date | null)[]): Date | null {
  const times = moments.filter((one) => one !== null).map((one) => one.getTime());
  return times.length === 0 ? null : new Date(Math.min(...times));
}

function upcoming(ticket: Watched, rules: Rules): { at: Date; due: Due }[] {
  const found: { at: Date; due: Due }[] = [];
  for (const { of, clock, timing, level: before } of clocksOf(ticket, rules)) {
    // Of the progress the supervisor is told as it is missed; nobody else can help it.
    const level = of === 'progress' && before === 'breached' ? undefined : levelAfter(before);
    const at = level && levelAt(level, clock, timing);
    if (level && at) found.push({ at, due: { what: 'level', of, level } });
  }
  for (const promise of ticket.promises) {
    const at = nextMoment(promise, rules);
    if (at) found.push({ at, due: { what: 'promise', promise } });
  }
  return found;
}
