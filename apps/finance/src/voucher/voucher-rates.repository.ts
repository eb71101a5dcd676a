import { Injectable } from '@nestjs/common';
import { homeCurrency } from '@bumen/contracts';
import { Repository } from '@bumen/service-kit';
import type { Act } from '../acts.ts';
import { worthFen } from '../carry-forward/revaluing.ts';
import type { Voucher } from './voucher.entity.ts';

interface Used {
  readonly code: string;
  readonly currency: string;
  /** Of the last line that was posted in the currency, and its month. */
  readonly amountFen: string | null;
  readonly foreignAmount: string | null;
  readonly month: string | null;
  /** Of the last month that was revalued. */
  readonly rate: string | null;
  readonly revalued: string | null;
}

/** At which rates foreign money was booked. */
@Injectable()
export class VoucherRates extends Repository {
  /**
   * Lines of a voucher, from 1, whose rate is further away from the one that was used last for their currency than the
   * policy has it: that of a line posted before it, or of the last day of a month that was revalued. None where the
   * currency was never used.
   */
  async unusualIn({ purpose, lines, day, journalId }: Voucher, { rules }: Act): Promise<number[]> {
    const foreign = lines.filter(({ foreignAmount }) => foreignAmount !== null && foreignAmount !== 0);
    if (purpose !== 'ordinary' || foreign.length === 0) return [];
    const rows = await this.read<Used>(
      `SELECT c.code, c.currency, e.amount_fen AS "amountFen", e.foreign_amount AS "foreignAmount",
         to_char(e.day, 'YYYY-MM') AS month, r.rate, r.month AS revalued
       FROM account c
       LEFT JOIN LATERAL (
         SELECT l.* FROM account a CROSS JOIN LATERAL (
             SELECT o.day, o.journal_id, o.amount_fen, o.foreign_amount FROM entry o
              WHERE o.account = a.code AND o.day <= $2::text::date AND o.foreign_amount <> 0
                AND ($3::uuid IS NULL OR o.journal_id < $3)
              ORDER BY o.day DESC, o.journal_id DESC, o.line DESC LIMIT 1) AS l
          WHERE a.currency = c.currency ORDER BY l.day DESC, l.journal_id DESC LIMIT 1) AS e ON true
       LEFT JOIN LATERAL (
         SELECT p.month, x.rate FROM period p CROSS JOIN jsonb_to_recordset(p.rates) AS x(currency text, rate text)
          WHERE x.currency = c.currency AND p.month <= left($2::text, 7) ORDER BY p.month DESC LIMIT 1) AS r ON true
      WHERE c.code = ANY($1::text[]) AND c.currency <> '${homeCurrency}'`,
      [[...new Set(foreign.map(({ accountCode }) => accountCode))], day, journalId],
    );
    const used = new Map(rows.map((row) => [row.code, row]));
    return lines.flatMap(({ accountCode, amountFen, foreignAmount }, index) => {
      const row = used.get(accountCode);
      const usual = row && foreignAmount !== null && foreignAmount !== 0 ? usualFen(foreignAmount, row) : undefined;
      if (usual === undefined) return [];
      // Less than a fen is no other rate.
      const away = Math.abs(amountFen - usual) - 1;
      return away * 100 > Math.abs(usual) * rules.voucher.rateAwayPercent ? [index + 1] : [];
    });
  }
}

/** What so much came to at the rate that was used last; undefined where there is none. */
function usualFen(amount: number, used: Used): number | undefined {
  if (used.rate !== null && (used.month === null || used.revalued! >= used.month))
    return worthFen(amount, used.currency, used.rate);
  return used.month === null ? undefined : (amount * Number(used.amountFen)) / Number(used.foreignAmount);
}
