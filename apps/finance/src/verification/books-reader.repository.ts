import { Injectable } from '@nestjs/common';
import { chainExtended, eventSubject } from '@bumen/contracts';
import { Repository } from '@bumen/service-kit';
import { canonicalSql, digestSql, entryColumns, journalColumns } from '../ledger/digest.ts';

/** A block as it is stored, and what is found of it. */
export interface ReadBlock {
  readonly seq: number;
  readonly prev: string;
  readonly count: number;
  readonly root: string;
  readonly hash: string;
  readonly atMicros: string;
  readonly places: number;
  readonly firstPlace: number | null;
  readonly lastPlace: number | null;
  /** Over the digests that are stored with its journals. */
  readonly rootFound: string | null;
  /** The first place whose journal isn't what its digest says, or doesn't balance. */
  readonly wrongPlace: number | null;
  readonly wrongJournal: string | null;
}
/** Something that lies where it doesn't belong. */
export type Stray = 'place' | 'journal' | 'entry' | 'waiting' | 'late' | 'posting';

const signed = `CASE e.side WHEN 'debit' THEN e.amount_fen ELSE -e.amount_fen END`;
const extended = eventSubject(chainExtended);
/** What a journal is by itself: its digest anew, its lines counted and summed. */
const looked = `SELECT j.id, j.digest,
    j.digest IS DISTINCT FROM ${digestSql(canonicalSql('j', journalColumns), 'e.text')}
      OR e.lines <> j.lines OR e.rest <> 0 OR j.month <> to_char(j.day, 'YYYY-MM') AS wrong
  FROM journal j CROSS JOIN LATERAL (
    SELECT count(*) AS lines, coalesce(sum(${signed}), 0) AS rest,
        coalesce(string_agg(${canonicalSql('e', entryColumns)}, '' ORDER BY e.line), '') AS text
      FROM entry e WHERE e.journal_id = j.id) e`;

/**
 * What belongs together is counted first, of one moment: each block and each waiting journal was looked at, so that
 * nothing can be missing there that would make up for what is too much here. Only where the counts differ is it looked
 * for.
 */
const strays: Readonly<Record<Stray, string>> = {
  place: `SELECT p.journal_id::text AS which FROM chain_place p
    WHERE (SELECT count(*) FROM chain_place) <> (SELECT coalesce(sum(count), 0) FROM chain_block)
      AND NOT EXISTS (SELECT 1 FROM chain_block b WHERE b.seq = p.seq) LIMIT 1`,
  journal: `SELECT j.id::text AS which FROM journal j
    WHERE (SELECT count(*) FROM journal) <> (SELECT count(*) FROM chain_place) + (SELECT count(*) FROM journal_unchained)
      AND NOT EXISTS (SELECT 1 FROM chain_place p WHERE p.journal_id = j.id)
      AND NOT EXISTS (SELECT 1 FROM journal_unchained u WHERE u.journal_id = j.id) LIMIT 1`,
  entry: `SELECT e.journal_id::text AS which FROM entry e
    WHERE (SELECT count(*) FROM entry) <> (SELECT coalesce(sum(lines), 0) FROM journal)
      AND NOT EXISTS (SELECT 1 FROM journal j WHERE j.id = e.journal_id) LIMIT 1`,
  waiting: `SELECT u.journal_id::text AS which FROM journal_unchained u LEFT JOIN (${looked}) j ON j.id = u.journal_id
    WHERE coalesce(j.wrong, true) OR EXISTS (SELECT 1 FROM chain_place p WHERE p.journal_id = u.journal_id)
      LIMIT 1`,
  // Where much waits, the chain takes it in its order and takes its time. So the last block tells: it is old, or it has
  // taken what was posted later than this by as long as this should wait.
  late: `SELECT a.id::text AS which FROM journal_unchained u JOIN journal a ON a.id = u.journal_id
    LEFT JOIN (SELECT b.at, max(j.posted_at) AS posted_at FROM (SELECT * FROM chain_block ORDER BY seq DESC LIMIT 1) b
                 JOIN chain_place p ON p.seq = b.seq JOIN journal j ON j.id = p.journal_id GROUP BY b.at) last ON true
    WHERE a.posted_at < $1 AND (coalesce(last.at, a.posted_at) < $1
      OR last.posted_at > a.posted_at + make_interval(secs => $2)) LIMIT 1`,
  posting: `SELECT coalesce(p.id, j.posting_id)::text AS which
    FROM posting p FULL JOIN (SELECT posting_id, count(*) AS count FROM journal GROUP BY 1) j ON j.posting_id = p.id
    WHERE p.journals IS DISTINCT FROM j.count::int OR p.version IS DISTINCT FROM 1 LIMIT 1`,
};

