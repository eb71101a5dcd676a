import { Injectable } from '@nestjs/common';
import {
  takingsPermitKnown,
  takingsPermitNotFound,
  takingsPermitView,
  type listTakingsPermits,
  type RequestOf,
} from '@bumen/contracts';
import { AggregateRepository, keepOneOf, readPage } from '@bumen/service-kit';
import { TakingsPermit } from './takings-permit.entity.ts';

@Injectable()
export class TakingsPermitRepository extends AggregateRepository<TakingsPermit> {
  constructor() {
    super(TakingsPermit, {
      notFound: (id) => takingsPermitNotFound({ id }),
      view: takingsPermitView,
      notPersonal: ['numberKey'],
      unique: { takings_permit_number: ({ number }) => takingsPermitKnown({ number }) },
    });
  }

  page({
    state,
    ...request
  }: RequestOf<typeof listTakingsPermits>): Promise<{ items: TakingsPermit[]; nextCursor: string | null }> {
    const query = this.select(TakingsPermit, 'permit');
    keepOneOf(query, { state });
    return readPage(query, request, { by: ['id'], direction: 'desc' }, (permit) => permit);
  }
}
