import { Injectable } from '@nestjs/common';
import { columnsOf, Repository } from '@bumen/service-kit';
import { sealOfVoucher } from './voucher-digest.ts';
import { Voucher } from './voucher.entity.ts';

interface Row extends Voucher {
  readonly voucherId: string;
  readonly journal: string;
  readonly sealed: string;
  readonly files: readonly string[];
  /** A moment of it is finer than any that is written here. */
  readonly odd: boolean;
}

/** A voucher that isn't what the journal says by which it was posted. */
export interface AlteredVoucher {
  readonly voucherId: string;
  readonly journalId: string;
}

/** Reads vouchers for whoever verifies them: the chain has what each was when it was posted (F-01, F-07). */
@Injectable()
export class VoucherSeals extends Repository {
  /** Looks at the vouchers behind `after`, by id, no more than `limit`: which was the last, and which is altered. */
  async look(after: string, limit: number): Promise<{ last: string | undefined; altered: AlteredVoucher | undefined }> {
    const rows = await this.read<Row>(
      `SELECT ${columnsOf(Voucher, 'v')}, to_char(v.day, 'YYYY-MM-DD') AS day, j.id AS journal, j.voucher_id AS "voucherId", j.voucher_digest AS sealed,
         date_trunc('milliseconds', v.submitted_at) IS DISTINCT FROM v.submitted_at AS odd,
         ARRAY(SELECT a.sha256 FROM attachment a WHERE a.owner_kind = 'voucher' AND a.owner_id = j.voucher_id
                  AND a.removed_at IS NULL ORDER BY a.position) AS files
       FROM journal j LEFT JOIN voucher v ON v.id = j.voucher_id AND v.state = 'posted' AND v.journal_id = j.id
      WHERE j.voucher_id > $1 AND j.voucher_digest IS NOT NULL ORDER BY j.voucher_id LIMIT $2`,
      [after, limit],
    );
    const last = rows.at(-1)?.voucherId;
    const papers = await this.#papersAltered(rows.map(({ voucherId }) => voucherId));
    const wrong = rows.find((row) => papers.has(row.voucherId) || !isWhole(row));
    return { last, altered: wrong && { voucherId: wrong.voucherId, journalId: wrong.journal } };
  }

  /** The first that calls itself posted and whose journal there isn't. */
  async withoutJournal(): Promise<string | undefined> {
    const [row] = await this.read<{ id: string }>(
      `SELECT v.id FROM voucher v WHERE v.state = 'posted'
         AND NOT EXISTS (SELECT 1 FROM journal j WHERE j.id = v.journal_id AND j.voucher_id = v.id) LIMIT 1`,
    );
    return row?.id;
  }

  /** Those of which a paper has other bytes than it had. */
  async #papersAltered(voucherIds: readonly string[]): Promise<ReadonlySet<string>> {
    const rows = await this.read<{ id: string }>(
      `SELECT DISTINCT a.owner_id AS id FROM attachment a LEFT JOIN attachment_content c ON c.sha256 = a.content
        WHERE a.owner_kind = 'voucher' AND a.owner_id = ANY($1::uuid[]) AND a.removed_at IS NULL
          AND encode(sha256(c.bytes), 'hex') IS DISTINCT FROM a.sha256`,
      [voucherIds],
    );
    return new Set(rows.map(({ id }) => id));
  }
}

/** Where there is none its id is null. */
const isWhole = (row: Row): boolean =>
  (row.id as string | null) !== null && !row.odd && sealOfVoucher(row, row.files) === row.sealed;
