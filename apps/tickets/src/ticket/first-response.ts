import type { Act } from '../acts.ts';
import type { Hours } from './hours.ts';

/**
 * The clock of the first response (T-04): it runs in working time from the contact until the first human reply and
 * stands still while the customer is waited for. After a reopening a new one starts.
 */
export interface FirstResponse {
  readonly limitS: number;
  /** Counts every hour of the day instead of working time. */
  readonly allHours: boolean;
  /** Time used up to `runningSince`, or up to now where the clock stands still; ms. */
  readonly usedMs: number;
  /** Null while it stands still and once it has ended. */
  readonly runningSince: string | null;
  readonly respondedAt: string | null;
  readonly breachedAt: string | null;
}

export function startClock(limit: { readonly limitS: number; readonly allHours: boolean }, at: Date): FirstResponse {
  return { ...limit, usedMs: 0, runningSince: at.toISOString(), respondedAt: null, breachedAt: null };
}

/** Time used until a moment, in ms of the clock's own hours. */
export function usedMs(clock: FirstResponse, at: Date, hours: Hours): number {
  if (clock.runningSince === null) return clock.usedMs;
  return clock.usedMs + Math.max(0, hours.workingMsBetween(new Date(clock.runningSince), at));
}

export function pauseClock(clock: FirstResponse, at: Date, hours: Hours): FirstResponse {
  return { ...clock, usedMs: usedMs(clock, at, hours), runningSince: null };
}

export function resumeClock(clock: FirstResponse, at: Date): FirstResponse {
  return clock.respondedAt !== null || clock.runningSince !== null
    ? clock
    : { ...clock, runningSince: at.toISOString() };
}

/** The hours in which it runs. */
export const hoursOf = ({ allHours }: FirstResponse, { rules }: Pick<Act, 'rules'>): Hours => rules.hours(allHours);

/** The first human answer, which ends the clock. */
export interface FirstAnswer {
  readonly clock: FirstResponse;
  readonly usedMs: number;
  readonly inTime: boolean;
}

/** Undefined where it was given before. */
export function firstAnswer(clock: FirstResponse, act: Act): FirstAnswer | undefined {
  if (clock.respondedAt !== null) return undefined;
  const answered = answerClock(clock, act.at, hoursOf(clock, act));
  return { clock: answered, usedMs: answered.usedMs, inTime: answered.usedMs <= clock.limitS * 1_000 };
}

export function answerClock(clock: FirstResponse, at: Date, hours: Hours): FirstResponse {
  return { ...pauseClock(clock, at, hours), respondedAt: at.toISOString() };
}

/** When so much time will be used; null while the clock stands still. */
export function momentOf(clock: FirstResponse, ms: number, hours: Hours): Date | null {
  if (clock.runningSince === null) return null;
  return hours.addWorkingMs(new Date(clock.runningSince), Math.max(0, ms - clock.usedMs));
}

/** When the limit passes; null while the clock stands still. */
export function dueAt(clock: FirstResponse, hours: Hours): Date | null {
  return momentOf(clock, clock.limitS * 1_000, hours);
}
