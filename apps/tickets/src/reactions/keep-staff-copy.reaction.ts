import { Controller } from '@nestjs/common';
import { ticketHandlers, ticketsKeepStaffCopy, type ReactedEvent } from '@bumen/contracts';
import { ReactsTo } from '@bumen/service-kit';
import { Handover } from '../routing/handover.ts';
import { StaffRepository } from '../staff/staff.repository.ts';

/**
 * Routing goes by who is on the staff and what they can do; what somebody had in hand who can do it no longer goes to
 * others (T-03, H-01).
 */
@Controller()
export class KeepStaffCopy {
  constructor(
    private readonly staff: StaffRepository,
    private readonly handover: Handover,
  ) {}

  @ReactsTo(ticketsKeepStaffCopy)
  async react({ data }: ReactedEvent<typeof ticketsKeepStaffCopy>): Promise<void> {
    await this.staff.recountDuty(data.staffId);
    if (!data.active || !data.roles.some((role) => (ticketHandlers as readonly string[]).includes(role)))
      await this.handover.allOf(data.staffId);
  }
}
