import type { Text } from '@bumen/contracts';
import type { ActiveWork } from '../transaction/work.ts';
import type { Doers } from './doers.ts';

/** One act that changed an aggregate, as it is told to who decided on an older version (R6). */
interface Change {
  readonly version: number;
  readonly at: string;
  readonly actorName: Text;
  readonly action: string;
  readonly what: Text;
}
interface Row {
  readonly version: number;
  readonly at: Date;
  readonly actor: string;
  readonly actor_name: string;
  readonly action: string;
}

const changesMax = 10;

/** Whether nothing happened to an aggregate after that version but what leaves it as it was for who decides on it. */
export async function passedOnly(work: ActiveWork, aggregateId: string, version: number): Promise<boolean> {
  const rows = await work.read(
    'SELECT 1 FROM audit_entry WHERE aggregate_id = $1 AND version > $2 AND NOT in_passing LIMIT 1',
    [aggregateId, version],
  );
  return rows.length === 0;
}

/** What changed an aggregate after that version, the newest first; at most 10. */
export async function changesSince(
  work: ActiveWork,
  aggregateId: string,
  version: number,
  doers: Doers,
): Promise<Change[]> {
  // What was before stands only on the line of something that changed, not on that of a reveal.
  const rows = await work.read<Row>(
    `SELECT version, at, actor, actor_name, action FROM audit_entry
      WHERE aggregate_id = $1 AND version > $2 AND before <> '{}' ORDER BY id DESC LIMIT ${changesMax}`,
    [aggregateId, version],
  );
  return rows.map((row) => ({
    version: row.version,
    at: row.at.toISOString(),
    actorName: doers.nameOf(row.actor, row.actor_name),
    action: row.action,
    what: doers.actionOf(row.action),
  }));
}

/** How often somebody looked at what is confidential before a line of the trail, with that line. */
export interface Looks {
  readonly id: string;
  readonly in_hour: number;
  readonly misses_in_hour: number;
  readonly same_in_day: number;
}

const looksMax = 1_000;

/** Of each of these lines how often its actor had looked by then; counted up to 1,000 (P-05). */
export async function looksUpTo(work: ActiveWork, ids: readonly string[]): Promise<ReadonlyMap<string, Looks>> {
  const rows = await work.read<Looks>(
    `SELECT e.id, h.in_hour, h.misses_in_hour, d.same_in_day FROM audit_entry e
       CROSS JOIN LATERAL (SELECT count(*)::int AS in_hour, (count(*) FILTER (WHERE NOT found))::int AS misses_in_hour
         FROM (SELECT coalesce((o.after->>'found')::boolean, true) AS found FROM audit_entry o
           WHERE o.reveal AND o.actor = e.actor AND o.at > e.at - interval '1 hour' AND o.at <= e.at AND o.id <= e.id
           LIMIT ${looksMax}) AS one) AS h
       CROSS JOIN LATERAL (SELECT count(*)::int AS same_in_day FROM (SELECT FROM audit_entry o
           WHERE o.reveal AND o.actor = e.actor AND o.aggregate_id = e.aggregate_id
             AND o.at > e.at - interval '1 day' AND o.at <= e.at AND o.id <= e.id LIMIT ${looksMax}) AS one) AS d
       WHERE e.id = ANY($1::bigint[])`,
    [ids],
  );
  return new Map(rows.map((row) => [row.id, row]));
}
