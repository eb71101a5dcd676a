import { Controller } from '@nestjs/common';
import {
  callbackCorrected,
  reopenTicketWhenCallbackDissatisfied,
  type DataOf,
  type ReactedEvent,
} from '@bumen/contracts';
import { ReactsTo } from '@bumen/service-kit';
import { Acts } from '../acts.ts';
import { Routing } from '../routing/routing.ts';
import { TicketRepository } from '../ticket/ticket.repository.ts';

/**
 * With its reasons, somebody in charge and a due time; the second callback follows from the next resolution (C-07).
 * Where the policy leaves the ticket as it is (一般), its history keeps the reasons (C-06).
 */
@Controller()
export class ReopenTicketWhenCallbackDissatisfied {
  constructor(
    private readonly tickets: TicketRepository,
    private readonly routing: Routing,
    private readonly acts: Acts,
  ) {}

  @ReactsTo(reopenTicketWhenCallbackDissatisfied)
  async react({ type, data }: ReactedEvent<typeof reopenTicketWhenCallbackDissatisfied>): Promise<void> {
    if (data.ticketId === null) return;
    const corrected = type === callbackCorrected.name ? (data as DataOf<typeof callbackCorrected>) : undefined;
    const ticket = await this.tickets.lock(data.ticketId);
    const act = this.acts.current();
    const { callbackId, reasons, handlerId: specialistId, channel } = data;
    const concerned = corrected ? ticket.concernsCorrection(data.round) : ticket.concernsCallback(data.round);
    const said =
      corrected?.verdict === 'satisfied'
        ? ({ code: 'callback_satisfied' } as const)
        : ({ code: 'callback_dissatisfied', reasons } as const);
    const reopening = { why: 'callback_dissatisfied', callbackId, reasons } as const;
    // Reopened by hand meanwhile, and withdrawn: nobody would look at it there, and no second callback follows.
    if (ticket.state === 'withdrawn' && said.code === 'callback_dissatisfied' && data.reopens)
      ticket.comeBackWithdrawn(reopening, await this.routing.placeAgain(ticket, act), act);
    // Reopened by hand meanwhile: then that is what the callback would have led to, and what was said is kept. That it
    // was better than it was recorded undoes nothing that was done.
    else if (!concerned) ticket.hearOfCallback(callbackId, said, act);
    else if (said.code === 'callback_satisfied')
      ticket.noteCallback({ callbackId, outcome: 'satisfied', specialistId, channel, reasons: [] }, act);
    else if (data.reopens) ticket.reopen(reopening, await this.routing.placeAgain(ticket, act), act);
    else ticket.noteCallback({ callbackId, outcome: 'dissatisfied', specialistId, channel, reasons }, act);
    await this.tickets.save(ticket);
  }
}
