import { Injectable } from '@nestjs/common';
import { postingView, type Problem } from '@bumen/contracts';
import { AggregateRepository } from '@bumen/service-kit';
import { Posting } from './posting.entity.ts';

const nobodyLooks = (id: string): Problem => {
  throw new Error(`nobody looks for posting ${id} by itself`);
};

@Injectable()
export class PostingRepository extends AggregateRepository<Posting> {
  constructor() {
    super(Posting, { notFound: nobodyLooks, view: postingView });
  }
}
