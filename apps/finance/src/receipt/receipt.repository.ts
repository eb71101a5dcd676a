import { Injectable } from '@nestjs/common';
import { receiptNotFound, receiptView, type listReceipts, type RequestOf } from '@bumen/contracts';
import { AggregateRepository, keepOneOf, readPage } from '@bumen/service-kit';
import { Receipt } from './receipt.entity.ts';

@Injectable()
export class ReceiptRepository extends AggregateRepository<Receipt> {
  constructor() {
    super(Receipt, { notFound: (id) => receiptNotFound({ id }), view: receiptView });
  }

  page({
    cashDeskId: deskId,
    day,
    state,
    kind,
    chequeInHand,
    ...request
  }: RequestOf<typeof listReceipts>): Promise<{ items: Receipt[]; nextCursor: string | null }> {
    const query = this.select(Receipt, 'receipt');
    const held = chequeInHand === undefined ? undefined : [chequeInHand];
    keepOneOf(query, { deskId, day, state, kind, chequeInHand: held });
    return readPage(query, request, { by: ['id'], direction: 'desc' }, (receipt) => receipt);
  }
}
