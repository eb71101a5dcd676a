import { Controller } from '@nestjs/common';
import { callbacksKeepStaffCopy, type ReactedEvent } from '@bumen/contracts';
import { ReactsTo } from '@bumen/service-kit';
import { Acts } from '../acts.ts';
import { CallbackRepository } from '../callback/callback.repository.ts';
import { Handover } from '../callback/handover.ts';
import { isSpecialist } from '../staff/fit-specialist.ts';
import { StaffRepository } from '../staff/staff.repository.ts';

/**
 * Callbacks go to who is on the staff and may do them; those of who can't any more go to others, so that none
 * disappears (C-05, H-01).
 */
@Controller()
export class KeepStaffCopy {
  constructor(
    private readonly staff: StaffRepository,
    private readonly handover: Handover,
    private readonly callbacks: CallbackRepository,
    private readonly acts: Acts,
  ) {}

  @ReactsTo(callbacksKeepStaffCopy)
  async react({ data }: ReactedEvent<typeof callbacksKeepStaffCopy>): Promise<void> {
    await this.staff.recountDuty(data.staffId);
    if (isSpecialist(data)) return;
    for (const id of await this.callbacks.openOfAssignee(data.staffId)) {
      const callback = await this.callbacks.lock(id);
      if (callback.assigneeId !== data.staffId) continue;
      await this.handover.fromWhoCannot(callback, this.acts.current());
      await this.callbacks.save(callback);
    }
  }
}
