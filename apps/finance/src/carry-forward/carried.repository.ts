import { Injectable } from '@nestjs/common';
import type { EntrySide } from '@bumen/contracts';
import { Repository } from '@bumen/service-kit';

/** What an account stands at: debit less credit. */
export interface Standing {
  readonly code: string;
  /** On which it usually stands. */
  readonly side: EntrySide;
  readonly balanceFen: number;
  /** In its own currency; null in CNY. */
  readonly foreignBalance: number | null;
}

export interface ForeignStanding {
  readonly code: string;
  readonly currency: string;
  readonly balanceFen: number;
  readonly foreignBalance: number;
}

/** What is carried forward, as it stands under the lock of the month (F-09). */
@Injectable()
export class CarriedRepository extends Repository {
  /** Vouchers of the month that carry something forward and are not posted. */
  async underWay(month: string): Promise<number> {
    const [row] = await this.read<{ count: number }>(
      `SELECT count(*)::int AS count FROM voucher
        WHERE month = $1 AND purpose = 'closing' AND state NOT IN ('posted', 'voided', 'discarded')`,
      [month],
    );
    return row!.count;
  }

  /** Accounts of income and expenses that stand at anything at the month's end, by code. */
  incomeAndExpenses(month: string): Promise<Standing[]> {
    return this.#standing("a.kind = 'profit_loss'", [month]);
  }

  /** One account; undefined where it stands at nothing. */
  async of(code: string, month: string): Promise<Standing | undefined> {
    return (await this.#standing('a.code = $2', [month, code]))[0];
  }

  /** Accounts in a foreign currency that stand at anything in it or in CNY at the month's end, by code. */
  async foreign(month: string): Promise<ForeignStanding[]> {
    const rows = await this.read<{ code: string; currency: string; balance: string; foreignBalance: string }>(
      `SELECT a.code, a.currency, sum(t.debit - t.credit)::text AS balance,
           sum(t.foreign_debit - t.foreign_credit)::text AS "foreignBalance"
         FROM account a JOIN total t ON t.account = a.code AND t.month <= $1
        WHERE a.currency <> 'CNY' AND a.kind IN ('asset', 'liability') GROUP BY a.code
       HAVING sum(t.debit - t.credit) <> 0 OR sum(t.foreign_debit - t.foreign_credit) <> 0 ORDER BY a.code LIMIT 99`,
      [month],
    );
    return rows.map(({ code, currency, balance, foreignBalance }) => ({
      ...{ code, currency, balanceFen: Number(balance), foreignBalance: Number(foreignBalance) },
    }));
  }

  async #standing(condition: string, values: readonly unknown[]): Promise<Standing[]> {
    const rows = await this.read<{ code: string; side: EntrySide; balance: string; foreignBalance: string | null }>(
      `SELECT a.code, a.side, sum(t.debit - t.credit)::text AS balance,
           CASE WHEN a.currency <> 'CNY' THEN sum(t.foreign_debit - t.foreign_credit)::text END AS "foreignBalance"
         FROM account a JOIN total t ON t.account = a.code AND t.month <= $1
        WHERE ${condition} GROUP BY a.code HAVING sum(t.debit - t.credit) <> 0 ORDER BY a.code LIMIT 1000`,
      values,
    );
    return rows.map(({ code, side, balance, foreignBalance }) => ({
      ...{ code, side, balanceFen: Number(balance) },
      foreignBalance: foreignBalance === null ? null : Number(foreignBalance),
    }));
  }
}
