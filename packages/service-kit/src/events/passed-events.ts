import type { ReactionType } from '@bumen/contracts';
import type { DataSource } from 'typeorm';
import { poolOf } from '../transaction/database.ts';
import type { InboxStep } from './inbox.ts';

/** As many as one statement moves at once. */
const batchMax = 500;

/** The step of `inbox.ts` for many aggregates in one statement; in the order of their ids, so that two of these never wait for each other. */
const passing = `INSERT INTO inbox (reaction, aggregate_id, version, event_id, applied_at)
  SELECT $1::text, s.aggregate_id, s.version, s.event_id, now() FROM unnest($2::text[], $3::int[], $4::text[]) AS s(aggregate_id, version, event_id)
   WHERE ($5::boolean OR s.version = 1 OR EXISTS (SELECT FROM inbox i WHERE i.reaction = $1 AND i.aggregate_id = s.aggregate_id))
     AND NOT EXISTS (SELECT FROM dead_event d WHERE d.reaction = $1 AND d.aggregate_id = s.aggregate_id AND d.status IN ('dead', 'waiting') AND (NOT $5::boolean OR d.event_key = s.event_id))
   ORDER BY s.aggregate_id
  ON CONFLICT (reaction, aggregate_id) DO UPDATE SET version = excluded.version, event_id = excluded.event_id, applied_at = excluded.applied_at
   WHERE inbox.version = excluded.version - 1 OR ($5::boolean AND inbox.version < excluded.version)
  RETURNING aggregate_id`;

interface Passing {
  readonly step: InboxStep;
  readonly settle: (moved: boolean) => void;
  readonly fail: (error: unknown) => void;
}

/**
 * Most events of an aggregate mean nothing to a reaction but that its place in the chain moves on. They have no effect that
 * could fail, so what has gathered while the last statement ran is moved by the next one: one commit for many.
 */
export class PassedEvents {
  readonly #dataSource: DataSource;
  readonly #waiting = new Map<string, Passing[]>();
  readonly #running = new Set<string>();

  constructor(dataSource: DataSource) {
    this.#dataSource = dataSource;
  }

  /** Whether it was the next step and is taken; where it wasn't, `takeStep` says what is the matter. */
  async pass(reaction: Pick<ReactionType, 'name'>, step: InboxStep): Promise<boolean> {
    return new Promise<boolean>((settle, fail) => {
      const waiting = this.#waiting.get(reaction.name) ?? [];
      waiting.push({ step, settle, fail });
      this.#waiting.set(reaction.name, waiting);
      if (!this.#running.has(reaction.name)) void this.#run(reaction.name);
    });
  }

  async #run(reaction: string): Promise<void> {
    this.#running.add(reaction);
    // What the broker has sent at once comes within the same turn.
    await new Promise(setImmediate);
    for (let batch = this.#take(reaction); batch.length > 0; batch = this.#take(reaction))
      try {
        const moved = await this.#move(reaction, batch);
        for (const { step, settle } of batch) settle(moved.has(step.aggregateId));
      } catch (error) {
        for (const { fail } of batch) fail(error);
      }
    this.#running.delete(reaction);
  }

  #take(reaction: string): Passing[] {
    const waiting = this.#waiting.get(reaction) ?? [];
    const batch: Passing[] = [];
    const later: Passing[] = [];
    const aggregates = new Set<string>();
    for (const one of waiting) {
      // One statement can't move the same place twice.
      const fits = batch.length < batchMax && !aggregates.has(one.step.aggregateId);
      aggregates.add(one.step.aggregateId);
      (fits ? batch : later).push(one);
    }
    this.#waiting.set(reaction, later);
    return batch;
  }

  async #move(reaction: string, batch: readonly Passing[]): Promise<Set<string>> {
    const steps = batch.map(({ step }) => step);
    const { rows } = await poolOf(this.#dataSource).query<{ aggregate_id: string }>({
      name: 'inbox_passing',
      text: passing,
      values: [reaction, steps.map((step) => step.aggregateId), steps.map((step) => step.version), steps.map((step) => step.eventId), steps[0]!.keepsNewest],
    });
    return new Set(rows.map((row) => row.aggregate_id));
  }
}
