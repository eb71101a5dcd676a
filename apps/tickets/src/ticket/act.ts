import type { Rules } from './rules.ts';

/**
 * Who does something to a ticket, when, and by which rules. Handed to every verb, so that the ticket itself reads no
 * clock.
 */
export interface Act {
  readonly at: Date;
  /** A staff member, or the reaction or deadline that acts by itself. */
  readonly by: { readonly id: string; readonly name: string };
  /** May act on tickets that others are in charge of. */
  readonly leads: boolean;
  readonly rules: Rules;
}
