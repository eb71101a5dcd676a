import { Injectable } from '@nestjs/common';
import { cashDifferenceNotFound, cashDifferenceView, type listCashDifferences, type RequestOf } from '@bumen/contracts';
import { AggregateRepository, keepOneOf, readPage } from '@bumen/service-kit';
import { CashDifference } from './cash-difference.entity.ts';

const dayMs = 86_400_000;

@Injectable()
export class CashDifferenceRepository extends AggregateRepository<CashDifference> {
  constructor() {
    super(CashDifference, { notFound: (id) => cashDifferenceNotFound({ id }), view: cashDifferenceView });
  }

  page(
    { cashDeskId: deskId, state, openDaysMin, ...request }: RequestOf<typeof listCashDifferences>,
    now: Date,
  ): Promise<{ items: CashDifference[]; nextCursor: string | null }> {
    const query = this.select(CashDifference, 'difference');
    keepOneOf(query, { deskId, state });
    if (openDaysMin !== undefined)
      query.andWhere('COALESCE(difference.decidedAt, :now) - difference.foundAt >= CAST(:age AS interval)', {
        now,
        age: `${(openDaysMin * dayMs) / 1000} seconds`,
      });
    return readPage(query, request, { by: ['id'], direction: 'desc' }, (one) => one);
  }
}
