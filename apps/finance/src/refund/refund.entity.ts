import { Column, Entity, Unique } from 'typeorm';
import {
  refundPaid,
  refundRefused,
  refundTakenUp,
  refundWithdrawalNoted,
  refundWithdrawn,
  type RefundRefusal,
} from '@bumen/contracts';
import { Aggregate, type ColumnsOf } from '@bumen/service-kit';
import type { Act } from '../acts.ts';

/** What of which receipt goes back by which payment. */
export interface RefundPayment {
  readonly paymentId: string;
  readonly receiptId: string;
  /** The place of the receipt's part that it goes back by. */
  readonly part: number;
  readonly amountFen: number;
}
interface Withdrawal {
  readonly byId: string;
  readonly byName: string;
  readonly reason: string;
}
interface Columns extends ColumnsOf<Refund, 'isOver'> {}

/**
 * What finance does with a refund that a ticket asked for, under the id that it has there (F-12). It ends once: paid,
 * refused or withdrawn, whatever becomes of its payment afterwards.
 */
@Entity('refund')
@Unique('refund_payment', ['paymentId'])
export class Refund extends Aggregate {
  @Column('uuid')
  readonly ticketId!: string;

  @Column('text')
  readonly state!: 'taken_up' | 'paid' | 'refused' | 'withdrawn';

  /** Null where it was refused at once. */
  @Column('uuid', { nullable: true })
  readonly paymentId!: string | null;

  @Column('uuid', { nullable: true })
  readonly receiptId!: string | null;

  @Column('int', { nullable: true })
  readonly part!: number | null;

  @Column('bigint', { nullable: true })
  readonly amountFen!: string | null;

  /** Its ticket wants it back, and the money was on its way then. */
  @Column('jsonb', { nullable: true })
  readonly withdrawal!: Withdrawal | null;

  @Column('text', { nullable: true })
  readonly why!: RefundRefusal | null;

  static takeUp(id: string, ticketId: string, { amountFen, ...given }: RefundPayment, act: Act): Refund {
    const refund = made({ id, ticketId, state: 'taken_up', ...given, amountFen: String(amountFen), why: null });
    refund.raise(refundTakenUp, { ...refund.#told(act), paymentId: given.paymentId });
    return refund;
  }

  /** At once: there is no payment of it. */
  static refuse(id: string, ticketId: string, why: RefundRefusal, act: Act): Refund {
    const refund = made({
      ...{ id, ticketId, state: 'refused', paymentId: null, receiptId: null, part: null, amountFen: null, why },
    });
    refund.raise(refundRefused, { ...refund.#told(act), why });
    return refund;
  }

  get isOver(): boolean {
    return this.state !== 'taken_up';
  }

  /** Should the money come back unpaid, it isn't sent again. */
  noteWithdrawal(withdrawal: Withdrawal, act: Act): void {
    Object.assign(this, { withdrawal });
    this.raise(refundWithdrawalNoted, this.#told(act));
  }

  end(state: 'paid' | 'refused' | 'withdrawn', act: Act): void {
    if (this.isOver) throw new Error(`refund ${this.id} is ${this.state} already`);
    Object.assign(this, { state, ...(state === 'refused' && { why: 'not_approved' }) });
    const told = this.#told(act);
    if (state === 'paid') return this.raise(refundPaid, { ...told, paymentId: this.paymentId! });
    if (state === 'withdrawn') return this.raise(refundWithdrawn, told);
    this.raise(refundRefused, { ...told, why: 'not_approved' });
  }

  #told({ at }: Act) {
    return { refundId: this.id, ticketId: this.ticketId, at: at.toISOString() };
  }
}

const made = (columns: Omit<Columns, 'withdrawal'>): Refund =>
  Object.assign(new Refund(), columns, { withdrawal: null });
