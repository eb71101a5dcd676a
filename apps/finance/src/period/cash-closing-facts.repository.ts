import { Injectable } from '@nestjs/common';
import { closingBlockersMax } from '@bumen/contracts';
import { Repository } from '@bumen/service-kit';

/** What of the cash desks the closing of a month is decided on (F-09). */
@Injectable()
export class CashClosingFacts extends Repository {
  /** Days up to this one that are not closed, or that a desk in use has not come to. */
  async daysNotClosed(until: string): Promise<string[]> {
    const rows = await this.read<{ day: string }>(
      `SELECT day::text FROM cash_day WHERE state <> 'closed' AND day <= $1::date
        UNION SELECT (last_day + 1)::text FROM cash_desk WHERE state = 'active' AND day IS NULL AND last_day < $1::date
        ORDER BY 1 LIMIT ${closingBlockersMax}`,
      [until],
    );
    return rows.map(({ day }) => day);
  }

  /** Closed days of a month on which something was done, and that lack vouchers. */
  async daysWithoutVouchers(month: string): Promise<string[]> {
    const rows = await this.read<{ day: string }>(
      `SELECT DISTINCT d.day::text AS day FROM cash_day d
        WHERE d.day >= ($1 || '-01')::date AND d.day < ($1 || '-01')::date + interval '1 month'
          AND d.state = 'closed' AND NOT d.quiet
          AND (EXISTS (SELECT FROM cash_move m WHERE m.desk_id = d.desk_id AND m.day = d.day AND m.kind <> 'opening')
            OR EXISTS (SELECT FROM receipt r WHERE r.desk_id = d.desk_id AND r.day = d.day))
          AND (d.voucher_ids IS NULL
            OR EXISTS (SELECT FROM jsonb_array_elements_text(d.voucher_ids) AS made(id)
                        JOIN voucher v ON v.id = made.id::uuid WHERE v.state IN ('voided', 'discarded')))
        ORDER BY 1 LIMIT ${closingBlockersMax}`,
      [month],
    );
    return rows.map(({ day }) => day);
  }

  /** Payments of this month and before that lack a voucher; what was paid in cash has that of its day. */
  async paymentsWithoutVouchers(month: string, until: string): Promise<string[]> {
    const rows = await this.read<{ id: string }>(
      `SELECT id FROM payment WHERE state = 'paid' AND way <> 'cash' AND voucher_id IS NULL AND paid_day <= $2::date
        UNION SELECT p.id FROM payment p JOIN voucher v ON v.id = p.voucher_id
               WHERE p.state = 'paid' AND p.paid_day BETWEEN ($1 || '-01')::date AND $2::date
                 AND v.state IN ('voided', 'discarded')
        ORDER BY 1 LIMIT ${closingBlockersMax}`,
      [month, until],
    );
    return rows.map(({ id }) => id);
  }

  /** Accounts of boxes in which there is something else at a month's end than stands in the ledger. */
  async boxesThatDisagree(month: string, until: string): Promise<string[]> {
    const rows = await this.read<{ account: string }>(
      `SELECT b.account FROM cash_box b
        WHERE coalesce((SELECT m.balance_fen FROM cash_move m
                         WHERE m.desk_id = b.desk_id AND m.box = b.box AND m.day <= $2::date
                         ORDER BY m.seq DESC LIMIT 1), 0)
           <> coalesce((SELECT sum(t.debit - t.credit) FROM total t WHERE t.account = b.account AND t.month <= $1), 0)
        ORDER BY b.account LIMIT ${closingBlockersMax}`,
      [month, until],
    );
    return rows.map(({ account }) => account);
  }

  /** Days of differences until this one of which no voucher is posted that decides them. */
  async differencesLeft(until: string): Promise<string[]> {
    const rows = await this.read<{ day: string }>(
      `SELECT DISTINCT c.day::text AS day FROM cash_difference c LEFT JOIN voucher v ON v.id = c.voucher_id
        WHERE c.day <= $1::date AND v.state IS DISTINCT FROM 'posted' ORDER BY 1 LIMIT ${closingBlockersMax}`,
      [until],
    );
    return rows.map(({ day }) => day);
  }

  /** Whether an account, with those below it, stands at anything at a month's end. */
  async standsAtAnything(account: string, month: string): Promise<boolean> {
    const [row] = await this.read<{ off: boolean }>(
      `SELECT coalesce(sum(debit - credit), 0) <> 0 AS off FROM total WHERE account LIKE $1 || '%' AND month <= $2`,
      [account, month],
    );
    return row!.off;
  }
}
