import { Controller } from '@nestjs/common';
import { cancelShiftsOfWhoLeft, type ReactedEvent } from '@bumen/contracts';
import { ReactsTo } from '@bumen/service-kit';
import { Acts } from '../acts.ts';
import { ShiftRepository } from '../shift/shift.repository.ts';

/** Nobody is on shift who isn't there: what would have ended later is cancelled (H-02). */
@Controller()
export class CancelShiftsOfWhoLeft {
  constructor(
    private readonly shifts: ShiftRepository,
    private readonly acts: Acts,
  ) {}

  @ReactsTo(cancelShiftsOfWhoLeft)
  async react({ data: { staffId, active } }: ReactedEvent<typeof cancelShiftsOfWhoLeft>): Promise<void> {
    if (active) return;
    const act = this.acts.current();
    for (const shiftId of await this.shifts.comingOf(staffId, act.at)) {
      const shift = await this.shifts.lock(shiftId);
      if (shift.cancelled) continue;
      shift.cancel(act);
      await this.shifts.save(shift);
    }
  }
}
