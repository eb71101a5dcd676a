import { Injectable } from '@nestjs/common';
import {
  cashHandoverNotFound,
  cashHandoverView,
  handoverItemsMax,
  type HandoverList,
  type listCashHandovers,
  type RequestOf,
} from '@bumen/contracts';
import { AggregateRepository, keepOneOf, readPage } from '@bumen/service-kit';
import { CashHandover } from './cash-handover.entity.ts';

type Listed<Key extends keyof HandoverList> = HandoverList[Key] extends readonly (infer Item)[] ? Item : never;
/** One more than stands on a list, so that it can say that there is more. */
const limit = handoverItemsMax + 1;

@Injectable()
export class CashHandoverRepository extends AggregateRepository<CashHandover> {
  constructor() {
    super(CashHandover, { notFound: (id) => cashHandoverNotFound({ id }), view: cashHandoverView });
  }

  page({
    cashDeskId: deskId,
    state,
    ...request
  }: RequestOf<typeof listCashHandovers>): Promise<{ items: CashHandover[]; nextCursor: string | null }> {
    const query = this.select(CashHandover, 'handover');
    keepOneOf(query, { deskId, state });
    return readPage(query, request, { by: ['id'], direction: 'desc' }, (one) => one);
  }

  cheques(deskId: string): Promise<Listed<'cheques'>[]> {
    return this.read(
      `SELECT id AS "receiptId", number,
           (SELECT sum((p->>'amountFen')::bigint) FROM jsonb_array_elements(parts) p
             WHERE p->>'method' = 'cheque')::float8 AS "amountFen"
         FROM receipt WHERE desk_id = $1 AND cheque_in_hand ORDER BY id LIMIT ${limit}`,
      [deskId],
    );
  }
  receiptBooks(deskId: string): Promise<Listed<'receiptBooks'>[]> {
    return this.read(
      `SELECT b.id AS "receiptBookId", b.series, b.first_number AS "firstNumber", b.last_number AS "lastNumber",
           (SELECT n.next FROM receipt_number n WHERE n.book_id = b.id AND n.next <= n.last) AS "nextNumber"
         FROM receipt_book b WHERE b.desk_id = $1 AND b.state = 'in_use' ORDER BY b.id LIMIT ${limit}`,
      [deskId],
    );
  }
  deposits(deskId: string): Promise<Listed<'deposits'>[]> {
    return this.read(
      `SELECT id AS "cashDepositId", day::text AS day, kind, amount_fen::float8 AS "amountFen" FROM cash_deposit
        WHERE desk_id = $1 AND state IN ('left', 'return_asked') ORDER BY id LIMIT ${limit}`,
      [deskId],
    );
  }
  custodyItems(holderId: string): Promise<Listed<'custodyItems'>[]> {
    return this.read(
      `SELECT id AS "custodyItemId", kind, item_name AS "itemName" FROM custody_item WHERE holder_id = $1 AND state <> 'retired'
        ORDER BY id LIMIT ${limit}`,
      [holderId],
    );
  }
  /** Of somebody; one at most. */
  loans(borrowerId: string): Promise<Listed<'loans'>[]> {
    return this.read(
      `SELECT id AS "loanId", paid_day::text AS "paidDay", (amount_fen - settled_fen)::float8 AS "openFen" FROM loan
        WHERE borrower_id = $1 AND state = 'open' ORDER BY id LIMIT ${limit}`,
      [borrowerId],
    );
  }
  differences(deskId: string): Promise<Listed<'differences'>[]> {
    return this.read(
      `SELECT id AS "cashDifferenceId", day::text AS day, box, amount_fen::float8 AS "amountFen" FROM cash_difference
        WHERE desk_id = $1 AND state = 'open' ORDER BY id LIMIT ${limit}`,
      [deskId],
    );
  }
}
