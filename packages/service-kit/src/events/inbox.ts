import type { ActiveWork } from '../transaction/work.ts';

/** What became of the wish to move a reaction forward in an aggregate's chain. */
export type Move = 'moved' | 'stale' | 'early' | 'blocked';

/** An event's place in the chain of its aggregate, for one reaction. */
export interface InboxStep {
  readonly reaction: string;
  readonly aggregateId: string;
  readonly version: number;
  readonly eventId: string;
  /** Newer state replaces older, so only older than what was seen is refused; see `carriesState`. */
  readonly keepsNewest: boolean;
}

/** Waits, where another transaction is just moving the same place, for its outcome; then goes by that. */
const moveStatement = (guard: string) => `
  WITH moved AS (
    INSERT INTO inbox (reaction, aggregate_id, version, event_id, applied_at)
    SELECT $1::text, $2::text, $3::int, $4::text, now()
     WHERE ($5::boolean OR $3::int = 1 OR EXISTS (SELECT FROM inbox WHERE reaction = $1 AND aggregate_id = $2))${guard}
    ON CONFLICT (reaction, aggregate_id) DO UPDATE SET version = excluded.version, event_id = excluded.event_id,
      applied_at = excluded.applied_at
     WHERE inbox.version = excluded.version - 1 OR ($5::boolean AND inbox.version < excluded.version)
    RETURNING version)
  SELECT EXISTS (SELECT FROM moved) AS moved,
         coalesce((SELECT version FROM inbox WHERE reaction = $1 AND aggregate_id = $2), 0) AS position,
         EXISTS (SELECT FROM dead_event WHERE reaction = $1 AND aggregate_id = $2 AND status IN ('dead', 'waiting')
           AND (NOT $5::boolean OR event_key = $4)) AS blocked`;
const guarded = moveStatement(`
       AND NOT EXISTS (SELECT FROM dead_event WHERE reaction = $1 AND aggregate_id = $2
         AND status IN ('dead', 'waiting') AND (NOT $5::boolean OR event_key = $4))`);
const unguarded = moveStatement('');

/**
 * Takes the step if it is the next one (R3, R4); `blocked` where a dead event of the aggregate must be settled first
 * (R8). The step is the first thing in the effect's own transaction, so both are kept or neither.
 */
export async function takeStep(work: ActiveWork, step: InboxStep, settlingDead = false): Promise<Move> {
  const values = [step.reaction, step.aggregateId, step.version, step.eventId, step.keepsNewest];
  const [found] = await work.change<{ moved: boolean; position: number; blocked: boolean }>(
    settlingDead ? unguarded : guarded,
    values,
  );
  if (found!.moved) return 'moved';
  if (found!.position >= step.version) return 'stale';
  return found!.blocked && !settlingDead ? 'blocked' : 'early';
}

/** Goes past everything before and up to the step, as a person decided. */
export async function skipTo(work: ActiveWork, step: InboxStep): Promise<void> {
  await work.change(
    `INSERT INTO inbox (reaction, aggregate_id, version, event_id, applied_at) VALUES ($1, $2, $3, $4, now())
     ON CONFLICT (reaction, aggregate_id) DO UPDATE SET version = excluded.version, event_id = excluded.event_id,
       applied_at = excluded.applied_at
      WHERE inbox.version < excluded.version`,
    [step.reaction, step.aggregateId, step.version, step.eventId],
  );
}

export async function positionOf(work: ActiveWork, reaction: string, aggregateId: string): Promise<number> {
  const [row] = await work.read<{ version: number }>(
    'SELECT version FROM inbox WHERE reaction = $1 AND aggregate_id = $2',
    [reaction, aggregateId],
  );
  return row?.version ?? 0;
}