/** Reads the books for whoever verifies them: in pages, each with little for the service to keep. */
@Injectable()
export class BooksReader extends Repository {
  /** The blocks behind `after`, up to `until`, and no more than `limit`. */
  blocks(after: number, until: number, limit: number): Promise<ReadBlock[]> {
    return this.read<ReadBlock>(
      `SELECT b.seq, b.prev, b.count, b.root, b.hash,
         (extract(epoch FROM b.at) * 1000000)::bigint::text AS "atMicros",
         count(p.place)::int AS places, min(p.place) AS "firstPlace", max(p.place) AS "lastPlace",
         encode(sha256(convert_to(string_agg(coalesce(c.digest, '?'), '' ORDER BY p.place), 'UTF8')), 'hex') AS "rootFound",
         min(p.place) FILTER (WHERE coalesce(c.wrong, true)) AS "wrongPlace",
         (array_agg(p.journal_id ORDER BY p.place) FILTER (WHERE coalesce(c.wrong, true)))[1] AS "wrongJournal"
       FROM chain_block b JOIN chain_place p ON p.seq = b.seq
       LEFT JOIN LATERAL (${looked} WHERE j.id = p.journal_id) c ON true
      WHERE b.seq > $1 AND b.seq <= least($2, $1 + $3) GROUP BY b.seq, b.prev, b.count, b.root, b.hash, b.at ORDER BY b.seq`,
      [after, until, limit],
    );
  }

  /** What the chain's row says of its end, and what its last block does. */
  async head(): Promise<{ seq: number; hash: string; lastSeq: number | null; lastHash: string | null }> {
    const [row] = await this.read<{ seq: number; hash: string; lastSeq: number | null; lastHash: string | null }>(
      `SELECT c.version AS seq, c.hash, b.seq AS "lastSeq", b.hash AS "lastHash"
         FROM chain c LEFT JOIN LATERAL (SELECT seq, hash FROM chain_block ORDER BY seq DESC LIMIT 1) b ON true`,
    );
    return row ?? { seq: 0, hash: '', lastSeq: 0, lastHash: null };
  }

  async hashOf(seq: number): Promise<string | undefined> {
    const [row] = await this.read<{ hash: string }>('SELECT hash FROM chain_block WHERE seq = $1', [seq]);
    return row?.hash;
  }

  /** The first head behind `after` that was told and isn't the chain's. */
  async notAsTold(after: number): Promise<number | undefined> {
    const [row] = await this.read<{ seq: number }>(
      `SELECT o.aggregate_version AS seq FROM outbox o LEFT JOIN chain_block b ON b.seq = o.aggregate_version
        WHERE o.subject = '${extended}' AND o.aggregate_version > $1
          AND b.hash IS DISTINCT FROM o.envelope::jsonb -> 'data' ->> 'hash' ORDER BY 1 LIMIT 1`,
      [after],
    );
    return row?.seq;
  }

  /** The first head of these that isn't the chain's. */
  async notAsWitnessed(heads: readonly { readonly seq: number; readonly hash: string }[]): Promise<number | undefined> {
    const [row] = await this.read<{ seq: number }>(
      `SELECT w.seq FROM jsonb_to_recordset($1::jsonb) AS w(seq int, hash text)
         LEFT JOIN chain_block b ON b.seq = w.seq WHERE b.hash IS DISTINCT FROM w.hash ORDER BY 1 LIMIT 1`,
      [JSON.stringify(heads)],
    );
    return row?.seq;
  }

  /** At `now` a journal that waits for its place for longer than `patienceS` is late. */
  async stray(kind: Stray, { now, patienceS }: { now: Date; patienceS: number }): Promise<string | undefined> {
    const late = [new Date(now.getTime() - patienceS * 1_000), patienceS];
    const [row] = await this.read<{ which: string }>(strays[kind], kind === 'late' ? late : []);
    return row?.which;
  }

