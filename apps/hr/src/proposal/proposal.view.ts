import { breachesMax, proposalSummary, type getProposal, type listProposals, type ResponseOf } from '@bumen/contracts';
import { viewOf } from '@bumen/service-kit';
import type { Act } from '../acts.ts';
import type { HeldPositions } from '../position/duties.ts';
import type { Proposal } from './proposal.entity.ts';

type View = ResponseOf<typeof getProposal>;
type Summary = ResponseOf<typeof listProposals>['items'][number];

/** `staffName`: of whom it is for. */
export function proposalSummaryOf(proposal: Proposal, staffName: string | null): Summary {
  const { kind, subject, wanted } = proposal;
  return viewOf(proposalSummary, proposal, {
    staffName,
    roles: [...(wanted.roles ?? [])],
    policy:
      kind === 'policy'
        ? { name: subject, value: wanted.value as never, effectiveFrom: wanted.effectiveFrom ?? null }
        : null,
    askedById: proposal.askedBy,
    expiresAt: proposal.nextDeadlineAt?.toISOString() ?? null,
    decidedById: proposal.decidedBy,
  });
}

/** What is shown with one that isn't its own: the positions it names, and who would break its policy. */
export interface Beside {
  readonly staffName: string | null;
  readonly positions: HeldPositions;
  /** One more than are shown where there are more. */
  readonly breaches: View['breaches']['items'];
}

export const proposalViewOf = (proposal: Proposal, { staffName, positions, breaches }: Beside, act: Act): View => ({
  ...proposalSummaryOf(proposal, staffName),
  positions: (proposal.wanted.positionIds ?? []).map((id) => ({ id, name: positions.get(id)?.name ?? '' })),
  breaches: { items: breaches.slice(0, breachesMax), more: breaches.length > breachesMax },
  offers: proposal.offers(act),
});
