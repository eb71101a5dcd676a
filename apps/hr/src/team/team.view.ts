import { teamView, type createTeam, type ResponseOf } from '@bumen/contracts';
import { viewOf } from '@bumen/service-kit';
import type { Team } from './team.entity.ts';

export const teamViewOf = (team: Team, memberCount: number): ResponseOf<typeof createTeam> =>
  viewOf(teamView, team, { memberCount });
