import type { Act } from '../acts.ts';
import { ended, type Clock } from './clock.ts';
import { firstAnswer, type FirstAnswer, type FirstResponse, type Timed } from './first-response.ts';
import { nextAnswerTiming, startProgress, type ClockedBeside } from './other-clocks.ts';

/** What of a ticket changes because the customer hears from us. */
interface Heard {
  /** Where it is the first that they hear. */
  readonly first: FirstAnswer | undefined;
  /** How what they said last was answered; undefined where nothing was to answer. */
  readonly next: { readonly usedMs: number; readonly inTime: boolean } | undefined;
  readonly changes: ClockedBeside & { readonly firstResponse?: FirstResponse };
}

/**
 * A person here writes or says something to the customer: a reply, a question, a promise, the result, or what was said
 * on the spot. Only here it is decided that this is an answer, and what it answers; the progress is told by it, too
 * (T-04, T-21).
 */
export function wordTo(ticket: Timed & ClockedBeside & { readonly firstResponse: FirstResponse }, act: Act): Heard {
  const first = firstAnswer(ticket.firstResponse, ticket, act);
  const { nextAnswer } = ticket;
  const over: Clock | null = nextAnswer && ended(nextAnswer, act.at, nextAnswerTiming(nextAnswer, ticket, act.rules));
  return {
    first,
    next: over ? { usedMs: over.usedMs, inTime: over.breachedAt === null } : undefined,
    changes: { nextAnswer: null, progress: startProgress(act.at), ...(first && { firstResponse: first.clock }) },
  };
}
