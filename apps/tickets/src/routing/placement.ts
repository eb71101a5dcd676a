import type { DataOf, ticketQueued } from '@bumen/contracts';

/** Somebody who is put in charge of a ticket. */
export interface Agent {
  readonly staffId: string;
  readonly name: string;
  readonly teamId: string | null;
}
export type WhyQueued = DataOf<typeof ticketQueued>['why'];

/** Where a ticket goes: to an agent, or into a team's queue (T-03). */
export type Placement =
  | { readonly agent: Agent }
  | { readonly agent: null; readonly teamId: string | null; readonly why: WhyQueued };
