import { Column, Entity, Index, PrimaryColumn } from 'typeorm';
import { callbacksKeepShiftCopy } from '@bumen/contracts';
import { CopyOf } from '@bumen/service-kit';

/** When somebody works: a copy that hr's events keep current. */
@CopyOf(callbacksKeepShiftCopy)
@Entity('shift')
@Index('shift_staff_ends', ['staffId', 'endsAt'], { where: 'NOT cancelled' })
export class Shift {
  @PrimaryColumn('uuid')
  readonly id!: string;

  @Column('uuid')
  readonly staffId!: string;

  @Column('timestamptz')
  readonly startsAt!: Date;

  @Column('timestamptz')
  readonly endsAt!: Date;

  @Column('boolean')
  readonly cancelled!: boolean;
}
