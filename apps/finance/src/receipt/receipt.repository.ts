import { Injectable } from '@nestjs/common';
import { receiptNotFound, receiptView, type listReceipts, type PaymentMethod, type RequestOf } from '@bumen/contracts';
import { AggregateRepository, keepOneOf, readPage } from '@bumen/service-kit';
import { Receipt } from './receipt.entity.ts';

@Injectable()
export class ReceiptRepository extends AggregateRepository<Receipt> {
  constructor() {
    super(Receipt, {
      notFound: (id) => receiptNotFound({ id }),
      view: receiptView,
      // Sums.
      notPersonal: ['refunds'],
    });
  }

  /** Each once, in the order of their ids. Throws receiptNotFound where one isn't there. */
  async lockAll(ids: readonly string[]): Promise<Receipt[]> {
    const receipts = await this.lockWhere('id = ANY($1::uuid[])', [ids]);
    const found = new Set(receipts.map(({ id }) => id));
    const missing = ids.find((id) => !found.has(id));
    if (missing !== undefined) throw receiptNotFound({ id: missing });
    return receipts;
  }

  /** The one with this number; none that pays a loan back, of which nothing is refunded. */
  async numbered(number: string): Promise<Receipt | undefined> {
    return (await this.findWhere('number = $1 AND loan_id IS NULL', [number]))[0];
  }
  /** Those that stand and were paid by that order of a wallet, or that number; a few at most. */
  paidBy(method: PaymentMethod, reference: string): Promise<Receipt[]> {
    const part = JSON.stringify([{ method, reference }]);
    return this.findWhere(
      `parts @> $1::jsonb AND state <> 'voided' AND loan_id IS NULL`,
      [part],
      'ORDER BY id LIMIT 2',
    );
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
