import type { ContactChannel, TicketPriority, TicketState } from '@bumen/contracts';
import type { Act } from '../acts.ts';
import type { Rules } from '../rules.ts';
import { carriedOver, startClock, type Clock, type Timing } from './clock.ts';
import type { Timed } from './first-response.ts';
import type { EscalationLevel } from './watchdog.ts';

/**
 * The clock of the next answer (T-04): it runs from the first message of the customer that nobody has answered until
 * somebody here writes or says something to them.
 */
export interface NextAnswer extends Clock {
  readonly since: string;
  /** By which the customer spoke; the limit goes by it. */
  readonly channel: ContactChannel;
  readonly escalation: EscalationLevel;
}
/**
 * The clock of the progress (T-21): while we are at work the customer hears of it at least so often. Any word to them
 * starts it anew; it runs beside the answers' clocks and stands in for none.
 */
export interface Progress extends Clock {
  readonly since: string;
  readonly escalation: Extract<EscalationLevel, 'none' | 'warned' | 'breached'>;
}

export const nextAnswerTiming = (
  { channel }: Pick<NextAnswer, 'channel'>,
  { priority }: Pick<Timed, 'priority'>,
  { eras }: Pick<Rules, 'eras'>,
): Timing => ({ eras, limit: (setting) => setting.nextAnswerOf(channel, priority) });

export const progressTiming = ({ priority }: Pick<Timed, 'priority'>, { eras }: Pick<Rules, 'eras'>): Timing => ({
  eras,
  limit: (setting) => setting.progressOf(priority),
});

export const startNextAnswer = (channel: ContactChannel, at: Date): NextAnswer => ({
  ...startClock(at),
  since: at.toISOString(),
  channel,
  escalation: 'none',
});
export const startProgress = (at: Date): Progress => ({
  ...startClock(at),
  since: at.toISOString(),
  escalation: 'none',
});

/** In these states it is for us to go on; in the others the customer has the word, or the result. */
const atWork: ReadonlySet<TicketState> = new Set(['queued', 'assigned', 'in_progress', 'with_department']);

/** The clock of the progress where a ticket is in a state at a moment. */
export const progressIn = (state: TicketState, progress: Progress | null, at: Date): Progress | null =>
  atWork.has(state) ? (progress ?? startProgress(at)) : null;

/** The same clocks held against the limits of another priority from now on (T-02). */
export function otherClocksAs(
  { nextAnswer, progress, priority }: ClockedBeside & { readonly priority: TicketPriority },
  { at, rules }: Act,
): ClockedBeside {
  return {
    nextAnswer: nextAnswer && {
      ...nextAnswer,
      ...carriedOver(nextAnswer, at, nextAnswerTiming(nextAnswer, { priority }, rules)),
    },
    progress: progress && { ...progress, ...carriedOver(progress, at, progressTiming({ priority }, rules)) },
  };
}

/** What of a ticket runs beside the first response. */
export interface ClockedBeside {
  readonly nextAnswer: NextAnswer | null;
  readonly progress: Progress | null;
}
