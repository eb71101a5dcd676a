import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** An invoice that a payment is for, so that it is paid once (F-20); gone where that is refused or withdrawn. */
@Entity('payment_invoice')
export class PaymentInvoice {
  /** Its code and number without what only separates them. */
  @PrimaryColumn('text', { primaryKeyConstraintName: 'payment_invoice_pkey' })
  readonly invoice!: string;

  @Column('uuid')
  @Index('payment_invoice_payment')
  readonly paymentId!: string;
}
