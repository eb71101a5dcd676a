import { Check, Column, Entity, Index, PrimaryColumn } from 'typeorm';
import type { CashBox, CashMoveKind } from '@bumen/contracts';

/**
 * What is in one box of a desk, decided in the locked row; it can't fall below nothing (F-04), nor hold what no line of
 * a journal takes.
 */
@Entity('cash_box')
@Check('cash_box_balance', 'balance_fen BETWEEN 0 AND 9999999999999')
export class CashBoxBalance {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'cash_box_pkey' })
  readonly deskId!: string;

  @PrimaryColumn('text', { primaryKeyConstraintName: 'cash_box_pkey' })
  readonly box!: CashBox;

  /** Of the ledger. */
  @Column('text')
  @Index('cash_box_account', { unique: true })
  readonly account!: string;

  @Column('bigint')
  readonly balanceFen!: string;

  /** How many moves it has had. */
  @Column('int')
  readonly moves!: number;
}

/** A line of the cash journal (现金日记账). The database itself refuses to change it. */
@Entity('cash_move')
@Index('cash_move_day', ['deskId', 'day', 'box', 'seq'])
@Index('cash_move_document', ['documentId'])
export class CashMove {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'cash_move_pkey' })
  readonly deskId!: string;

  @PrimaryColumn('text', { primaryKeyConstraintName: 'cash_move_pkey' })
  readonly box!: CashBox;

  /** From 1 without gaps. */
  @PrimaryColumn('int', { primaryKeyConstraintName: 'cash_move_pkey' })
  readonly seq!: number;

  @Column('date')
  readonly day!: string;

  @Column('text')
  readonly kind!: CashMoveKind;

  @Column('uuid')
  readonly documentId!: string;

  /** Positive where it came in. */
  @Column('bigint')
  readonly amountFen!: string;

  @Column('bigint')
  readonly balanceFen!: string;

  @Column('timestamptz')
  readonly at!: Date;
}
