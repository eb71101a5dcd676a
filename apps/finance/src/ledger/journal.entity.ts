import { Column, Entity, Index, PrimaryColumn } from 'typeorm';
import type { JournalKind } from '@bumen/contracts';

/** The head of what is posted (F-01). The database itself refuses to change it. */
@Entity('journal')
@Index('journal_reverses_key', ['reverses'], { unique: true, where: 'reverses IS NOT NULL' })
@Index('journal_month', ['month', 'id'])
@Index('journal_voucher', ['voucherId'], { where: 'voucher_id IS NOT NULL' })
export class Journal {
  /** UUID of version 7. */
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'journal_pkey' })
  readonly id!: string;

  @Column('uuid')
  readonly postingId!: string;

  /** The month of its day, `YYYY-MM`. */
  @Column('text')
  readonly month!: string;

  @Column('date')
  readonly day!: string;

  @Column('text')
  readonly kind!: JournalKind;

  @Column('uuid', { nullable: true })
  readonly voucherId!: string | null;

  /** SHA-256 over the voucher as it was posted, its papers and hands included. */
  @Column('text', { nullable: true })
  readonly voucherDigest!: string | null;

  /** The journal that it undoes. */
  @Column('uuid', { nullable: true })
  readonly reverses!: string | null;

  @Column('text')
  readonly summary!: string;

  /** How many lines it has. */
  @Column('smallint')
  readonly lines!: number;

  /** Staff id, or the name of the reaction or deadline. */
  @Column('text')
  readonly postedBy!: string;

  @Column('timestamptz')
  readonly postedAt!: Date;

  @Column('text')
  readonly correlationId!: string;

  /** SHA-256 over all other columns and those of its lines, in hexadecimal. */
  @Column('text')
  readonly digest!: string;
}
