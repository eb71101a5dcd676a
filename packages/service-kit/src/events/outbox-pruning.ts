import type { EventSettings } from './event-settings.ts';
import type { RelayLease } from './relay-lease.ts';

const batch = 1_000;

/** Removes what nobody needs any more, in batches that hold no locks for long. Only the relay's leader does it. */
export class OutboxPruning {
  readonly #settings: EventSettings;

  constructor(settings: EventSettings) {
    this.#settings = settings;
  }

  async prune(lease: RelayLease): Promise<void> {
    // A day longer than the broker keeps them, so a row outlives its message and never the other way round (R5). What was
    // never published stays, however old it is. Looking only at the lowest ids keeps this cheap when there is nothing to do.
    await untilFewer(() =>
      lease.query(
        'prune-outbox',
        `DELETE FROM outbox WHERE id IN (
           SELECT id FROM (SELECT id, created_at, stream_sequence FROM outbox ORDER BY id LIMIT ${batch}) oldest
           WHERE stream_sequence IS NOT NULL AND created_at < now() - make_interval(days => $1))
         RETURNING 1`,
        [this.#settings.retentionDays + 1],
      ),
    );
    await untilFewer(() =>
      lease.query(
        'prune-idempotency',
        `DELETE FROM idempotency WHERE ctid = ANY (ARRAY(SELECT ctid FROM idempotency WHERE created_at < now() - interval '24 hours' LIMIT ${batch})) RETURNING 1`,
      ),
    );
    await lease.query('prune-attempts', `DELETE FROM reaction_attempt WHERE tried_at < now() - interval '7 days'`);
  }
}

async function untilFewer(remove: () => Promise<unknown[]>): Promise<void> {
  while ((await remove()).length === batch);
}
