import { MeetsDeadlines, type DeadlineHandler } from '@bumen/service-kit';
import { Acts } from '../acts.ts';
import type { Proposal } from '../proposal/proposal.entity.ts';
import { ProposalRepository } from '../proposal/proposal.repository.ts';

/** Nobody has decided it in time (P-04). */
@MeetsDeadlines(ProposalRepository, { zh: '申请到期', en: 'A proposal expires' })
export class ProposalExpires implements DeadlineHandler<Proposal> {
  constructor(private readonly acts: Acts) {}

  timeIsUp(proposal: Proposal): void {
    proposal.expire(this.acts.current());
  }
}
