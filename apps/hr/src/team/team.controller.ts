import { Controller } from '@nestjs/common';
import { changeTeam, createTeam, listTeams, type RequestOf, type ResponseOf } from '@bumen/contracts';
import { currentWork, Handles } from '@bumen/service-kit';
import { Acts } from '../acts.ts';
import { StaffRepository } from '../staff/staff.repository.ts';
import { Team } from './team.entity.ts';
import { TeamRepository } from './team.repository.ts';
import { teamViewOf } from './team.view.ts';

@Controller()
export class TeamController {
  constructor(
    private readonly teams: TeamRepository,
    private readonly staff: StaffRepository,
    private readonly acts: Acts,
  ) {}

  @Handles(createTeam)
  async create(request: RequestOf<typeof createTeam>): Promise<ResponseOf<typeof createTeam>> {
    if (request.leadStaffId) await this.staff.holdEmployed(request.leadStaffId, 'lead_team', this.acts.current());
    const team = Team.create(currentWork().newId(), request);
    await this.teams.save(team);
    return teamViewOf(team, 0);
  }

  @Handles(changeTeam)
  async change({ teamId, ...wanted }: RequestOf<typeof changeTeam>): Promise<ResponseOf<typeof changeTeam>> {
    const team = await this.teams.lock(teamId);
    if (wanted.leadStaffId) await this.staff.holdEmployed(wanted.leadStaffId, 'lead_team', this.acts.current());
    const memberCount = (await this.teams.memberCounts([teamId])).get(teamId) ?? 0;
    team.change(wanted, memberCount);
    await this.teams.save(team);
    return teamViewOf(team, memberCount);
  }

  @Handles(listTeams)
  async list(request: RequestOf<typeof listTeams>): Promise<ResponseOf<typeof listTeams>> {
    const { items, nextCursor } = await this.teams.page(request);
    const counts = await this.teams.memberCounts(items.map((team) => team.id));
    return { items: items.map((team) => teamViewOf(team, counts.get(team.id) ?? 0)), nextCursor };
  }
}
