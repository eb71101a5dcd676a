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
    const act = this.acts.current();
    const { callbackId, handlerId: specialistId, channel } = data;
    const outcome = type === callbackSatisfied.name ? 'satisfied' : 'excused';
    if (ticket.concernsCallback(data.round))
      ticket.noteCallback({ callbackId, outcome, specialistId, channel, reasons: [] }, act);
    else if (outcome === 'satisfied') ticket.hearOfCallback(callbackId, { code: 'callback_satisfied' }, act);
    await this.tickets.save(ticket);
  }
}
