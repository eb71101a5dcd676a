import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { LoanMoveKind } from '@bumen/contracts';

/** What settled a loan, or undid that (F-05). The database itself refuses to change it. */
@Entity('loan_move')
export class LoanMove {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'loan_move_pkey' })
  readonly loanId!: string;

  /** From 1 without gaps. */
  @PrimaryColumn('int', { primaryKeyConstraintName: 'loan_move_pkey' })
  readonly seq!: number;

  @Column('text')
  readonly kind!: LoanMoveKind;

  /** The payment that was set off, or the receipt. */
  @Column('uuid')
  readonly documentId!: string;

  /** Positive where it settles. */
  @Column('bigint')
  readonly amountFen!: string;

  /** Settled after it. */
  @Column('bigint')
  readonly settledFen!: string;

  @Column('timestamptz')
  readonly at!: Date;
}
