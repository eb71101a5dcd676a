import { Controller } from '@nestjs/common';
import {
  payRefundsOfTickets,
  refundAsked,
  type DataOf,
  type ReactedEvent,
  type refundWithdrawalAsked,
} from '@bumen/contracts';
import { ReactsTo } from '@bumen/service-kit';
import { Acts } from '../acts.ts';
import { RefundPayments } from '../refund/refund-payments.ts';

/** What a ticket asks to be refunded becomes a payment; what it wants back is withdrawn unless it is paid (F-12). */
@Controller()
export class PayRefundsOfTickets {
  constructor(
    private readonly refunds: RefundPayments,
    private readonly acts: Acts,
  ) {}

  @ReactsTo(payRefundsOfTickets)
  async react({ type, data }: ReactedEvent<typeof payRefundsOfTickets>): Promise<void> {
    const act = this.acts.current();
    if (type === refundAsked.name) await this.refunds.takeUp(data as DataOf<typeof refundAsked>, act);
    else await this.refunds.withdraw(data as DataOf<typeof refundWithdrawalAsked>, act);
  }
}
