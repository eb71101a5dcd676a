import { Injectable } from '@nestjs/common';
import { journalNotFound, postingView } from '@bumen/contracts';
import { AggregateRepository } from '@bumen/service-kit';
import { Posting } from './posting.entity.ts';

@Injectable()
export class PostingRepository extends AggregateRepository<Posting> {
  constructor() {
    super(Posting, { notFound: (id) => journalNotFound({ id }), view: postingView });
  }
}
