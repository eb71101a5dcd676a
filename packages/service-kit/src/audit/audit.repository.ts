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
