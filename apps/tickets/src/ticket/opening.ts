import type { ContactChannel, DissatisfactionReason, TicketNature, TicketPriority } from '@bumen/contracts';
import type { Act } from '../acts.ts';
import type { Told } from '../customer/told.ts';
import type { Placement } from '../routing/placement.ts';
import { startFirstResponse } from './first-response.ts';
import { startProgress } from './other-clocks.ts';
import { placed, stateWhere } from './placing.ts';
import { firstValues, type TicketColumns } from './ticket-record.entity.ts';
import type { Ticket } from './ticket.entity.ts';

/** A contact as it becomes a ticket (T-01, T-02). */
export interface Contact {
  readonly id: string;
  readonly serial: number;
  readonly customerId: string;
  /** Who chose the customer by id; null where what the customer told led to the file. */
  readonly chosenBy: string | null;
  /** The name that was given with it, and what else was said of who the customer is; null where they were chosen. */
  readonly toldName: string | null;
  readonly told: Told | null;
  readonly channel: ContactChannel;
  readonly nature: TicketNature;
  readonly priority: TicketPriority;
  readonly question: string;
  readonly skills: readonly string[];
  readonly contactedAt: Date;
  /** When the clock of the first response starts. */
  readonly clockFrom: Date;
  /** What the customer was told on the spot; null where nothing was. */
  readonly answer: string | null;
  /** It stays with who took it. */
  readonly mine: boolean;
}
/** Why a ticket is opened again, and what goes with it. */
export type Reopening =
  | { readonly why: 'not_content' }
  | { readonly why: 'customer_spoke' }
  | { readonly why: 'by_hand'; readonly remark: string }
  | {
      readonly why: 'callback_dissatisfied';
      readonly callbackId: string;
      readonly reasons: readonly DissatisfactionReason[];
    };

export function opened(contact: Contact, placement: Placement, { at }: Act): TicketColumns {
  const { contactedAt, clockFrom, skills, answer: _, mine, ...columns } = contact;
  return {
    ...firstValues(),
    ...columns,
    ...placed(placement, null, at),
    firstResponse: startFirstResponse(clockFrom),
    progress: startProgress(clockFrom),
    skills: [...skills],
    state: mine && placement.agent ? 'in_progress' : stateWhere(placement, 'queued'),
    openedAt: contactedAt,
  };
}

/**
 * What changes where it comes back with a due time of its own, to whom it was or to whoever fits (T-08, C-07). The
 * round stays until the next resolution; what was verified did not hold, so it is verified anew (T-05).
 */
export function reopened({ teamId, reopenings }: Ticket, placement: Placement, { at }: Act) {
  return {
    ...placed(placement, teamId, at),
    firstResponse: startFirstResponse(at),
    nextAnswer: null,
    progress: startProgress(at),
    escalation: 'none',
    reopenings: reopenings + 1,
    callbackDone: false,
    closedAt: null,
    verification: null,
    department: null,
  } as const;
}

/** What the history keeps of it: why, and what was found before. */
export function noteReopening(ticket: Ticket, reopening: Reopening, findings: string | undefined, act: Act): void {
  const { newMessages } = ticket;
  if (reopening.why === 'by_hand') newMessages.remark(reopening.remark, act);
  if (reopening.why === 'callback_dissatisfied')
    newMessages.note({ code: reopening.why, reasons: reopening.reasons }, null, act);
  if (findings !== undefined) newMessages.note({ code: 'verified_before' }, findings, act);
}
