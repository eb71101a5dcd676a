import { Injectable } from '@nestjs/common';
import { chainView, eventSubject, journalsPosted } from '@bumen/contracts';
import { AggregateRepository } from '@bumen/service-kit';
import { canonicalSql, digestSql, entryColumns, journalColumns } from '../ledger/digest.ts';
import { ChainBlock, ChainPlace } from './chain-block.entity.ts';
import { Chain, chainId } from './chain.entity.ts';

/** A journal that waits for its place. */
export interface Waiting {
  readonly journalId: string;
  /** As it is stored with it, as its columns have it, and as the event of its commit told it, where that is found. */
  readonly stored: string;
  readonly found: string;
  readonly told: string | null;
}

const journalsOfBlockMax = 1_000;
const posted = eventSubject(journalsPosted);

@Injectable()
export class ChainRepository extends AggregateRepository<Chain> {
  constructor() {
    super(Chain, { notFound: () => new Error('the migration makes the chain') as never, view: chainView });
  }

  /** Where something waits for it. */
  override async dueIds(): Promise<string[]> {
    const rows = await this.read('SELECT 1 AS one FROM journal_unchained LIMIT 1');
    return rows.length === 0 ? [] : [chainId];
  }

  /** What waits is due at once, and nothing begins to wait by itself. */
  override async nextDueAt(): Promise<Date | null> {
    return null;
  }

  async waiting(): Promise<number> {
    const [row] = await this.read<{ count: number }>('SELECT count(*)::int AS count FROM journal_unchained');
    return row!.count;
  }

  /**
   * Takes what is there, and never what is beyond the last one taken: ids are made before a commit, and who commits
   * late would be passed over for ever.
   */
  async take(): Promise<Waiting[]> {
    const taken = await this.change<{ journal_id: string }>(
      `DELETE FROM journal_unchained WHERE journal_id IN (
         SELECT journal_id FROM journal_unchained ORDER BY journal_id LIMIT ${journalsOfBlockMax}) RETURNING journal_id`,
    );
    return this.read<Waiting>(
      `WITH taken AS (SELECT * FROM journal WHERE id = ANY($1::uuid[])),
         told AS (SELECT one ->> 'journalId' AS id, one ->> 'digest' AS digest
                    FROM (SELECT DISTINCT posting_id FROM taken) p
                    JOIN outbox o ON o.subject = '${posted}' AND o.aggregate_id = p.posting_id::text,
                    LATERAL jsonb_array_elements(o.envelope::jsonb -> 'data' -> 'journals') AS one)
       SELECT j.id AS "journalId", j.digest AS stored, t.digest AS told,
         ${digestSql(canonicalSql('j', journalColumns), 'e.text')} AS found
       FROM taken j CROSS JOIN LATERAL (
         SELECT coalesce(string_agg(${canonicalSql('e', entryColumns)}, '' ORDER BY e.line), '') AS text
           FROM entry e WHERE e.journal_id = j.id) e
       LEFT JOIN told t ON t.id = j.id::text
      ORDER BY j.id`,
      [taken.map((one) => one.journal_id)],
    );
  }

  put(block: ChainBlock, journalIds: readonly string[]): void {
    this.insert(ChainBlock, [block]);
    this.insert(
      ChainPlace,
      journalIds.map((journalId, index) => ({ journalId, seq: block.seq, place: index + 1 })),
    );
  }
}
