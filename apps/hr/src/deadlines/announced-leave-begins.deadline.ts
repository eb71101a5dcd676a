import { MeetsDeadlines, type DeadlineHandler } from '@bumen/service-kit';
import { Departure } from '../staff/departure.ts';
import type { Staff } from '../staff/staff.entity.ts';
import { StaffRepository } from '../staff/staff.repository.ts';

/** The first day on which somebody is gone has begun (H-01). */
@MeetsDeadlines(StaffRepository, '到期办理离职')
export class AnnouncedLeaveBegins implements DeadlineHandler<Staff> {
  constructor(private readonly departure: Departure) {}

  async timeIsUp(staff: Staff): Promise<void> {
    staff.leaveAsAnnounced();
    await this.departure.follow(staff);
  }
}
