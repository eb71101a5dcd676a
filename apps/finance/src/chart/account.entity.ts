import { Column, Entity, Index, PrimaryColumn } from 'typeorm';
import type { EntrySide, LedgerAccountKind } from '@bumen/contracts';

/** An account of the chart. Its code, currency and side never change, since what is posted to it rests on them. */
@Entity('account')
export class LedgerAccount {
  @PrimaryColumn('text', { primaryKeyConstraintName: 'account_pkey' })
  readonly code!: string;

  /** The code of the account that it is a part of. */
  @Column('text', { nullable: true })
  @Index('account_above')
  readonly above!: string | null;

  @Column('text')
  readonly title!: string;

  @Column('text')
  readonly kind!: LedgerAccountKind;

  /** The side on which it usually stands. */
  @Column('text')
  readonly side!: EntrySide;

  @Column('text')
  readonly currency!: string;

  /** It can't be less than nothing; then it has a row in `guarded`. */
  @Column('boolean')
  readonly guarded!: boolean;

  /** Cash, bank or other money: what comes in is a 收 voucher, what goes out a 付 (F-07). */
  @Column('boolean')
  readonly money!: boolean;

  /** Nothing is posted to it (`AccountClosing`). */
  @Column('boolean')
  readonly closed!: boolean;

  /** Staff id; null where the standard has it. */
  @Column('uuid', { nullable: true })
  readonly addedBy!: string | null;

  /** Staff id of whose words its title is; null where it is the standard's. */
  @Column('uuid', { nullable: true })
  readonly titledBy!: string | null;
}
