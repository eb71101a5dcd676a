import { Inject, Injectable, Optional } from '@nestjs/common';
import type { EventEnvelope, ReactionType } from '@bumen/contracts';
import { inSpan } from '@bumen/tracing';
import { Log } from '../observability/log.ts';
import { willPass } from '../transaction/database-error.ts';
import { Database } from '../transaction/database.ts';
import { newId } from '../transaction/new-id.ts';
import { Transactions } from '../transaction/transactions.ts';
import { activeWork, type WorkOptions } from '../transaction/work.ts';
import { defaultEventSettings, EVENT_SETTINGS, type EventSettings } from './event-settings.ts';
import { reactionSpan } from './event-spans.ts';
import { takeStep, type InboxStep, type Move } from './inbox.ts';
import { MicroBatcher } from './micro-batcher.ts';
import { PassedEvents, takeSteps } from './passed-events.ts';
import { reactorOf, type ReactionHandler } from './reaction-handlers.ts';
import { reasonOf, storable } from './reason-of.ts';
import { concerns, dataFor, HopelessEvent, receive, type Place, type ReceivedEvent } from './received-event.ts';
import { Semaphore } from './semaphore.ts';

/** One message as the broker delivered it. */
export interface Delivery {
  readonly payload: Uint8Array;
  /** From 1; counts all deliveries, whatever became of them. */
  readonly count: number;
  readonly received: ReceivedEvent;
}
/** What to tell the broker: done with, or again after a while. */
export type Verdict =
  | { readonly outcome: 'applied' | 'stale' | 'parked' | 'dead' }
  | { readonly outcome: 'early' | 'failed'; readonly againInMs: number };

/** Events that carry the whole state of something are kept together, as many at once. */
const copiesMax = 16;
interface Copy {
  readonly aggregateId: string;
  readonly envelope: EventEnvelope;
}

interface Attempt {
  readonly started: number;
  readonly failed: number;
}
interface Burial {
  readonly reason: string;
  readonly attempts: number;
  readonly gapBefore?: boolean;
}

/** Applies single events: once, in order, and out of the way where they can't be applied (R3, R4, R8). */
@Injectable()
export class ReactionRunner {
  readonly #settings: EventSettings;
  readonly #semaphore: Semaphore;
  readonly #passed: PassedEvents;
  readonly #copies = new Map<string, MicroBatcher<Copy, boolean>>();

  constructor(
    private readonly transactions: Transactions,
    private readonly database: Database,
    private readonly log: Log,
    @Optional() @Inject(EVENT_SETTINGS) settings: Partial<EventSettings> = {},
  ) {
    this.#settings = { ...defaultEventSettings, ...settings };
    this.#semaphore = new Semaphore(this.#settings.concurrency);
    this.#passed = new PassedEvents(database);
  }

  /** Never throws: while the database is away it says "again" without counting that as a try. */
  async deliver(handler: ReactionHandler, delivery: Delivery): Promise<Verdict> {
    try {
      return await this.#deliver(handler, delivery);
    } catch (error) {
      this.log.failure(
        error,
        { event: 'reaction_interrupted', reaction: handler.reaction.name },
        'an event could not be worked on and comes again',
      );
      return { outcome: 'failed', againInMs: this.#laterMs(delivery.count) };
    }
  }

  /** The event's one transaction: its step in the inbox first, then the effect. */
  async apply(handler: ReactionHandler, envelope: EventEnvelope, triedBefore: boolean): Promise<Move> {
    const { reaction } = handler;
    return inSpan(
      envelope.traceparent,
      () => reactionSpan(reaction, envelope),
      async (traceparent, span) => {
        const move = await this.transactions.run(workFor(reaction, envelope, traceparent), () =>
          this.#step(handler, envelope, triedBefore),
        );
        span?.setAttribute('bumen.outcome', move);
        return move;
      },
    );
  }

  async #deliver(handler: ReactionHandler, delivery: Delivery): Promise<Verdict> {
    const { received } = delivery;
    if (!received.envelope)
      return this.#semaphore.run(1, () =>
        this.#bury(handler, delivery, received.place, { reason: received.fault, attempts: 0 }),
      );
    const { envelope, place } = received;
    // An event that comes for the first time costs no statement beside its own transaction.
    const again = delivery.count > 1;
    if (
      !again &&
      !concerns(handler.reaction, envelope) &&
      (await this.#passed.pass(stepOf(handler.reaction, envelope)))
    )
      return { outcome: 'applied' };
    if (!again && handler.reaction.keepsNewest && (await this.#copied(handler, envelope)))
      return { outcome: 'applied' };
    const vanished = again ? await this.#vanished(handler, place) : 0;
    if (vanished >= this.#settings.crashTries)
      return this.#bury(handler, delivery, place, {
        reason: `the process ended ${vanished} times while it was being applied`,
        attempts: vanished,
      });
    // Which of the events in work ended the process isn't known; alone it can only be this one, and no other is blamed
    // for it.
    const permits = vanished > 0 && vanished >= this.#settings.crashTries - 1 ? this.#semaphore.total : 1;
    return this.#semaphore.run(permits, async () => {
      const attempt = again ? await this.#startAttempt(handler, place) : undefined;
      let move: Move;
      try {
        move = await this.apply(handler, envelope, attempt !== undefined);
      } catch (error) {
        return this.#failed(handler, delivery, place, attempt, error);
      }
      switch (move) {
        case 'moved':
          return { outcome: 'applied' };
        case 'stale':
          return { outcome: 'stale' };
        case 'blocked':
          return (await this.#park(handler, delivery, place))
            ? { outcome: 'parked' }
            : { outcome: 'early', againInMs: 50 };
        case 'early':
          if (delivery.count < this.#settings.earlyTries)
            return { outcome: 'early', againInMs: this.#laterMs(delivery.count) };
          return this.#bury(handler, delivery, place, {
            reason: `the events before version ${place.aggregateVersion} never came`,
            attempts: 0,
            gapBefore: true,
          });
      }
    });
  }

