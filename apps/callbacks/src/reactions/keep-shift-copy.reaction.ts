import { Controller } from '@nestjs/common';
import { callbacksKeepShiftCopy, type ReactedEvent } from '@bumen/contracts';
import { ReactsTo } from '@bumen/service-kit';
import { StaffRepository } from '../staff/staff.repository.ts';

/** Callbacks are shared out among those on shift (C-02, H-02). */
@Controller()
export class KeepShiftCopy {
  constructor(private readonly staff: StaffRepository) {}

  @ReactsTo(callbacksKeepShiftCopy)
  async react({ data }: ReactedEvent<typeof callbacksKeepShiftCopy>): Promise<void> {
    await this.staff.recountDuty(data.staffId);
  }
}
