import type { Database } from '../transaction/database.ts';
import { prepared } from '../transaction/statement.ts';
import type { InboxStep } from './inbox.ts';
import { MicroBatcher } from './micro-batcher.ts';

/** As many as one statement moves at once. */
const batchMax = 500;

/**
 * The step of `inbox.ts` for many aggregates in one statement; in the order of their ids, so that two of these never
 * wait for each other.
 */
const passing = `INSERT INTO inbox (reaction, aggregate_id, version, event_id, applied_at)
  SELECT $1::text, s.aggregate_id, s.version, s.event_id, now()
    FROM unnest($2::text[], $3::int[], $4::text[]) AS s(aggregate_id, version, event_id)
   WHERE ($5::boolean OR s.version = 1 OR EXISTS (SELECT FROM inbox i WHERE i.reaction = $1
     AND i.aggregate_id = s.aggregate_id))
     AND NOT EXISTS (SELECT FROM dead_event d WHERE d.reaction = $1 AND d.aggregate_id = s.aggregate_id
       AND d.status IN ('dead', 'waiting') AND (NOT $5::boolean OR d.event_key = s.event_id))
   ORDER BY s.aggregate_id
  ON CONFLICT (reaction, aggregate_id) DO UPDATE SET version = excluded.version, event_id = excluded.event_id,
    applied_at = excluded.applied_at
   WHERE inbox.version = excluded.version - 1 OR ($5::boolean AND inbox.version < excluded.version)
  RETURNING aggregate_id`;

/**
 * Takes the steps that are the next ones, all together. @returns for each whether it was taken; `takeStep` says what is
 * the matter with the others.
 */
export async function takeSteps(
  ask: (text: string, values: unknown[]) => Promise<readonly { readonly aggregate_id: string }[]>,
  steps: readonly InboxStep[],
): Promise<boolean[]> {
  const { reaction, keepsNewest } = steps[0]!;
  const moved = await ask(passing, [
    reaction,
    steps.map((step) => step.aggregateId),
    steps.map((step) => step.version),
    steps.map((step) => step.eventId),
    keepsNewest,
  ]);
  const ids = new Set(moved.map((row) => row.aggregate_id));
  return steps.map((step) => ids.has(step.aggregateId));
}

/**
 * Most events of an aggregate mean nothing to a reaction but that its place in the chain moves on. They have no effect
 * that could fail, so what has gathered while the last statement ran is moved by the next one: one commit for many.
 */
export class PassedEvents {
  readonly #database: Database;
  readonly #batches = new Map<string, MicroBatcher<InboxStep, boolean>>();

  constructor(database: Database) {
    this.#database = database;
  }

  /** Whether it was the next step and is taken. */
  pass(step: InboxStep): Promise<boolean> {
    let batches = this.#batches.get(step.reaction);
    if (!batches)
      this.#batches.set(
        step.reaction,
        (batches = new MicroBatcher(batchMax, (steps) =>
          takeSteps(
            async (text, values) =>
              (await this.#database.connection.query<{ aggregate_id: string }>(prepared(text, values))).rows,
            steps,
          ),
        )),
      );
    return batches.add(step);
  }
}
