import type { EventSettings } from './event-settings.ts';
import type { RelayLease } from './relay-lease.ts';

const batch = 1_000;

/** Removes what nobody needs any more, in batches that hold no locks for long. Only the relay's leader does it. */
export class OutboxPruning {
  readonly #settings: EventSettings;
  readonly #streams: readonly string[];

  constructor(settings: EventSettings, streams: readonly string[]) {
    this.#settings = settings;
    this.#streams = streams;
  }

  async prune(lease: RelayLease): Promise<void> {
    // A day longer than the broker keeps them, so a row outlives its message and never the other way round (R5). What
    // was never published stays, however old it is. Looking only at the lowest ids keeps this cheap when there is
    // nothing to do.
    await untilFewer(() =>
      lease.query(
        `DELETE FROM outbox WHERE id IN (
           SELECT id FROM (SELECT id, stream, created_at FROM outbox ORDER BY id LIMIT ${batch}) oldest
           WHERE created_at < now() - make_interval(days => $1) AND NOT EXISTS (SELECT FROM outbox_waiting w
             WHERE w.stream = oldest.stream AND w.id = oldest.id))
         RETURNING 1`,
        [this.#settings.retentionDays + 1],
      ),
    );
    // Later than its rows: a run is published after they are written.
    for (const stream of this.#streams)
      await untilFewer(() =>
        lease.query(
          `DELETE FROM outbox_published WHERE stream = $1 AND first_sequence IN (
             SELECT first_sequence FROM (SELECT first_sequence, published_at FROM outbox_published WHERE stream = $1
               ORDER BY first_sequence LIMIT ${batch}) oldest
             WHERE published_at < now() - make_interval(days => $2))
           RETURNING 1`,
          [stream, this.#settings.retentionDays + 1],
        ),
      );
    await untilFewer(() =>
      lease.query(
        `DELETE FROM idempotency WHERE ctid = ANY (ARRAY(SELECT ctid FROM idempotency
           WHERE created_at < now() - interval '24 hours' LIMIT ${batch})) RETURNING 1`,
      ),
    );
    await lease.query(`DELETE FROM reaction_attempt WHERE tried_at < now() - interval '7 days'`);
  }
}

async function untilFewer(remove: () => Promise<unknown[]>): Promise<void> {
  while ((await remove()).length === batch);
}
