import { Injectable } from '@nestjs/common';
import type { PoolClient } from 'pg';
import { idempotencyKeyReused } from '@bumen/contracts';
import { inSpan, SpanKind, type Span } from '@bumen/tracing';
import { PolicyCache } from '../policy/policy-cache.ts';
import { Clock } from './clock.ts';
import { connectionLost, mayRunAgain, OutcomeUnknown, serverRefusal, violates } from './database-error.ts';
import { Database } from './database.ts';
import { OutboxSignal } from './outbox-signal.ts';
import { prepared } from './statement.ts';
import { UnitOfWork } from './unit-of-work.ts';
import { ActiveWork, inProgress, type Moment, type Work, type WorkOptions } from './work.ts';

/** Of twenty who want one row at once on a busy machine the last needs more than a few; each waits longer. */
const attemptsMax = 8;

/** The answer to a command as it travels, ready to be stored under its key. */
export interface Answer {
  readonly text: string;
  readonly version: number | null;
  /** It was given before, under the same key. */
  readonly replayed: boolean;
  /** The answer is these bytes, and the text says what they are. */
  readonly bytes?: Uint8Array;
}

/** What a command is answered, before it is kept. */
export interface Given {
  readonly text: string;
  /** The answer as it is kept: no more than its caller may see whatever happens until they ask again (P-05). */
  readonly kept: () => string;
  readonly version: number | null;
  readonly bytes?: Uint8Array;
}

/** Under what a command's answer is stored (R2). */
export interface IdempotencyKey {
  readonly key: string;
  /** Of the request as it was parsed, so that the order of its fields doesn't matter. */
  readonly requestHash: string;
}

interface Beginning {
  readonly now: Date;
  readonly policy_revision: string | null;
  readonly request_hash: string | null;
  readonly response: string | null;
  readonly version: number | null;
}

const beginning = `SELECT now() AS now, (SELECT max(revision)
   FROM policy_setting) AS policy_revision, i.request_hash, i.response, i.version
  FROM (SELECT 1) AS one LEFT JOIN idempotency i ON i.caller = $1 AND i.operation = $2 AND i.key = $3`;

/**
 * Where transactions begin and end; nothing else in a service says BEGIN or COMMIT. Commands, reactions, deadlines and
 * replays all run here, so that their rows, events, audit lines and stored answer are kept together or not at all (R1).
 */
