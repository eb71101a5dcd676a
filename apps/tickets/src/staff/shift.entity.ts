import { Column, Entity, Index, PrimaryColumn } from 'typeorm';
import { ticketsKeepShiftCopy } from '@bumen/contracts';
import { CopyOf } from '@bumen/service-kit';

/** Copy of a shift; hr owns it. Who has one that contains the moment is on shift. */
@CopyOf(ticketsKeepShiftCopy)
@Entity('shift')
@Index('shift_by_staff', ['staffId', 'endsAt'], { where: 'NOT cancelled' })
export class Shift {
  @PrimaryColumn('uuid')
  id!: string;
  @Column('uuid')
  staffId!: string;
  @Column('timestamptz')
  startsAt!: Date;
  @Column('timestamptz')
  endsAt!: Date;
  @Column('boolean')
  cancelled!: boolean;
}
