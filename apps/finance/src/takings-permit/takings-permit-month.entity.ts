import { Check, Column, Entity, PrimaryColumn } from 'typeorm';
import type { PaperHand } from '@bumen/contracts';

/** What of a permit was used in a month, decided in the locked row: never more than the bank allows (F-04). */
@Entity('takings_permit_month')
@Check('takings_permit_month_used', 'used_fen >= 0 AND used_fen <= monthly_fen')
export class TakingsPermitMonth {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'takings_permit_month_pkey' })
  readonly takingsPermitId!: string;

  /** `YYYY-MM` */
  @PrimaryColumn('text', { primaryKeyConstraintName: 'takings_permit_month_pkey' })
  readonly month!: string;

  @Column('bigint')
  readonly monthlyFen!: string;

  @Column('bigint')
  readonly usedFen!: string;

  /** How many payments. */
  @Column('int')
  readonly payouts!: number;

  /** Who told the bank; nothing of it is used any more. */
  @Column('jsonb', { nullable: true })
  readonly reported!: PaperHand | null;
}
