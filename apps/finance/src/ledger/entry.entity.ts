import { Check, Column, Entity, Index, PrimaryColumn } from 'typeorm';
import type { EntrySide } from '@bumen/contracts';

/** One line of a journal (F-01). The database itself refuses to change it, and a journal that doesn't balance. */
@Entity('entry')
@Index('entry_account', ['account', 'day', 'journalId', 'line'])
@Check('entry_side', `side IN ('debit', 'credit')`)
@Check('entry_amount', 'amount_fen <> 0')
@Check('entry_foreign', `(currency = 'CNY') = (foreign_amount IS NULL)`)
export class Entry {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'entry_pkey' })
  readonly journalId!: string;

  /** From 1. */
  @PrimaryColumn('smallint', { primaryKeyConstraintName: 'entry_pkey' })
  readonly line!: number;

  /** The journal's, so that an account is read in order. */
  @Column('date')
  readonly day!: string;

  @Column('text')
  readonly account!: string;

  @Column('text')
  readonly side!: EntrySide;

  /** In CNY; negative in red. */
  @Column('bigint')
  readonly amountFen!: string;

  /** The account's. */
  @Column('text')
  readonly currency!: string;

  /** In the currency's smallest unit; null in CNY. */
  @Column('bigint', { nullable: true })
  readonly foreignAmount!: string | null;

  @Column('text', { nullable: true })
  readonly party!: string | null;

  @Column('text', { nullable: true })
  readonly reference!: string | null;
}
