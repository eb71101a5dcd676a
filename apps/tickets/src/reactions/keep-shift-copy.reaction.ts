import { Controller } from '@nestjs/common';
import { ticketsKeepShiftCopy, type ReactedEvent } from '@bumen/contracts';
import { ReactsTo } from '@bumen/service-kit';
import { StaffRepository } from '../staff/staff.repository.ts';

/** Routing goes by who is on shift (T-03, H-02). */
@Controller()
export class KeepShiftCopy {
  constructor(private readonly staff: StaffRepository) {}

  @ReactsTo(ticketsKeepShiftCopy)
  async react({ data }: ReactedEvent<typeof ticketsKeepShiftCopy>): Promise<void> {
    await this.staff.recountDuty(data.staffId);
  }
}
