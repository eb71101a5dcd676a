import { Injectable } from '@nestjs/common';
import { Repository } from '@bumen/service-kit';
import type { IdentityKey } from './identity.ts';
import { KeyElsewhere } from './key-elsewhere.entity.ts';

/** Of more files that have something in common nobody can say who had no part in them. */
const involvedMax = 1_000;

/**
 * Do-not-call belongs to the number as much as to the person (C-04): it goes along with whatever leaves a file, and
 * holds in every file that is reached by the number.
 */
@Injectable()
export class DoNotCall extends Repository {
  /** These keys lead elsewhere, or nowhere, though the file had them or has the number. */
  keep(customerId: string, keys: readonly IdentityKey[], doNotCall: boolean): void {
    this.upsert(
      KeyElsewhere,
      keys.toSorted().map((key) => ({ key, customerId, doNotCall })),
    );
  }

  /** Which of these somebody has, or had when it left their file, who must not be called. */
  async among(keys: readonly IdentityKey[], exceptId: string | null): Promise<ReadonlySet<IdentityKey>> {
    if (keys.length === 0) return new Set();
    const rows = await this.read<{ key: IdentityKey }>(refused, [keys, exceptId]);
    return new Set(rows.map(({ key }) => key));
  }

  /** Until the transaction ends nobody else decides about these, or writes such a number into a file of their own. */
  async lockKeys(keys: readonly IdentityKey[]): Promise<void> {
    await this.lockRows('SELECT key FROM customer_key WHERE key = ANY($1) ORDER BY key FOR UPDATE', [keys]);
  }

  /** Whoever is reached by these may be called again. Answers the files that had them. */
  async lift(keys: readonly IdentityKey[]): Promise<string[]> {
    const rows = await this.change<{ id: string }>(
      `UPDATE key_elsewhere SET do_not_call = false WHERE key = ANY($1) AND do_not_call RETURNING customer_id AS id`,
      [keys],
    );
    return [...new Set(rows.map((row) => row.id))].toSorted();
  }

  /** The other files whose number, as it is dialled, is one of these. */
  async alsoReachedBy(keys: readonly IdentityKey[], exceptId: string): Promise<string[]> {
    const rows = await this.read<{ id: string }>(
      `SELECT c.id FROM customer c WHERE c.merged_into IS NULL AND c.id <> $2 AND 'phone ' || c.phone_e164 = ANY($1)
         AND c.id IN (SELECT customer_id FROM key_elsewhere WHERE key = ANY($1)
                      UNION ALL SELECT customer_id FROM customer_key WHERE key = ANY($1)) ORDER BY c.id LIMIT $3`,
      [keys, exceptId, involvedMax],
    );
    return rows.map((row) => row.id);
  }

  /**
   * Whether this person handled, at any time, a ticket of the file or of one that it has to do with: that was split off
   * from it or merged into it, or had a key that it has or had, and so on (P-04). Else whoever handled the ticket could
   * take it, or the number, out of the file first.
   */
  async wasHandledBy(customerId: string, staffId: string): Promise<boolean> {
    const files = await this.read<{ id: string }>(involved, [customerId, involvedMax + 1]);
    if (files.length > involvedMax) return true;
    const rows = await this.read<object>(
      'SELECT 1 FROM ticket WHERE customer_id = ANY($1) AND $2 = ANY(handler_ids::text[]) LIMIT 1',
      [files.map((file) => file.id), staffId],
    );
    return rows.length > 0;
  }
}

/** Each key is looked up by the tables' own: a plan for all at once would read every customer. */
const refused = `SELECT asked.key FROM unnest($1::text[]) AS asked(key)
  WHERE EXISTS (SELECT FROM key_elsewhere e WHERE e.key = asked.key AND e.do_not_call)
     OR (SELECT (SELECT (c.preferences->>'doNotCall')::boolean FROM customer c WHERE c.id = k.customer_id)
           FROM customer_key k WHERE k.key = asked.key AND k.customer_id IS DISTINCT FROM $2::uuid)`;

const involved = `WITH RECURSIVE file AS (
    SELECT $1::uuid AS id
    UNION SELECT n.id FROM file f JOIN customer me ON me.id = f.id CROSS JOIN LATERAL (
      SELECT me.merged_into AS id UNION ALL SELECT me.split_from
      UNION ALL SELECT c.id FROM customer c WHERE c.merged_into = f.id
      UNION ALL SELECT c.id FROM customer c WHERE c.split_from = f.id
      UNION ALL SELECT e.customer_id FROM key_elsewhere e WHERE e.key = ANY(me.keys)
      UNION ALL SELECT k.customer_id FROM key_elsewhere e JOIN customer_key k ON k.key = e.key WHERE e.customer_id = f.id
      UNION ALL SELECT o.customer_id FROM key_elsewhere e JOIN key_elsewhere o ON o.key = e.key
        WHERE e.customer_id = f.id
    ) AS n WHERE n.id IS NOT NULL)
  SELECT id FROM file LIMIT $2`;
