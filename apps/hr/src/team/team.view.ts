import type { createTeam, ResponseOf } from '@bumen/contracts';
import type { Team } from './team.entity.ts';

export function teamViewOf(team: Team, memberCount: number): ResponseOf<typeof createTeam> {
  const { id, version, name, kind, leadStaffId, headcount } = team;
  return { id, version, name, kind, leadStaffId, headcount, memberCount };
}
