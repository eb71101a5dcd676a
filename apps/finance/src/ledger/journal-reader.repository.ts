import { Injectable } from '@nestjs/common';
import type { getJournal, ResponseOf } from '@bumen/contracts';
import { Repository } from '@bumen/service-kit';

export type JournalShown = ResponseOf<typeof getJournal>;

/** The journals as they are read. */
@Injectable()
export class JournalReader extends Repository {
  async find(id: string): Promise<JournalShown | undefined> {
    const [row] = await this.read<Omit<JournalShown, 'postedAt'> & { postedAt: Date }>(
      `SELECT j.id, j.month, to_char(j.day, 'YYYY-MM-DD') AS day, j.kind, j.voucher_id AS "voucherId",
         j.voucher_digest AS "voucherDigest",
         j.reverses AS "reversesId", r.id AS "reversedById", j.summary, j.posted_by AS "postedById",
         j.posted_at AS "postedAt", j.correlation_id AS "correlationId", j.digest,
         CASE WHEN p.seq IS NOT NULL THEN jsonb_build_object('seq', p.seq, 'place', p.place) END AS block,
         (SELECT jsonb_agg(jsonb_build_object('line', e.line, 'accountCode', e.account, 'side', e.side,
                  'amountFen', e.amount_fen, 'currency', e.currency, 'foreignAmount', e.foreign_amount,
                  'party', e.party, 'reference', e.reference) ORDER BY e.line)
            FROM entry e WHERE e.journal_id = j.id) AS lines
       FROM journal j LEFT JOIN journal r ON r.reverses = j.id LEFT JOIN chain_place p ON p.journal_id = j.id
      WHERE j.id = $1`,
      [id],
    );
    return row && { ...row, postedAt: row.postedAt.toISOString(), lines: row.lines ?? [] };
  }
}
