import { Controller } from '@nestjs/common';
import { askRefund, getRefund, listRefunds, withdrawRefund, type RequestOf, type ResponseOf } from '@bumen/contracts';
import { currentWork, Handles } from '@bumen/service-kit';
import { Acts } from '../acts.ts';
import { TicketRepository } from '../ticket/ticket.repository.ts';
import { Refund } from './refund.entity.ts';
import { RefundRepository } from './refund.repository.ts';
import { refundViewOf } from './refund.view.ts';

type View = ResponseOf<typeof getRefund>;

/** The ticket is locked before its refund, here and where finance tells what it did. */
@Controller()
export class RefundController {
  constructor(
    private readonly refunds: RefundRepository,
    private readonly tickets: TicketRepository,
    private readonly acts: Acts,
  ) {}

  @Handles(askRefund)
  async ask({ ticketId, ...asked }: RequestOf<typeof askRefund>): Promise<View> {
    const ticket = await this.tickets.lock(ticketId);
    const act = this.acts.current();
    const refundId = currentWork().newId();
    ticket.askRefund(refundId, act);
    const refund = Refund.ask(refundId, ticket, asked, act);
    await this.tickets.save(ticket);
    await this.refunds.save(refund);
    return refundViewOf(refund, act);
  }

  @Handles(withdrawRefund)
  async withdraw({ refundId, reason }: RequestOf<typeof withdrawRefund>): Promise<View> {
    const ticket = await this.tickets.lock((await this.refunds.find(refundId)).ticketId);
    const refund = await this.refunds.lock(refundId);
    const act = this.acts.current();
    refund.withdraw(ticket, reason, act);
    await this.refunds.save(refund);
    return refundViewOf(refund, act);
  }

  @Handles(getRefund)
  async get({ refundId }: RequestOf<typeof getRefund>): Promise<View> {
    return refundViewOf(await this.refunds.find(refundId), this.acts.current());
  }

  @Handles(listRefunds)
  async list(request: RequestOf<typeof listRefunds>): Promise<ResponseOf<typeof listRefunds>> {
    await this.tickets.find(request.ticketId);
    const act = this.acts.current();
    const { items, nextCursor } = await this.refunds.page(request);
    return { items: items.map((refund) => refundViewOf(refund, act)), nextCursor };
  }
}
