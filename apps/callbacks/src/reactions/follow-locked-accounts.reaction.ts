import { Controller } from '@nestjs/common';
import { callbacksFollowLockedAccounts, type ReactedEvent } from '@bumen/contracts';
import { ReactsTo } from '@bumen/service-kit';
import { StaffRepository } from '../staff/staff.repository.ts';

/** Whoever can't sign in is as good as not on shift (T-03). */
@Controller()
export class FollowLockedAccounts {
  constructor(private readonly staff: StaffRepository) {}

  @ReactsTo(callbacksFollowLockedAccounts)
  async react({ data }: ReactedEvent<typeof callbacksFollowLockedAccounts>): Promise<void> {
    await this.staff.noteLocked(data.staffId, data.state === 'locked');
    await this.staff.recountDuty(data.staffId);
  }
}
