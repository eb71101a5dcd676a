import { Controller } from '@nestjs/common';
import { ticketsKeepStaffCopy, type ReactedEvent } from '@bumen/contracts';
import { ReactsTo } from '@bumen/service-kit';
import { StaffCopies } from '../staff/staff-copies.ts';

/** Routing goes by who is on the staff and what they can do (T-03). */
@Controller()
export class KeepStaffCopy {
  readonly #staff: StaffCopies;

  constructor(staff: StaffCopies) {
    this.#staff = staff;
  }

  @ReactsTo(ticketsKeepStaffCopy)
  async keep({ data }: ReactedEvent<typeof ticketsKeepStaffCopy>): Promise<void> {
    await this.#staff.keepStaff(data);
  }
}
