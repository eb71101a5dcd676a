import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { VoucherKind } from '@bumen/contracts';

/** The last number that a voucher of this kind and month has (F-07). */
@Entity('voucher_number')
export class VoucherNumber {
  @PrimaryColumn('text', { primaryKeyConstraintName: 'voucher_number_pkey' })
  readonly month!: string;

  @PrimaryColumn('text', { primaryKeyConstraintName: 'voucher_number_pkey' })
  readonly kind!: VoucherKind;

  @Column('int')
  readonly last!: number;
}
