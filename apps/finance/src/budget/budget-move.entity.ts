import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { BudgetMoveKind } from '@bumen/contracts';

/** What a payment did to a budget (F-17). The database itself refuses to change it. */
@Entity('budget_move')
export class BudgetMove {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'budget_move_pkey' })
  readonly budgetId!: string;

  /** From 1 without gaps. */
  @PrimaryColumn('int', { primaryKeyConstraintName: 'budget_move_pkey' })
  readonly seq!: number;

  @Column('text')
  readonly kind!: BudgetMoveKind;

  @Column('uuid')
  readonly paymentId!: string;

  @Column('bigint')
  readonly amountFen!: string;

  /** What of the budget is reserved and used then. */
  @Column('bigint')
  readonly reservedFen!: string;

  @Column('bigint')
  readonly usedFen!: string;

  /** Null where it came about by itself. */
  @Column('uuid', { nullable: true })
  readonly byId!: string | null;

  @Column('text', { nullable: true })
  readonly byName!: string | null;

  @Column('timestamptz')
  readonly at!: Date;
}
