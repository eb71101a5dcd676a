import { MeetsDeadlines, type DeadlineHandler } from '@bumen/service-kit';
import { Acts } from '../acts.ts';
import { Departure } from '../staff/departure.ts';
import type { Staff } from '../staff/staff.entity.ts';
import { StaffRepository } from '../staff/staff.repository.ts';

/** The first day on which somebody is gone has begun (H-01). */
@MeetsDeadlines(StaffRepository, { zh: '到期办理离职', en: 'Announced leave begins' })
export class AnnouncedLeaveBegins implements DeadlineHandler<Staff> {
  constructor(
    private readonly departure: Departure,
    private readonly acts: Acts,
  ) {}

  async timeIsUp(staff: Staff): Promise<void> {
    const act = this.acts.current();
    staff.leaveAsAnnounced(act);
    await this.departure.follow(staff, act);
  }
}
