import { Controller } from '@nestjs/common';
import { ticketsKeepStaffCopy, type ReactedEvent } from '@bumen/contracts';
import { ReactsTo } from '@bumen/service-kit';
import { Hands } from '../routing/hands.ts';
import { StaffCopies } from '../staff/staff-copies.ts';

/** Routing goes by who is on the staff and what they can do (T-03). */
@Controller()
export class KeepStaffCopy {
  readonly #staff: StaffCopies;
  readonly #hands: Hands;

  constructor(staff: StaffCopies, hands: Hands) {
    this.#staff = staff;
    this.#hands = hands;
  }

  @ReactsTo(ticketsKeepStaffCopy)
  async keep({ data }: ReactedEvent<typeof ticketsKeepStaffCopy>): Promise<void> {
    await this.#staff.keepStaff(data);
    await this.#hands.welcome(data.staffId);
  }
}
