import { Column, Entity, PrimaryColumn } from 'typeorm';

/**
 * What was posted to an account in a month, in one of sixteen parts: who posts takes the part of their connection, so
 * that those who post to a busy account don't wait for each other. In CNY, and in the account's currency.
 */
@Entity('total')
export class Total {
  @PrimaryColumn('text', { primaryKeyConstraintName: 'total_pkey' })
  readonly account!: string;

  @PrimaryColumn('text', { primaryKeyConstraintName: 'total_pkey' })
  readonly month!: string;

  @PrimaryColumn('smallint', { primaryKeyConstraintName: 'total_pkey' })
  readonly slot!: number;

  @Column('bigint')
  readonly debit!: string;

  @Column('bigint')
  readonly credit!: string;

  @Column('bigint')
  readonly foreignDebit!: string;

  @Column('bigint')
  readonly foreignCredit!: string;
}