  /**
   * Whether it was the next step and its effect is kept, together with that of others; where something is the matter
   * each goes on alone.
   */
  #copied(handler: ReactionHandler, envelope: EventEnvelope): Promise<boolean> {
    const { name } = handler.reaction;
    let batches = this.#copies.get(name);
    if (!batches)
      this.#copies.set(
        name,
        (batches = new MicroBatcher(copiesMax, (copies) =>
          this.#semaphore.run(1, () => this.#copyTogether(handler, copies)),
        )),
      );
    return batches.add({ aggregateId: envelope.subject, envelope });
  }

  async #copyTogether(handler: ReactionHandler, copies: readonly Copy[]): Promise<boolean[]> {
    const { reaction, handle } = handler;
    try {
      return await this.transactions.run(workFor(reaction, copies[0]!.envelope), async () => {
        const taken = await takeSteps(
          (text, values) => activeWork().change(text, values),
          copies.map(({ envelope }) => stepOf(reaction, envelope)),
        );
        for (const [index, { envelope }] of copies.entries()) {
          const event = taken[index] && dataFor(reaction, envelope);
          if (event)
            await inSpan(
              envelope.traceparent,
              () => reactionSpan(reaction, envelope),
              (traceparent) => this.transactions.join(workFor(reaction, envelope, traceparent), () => handle(event)),
            );
        }
        return taken;
      });
    } catch {
      // One of them is at fault, and alone it will show.
      return copies.map(() => false);
    }
  }

  async #step({ reaction, handle }: ReactionHandler, envelope: EventEnvelope, triedBefore: boolean): Promise<Move> {
    const work = activeWork();
    const move = await takeStep(work, stepOf(reaction, envelope));
    if (move !== 'moved') return move;
    if (triedBefore)
      await work.change('DELETE FROM reaction_attempt WHERE reaction = $1 AND event_id = $2', [
        reaction.name,
        envelope.id,
      ]);
    const event = dataFor(reaction, envelope);
    if (event) await handle(event);
    return move;
  }

  async #failed(
    handler: ReactionHandler,
    delivery: Delivery,
    place: Place,
    attempt: Attempt | undefined,
    error: unknown,
  ): Promise<Verdict> {
    const { reaction } = handler;
    if (error instanceof HopelessEvent)
      return this.#bury(handler, delivery, place, { reason: error.message, attempts: attempt?.started ?? 1 });
    if (willPass(error)) {
      // Not the event's fault, so it isn't counted as one of its tries.
      if (attempt)
        await this.#rows('UPDATE reaction_attempt SET started = started - 1 WHERE reaction = $1 AND event_id = $2', [
          reaction.name,
          place.key,
        ]);
      return { outcome: 'failed', againInMs: this.#laterMs(delivery.count) };
    }
    const [counted] = await this.#rows<Attempt>(
      `INSERT INTO reaction_attempt AS attempt (reaction, event_id, started, failed) VALUES ($1, $2, 1, 1)
       ON CONFLICT (reaction, event_id) DO UPDATE SET failed = attempt.failed + 1, started = greatest(attempt.started,
         attempt.failed + 1), tried_at = now()
       RETURNING started, failed`,
      [reaction.name, place.key],
    );
    const { failed } = counted!;
    this.log.failure(
      error,
      { event: 'reaction_failed', reaction: reaction.name, eventId: place.eventId, failed },
      'a reaction failed',
    );
    if (failed >= this.#settings.tries)
      return this.#bury(handler, delivery, place, { reason: reasonOf(error), attempts: failed });
    const delays = this.#settings.retryDelaysMs;
    return { outcome: 'failed', againInMs: delays[Math.min(failed, delays.length) - 1] ?? 0 };
  }

  /** In how many tries the process ended. */
  async #vanished(handler: ReactionHandler, place: Place): Promise<number> {
    const [attempt] = await this.#rows<Attempt>(
      'SELECT started, failed FROM reaction_attempt WHERE reaction = $1 AND event_id = $2',
      [handler.reaction.name, place.key],
    );
    return attempt ? attempt.started - attempt.failed : 0;
  }

  /**
   * Notes that a try begins, unless it isn't this event's turn; undefined then. The first delivery is never noted, for
   * it would cost every event a statement: where nothing is known of an event that comes again, its process ended in
   * that one. An early event is noted as not begun.
   */
  async #startAttempt(handler: ReactionHandler, place: Place): Promise<Attempt | undefined> {
    const [attempt] = await this.#rows<Attempt>(
      `INSERT INTO reaction_attempt AS attempt (reaction, event_id, started, failed)
       SELECT $1::text, $2::text, CASE WHEN $5::boolean OR position = $4::int - 1 THEN 2 ELSE 0 END, 0
         FROM (SELECT coalesce((SELECT version FROM inbox WHERE reaction = $1
           AND aggregate_id = $3), 0) AS position) AS reached WHERE position < $4::int
       ON CONFLICT (reaction, event_id) DO UPDATE SET started = attempt.started + 1, tried_at = now()
         WHERE excluded.started > 0
       RETURNING started, failed`,
      [handler.reaction.name, place.key, place.aggregateId, place.aggregateVersion, handler.reaction.keepsNewest],
    );
    return attempt && attempt.started > 0 ? attempt : undefined;
  }

  async #bury(handler: ReactionHandler, delivery: Delivery, place: Place, burial: Burial): Promise<Verdict> {
    const reaction = handler.reaction.name;
    const buried = await this.#rows(
      `WITH over AS (DELETE FROM reaction_attempt WHERE reaction = $2 AND event_id = $3)
       INSERT INTO dead_event (id, reaction, event_key, event_id, event_type, aggregate_id, aggregate_version, payload,
         reason, attempts, gap_before, status)
       SELECT $1::uuid, $2::text, $3::text, $4::text, $5::text, $6::text, $7::int, $8::bytea, $9::text, $10::int,
         $11::boolean, 'dead'
        WHERE NOT EXISTS (SELECT FROM inbox WHERE reaction = $2 AND aggregate_id = $6 AND version >= $7)
       ON CONFLICT (reaction, event_key) DO NOTHING RETURNING id`,
      [
        newId(),
        reaction,
        place.key,
        place.eventId,
        place.eventType,
        place.aggregateId,
        place.aggregateVersion,
        Buffer.from(delivery.payload),
        storable(burial.reason),
        burial.attempts,
        burial.gapBefore ?? false,
      ],
    );
    if (buried.length === 0) return { outcome: 'stale' };
    this.log.error(
      { event: 'event_died', reaction, eventId: place.eventId, eventType: place.eventType },
      'an event could not be applied; a person must look at it (R8)',
    );
    return { outcome: 'dead' };
  }

  /** Lays the event behind the dead one of its aggregate; false where that one was settled in the meantime. */
  async #park(handler: ReactionHandler, delivery: Delivery, place: Place): Promise<boolean> {
    const reaction = handler.reaction.name;
    // The row lock waits for a replay that is under way; a replay waits for this one. So nothing is parked behind a
    // settled event.
    const parked = await this.#rows(
      `WITH open AS (
         SELECT 1 FROM dead_event WHERE reaction = $2 AND aggregate_id = $6 AND status IN ('dead', 'waiting')
           ORDER BY aggregate_version LIMIT 1 FOR SHARE),
       laid AS (
         INSERT INTO dead_event (id, reaction, event_key, event_id, event_type, aggregate_id, aggregate_version,
           payload, reason, attempts, status)
         SELECT $1::uuid, $2::text, $3::text, $4::text, $5::text, $6::text, $7::int, $8::bytea,
           'an earlier event of the same aggregate is dead', 0, 'waiting' FROM open
         ON CONFLICT (reaction, event_key) DO NOTHING)
       SELECT 1 FROM open`,
      [
        newId(),
        reaction,
        place.key,
        place.eventId,
        place.eventType,
        place.aggregateId,
        place.aggregateVersion,
        Buffer.from(delivery.payload),
      ],
    );
    return parked.length > 0;
  }

  #laterMs(count: number): number {
    return Math.min(this.#settings.earlyDelayMsMax, 25 * 2 ** Math.min(count - 1, 12));
  }

  #rows<Row extends object>(text: string, values: unknown[]): Promise<Row[]> {
    return this.database.rows<Row>(text, values);
  }
}

/** Reads a message, once, for its place in the order and for applying it. */
export const deliveryOf = (payload: Uint8Array, count: number): Delivery => ({
  payload,
  count,
  received: receive(payload),
});

function workFor(reaction: ReactionType, envelope: EventEnvelope, traceparent = envelope.traceparent): WorkOptions {
  const name = reactorOf(reaction);
  return {
    name,
    actor: name,
    correlationId: envelope.correlationid,
    ...(traceparent === undefined ? {} : { traceparent }),
  };
}

const stepOf = (reaction: ReactionType, envelope: EventEnvelope): InboxStep => ({
  reaction: reaction.name,
  aggregateId: envelope.subject,
  version: envelope.aggregateversion,
  eventId: envelope.id,
  keepsNewest: reaction.keepsNewest,
});
