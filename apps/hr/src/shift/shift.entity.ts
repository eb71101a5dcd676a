import { Column, Entity, ForeignKey, Index } from 'typeorm';
import { shiftChanged, shiftHoursMax, shiftNotSensible, shiftsOverlap, shiftSteps } from '@bumen/contracts';
import { Aggregate } from '@bumen/service-kit';
import { Staff } from '../staff/staff.entity.ts';

/** A stretch of time; its end doesn't belong to it. */
export interface Stretch {
  readonly startsAt: Date;
  readonly endsAt: Date;
}
type State = Pick<Shift, 'staffId' | 'startsAt' | 'endsAt' | 'cancelled'>;

/** When somebody is at work; who is on shift is asked for routing and calling (H-02, T-03). */
@Entity('shift')
@Index('shift_staff_start', ['staffId', 'startsAt'])
@Index('shift_start', ['startsAt', 'id'])
export class Shift extends Aggregate {
  @Column('uuid')
  @ForeignKey(() => Staff, { name: 'shift_staff_fkey' })
  readonly staffId!: string;

  @Column('timestamptz')
  readonly startsAt!: Date;

  @Column('timestamptz')
  readonly endsAt!: Date;

  @Column('boolean')
  readonly cancelled!: boolean;

  /**
   * `other`: a shift of the same person that it would overlap, looked for under the person's lock.
   * Throws shiftNotSensible, shiftsOverlap.
   */
  static plan(
    id: string,
    staffId: string,
    { startsAt, endsAt }: Stretch,
    now: Date,
    other: Stretch | undefined,
  ): Shift {
    const why = whyNotSensible({ startsAt, endsAt }, now);
    if (why) throw shiftNotSensible({ why });
    if (other) throw shiftsOverlap({ startsAt: other.startsAt.toISOString(), endsAt: other.endsAt.toISOString() });
    const shift = new Shift();
    Object.assign(shift, { id });
    shift.#become({ staffId, startsAt, endsAt, cancelled: false });
    return shift;
  }

  /** Throws stepRefused where it is cancelled already. */
  cancel(): void {
    this.refuseUnless(shiftSteps, 'cancel', this.cancelled ? 'cancelled' : 'planned');
    this.#become({ cancelled: true });
  }

  #become(state: Partial<State>): void {
    Object.assign(this, state);
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
