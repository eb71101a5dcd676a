import { randomUUID } from 'node:crypto';
import {
  getPayment,
  listPayments,
  refundAsked,
  refundWithdrawalAsked,
  type DataOf,
  type PaymentSigner,
} from '@bumen/contracts';
import type { FinanceRig } from '../finance.rig.ts';

type Asked = DataOf<typeof refundAsked>;

/** Refunds as tickets ask for them. */
export class RefundRig {
  readonly finance: FinanceRig;
  constructor(finance: FinanceRig) {
    this.finance = finance;
  }

  asked(given: Partial<Asked>): Asked {
    const nobody = { customerId: randomUUID(), teamId: null, assigneeId: null };
    return {
      ...{ refundId: randomUUID(), ticketId: randomUUID(), number: 'T000123', ...nobody },
      ...{ at: this.finance.desk.clock.now().toISOString(), receiptNumber: null, way: null, reference: null },
      ...{ amountFen: 10_000, why: 'overcharged', situation: '重复收款', payeeName: null },
      ...{ askedById: randomUUID(), askedByName: '李客服', ...given },
    };
  }

  /** A ticket asks; answers the id of the refund. */
  async ask(given: Partial<Asked>): Promise<string> {
    const data = this.asked(given);
    await this.publish(data);
    await this.finance.desk.settle();
    return data.refundId;
  }
  async publish(data: Asked, version = 1): Promise<void> {
    await this.finance.desk.publish(refundAsked, data, { subject: data.refundId, version });
  }

  /** Its ticket wants it back. */
  async publishWithdrawal(refundId: string, version = 2): Promise<void> {
    const { situation: _, why: __, receiptNumber: ___, ...rest } = this.asked({ refundId });
    const data = { ...rest, reason: '客户改变主意' };
    await this.finance.desk.publish(refundWithdrawalAsked, data, { subject: refundId, version });
  }
  async withdraw(refundId: string): Promise<void> {
    await this.publishWithdrawal(refundId);
    await this.finance.desk.settle();
  }

  /** What finance told of it, by the last word of each event. */
  async told(refundId: string): Promise<string[]> {
    return (await this.finance.desk.outbox('finance'))
      .filter(({ subject, type }) => subject === refundId && type.startsWith('finance.refund.'))
      .map(({ type }) => type.replace('finance.refund.', ''));
  }
  /** Why it was refused. */
  async whyRefused(refundId: string): Promise<unknown> {
    const event = (await this.finance.desk.outbox('finance')).find(
      ({ subject, type }) => subject === refundId && type === 'finance.refund.refused',
    );
    return (event?.data as { why?: string } | undefined)?.why;
  }

  /** The payment that was made of it. */
  async payment(refundId: string) {
    const { items } = await this.finance.accountant.call(listPayments, { kind: ['refund'], limit: 100 });
    const paymentId = items.find(({ source }) => source?.refundId === refundId)!.id;
    return this.finance.accountant.call(getPayment, { paymentId });
  }

  /** Who signs in which role. */
  hand(role: PaymentSigner) {
    const { accountant, manager, director } = this.finance;
    return { accountant, finance_manager: manager, general_manager: director }[role as 'accountant'];
  }
}
