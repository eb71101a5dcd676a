import { Controller } from '@nestjs/common';
import { cancelShift, listShifts, planShift, type RequestOf, type ResponseOf } from '@bumen/contracts';
import { currentWork, Handles } from '@bumen/service-kit';
import { Acts } from '../acts.ts';
import { StaffRepository } from '../staff/staff.repository.ts';
import { Shift } from './shift.entity.ts';
import { ShiftRepository } from './shift.repository.ts';
import { shiftViewOf } from './shift.view.ts';

@Controller()
export class ShiftController {
  constructor(
    private readonly staff: StaffRepository,
    private readonly shifts: ShiftRepository,
    private readonly acts: Acts,
  ) {}

  @Handles(planShift)
  async plan({ staffId, ...request }: RequestOf<typeof planShift>): Promise<ResponseOf<typeof planShift>> {
    const stretch = { startsAt: new Date(request.startsAt), endsAt: new Date(request.endsAt) };
    // Under the person's lock nobody else gives them a shift, so two that overlap can't be planned at once.
    const staff = await this.staff.lock(staffId);
    const act = this.acts.current();
    staff.refuseUnlessPossible('plan_shift', act);
    const other = await this.shifts.overlapping(staffId, stretch);
    const shift = Shift.plan(currentWork().newId(), staffId, stretch, other, act);
    await this.shifts.save(shift);
    return shiftViewOf(shift, act);
  }

  @Handles(cancelShift)
  async cancel({ shiftId }: RequestOf<typeof cancelShift>): Promise<ResponseOf<typeof cancelShift>> {
    const shift = await this.shifts.lock(shiftId);
    const act = this.acts.current();
    shift.cancel(act);
    await this.shifts.save(shift);
    return shiftViewOf(shift, act);
  }

  @Handles(listShifts)
  async list(request: RequestOf<typeof listShifts>): Promise<ResponseOf<typeof listShifts>> {
    const { items, nextCursor } = await this.shifts.page(request);
    const act = this.acts.current();
    return { items: items.map((shift) => shiftViewOf(shift, act)), nextCursor };
  }
}
