import { Injectable } from '@nestjs/common';
import { Acts } from '../acts.ts';
import type { Payment } from '../payment/payment.entity.ts';
import { ReceiptRepository } from '../receipt/receipt.repository.ts';
import { onBehalfOf } from './on-behalf-of.ts';
import { RefundRepository } from './refund.repository.ts';

/** What becomes of a refund as its payment is kept, in the same transaction and whoever has done it (F-12). */
@Injectable()
export class RefundEnds {
  constructor(
    private readonly refunds: RefundRepository,
    private readonly receipts: ReceiptRepository,
    private readonly acts: Acts,
  ) {}

  /** What its ticket wants back is withdrawn as soon as no money is on its way; whether it was just now. */
  async withdrawsNow(payment: Payment): Promise<boolean> {
    if (payment.source === null || (payment.state !== 'requested' && payment.state !== 'approved')) return false;
    const { isOver, withdrawal } = await this.refunds.find(payment.source.refundId);
    if (isOver || withdrawal === null) return false;
    payment.withdraw(withdrawal.reason, onBehalfOf(payment.requested, this.acts.current()));
    return true;
  }

  /** Under the payment's lock, which each change of a refund takes first; then come the receipt and the refund. */
  async follow({ source, state }: Payment): Promise<void> {
    if (source === null || (state !== 'paid' && state !== 'refused' && state !== 'withdrawn')) return;
    if ((await this.refunds.find(source.refundId)).isOver) return;
    const receipt = await this.receipts.lock(source.receiptId);
    const refund = await this.refunds.lock(source.refundId);
    refund.end(state, this.acts.current());
    await this.refunds.save(refund);
    if (state === 'paid') return;
    receipt.freeRefund(refund.part!, Number(refund.amountFen));
    await this.receipts.save(receipt);
  }
}
