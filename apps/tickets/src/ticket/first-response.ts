import type { ContactChannel, TicketPriority } from '@bumen/contracts';
import type { Act } from '../acts.ts';
import type { Rules } from '../rules.ts';
import { carriedOver, ended, startClock, type Clock, type Timing } from './clock.ts';

/**
 * The clock of the first response (T-04): it runs from the contact until the first human answer. After a reopening a
 * new one starts.
 */
export interface FirstResponse extends Clock {
  readonly respondedAt: string | null;
  /** The limit in seconds by which the answer was judged; null before. */
  readonly limitS: number | null;
}
/** What of a ticket its clocks are held against. */
export interface Timed {
  readonly channel: ContactChannel;
  readonly priority: TicketPriority;
}

export const firstResponseTiming = ({ channel, priority }: Timed, { eras }: Pick<Rules, 'eras'>): Timing => ({
  eras,
  limit: (setting) => setting.firstResponseOf(channel, priority),
});

export const startFirstResponse = (at: Date): FirstResponse => ({ ...startClock(at), respondedAt: null, limitS: null });

/** The same clock held against the limit of another priority from now on (T-02). */
export const firstResponseAs = (clock: FirstResponse, before: Timed, { at, rules }: Act): FirstResponse => ({
  ...clock,
  ...carriedOver(clock, at, firstResponseTiming(before, rules)),
});

/** Nobody has to answer any more. */
export const endFirstResponse = (clock: FirstResponse, of: Timed, { at, rules }: Act): FirstResponse => ({
  ...clock,
  ...ended(clock, at, firstResponseTiming(of, rules)),
});

/** The first human answer, which ends the clock. */
export interface FirstAnswer {
  readonly clock: FirstResponse;
  readonly limitS: number;
  readonly usedMs: number;
  readonly inTime: boolean;
}

/** Undefined where it was given before. */
export function firstAnswer(clock: FirstResponse, of: Timed, act: Act): FirstAnswer | undefined {
  if (clock.respondedAt !== null) return undefined;
  const { limitS } = act.rules.firstResponseOf(of.channel, of.priority);
  const answered = { ...endFirstResponse(clock, of, act), respondedAt: act.at.toISOString(), limitS };
  return { clock: answered, limitS, usedMs: answered.usedMs, inTime: answered.breachedAt === null };
}
