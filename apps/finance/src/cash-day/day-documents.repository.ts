import { Injectable } from '@nestjs/common';
import type { CashBox, PaymentContent, ReceiptContent } from '@bumen/contracts';
import { Repository } from '@bumen/service-kit';

/** A deposit that left the desk on a day, or came back on it. */
export interface DepositOfDay {
  /** Null for cheques. */
  readonly box: CashBox | null;
  /** Of its slip where that is known; its id else. */
  readonly number: string;
  readonly bankAccount: string;
  readonly amountFen: string;
  readonly back: boolean;
  /** Whose cheques these are. */
  readonly receipts: readonly {
    readonly number: string;
    readonly kind: ReceiptContent['kind'];
    readonly fen: number;
  }[];
}
/** A draw of petty cash on a day, or one that was taken out again on it. */
export interface DrawOfDay {
  readonly number: string;
  readonly bankAccount: string;
  readonly amountFen: string;
  readonly back: boolean;
}

/** A payment in cash; one that came back on its day is none. */
export interface PayoutOfDay extends Pick<PaymentContent, 'payee' | 'documents'> {
  readonly box: CashBox;
  readonly amountFen: string;
  readonly accountCode: string;
}

/** What was received; `lentAccount`: of the loan that it pays back, on which `party` owes it. */
export interface ReceiptOfDay extends Pick<ReceiptContent, 'kind' | 'parts'> {
  readonly number: string;
  readonly lentAccount: string | null;
  readonly party: string | null;
}

/** What the vouchers of a desk's day are made from; each list in an order that is always the same. */
@Injectable()
export class DayDocuments extends Repository {
  /** Those that are not void, by their numbers. */
  receipts(deskId: string, day: string): Promise<ReceiptOfDay[]> {
    return this.read(
      `SELECT r.number, r.kind, r.parts, l.account_code AS "lentAccount", 'staff:' || l.borrower_id AS party
         FROM receipt r LEFT JOIN loan l ON l.id = r.loan_id
        WHERE r.desk_id = $1 AND r.day = $2 AND r.state <> 'voided' ORDER BY r.number`,
      [deskId, day],
    );
  }

  deposits(deskId: string, day: string): Promise<DepositOfDay[]> {
    return this.read(
      `SELECT d.box, coalesce(d.slip_number, d.id::text) AS number, d.bank_account AS "bankAccount",
           d.amount_fen AS "amountFen", d.back,
           coalesce((SELECT json_agg(json_build_object('number', r.number, 'kind', r.kind, 'fen',
               (SELECT sum((p->>'amountFen')::bigint) FROM jsonb_array_elements(r.parts) p WHERE p->>'method' = 'cheque'))
               ORDER BY r.number)
             FROM receipt r WHERE r.id = ANY(d.receipt_ids)), '[]') AS receipts
         FROM (SELECT o.*, false AS back FROM cash_deposit o WHERE o.desk_id = $1 AND o.day = $2
           UNION ALL SELECT b.*, true FROM cash_deposit b WHERE b.desk_id = $1 AND b.returned_day = $2) AS d
        ORDER BY d.back, d.id`,
      [deskId, day],
    );
  }

  payouts(deskId: string, day: string): Promise<PayoutOfDay[]> {
    return this.read(
      `SELECT box, amount_fen AS "amountFen", account_code AS "accountCode", documents, payee FROM cash_payout
        WHERE desk_id = $1 AND day = $2 AND state = 'paid' ORDER BY id`,
      [deskId, day],
    );
  }

  draws(deskId: string, day: string): Promise<DrawOfDay[]> {
    return this.read(
      `SELECT d.number, d.bank_account AS "bankAccount", d.amount_fen AS "amountFen", d.back
         FROM (SELECT o.*, false AS back FROM cash_draw o WHERE o.desk_id = $1 AND o.day = $2
           UNION ALL SELECT b.*, true FROM cash_draw b WHERE b.desk_id = $1 AND b.refused_day = $2) AS d
        ORDER BY d.back, d.id`,
      [deskId, day],
    );
  }
}
