import { Controller } from '@nestjs/common';
import { cancelShiftsOfWhoLeft, type ReactedEvent } from '@bumen/contracts';
import { currentWork, ReactsTo } from '@bumen/service-kit';
import { ShiftRepository } from '../shift/shift.repository.ts';

/** Nobody is on shift who isn't there: what would have ended later is cancelled (H-02). */
@Controller()
export class CancelShiftsOfWhoLeft {
  constructor(private readonly shifts: ShiftRepository) {}

  @ReactsTo(cancelShiftsOfWhoLeft)
  async react({ data: { staffId, active } }: ReactedEvent<typeof cancelShiftsOfWhoLeft>): Promise<void> {
    if (active) return;
    for (const shiftId of await this.shifts.comingOf(staffId, currentWork().now)) {
      const shift = await this.shifts.lock(shiftId);
      if (shift.cancelled) continue;
      shift.cancel();
      await this.shifts.save(shift);
    }
  }
}
