import { Injectable } from '@nestjs/common';
import { refundNotFound, refundView, type listRefunds, type RequestOf } from '@bumen/contracts';
import { AggregateRepository, keepOneOf, readPage } from '@bumen/service-kit';
import { Refund } from './refund.entity.ts';

@Injectable()
export class RefundRepository extends AggregateRepository<Refund> {
  constructor() {
    super(Refund, { notFound: (id) => refundNotFound({ id }), view: refundView });
  }

  page({ ticketId, state, ...request }: RequestOf<typeof listRefunds>) {
    const query = this.select(Refund, 'refund');
    keepOneOf(query, { ticketId: [ticketId], state });
    return readPage(query, request, { by: ['id'], direction: 'desc' }, (refund: Refund) => refund);
  }
}
