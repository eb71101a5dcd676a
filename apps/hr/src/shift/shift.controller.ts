import { Controller } from '@nestjs/common';
import { cancelShift, listShifts, planShift, type RequestOf, type ResponseOf } from '@bumen/contracts';
import { currentWork, Handles } from '@bumen/service-kit';
import { StaffRepository } from '../staff/staff.repository.ts';
import { Shift } from './shift.entity.ts';
import { ShiftRepository } from './shift.repository.ts';
import { shiftView } from './shift.view.ts';

@Controller()
export class ShiftController {
  constructor(
    private readonly staff: StaffRepository,
    private readonly shifts: ShiftRepository,
  ) {}

  @Handles(planShift)
  async plan({ staffId, ...request }: RequestOf<typeof planShift>): Promise<ResponseOf<typeof planShift>> {
    const stretch = { startsAt: new Date(request.startsAt), endsAt: new Date(request.endsAt) };
    // Under the person's lock nobody else gives them a shift, so two that overlap can't be planned at once.
    (await this.staff.lock(staffId)).refuseUnlessEmployed('plan_shift');
    const shift = Shift.plan(
      currentWork().newId(),
      staffId,
      stretch,
      currentWork().now,
      await this.shifts.overlapping(staffId, stretch),
    );
    await this.shifts.save(shift);
    return shiftView(shift);
  }

  @Handles(cancelShift)
  async cancel({ shiftId }: RequestOf<typeof cancelShift>): Promise<ResponseOf<typeof cancelShift>> {
    const shift = await this.shifts.lock(shiftId);
    shift.cancel();
    await this.shifts.save(shift);
    return shiftView(shift);
  }

  @Handles(listShifts)
  async list(request: RequestOf<typeof listShifts>): Promise<ResponseOf<typeof listShifts>> {
    const { items, nextCursor } = await this.shifts.page(request);
    return { items: items.map(shiftView), nextCursor };
  }
}
