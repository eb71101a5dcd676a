import { Controller } from '@nestjs/common';
import { ticketsKeepTeamCopy, type ReactedEvent } from '@bumen/contracts';
import { ReactsTo } from '@bumen/service-kit';
import { StaffRepository } from '../staff/staff.repository.ts';

/** Routing goes by the kind of team, escalation by its lead (T-03). */
@Controller()
export class KeepTeamCopy {
  constructor(private readonly staff: StaffRepository) {}

  @ReactsTo(ticketsKeepTeamCopy)
  async keep({ data }: ReactedEvent<typeof ticketsKeepTeamCopy>): Promise<void> {
    await this.staff.keepTeam(data);
  }
}
