import { Column, Entity, Index } from 'typeorm';
import { spotCountDiffers, spotCountTaken, type CashBox, type CashCount, type UnfitNotes } from '@bumen/contracts';
import { Aggregate, type ColumnsOf } from '@bumen/service-kit';
import type { Act } from '../acts.ts';
import { cashBoxes } from '../cash-day/counting.ts';
import type { OpenDay } from '../cash-desk/cash-desk.entity.ts';

type BoxCount = CashCount[CashBox];
interface Columns extends ColumnsOf<SpotCount> {}

/** What somebody found in the boxes of a desk unannounced (F-18). The database itself refuses to change it. */
@Entity('spot_count')
@Index('spot_count_desk', ['deskId', 'id'])
export class SpotCount extends Aggregate {
  @Column('uuid')
  readonly deskId!: string;

  @Column('text')
  readonly deskName!: string;

  /** Which day of the desk was going on. */
  @Column('uuid')
  readonly cashDayId!: string;

  @Column('date')
  readonly day!: string;

  @Column('uuid')
  readonly custodianId!: string;

  @Column('text')
  readonly custodianName!: string;

  @Column('jsonb')
  readonly takings!: BoxCount;

  @Column('jsonb')
  readonly petty!: BoxCount;

  @Column('jsonb')
  readonly unfit!: UnfitNotes;

  @Column('uuid')
  readonly countedById!: string;

  @Column('text')
  readonly countedByName!: string;

  @Column('timestamptz')
  readonly countedAt!: Date;

  static take(
    id: string,
    desk: Pick<Columns, 'deskId' | 'deskName' | 'custodianId' | 'custodianName'>,
    { cashDayId, day }: OpenDay,
    { takings, petty, unfit }: CashCount,
    { by, at }: Act,
  ): SpotCount {
    const count = new SpotCount();
    const columns: Columns = {
      ...{ id, ...desk, cashDayId, day, takings, petty, unfit },
      ...{ countedById: by.id, countedByName: by.name, countedAt: at },
    };
    Object.assign(count, columns);
    const told = { spotCountId: id, deskId: desk.deskId, cashDayId, day, countedById: by.id };
    count.raise(spotCountTaken, told);
    if (cashBoxes.some((box) => count[box].differenceFen !== 0)) count.raise(spotCountDiffers, told);
    return count;
  }
}
