import type { Role, ServiceProfile, TeamKind, TicketNature } from '@bumen/contracts';
import type { Rules } from '../rules.ts';

/** What somebody must be to be given tickets of a nature (T-03). */
export interface Need {
  readonly teamKind: TeamKind;
  readonly roles: readonly Role[];
  /** Null where every profile will do. */
  readonly profiles: readonly ServiceProfile[] | null;
}

const rolesFor: Partial<Record<TicketNature, readonly Role[]>> = {
  dispute: ['complaint_specialist'],
  order: ['order_specialist', 'agent'],
};

export function needOf(nature: TicketNature, { routing }: Rules): Need {
  return {
    teamKind: routing.teamOf[nature],
    roles: rolesFor[nature] ?? ['agent'],
    profiles: nature === 'technical_fault' ? ['technical', 'all_round'] : null,
  };
}