  /** The next account that has an entry, a total or a guarded balance, or should have one. */
  async accountAfter(code: string): Promise<string | undefined> {
    const [row] = await this.read<{ code: string | null }>(
      `SELECT min(code) AS code FROM (
         (SELECT code FROM account WHERE code > $1 AND guarded ORDER BY 1 LIMIT 1) UNION ALL
         (SELECT account FROM entry WHERE account > $1 ORDER BY 1 LIMIT 1) UNION ALL
         (SELECT account FROM total WHERE account > $1 ORDER BY 1 LIMIT 1) UNION ALL
         (SELECT account FROM guarded WHERE account > $1 ORDER BY 1 LIMIT 1)) AS next`,
      [code],
    );
    return row?.code ?? undefined;
  }

  /** The first month in which an account's totals aren't what its entries sum up to. One statement: one moment. */
  async totalsDiffer(account: string, fromDay: string): Promise<string | undefined> {
    const [row] = await this.read<{ month: string }>(
      `SELECT coalesce(t.month, s.month) AS month
         FROM (SELECT month, sum(debit) AS debit, sum(credit) AS credit, sum(foreign_debit) AS fdebit,
                 sum(foreign_credit) AS fcredit FROM total WHERE account = $1 AND month >= left($2, 7) GROUP BY 1) t
         FULL JOIN (SELECT to_char(day, 'YYYY-MM') AS month,
                 coalesce(sum(amount_fen) FILTER (WHERE side = 'debit'), 0) AS debit,
                 coalesce(sum(amount_fen) FILTER (WHERE side = 'credit'), 0) AS credit,
                 coalesce(sum(foreign_amount) FILTER (WHERE side = 'debit'), 0) AS fdebit,
                 coalesce(sum(foreign_amount) FILTER (WHERE side = 'credit'), 0) AS fcredit
               FROM entry WHERE account = $1 AND day >= $2::date GROUP BY 1) s ON s.month = t.month
        WHERE (t.debit, t.credit, t.fdebit, t.fcredit) IS DISTINCT FROM (s.debit, s.credit, s.fdebit, s.fcredit)
        ORDER BY 1 LIMIT 1`,
      [account, fromDay],
    );
    return row?.month;
  }

  /** Whether a guarded balance is what its moves, and its entries, lead to. Each move is that of its journal. */
  async guardedDiffers(account: string): Promise<boolean> {
    const rows = await this.read(
      `WITH moved AS (
         SELECT m.version, m.amount, m.balance_after, m.journal_id,
           lag(m.balance_after, 1, 0::bigint) OVER w AS before, row_number() OVER w AS place
         FROM guarded_move m WHERE m.account = $1 WINDOW w AS (ORDER BY m.version)),
       summed AS (
         SELECT e.journal_id, sum(CASE e.side WHEN 'debit' THEN coalesce(e.foreign_amount, e.amount_fen)
                                  ELSE -coalesce(e.foreign_amount, e.amount_fen) END) AS amount
           FROM entry e WHERE e.account = $1 GROUP BY 1)
       SELECT 1 AS differs FROM moved m FULL JOIN (SELECT * FROM summed WHERE amount <> 0) s ON s.journal_id = m.journal_id
         WHERE m.amount IS DISTINCT FROM s.amount OR m.version <> m.place OR m.balance_after <> m.before + m.amount
       UNION ALL
       SELECT 1 FROM (SELECT coalesce(max(version), 0) AS version,
                        coalesce((array_agg(balance_after ORDER BY version DESC))[1], 0) AS balance FROM moved) last
         LEFT JOIN (SELECT version, balance FROM guarded WHERE account = $1) g ON true
        WHERE (g.version, g.balance) IS DISTINCT FROM (last.version, last.balance)
       LIMIT 1`,
      [account],
    );
    return rows.length > 0;
  }

  async isGuarded(account: string): Promise<boolean> {
    const [row] = await this.read<{ guarded: boolean }>(
      `SELECT EXISTS (SELECT 1 FROM guarded WHERE account = $1) OR EXISTS (SELECT 1 FROM guarded_move WHERE account = $1)
         OR EXISTS (SELECT 1 FROM account WHERE code = $1 AND guarded) AS guarded`,
      [account],
    );
    return row!.guarded;
  }

  /** The first day of the first month that isn't closed; everything where there is none. */
  async firstOpenDay(): Promise<string> {
    const [row] = await this.read<{ month: string | null }>(
      "SELECT min(month) AS month FROM period WHERE state <> 'closed'",
    );
    return row?.month ? `${row.month}-01` : '1900-01-01';
  }
}
