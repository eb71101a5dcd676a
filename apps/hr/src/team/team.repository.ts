import { Injectable } from '@nestjs/common';
import { nameTaken, teamFull, teamNotFound, type listTeams, type RequestOf, teamView } from '@bumen/contracts';
import { AggregateRepository, readPage } from '@bumen/service-kit';
import { Team } from './team.entity.ts';

@Injectable()
export class TeamRepository extends AggregateRepository<Team> {
  constructor() {
    super(Team, {
      notFound: (id) => teamNotFound({ id }),
      view: teamView,
      notPersonal: ['name'],
      unique: { team_name_key: (team) => nameTaken({ value: team.name }) },
    });
  }

  /**
   * Locks the team until the transaction ends and makes sure that there is a place for one more, so that the last place
   * is given once (编制, P-01). `staffId` is not counted: who is in the team already keeps their place.
   */
  async claimPlace(teamId: string, staffId?: string): Promise<void> {
    const [team] = await this.lockRows<{ name: string; headcount: number }>(
      'SELECT name, headcount FROM team WHERE id = $1 FOR UPDATE',
      [teamId],
    );
    if (!team) throw teamNotFound({ id: teamId });
    // A statement of its own: it has to see what the one who held the lock before has committed.
    const [others] = await this.read<{ count: number }>(
      `SELECT count(*)::int AS count FROM staff WHERE team_id = $1 AND state = 'employed'
         AND id IS DISTINCT FROM $2::uuid`,
      [teamId, staffId ?? null],
    );
    if (others!.count >= team.headcount) throw teamFull({ team: team.name, headcount: team.headcount });
  }

  /** How many people belong to each of the teams now; a team without any is missing. */
  async memberCounts(teamIds: readonly string[]): Promise<ReadonlyMap<string, number>> {
    const rows = await this.read<{ team_id: string; count: number }>(
      `SELECT team_id, count(*)::int AS count FROM staff WHERE team_id = ANY($1::uuid[]) AND state = 'employed'
         GROUP BY team_id`,
      [teamIds],
    );
    return new Map(rows.map((row) => [row.team_id, row.count]));
  }

  async ledBy(staffId: string): Promise<string[]> {
    const rows = await this.read<{ id: string }>('SELECT id FROM team WHERE lead_staff_id = $1 ORDER BY id', [staffId]);
    return rows.map((row) => row.id);
  }

  page(request: RequestOf<typeof listTeams>): Promise<{ items: Team[]; nextCursor: string | null }> {
    return readPage(this.select(Team, 'team'), request, { by: ['name'], direction: 'asc' }, (team) => team);
  }
}
