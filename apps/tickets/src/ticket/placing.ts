import type { TicketNature, TicketPriority, TicketState } from '@bumen/contracts';
import type { Act } from '../acts.ts';
import type { Placement } from '../routing/placement.ts';
import { firstResponseAs, type FirstResponse, type Timed } from './first-response.ts';
import { otherClocksAs, type ClockedBeside } from './other-clocks.ts';

/** In these states the ticket is in its assignee's hand and counts towards the agent's load (T-03). */
export const statesInHand = [
  'assigned',
  'in_progress',
  'awaiting_customer',
  'with_department',
] as const satisfies readonly TicketState[];

export const isInHand = (state: TicketState): boolean => (statesInHand as readonly TicketState[]).includes(state);

/** In which state it goes on where it is placed: into the queue, out of it to somebody, or as it is to another. */
export function stateWhere(placement: Placement, state: TicketState): TicketState {
  if (!placement.agent) return 'queued';
  return state === 'queued' ? 'assigned' : state;
}

/** What changes where a ticket is given to somebody or into a team's queue (T-03). */
export function placed(placement: Placement, teamId: string | null, at: Date) {
  const { agent } = placement;
  if (agent) {
    const { staffId: assigneeId, name: assigneeName } = agent;
    return { teamId: agent.teamId ?? teamId, assigneeId, assigneeName, heldSince: at, routeAt: null };
  }
  return { teamId: placement.teamId, assigneeId: null, assigneeName: null, heldSince: null, routeAt: at };
}

/**
 * What changes with another nature or priority, and where it goes because of that; null where it stays (T-02, T-04).
 */
export function reclassified(
  ticket: Timed & ClockedBeside & { readonly teamId: string | null; readonly firstResponse: FirstResponse },
  to: { readonly nature: TicketNature; readonly priority: TicketPriority },
  placement: Placement | null,
  act: Act,
) {
  const { firstResponse } = ticket;
  const changes = { ...to, ...otherClocksAs(ticket, act), firstResponse: firstResponseAs(firstResponse, ticket, act) };
  return placement ? { ...changes, ...placed(placement, ticket.teamId, act.at) } : changes;
}
