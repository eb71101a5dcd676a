import { Injectable } from '@nestjs/common';
import {
  proposalNotFound,
  proposalOpenAlready,
  proposalView,
  type listProposals,
  type RequestOf,
} from '@bumen/contracts';
import { AggregateRepository, keepOneOf, readPage } from '@bumen/service-kit';
import { Proposal } from './proposal.entity.ts';

@Injectable()
export class ProposalRepository extends AggregateRepository<Proposal> {
  constructor() {
    super(Proposal, {
      notFound: (id) => proposalNotFound({ id }),
      view: proposalView,
      notPersonal: ['subject', 'wanted', 'basis'],
      secret: ['passwordHash', 'passwordHalf'],
      unique: { proposal_open: () => proposalOpenAlready() },
    });
  }

  page(request: RequestOf<typeof listProposals>): Promise<{ items: Proposal[]; nextCursor: string | null }> {
    const query = this.select(Proposal, 'proposal');
    keepOneOf(query, { state: request.state, staffId: request.staffId });
    return readPage(query, request, { by: ['askedAt', 'id'], direction: 'desc' }, (proposal) => proposal);
  }
}
