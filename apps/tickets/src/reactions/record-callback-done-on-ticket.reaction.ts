import { Controller } from '@nestjs/common';
import { callbackSatisfied, recordCallbackDoneOnTicket, type ReactedEvent } from '@bumen/contracts';
import { ReactsTo } from '@bumen/service-kit';
import { Acts } from '../acts.ts';
import { TicketRepository } from '../ticket/ticket.repository.ts';

/**
 * A complaint may be closed once its callback is done; a satisfied customer has thereby confirmed the result (T-08,
 * T-10).
 */
@Controller()
export class RecordCallbackDoneOnTicket {
  constructor(
    private readonly tickets: TicketRepository,
    private readonly acts: Acts,
  ) {}

  @ReactsTo(recordCallbackDoneOnTicket)
  async react({ type, data }: ReactedEvent<typeof recordCallbackDoneOnTicket>): Promise<void> {
    if (data.ticketId === null) return;
    const ticket = await this.tickets.lock(data.ticketId);
    if (!ticket.concernsCallback(data.round)) return;
    const { callbackId, handlerId: specialistId, channel } = data;
    const outcome = type === callbackSatisfied.name ? 'satisfied' : 'excused';
    ticket.noteCallback({ callbackId, outcome, specialistId, channel, reasons: [] }, this.acts.current());
    await this.tickets.save(ticket);
  }
}
