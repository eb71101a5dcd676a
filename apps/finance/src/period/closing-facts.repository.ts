import { Injectable } from '@nestjs/common';
import { closingBlockersMax, voucherLabel, type ExchangeRates, type Text, type VoucherKind } from '@bumen/contracts';
import { Repository } from '@bumen/service-kit';

/** What the closing of a month is decided on. */
@Injectable()
export class ClosingFacts extends Repository {
  async notClosedBefore(month: string): Promise<string[]> {
    const rows = await this.read<{ month: string }>(
      `SELECT month FROM period WHERE month < $1 AND state <> 'closed' ORDER BY month LIMIT ${closingBlockersMax}`,
      [month],
    );
    return rows.map((row) => row.month);
  }

  /** Whether it is the first month, and opening balances wait to be posted to it. */
  async openingWaits(month: string): Promise<boolean> {
    const rows = await this.read(
      `SELECT 1 AS one FROM opening WHERE state <> 'posted' AND (SELECT min(p.month) FROM period p) = $1`,
      [month],
    );
    return rows.length > 0;
  }

  /** The rates that were given last for the end of a month. */
  async rates(month: string): Promise<ExchangeRates> {
    const [row] = await this.read<{ rates: ExchangeRates }>('SELECT rates FROM period WHERE month = $1', [month]);
    return row?.rates ?? [];
  }

  /** Codes of guarded accounts that stand below nothing at the month's end, in their own currency. */
  async belowNothing(month: string): Promise<string[]> {
    const rows = await this.read<{ code: string }>(
      `SELECT a.code FROM account a JOIN total t ON t.account = a.code AND t.month <= $1 WHERE a.guarded
        GROUP BY a.code HAVING sum(CASE WHEN a.currency = 'CNY' THEN t.debit - t.credit
                                        ELSE t.foreign_debit - t.foreign_credit END) < 0
        ORDER BY a.code LIMIT ${closingBlockersMax}`,
      [month],
    );
    return rows.map((row) => row.code);
  }

  /** Journals of the month that are in no block that was found sound; undefined where there are none. */
  async unverified(month: string): Promise<{ count: number; first: string[] } | undefined> {
    const [row] = await this.read<{ count: number; first: string[] }>(
      `WITH sound AS (
         SELECT CASE state WHEN 'sound' THEN until_seq ELSE 0 END AS seq FROM verification WHERE state <> 'running'
          ORDER BY started_at DESC, id DESC LIMIT 1)
       SELECT count(*)::int AS count, coalesce((array_agg(j.id ORDER BY j.id))[1:5]::text[], '{}') AS first
         FROM journal j LEFT JOIN chain_place p ON p.journal_id = j.id
        WHERE j.month = $1 AND coalesce(p.seq > coalesce((SELECT seq FROM sound), 0), true)`,
      [month],
    );
    return row!.count === 0 ? undefined : row;
  }

  /** Numbers of the month's vouchers that are neither posted nor void, and ids of drafts that have none (F-07). */
  async notPosted(month: string): Promise<{ id: string; label: Text | null }[]> {
    const rows = await this.read<{ id: string; kind: VoucherKind; number: number | null }>(
      `SELECT id, kind, number FROM voucher WHERE month = $1 AND state NOT IN ('posted', 'voided', 'discarded')
        ORDER BY kind, number, id LIMIT ${closingBlockersMax}`,
      [month],
    );
    return rows.map(({ id, kind, number }) => ({ id, label: number === null ? null : voucherLabel(kind, number) }));
  }

  /** Accounts of income and expenses that stand at anything at the month's end, and `besides` where it does. */
  async notCarried(month: string, besides: string | null): Promise<string[]> {
    const rows = await this.read<{ code: string }>(
      `SELECT a.code FROM account a JOIN total t ON t.account = a.code AND t.month <= $1
        WHERE a.kind = 'profit_loss' OR a.code = $2
        GROUP BY a.code HAVING sum(t.debit - t.credit) <> 0 ORDER BY a.code LIMIT ${closingBlockersMax}`,
      [month, besides],
    );
    return rows.map((row) => row.code);
  }
}
