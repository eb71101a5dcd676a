import { Check, Column, Entity, PrimaryColumn } from 'typeorm';

/** A balance that can't fall below nothing: debit less credit, in the account's currency. Decided in the locked row. */
@Entity('guarded')
@Check('guarded_balance', 'balance >= 0')
export class Guarded {
  @PrimaryColumn('text', { primaryKeyConstraintName: 'guarded_pkey' })
  readonly account!: string;

  @Column('bigint')
  readonly balance!: string;

  /** How many journals have moved it. */
  @Column('int')
  readonly version!: number;
}

/** What a journal did to a guarded balance; a gap in the versions shows. */
@Entity('guarded_move')
export class GuardedMove {
  @PrimaryColumn('text', { primaryKeyConstraintName: 'guarded_move_pkey' })
  readonly account!: string;

  @PrimaryColumn('int', { primaryKeyConstraintName: 'guarded_move_pkey' })
  readonly version!: number;

  @Column('uuid')
  readonly journalId!: string;

  @Column('bigint')
  readonly amount!: string;

  @Column('bigint')
  readonly balanceAfter!: string;
}
