import { Controller } from '@nestjs/common';
import { callbacksKeepStaffCopy, type ReactedEvent } from '@bumen/contracts';
import { ReactsTo } from '@bumen/service-kit';
import { Acts } from '../acts.ts';
import { CallbackRepository } from '../callback/callback.repository.ts';
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
    private readonly callbacks: CallbackRepository,
    private readonly acts: Acts,
  ) {}

  @ReactsTo(callbacksKeepStaffCopy)
  async react({ data }: ReactedEvent<typeof callbacksKeepStaffCopy>): Promise<void> {
    if (isSpecialist(data)) return;
    for (const id of await this.callbacks.openOfAssignee(data.staffId)) {
      const callback = await this.callbacks.lock(id);
      if (callback.assigneeId !== data.staffId) continue;
      const other = await this.staff.anySpecialist(callback.ticketHandlerIds);
      // Where there is no specialist left at all, a supervisor finds it by its due time.
      if (!other) continue;
      callback.assign(other, this.acts.current());
      await this.callbacks.save(callback);
    }
  }
}
