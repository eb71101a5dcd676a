import { Controller } from '@nestjs/common';
import { relieveLeadWhoLeft, type ReactedEvent } from '@bumen/contracts';
import { ReactsTo } from '@bumen/service-kit';
import { TeamRepository } from '../team/team.repository.ts';

/** A reaction and no part of the leave itself, because teams are locked before staff everywhere. */
@Controller()
export class RelieveLeadWhoLeft {
  constructor(private readonly teams: TeamRepository) {}

  @ReactsTo(relieveLeadWhoLeft)
  async react({ data: { staffId, active } }: ReactedEvent<typeof relieveLeadWhoLeft>): Promise<void> {
    if (active) return;
    for (const teamId of await this.teams.ledBy(staffId)) {
      const team = await this.teams.lock(teamId);
      team.relieve(staffId);
      await this.teams.save(team);
    }
  }
}
