import { Injectable } from '@nestjs/common';
import { refundTakenUp } from '@bumen/contracts';
import { AggregateRepository } from '@bumen/service-kit';
import { Refund } from './refund.entity.ts';

@Injectable()
export class RefundRepository extends AggregateRepository<Refund> {
  constructor() {
    super(Refund, {
      // Nobody asks for one by its id: the events of one ticket's refund come in their order.
      notFound: (id) => {
        throw new Error(`finance has not heard of refund ${id}`);
      },
      view: refundTakenUp.data,
      personal: { withdrawal: 'cell' },
      // Codes.
      notPersonal: ['state', 'why'],
    });
  }
}
