import { Column, Index } from 'typeorm';
import {
  paymentSteps,
  type PaperHand,
  type PaymentContent,
  type PaymentSignature,
  type PaymentSigner,
  type PaymentSource,
  type PaymentState,
} from '@bumen/contracts';
import { StatefulAggregate, type ColumnsOf } from '@bumen/service-kit';
import type { Act } from '../acts.ts';

export type PaymentStep = keyof typeof paymentSteps.steps;
export interface PaymentColumns extends ColumnsOf<PaymentRecord> {}
/** In whose stead somebody signs, and as what. */
export interface Deputy {
  readonly authorityId: string;
  readonly principalId: string;
  readonly principalName: string;
  readonly role: PaymentSigner;
}
/** What it takes of a budget: reserved as it is approved, used as it is paid (F-17). */
export interface PaymentBudget {
  readonly budgetId: string;
  readonly amountFen: number;
  readonly used: boolean;
}
export interface PaymentSlip {
  readonly number: string;
  readonly day: string;
  readonly amountFen: number;
}

/** All that a payment is made of. */
export abstract class PaymentRecord extends StatefulAggregate<
  PaymentState,
  PaymentStep,
  Act,
  PaymentColumns,
  Deputy | null
> {
  @Column('text')
  readonly state!: PaymentState;

  @Column('text')
  readonly kind!: PaymentContent['kind'];

  @Column('text')
  readonly way!: PaymentContent['way'];

  @Column('jsonb')
  readonly payee!: PaymentContent['payee'];

  @Column('text', { nullable: true })
  readonly payeeCode!: string | null;

  @Column('text')
  readonly payeeNameKey!: string;

  @Column('uuid', { nullable: true })
  readonly payeeAccountId!: string | null;

  /** Of the payee's account, as it was when the payment was asked for: what is signed for is this number. */
  @Column('text', { nullable: true })
  readonly accountNumber!: string | null;

  @Column('bigint')
  readonly amountFen!: string;

  @Column('text')
  readonly accountCode!: string;

  @Column('uuid', { nullable: true })
  readonly departmentId!: string | null;

  @Column('text')
  readonly summary!: string;

  @Column('jsonb')
  readonly documents!: PaymentContent['documents'];

  /** The ticket's refund that it pays. */
  @Column('jsonb', { nullable: true })
  readonly source!: PaymentSource | null;

  /** On which it was asked for. */
  @Column('date')
  readonly day!: string;

  /** Staff id. */
  @Column('uuid')
  readonly requestedById!: string;

  @Column('jsonb')
  readonly requested!: PaperHand;

  /** Everybody who asked for it, amended it, or brought a paper. */
  @Column('uuid', { array: true })
  readonly preparerIds!: readonly string[];

  @Column('jsonb')
  readonly signers!: readonly PaymentSigner[];

  @Column('jsonb')
  readonly signatures!: readonly PaymentSignature[];

  /** Null where it has nothing of one. */
  @Column('jsonb', { nullable: true })
  readonly budget!: PaymentBudget | null;

  @Column('jsonb', { nullable: true })
  readonly sent!: (PaperHand & { readonly bankAccount: string }) | null;

  /** On which the bank was told; null for a cheque. */
  @Column('date', { nullable: true })
  readonly sentDay!: string | null;

  @Column('jsonb', { nullable: true })
  readonly settled!: (PaperHand & { readonly slipNumber: string; readonly slipDay: string }) | null;

  /** The account that it was sent from, and the slip without what only separates its parts. */
  @Column('text', { nullable: true })
  readonly slipKey!: string | null;

  /** That stands for it, or was cashed. */
  @Column('uuid', { nullable: true })
  readonly chequeId!: string | null;

  @Column('date', { nullable: true })
  readonly paidDay!: string | null;

  /** That it has given, or settled some of. */
  @Column('uuid', { nullable: true })
  readonly loanId!: string | null;

  @Column('uuid', { nullable: true })
  @Index('payment_voucher', { where: 'voucher_id IS NOT NULL' })
  readonly voucherId!: string | null;

  @Column('text', { nullable: true })
  readonly reason!: string | null;

  protected get table() {
    return paymentSteps;
  }
  protected become(changes: Partial<PaymentColumns>): void {
    Object.assign(this, changes);
  }
}
