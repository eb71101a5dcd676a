import { Controller } from '@nestjs/common';
import { refundPaid, refundRefused, tellTicketOfRefund, type DataOf, type ReactedEvent } from '@bumen/contracts';
import { ReactsTo } from '@bumen/service-kit';
import { Acts } from '../acts.ts';
import { RefundRepository } from '../refund/refund.repository.ts';
import { TicketRepository } from '../ticket/ticket.repository.ts';

/** The refund ends as finance decided, the ticket says so and the customer is told, each once (F-12). */
@Controller()
export class TellTicketOfRefund {
  constructor(
    private readonly tickets: TicketRepository,
    private readonly refunds: RefundRepository,
    private readonly acts: Acts,
  ) {}

  @ReactsTo(tellTicketOfRefund)
  async react({ type, data }: ReactedEvent<typeof tellTicketOfRefund>): Promise<void> {
    const ticket = await this.tickets.lock(data.ticketId);
    const refund = await this.refunds.lock(data.refundId);
    // Told again, whatever it says now: what the customer was told stays so.
    if (refund.isOver) return;
    const act = this.acts.current();
    const refusal = type === refundRefused.name ? (data as DataOf<typeof refundRefused>).why : null;
    const state = type === refundPaid.name ? 'paid' : refusal === null ? 'withdrawn' : 'refused';
    refund.end(ticket, state, refusal, act);
    await this.refunds.save(refund);
    await this.tickets.save(ticket);
  }
}
