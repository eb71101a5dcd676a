import { Injectable } from '@nestjs/common';
import {
  permitMonthReported,
  takingsPermitUsedUp,
  type PaperHand,
  type listPermitMonths,
  type RequestOf,
  type ResponseOf,
} from '@bumen/contracts';
import { keepOneOf, Repository, readPage } from '@bumen/service-kit';
import { TakingsPermitMonth } from './takings-permit-month.entity.ts';
import type { TakingsPermit } from './takings-permit.entity.ts';

type Page = ResponseOf<typeof listPermitMonths>;
type Stored = Omit<TakingsPermitMonth, 'takingsPermitId'> & { readonly takingsPermitId: string };
const columns = `takings_permit_id AS "takingsPermitId", month, monthly_fen AS "monthlyFen", used_fen AS "usedFen",
  payouts, reported`;

/** What of a permit is used by month (F-04). Whoever uses or reports one has the permit's row. */
@Injectable()
export class PermitMonths extends Repository {
  /** Throws takingsPermitUsedUp where not so much of the month is left, and permitMonthReported. */
  async use({ id, number, monthlyFen }: TakingsPermit, month: string, amountFen: number): Promise<void> {
    // The first one of a month meets no row in which it would be refused.
    const [row] =
      amountFen > Number(monthlyFen)
        ? []
        : await this.change(
            `INSERT INTO takings_permit_month AS m (takings_permit_id, month, monthly_fen, used_fen, payouts)
               VALUES ($1, $2, $3, $4, 1)
             ON CONFLICT (takings_permit_id, month) DO UPDATE
               SET used_fen = m.used_fen + excluded.used_fen, payouts = m.payouts + 1
               WHERE m.used_fen + excluded.used_fen <= m.monthly_fen AND m.reported IS NULL RETURNING month`,
            [id, month, monthlyFen, amountFen],
          );
    if (!row)
      throw (await this.#isReported(id, month))
        ? permitMonthReported({ number, month })
        : takingsPermitUsedUp({ number, month });
  }

  /** Throws permitMonthReported. */
  async giveBack({ id, number }: TakingsPermit, month: string, amountFen: number): Promise<void> {
    const [row] = await this.change(
      `UPDATE takings_permit_month SET used_fen = used_fen - $3, payouts = payouts - 1
        WHERE takings_permit_id = $1 AND month = $2 AND reported IS NULL RETURNING month`,
      [id, month, amountFen],
    );
    if (!row) throw permitMonthReported({ number, month });
  }

  /** Throws permitMonthReported where it is already. */
  async report(
    { id, number, monthlyFen }: TakingsPermit,
    month: string,
    reported: PaperHand,
  ): Promise<Page['items'][number]> {
    const [row] = await this.change<Stored>(
      `INSERT INTO takings_permit_month AS m (takings_permit_id, month, monthly_fen, used_fen, payouts, reported)
         VALUES ($1, $2, $3, 0, 0, $4)
       ON CONFLICT (takings_permit_id, month) DO UPDATE SET reported = excluded.reported
         WHERE m.reported IS NULL RETURNING ${columns}`,
      [id, month, monthlyFen, JSON.stringify(reported)],
    );
    if (!row) throw permitMonthReported({ number, month });
    return viewOf(row);
  }

  page({ takingsPermitId, month, ...request }: RequestOf<typeof listPermitMonths>): Promise<Page> {
    const query = this.select(TakingsPermitMonth, 'permit_month');
    keepOneOf(query, { takingsPermitId, month });
    return readPage(query, request, { by: ['month', 'takingsPermitId'], direction: 'desc' }, viewOf);
  }

  async #isReported(id: string, month: string): Promise<boolean> {
    const rows = await this.read(
      `SELECT 1 AS one FROM takings_permit_month
        WHERE takings_permit_id = $1 AND month = $2 AND reported IS NOT NULL`,
      [id, month],
    );
    return rows.length > 0;
  }
}

const viewOf = ({ takingsPermitId, month, monthlyFen, usedFen, payouts, reported }: Stored): Page['items'][number] => ({
  ...{ takingsPermitId, month, payouts, reported },
  ...{ monthlyFen: Number(monthlyFen), usedFen: Number(usedFen) },
});
