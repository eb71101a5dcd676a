import type { Act } from '../acts.ts';
import { firstAnswer, type FirstAnswer, type FirstResponse, type Timed } from './first-response.ts';

/** What of a ticket changes because the customer hears from us. */
interface Heard {
  /** Where it is the first that they hear. */
  readonly first: FirstAnswer | undefined;
  readonly changes: { readonly firstResponse?: FirstResponse };
}

/**
 * A person here writes or says something to the customer: a reply, a question, a promise, the result, or what was said
 * on the spot. Only here it is decided that this is an answer, and whether it is the first (T-04).
 */
export function wordTo(ticket: Timed & { readonly firstResponse: FirstResponse }, act: Act): Heard {
  const first = firstAnswer(ticket.firstResponse, ticket, act);
  return { first, changes: first ? { firstResponse: first.clock } : {} };
}