@Injectable()
export class Transactions {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly policies: PolicyCache,
    private readonly signal: OutboxSignal,
  ) {}

  /**
   * Does `act` in one transaction and returns its result once it is committed. Inside of work that has a transaction
   * already it becomes a part of that one, with a savepoint of its own: failing undoes the part, not the whole.
   * `act` may be run several times where transactions got in each other's way, so it has no effect but on the database.
   */
  async run<T>(options: WorkOptions, act: (work: Work) => Promise<T>): Promise<T> {
    const outer = inProgress.getStore();
    if (outer?.isTransaction) return this.#part(outer, options, act);
    return this.#transaction(options, undefined, (work) => act(work));
  }

  /**
   * Does `act` as work of its own in the transaction in progress, without a savepoint: where it fails, all of it fails.
   */
  join<T>(options: WorkOptions, act: () => Promise<T>): Promise<T> {
    const outer = inProgress.getStore();
    if (!outer?.isTransaction) throw new Error(`${options.name} joins a transaction, and there is none`);
    return inProgress.run(outer.within(options), act);
  }

  /**
   * As `run`, for a command that may be repeated under its key: gives the first answer and never does it twice (R2).
   */
  async answer(
    options: WorkOptions,
    once: IdempotencyKey | undefined,
    act: (work: Work) => Promise<Given>,
  ): Promise<Answer> {
    if (!once) return first(await this.run(options, act));
    return this.#orFirst(options, once, () =>
      this.#transaction<Answer>(options, once, async (work) => {
        const given = await act(work);
        work.changes.remember({
          caller: ownerOf(options),
          operation: options.name,
          ...once,
          response: given.kept(),
          version: given.version,
        });
        return first(given);
      }),
    );
  }

  /** As `answer`, where `act` opens its transactions itself and keeps its answer in one of them by `keepAnswer`. */
  async answerOfOwn(
    options: WorkOptions,
    once: IdempotencyKey | undefined,
    act: (work: Work) => Promise<Given>,
  ): Promise<Answer> {
    const doIt = async (): Promise<Answer> => first(await this.read(options, act));
    if (!once) return doIt();
    return (await this.#stored(options, once)) ?? this.#orFirst(options, once, doIt);
  }

  /** Work that only reads: no transaction, any connection. */
  async read<T>(options: WorkOptions, act: (work: Work) => Promise<T>): Promise<T> {
    await this.policies.refreshWhenOld();
    const work = new ActiveWork(options, this.#moment(new Date()), this.database);
    return inProgress.run(work, () => act(work));
  }

  /**
   * A second request under the same key may have waited for the first one's row and then been refused because of what
   * the first one did. Its answer is the first one's.
   */
  async #orFirst(options: WorkOptions, once: IdempotencyKey, act: () => Promise<Answer>): Promise<Answer> {
    try {
      return await act();
    } catch (error) {
      if (connectionLost(error) || error instanceof OutcomeUnknown) throw error;
      const stored = await this.#stored(options, once);
      if (stored) return stored;
      throw error;
    }
  }

  #transaction<T>(
    options: WorkOptions,
    once: IdempotencyKey | undefined,
    act: (work: ActiveWork) => Promise<T>,
  ): Promise<T> {
    const describe = () => ({
      name: 'transaction',
      kind: SpanKind.INTERNAL,
      attributes: { 'bumen.work': options.name, 'bumen.correlation_id': options.correlationId },
    });
    return inSpan(options.traceparent, describe, (traceparent, span) => {
      const traced = traceparent === options.traceparent ? options : { ...options, traceparent };
      return this.#again(() => this.#attempt(traced, once, act, span));
    });
  }

  async #again<T>(attempt: () => Promise<T>): Promise<T> {
    for (let tried = 1; ; tried += 1) {
      try {
        return await attempt();
      } catch (error) {
        // The key's row appeared meanwhile: the next attempt finds the answer in it.
        const worthIt = mayRunAgain(error) || violates(error, 'idempotency_pkey');
        if (!worthIt || tried === attemptsMax) throw error;
        // Apart from each other, or the same two meet again.
        await new Promise((resolve) => setTimeout(resolve, Math.random() * 10 * tried));
      }
    }
  }

  async #attempt<T>(
    options: WorkOptions,
    once: IdempotencyKey | undefined,
    act: (work: ActiveWork) => Promise<T>,
    span: Span | undefined,
  ): Promise<T> {
    const client = await this.database.connection.connect();
    const reach = this.database.on(client);
    const changes = new UnitOfWork();
    let broken: unknown;
    try {
      const begun = await begin(client, options, once);
      const stored = once && answerIn(begun, once);
      if (stored) {
        await client.query('ROLLBACK');
        return stored as T;
      }
      if (this.policies.revision !== begun.policy_revision) await this.policies.load(client, begun.policy_revision);
      const work = new ActiveWork(options, this.#moment(begun.now), reach, changes);
      const result = await inProgress.run(work, async () => {
        const done = await act(work);
        await commit(client, changes);
        return done;
      });
      changes.committed();
      if (span) span.setAttributes(work.facts());
      if (changes.tellsEvents) this.signal.wake();
      return result;
    } catch (caught) {
      const error = changes.causeOf((await changes.refusal()) ?? caught);
      if (connectionLost(error) || error instanceof OutcomeUnknown) broken = error;
      else
        await client.query('ROLLBACK').catch((lost: unknown) => {
          broken = lost;
        });
      throw error;
    } finally {
      await reach.end();
      client.release(broken as Error | undefined);
      changes.ended();
    }
  }

  #moment(shown: Date): Moment {
    return { now: this.clock.at(shown), realNow: this.clock.realAt(shown) };
  }

  async #part<T>(outer: ActiveWork, options: WorkOptions, act: (work: Work) => Promise<T>): Promise<T> {
    const part = outer.within(options);
    await outer.command('SAVEPOINT kit_part');
    const forget = outer.changes.mark();
    try {
      const result = await inProgress.run(part, () => act(part));
      await outer.command('RELEASE SAVEPOINT kit_part');
      return result;
    } catch (caught) {
      const error = outer.changes.causeOf((await outer.changes.refusal()) ?? caught);
      if (!connectionLost(error)) {
        forget();
        await outer.command('ROLLBACK TO SAVEPOINT kit_part; RELEASE SAVEPOINT kit_part');
      }
      throw error;
    }
  }

  async #stored(options: WorkOptions, once: IdempotencyKey): Promise<Answer | undefined> {
    const found = await this.database.connection.query<Beginning>(
      prepared(beginning, [ownerOf(options), options.name, once.key]),
    );
    return answerIn(found.rows[0]!, once);
  }
}

/** To who asks for the first time. */
const first = ({ text, version, bytes }: Given): Answer => ({
  text,
  version,
  replayed: false,
  ...(bytes && { bytes }),
});

/** Whose keys they are. */
const ownerOf = (options: WorkOptions): string => options.caller?.staffId ?? options.actor;

/** The answer that is stored under the key. Throws idempotencyKeyReused where it was for another request. */
function answerIn(row: Beginning, once: IdempotencyKey): Answer | undefined {
  if (row.request_hash === null || row.response === null) return undefined;
  if (row.request_hash !== once.requestHash) throw idempotencyKeyReused();
  return { text: row.response, version: row.version, replayed: true };
}

/**
 * What was gathered and COMMIT, in one go. Throws OutcomeUnknown where the connection broke with the commit on its way.
 */
async function commit(client: PoolClient, changes: UnitOfWork): Promise<void> {
  const flush = changes.flush(client);
  const [flushed, committed] = await Promise.allSettled([flush, client.query('COMMIT')] as const);
  // A refused flush has undone the transaction, and the COMMIT behind it was only its end.
  if (flushed.status === 'rejected' && committed.status === 'fulfilled') throw flushed.reason;
  if (committed.status === 'rejected') {
    if (serverRefusal(committed.reason) && !connectionLost(committed.reason)) throw committed.reason;
    throw new OutcomeUnknown('the connection to the database was lost while a commit was on its way', {
      cause: committed.reason,
    });
  }
  // PostgreSQL answers COMMIT with ROLLBACK, and no error, where a statement failed before and somebody swallowed that.
  if (committed.value?.command !== 'COMMIT')
    throw new Error('a statement failed in this transaction and the failure was swallowed; nothing is kept');
}

/** BEGIN and the first statement in one go: the connection sends both before it waits. */
async function begin(client: PoolClient, options: WorkOptions, once: IdempotencyKey | undefined): Promise<Beginning> {
  const [began, first] = await Promise.allSettled([
    client.query('BEGIN'),
    client.query<Beginning>(prepared(beginning, [ownerOf(options), options.name, once?.key ?? null])),
  ]);
  if (began.status === 'rejected') throw began.reason;
  if (first.status === 'rejected') throw first.reason;
  return first.value.rows[0]!;
}
