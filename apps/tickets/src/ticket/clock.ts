import { erasFrom, type Era } from '@bumen/service-kit';
import type { Setting } from '../rules.ts';

/**
 * A clock that runs in the company's working time, or in every hour where a channel never stops (T-04). It keeps what
 * happened, and no setting: each stretch of time counts by the calendar, and against the limit, that held then.
 */
export interface Clock {
  /** Time used up to `runningSince`, or in all where it has ended; ms. */
  readonly usedMs: number;
  /** Null once it has ended. */
  readonly runningSince: string | null;
  /** When the limit passed; it stays, whatever the limit becomes. */
  readonly breachedAt: string | null;
}
/** The limit under a setting, in seconds, and whether it counts every hour of the day. */
export type LimitUnder = (setting: Setting) => { readonly limitS: number; readonly allHours: boolean };
/** What a clock is held against. */
export interface Timing {
  readonly eras: readonly Era<Setting>[];
  readonly limit: LimitUnder;
}

export const startClock = (at: Date): Clock => ({ usedMs: 0, runningSince: at.toISOString(), breachedAt: null });

const hoursUnder = (setting: Setting, limit: LimitUnder) => setting.hours(limit(setting).allHours);

/** Time used until a moment, in ms of the clock's own hours. */
export function usedMs(clock: Clock, at: Date, { eras, limit }: Timing): number {
  let used = clock.usedMs;
  if (clock.runningSince === null) return used;
  for (const { from, until, setting } of erasFrom(eras, new Date(clock.runningSince))) {
    if (from >= at) break;
    used += hoursUnder(setting, limit).workingMsBetween(from, until !== null && until < at ? until : at);
  }
  return used;
}

/**
 * When as much time is used as the setting of that moment allows; as the setting begins where it allows less than was
 * used by then. Null where the clock has ended.
 */
function momentOf(clock: Clock, allowedMs: (setting: Setting) => number, { eras, limit }: Timing): Date | null {
  if (clock.runningSince === null) return null;
  let used = clock.usedMs;
  for (const { from, until, setting } of erasFrom(eras, new Date(clock.runningSince))) {
    const hours = hoursUnder(setting, limit);
    const left = allowedMs(setting) - used;
    const moment = left <= 0 ? from : hours.addWorkingMs(from, left);
    if (until === null || moment < until) return moment;
    used += hours.workingMsBetween(from, until);
  }
  return null;
}

/** When the limit passes or passed; null where the clock ended before. */
export function passesAt(clock: Clock, timing: Timing): Date | null {
  if (clock.breachedAt !== null) return new Date(clock.breachedAt);
  return momentOf(clock, (setting) => timing.limit(setting).limitS * 1_000, timing);
}

/** When it is due; null once it has ended. */
export const dueAt = (clock: Clock, timing: Timing): Date | null =>
  clock.runningSince === null ? null : passesAt(clock, timing);

/** When so much of the limit is used, in percent by the setting; null where the clock has ended. */
export const shareUsedAt = (clock: Clock, percent: (setting: Setting) => number, timing: Timing): Date | null =>
  momentOf(clock, (setting) => timing.limit(setting).limitS * percent(setting) * 10, timing);

/** When so much time has passed since the limit did, in seconds by the setting; null where the clock has ended. */
export function lateSince(clock: Clock, afterS: (setting: Setting) => number, timing: Timing): Date | null {
  const passed = dueAt(clock, timing);
  return passed && momentOf(startClock(passed), (setting) => afterS(setting) * 1_000, timing);
}

/** The same clock, which from now on is held against another limit; what passed until now stays as it was. */
export function carriedOver(clock: Clock, at: Date, timing: Timing): Clock {
  return clock.runningSince === null ? clock : { ...ended(clock, at, timing), runningSince: at.toISOString() };
}

/** Ends it; that its limit had passed is kept. It passes as it is used up, for whoever looks at it (T-04). */
export function ended(clock: Clock, at: Date, timing: Timing): Clock {
  const passed = passesAt(clock, timing);
  const breachedAt = passed && passed <= at ? passed.toISOString() : clock.breachedAt;
  return { usedMs: usedMs(clock, at, timing), runningSince: null, breachedAt };
}
