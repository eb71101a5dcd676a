import type { RelayLease } from './relay-lease.ts';

/** Outbox rows that lie behind each other in a stream are noted as one run, which has at most so many. */
const runMax = 1_000;

/** An outbox row and its sequence in the stream. */
export interface Published {
  readonly id: string;
  readonly sequence: number;
}
/** The youngest message that the stream should have. */
export interface Anchor {
  readonly sequence: string;
  readonly event_id: string;
}

/** Runs of which the youngest may consist of nothing but what was lost. */
const youngest = `SELECT first_sequence, ids FROM outbox_published WHERE stream = $1`;
const lookedAt = 20;

const record = `WITH gone AS (DELETE FROM outbox_waiting WHERE stream = $1 AND id = ANY($3::bigint[]))
  INSERT INTO outbox_published (stream, first_sequence, ids) VALUES ($1, $2, $3)`;

const anchor = `SELECT (r.first_sequence + u.n - 1)::text AS sequence, o.event_id::text
  FROM (${youngest} AND first_sequence <= $2 ORDER BY first_sequence DESC LIMIT ${lookedAt}) AS r CROSS
    JOIN unnest(r.ids) WITH ORDINALITY AS u(id, n) JOIN outbox o ON o.id = u.id
 WHERE r.first_sequence + u.n - 1 <= $2 ORDER BY r.first_sequence + u.n - 1 DESC LIMIT 1`;

const known = `SELECT max(r.first_sequence + u.n - 1)::text AS sequence
  FROM (${youngest} ORDER BY first_sequence DESC LIMIT ${lookedAt}) AS r CROSS JOIN unnest(r.ids)
    WITH ORDINALITY AS u(id, n) WHERE u.id IS NOT NULL`;

const forgetAll = `WITH gone AS (DELETE FROM outbox_published WHERE stream = $1 RETURNING ids),
  again AS (INSERT INTO outbox_waiting (stream, id) SELECT $1, o.id FROM gone CROSS JOIN unnest(gone.ids) AS u(id)
    JOIN outbox o ON o.id = u.id ON CONFLICT DO NOTHING RETURNING 1)
  SELECT count(*)::int AS count FROM again`;

/**
 * What is lost waits again unless its row is pruned, and leaves its place either way: a place outside of the stream is
 * taken anew. $2 the stream's last sequence, $3 its holes, $4 its first sequence, $5 days that it keeps messages.
 */
const forgetLost = `WITH suspect AS (
    SELECT first_sequence, ids FROM outbox_published WHERE stream = $1 AND first_sequence > $2::bigint - ${runMax}
    UNION SELECT first_sequence, ids FROM outbox_published WHERE stream = $1 AND first_sequence < $4
      AND published_at > now() - make_interval(days => $5)
    UNION SELECT p.first_sequence, p.ids FROM unnest($3::bigint[]) AS hole JOIN outbox_published p ON p.stream = $1
      AND p.first_sequence BETWEEN hole - ${runMax} AND hole),
  judged AS (
    SELECT s.first_sequence, u.n, u.id, o.id AS kept_id,
           u.id IS NOT NULL AND (at.sequence > $2 OR at.sequence = ANY($3) OR (at.sequence < $4
             AND o.created_at > now() - make_interval(days => $5))) IS TRUE AS lost
      FROM suspect s CROSS JOIN unnest(s.ids) WITH ORDINALITY AS u(id, n) CROSS
        JOIN LATERAL (SELECT s.first_sequence + u.n - 1 AS sequence) AS at LEFT JOIN outbox o ON o.id = u.id),
  kept AS (
    SELECT first_sequence, array_agg(CASE WHEN NOT lost THEN id END ORDER BY n) AS ids, bool_and(lost
      OR id IS NULL) AS nothing FROM judged GROUP BY first_sequence HAVING bool_or(lost)),
  emptied AS (DELETE FROM outbox_published p USING kept k WHERE p.stream = $1 AND p.first_sequence = k.first_sequence
    AND k.nothing),
  holed AS (UPDATE outbox_published p SET ids = k.ids FROM kept k WHERE p.stream = $1
    AND p.first_sequence = k.first_sequence AND NOT k.nothing),
  again AS (INSERT INTO outbox_waiting (stream, id) SELECT $1, kept_id FROM judged WHERE lost AND kept_id IS NOT NULL
    ON CONFLICT DO NOTHING RETURNING 1)
  SELECT count(*)::int AS count FROM again`;

const waitingByEvent = `SELECT w.id::text, o.event_id::text FROM outbox_waiting w JOIN outbox o ON o.id = w.id
   WHERE w.stream = $1 AND o.event_id = ANY($2::uuid[])`;

/**
 * What of the outbox lies where in the streams. Every change is one statement over the lease's connection, so a relay
 * that lost its lead changes nothing.
 */
export const publishedRuns = {
  /** Notes what the broker has acknowledged or was found to hold, in the order of its sequences. */
  async record(lease: RelayLease, stream: string, published: readonly Published[]): Promise<void> {
    for (const run of runsOf(published)) await lease.query(record, [stream, run[0]!.sequence, run.map(({ id }) => id)]);
  },

  /** The youngest that is known at or before a sequence. */
  async anchor(lease: RelayLease, stream: string, last: number): Promise<Anchor | undefined> {
    const [row] = await lease.query<Anchor>(anchor, [stream, last]);
    return row;
  },

  /** The highest sequence that is known; 0 where none is. */
  async lastKnown(lease: RelayLease, stream: string): Promise<number> {
    const [row] = await lease.query<{ sequence: string | null }>(known, [stream]);
    return Number(row?.sequence ?? 0);
  },

  /** Everything waits again; for a stream that was made anew. @returns how many. */
  async forgetAll(lease: RelayLease, stream: string): Promise<number> {
    const [row] = await lease.query<{ count: number }>(forgetAll, [stream]);
    return row!.count;
  },

  /**
   * What lies outside of the stream's bounds or in one of its holes, and isn't as old as what it throws away, waits
   * again. @returns how many.
   */
  async forgetLost(
    lease: RelayLease,
    stream: string,
    bounds: {
      readonly first: number;
      readonly last: number;
      readonly holes: readonly number[];
      readonly keepsDays: number;
    },
  ): Promise<number> {
    const [row] = await lease.query<{ count: number }>(forgetLost, [
      stream,
      bounds.last,
      bounds.holes,
      bounds.first,
      bounds.keepsDays,
    ]);
    return row!.count;
  },

  /** Ids of the rows that wait, by event. */
  async waiting(lease: RelayLease, stream: string, eventIds: readonly string[]): Promise<Map<string, string>> {
    const rows = await lease.query<{ id: string; event_id: string }>(waitingByEvent, [stream, eventIds]);
    return new Map(rows.map((row) => [row.event_id, row.id]));
  },
};

function runsOf(published: readonly Published[]): Published[][] {
  const runs: Published[][] = [];
  for (const one of published) {
    const run = runs.at(-1);
    if (run && run.length < runMax && run.at(-1)!.sequence + 1 === one.sequence) run.push(one);
    else runs.push([one]);
  }
  return runs;
}
