import { Injectable } from '@nestjs/common';
import type { listBankTransfers, RequestOf, ResponseOf } from '@bumen/contracts';
import { PageKey, pageOf, Repository } from '@bumen/service-kit';

type Transfer = ResponseOf<typeof listBankTransfers>['items'][number];
type Total = ResponseOf<typeof listBankTransfers>['total'];
type Texts<Row> = Omit<Row, 'amountFen'> & { readonly amountFen: string };

const pagedByDay = new PageKey('finance.report.bank_transfers', ['day', 'uuid']);
/** Before every payment of a day. */
const nil = '00000000-0000-0000-0000-000000000000';
/** Of the days from $1 until $2, from the accounts of $3 and in the states of $4; null: all of them. */
const wanted = `p.way = 'transfer' AND p.sent_day BETWEEN $1::date AND $2::date AND p.state IN ('sent', 'paid')
  AND ($3::text[] IS NULL OR p.sent ->> 'bankAccount' = ANY($3)) AND ($4::text[] IS NULL OR p.state = ANY($4))`;

/** What was sent through banks (F-12). */
@Injectable()
export class BankTransfers extends Repository {
  async page({ cursor, limit, ...filter }: RequestOf<typeof listBankTransfers>) {
    const [day, id] = cursor === undefined ? [filter.from, nil] : pagedByDay.opened(cursor);
    const rows = await this.read<Texts<Transfer>>(
      `SELECT p.id AS "paymentId", to_char(p.sent_day, 'YYYY-MM-DD') AS "sentDay", p.state, p.kind, p.payee,
         a.bank_name AS "bankName", p.account_number AS "accountNumber", p.sent ->> 'bankAccount' AS "bankAccount",
         p.amount_fen AS "amountFen", p.settled ->> 'slipNumber' AS "slipNumber",
         to_char(p.paid_day, 'YYYY-MM-DD') AS "paidDay", p.voucher_id AS "voucherId",
         p.requested_by_id AS "requestedById"
        FROM payment p JOIN payee_account a ON a.id = p.payee_account_id
       WHERE ${wanted} AND (p.sent_day, p.id) > ($5::date, $6::uuid) ORDER BY p.sent_day, p.id LIMIT $7`,
      [...valuesOf(filter), day, id, limit + 1],
    );
    const transfers = rows.map((row): Transfer => ({ ...row, amountFen: Number(row.amountFen) }));
    return pageOf(transfers, limit, pagedByDay, ({ sentDay, paymentId }) => [sentDay, paymentId]);
  }

  async total(filter: Omit<RequestOf<typeof listBankTransfers>, 'cursor' | 'limit'>): Promise<Total> {
    const [row] = await this.read<Texts<Total>>(
      `SELECT count(*)::int AS count, coalesce(sum(p.amount_fen), 0)::text AS "amountFen" FROM payment p WHERE ${wanted}`,
      valuesOf(filter),
    );
    return { count: row!.count, amountFen: Number(row!.amountFen) };
  }
}

const valuesOf = ({
  from,
  until,
  bankAccount,
  state,
}: Omit<RequestOf<typeof listBankTransfers>, 'cursor' | 'limit'>) => [
  ...[from, until, bankAccount ?? null, state ?? null],
];
