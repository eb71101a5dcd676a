import { Column, Entity, ForeignKey, Index } from 'typeorm';
import { shiftChanged, shiftHoursMax, shiftNotSensible, shiftsOverlap, shiftSteps } from '@bumen/contracts';
import { StatefulAggregate, type ColumnsOf } from '@bumen/service-kit';
import type { Act } from '../acts.ts';
import { Staff } from '../staff/staff.entity.ts';

/** A stretch of time; its end doesn't belong to it. */
export interface Stretch {
  readonly startsAt: Date;
  readonly endsAt: Date;
}
type ShiftState = keyof typeof shiftSteps.states;
type Step = keyof typeof shiftSteps.steps;
interface Columns extends ColumnsOf<Shift, 'cancelled'> {}

/** When somebody is at work; who is on shift is asked for routing and calling (H-02, T-03). */
@Entity('shift')
@Index('shift_staff_start', ['staffId', 'startsAt'])
@Index('shift_start', ['startsAt', 'id'])
export class Shift extends StatefulAggregate<ShiftState, Step, Act, Columns> {
  @Column('uuid')
  @ForeignKey(() => Staff, { name: 'shift_staff_fkey' })
  readonly staffId!: string;

  @Column('timestamptz')
  readonly startsAt!: Date;

  @Column('timestamptz')
  readonly endsAt!: Date;

  @Column('text')
  readonly state!: ShiftState;

  /** `other`: a shift of the same person that it would overlap, looked for under the person's lock. */
  static plan(id: string, staffId: string, { startsAt, endsAt }: Stretch, other: Stretch | undefined, act: Act): Shift {
    const why = whyNotSensible({ startsAt, endsAt }, act.at);
    if (why) throw shiftNotSensible({ why });
    if (other) throw shiftsOverlap({ startsAt: other.startsAt.toISOString(), endsAt: other.endsAt.toISOString() });
    const shift = new Shift();
    shift.open({ id, staffId, startsAt, endsAt, state: 'planned' }, act);
    return shift;
  }

  get cancelled(): boolean {
    return this.state === 'cancelled';
  }

  cancel(act: Act): void {
    this.step('cancel', act);
  }

  protected get table() {
    return shiftSteps;
  }

  protected become(changes: Partial<Columns>): void {
    Object.assign(this, changes);
    this.raise(shiftChanged, {
      shiftId: this.id,
      staffId: this.staffId,
      startsAt: this.startsAt.toISOString(),
      endsAt: this.endsAt.toISOString(),
      cancelled: this.cancelled,
    });
  }
}

function whyNotSensible({ startsAt, endsAt }: Stretch, now: Date): { zh: string; en: string } | undefined {
  if (endsAt <= startsAt) return { zh: '结束时间必须晚于开始时间', en: 'It must end after it starts' };
  if (endsAt.getTime() - startsAt.getTime() > shiftHoursMax * 3_600_000)
    return { zh: `一个班次最长 ${shiftHoursMax} 小时`, en: `A shift has at most ${shiftHoursMax} hours` };
  if (endsAt <= now) return { zh: '班次已经结束,不能补排', en: 'It would be over already' };
  return undefined;
}
