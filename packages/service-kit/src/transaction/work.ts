import { AsyncLocalStorage } from 'node:async_hooks';
import type { QueryConfig, QueryResult } from 'pg';
import type { EntityManager, EntityMetadata } from 'typeorm';
import type { Caller } from '@bumen/contracts';
import { violated } from './database-error.ts';
import type { EntityClass, Reach } from './database.ts';
import type { NamedAggregate } from './named-aggregate.ts';
import { newId } from './new-id.ts';
import { prepared, refuseMisdeclared, type Does, type Gathered, type PendingWrite } from './statement.ts';
import { insertionOfAll } from './table-rows.ts';
import type { UnitOfWork } from './unit-of-work.ts';

/**
 * What is being done right now, for whom and at what time. It is found by `currentWork()`, so nothing has to be handed
 * through the layers. Statements belong to repositories alone, so no code can leave its transaction by accident.
 */
export interface Work {
  /** Operation, reaction or deadline; the action of the audit trail. */
  readonly name: string;
  readonly caller: Caller;
  /** Staff id of who does it, or the name of the reaction or deadline that does. */
  readonly actor: string;
  /** Business time when the transaction began, by the database's clock; for queries by the process's own. */
  readonly now: Date;
  /**
   * Real time, which stays what it is where business time is moved: for tokens, sign-in locks, limits of rate and what
   * is kept only so long.
   */
  readonly realNow: Date;
  /** Ties together everything that follows from one request (E-02). */
  readonly correlationId: string;
  readonly traceparent: string | undefined;
  /** Why, as the caller said it (P-06). */
  readonly reason: string | undefined;
  newId(): string;
  /** Calls `act` when the transaction is over, whatever became of it; for what this process remembers. */
  whenEnded(act: () => void): void;
}

/** What is known of a piece of work before it begins. */
export interface WorkOptions {
  readonly name: string;
  readonly actor: string;
  readonly caller?: Caller;
  readonly correlationId: string;
  readonly traceparent?: string;
  readonly reason?: string;
  /** What the operation is about, where it names something. */
  readonly named?: NamedAggregate;
  /** Keeps the answer of a handler with its own transactions; see `keepAnswer`. */
  readonly answering?: Answering;
}

/** Both times of a piece of work. */
export interface Moment {
  readonly now: Date;
  readonly realNow: Date;
}

/** How rows are inserted. */
interface Insertion {
  /** A row whose key is there takes the new values. */
  readonly replacing?: boolean;
  /** What the violation of a constraint of this name means. */
  readonly unique?: Readonly<Record<string, () => Error>>;
}

/** What becomes of the answer that a handler with its own transactions gives. */
export interface Answering {
  keep(work: ActiveWork, response: unknown): void;
}

/** Nobody is signed in. */
export const anyone: Caller = { staffId: 'anyone', name: '', roles: [], teamId: null, sessionId: null };

/** The caller of work that no person asked for: a reaction or a deadline, whose words are in its declaration. */
const automatic = (actor: string): Caller => ({
  staffId: actor,
  name: actor,
  roles: [],
  teamId: null,
  sessionId: null,
});

/** The one implementation of Work; what it adds is for the kit alone. */
export class ActiveWork implements Work {
  readonly name: string;
  readonly caller: Caller;
  readonly actor: string;
  readonly correlationId: string;
  readonly traceparent: string | undefined;
  readonly reason: string | undefined;
  readonly newId = newId;
  /** A part of what it was begun with, so that a handler's own transactions know it as well. */
  readonly answering: Answering | undefined;
  /** A part of what it was begun with, as well. */
  readonly named: NamedAggregate | undefined;
  #comparedSeen = false;
  #touched: { readonly id: string; version: number } | undefined;
  readonly now: Date;
  readonly realNow: Date;
  readonly #reach: Reach;
  readonly #changes: UnitOfWork | undefined;

  /** `changes`: what is written when the work is done; missing in queries, which change nothing. */
  constructor(options: WorkOptions, { now, realNow }: Moment, reach: Reach, changes?: UnitOfWork) {
    this.name = options.name;
    this.actor = options.actor;
    this.caller = options.caller ?? automatic(options.actor);
    this.correlationId = options.correlationId;
    this.traceparent = options.traceparent;
    this.reason = options.reason;
    this.answering = options.answering;
    this.named = options.named;
    this.now = now;
    this.realNow = realNow;
    this.#reach = reach;
    this.#changes = changes;
  }

  get isTransaction(): boolean {
    return this.#changes !== undefined;
  }
  /** Throws in queries. */
  get changes(): UnitOfWork {
    if (!this.#changes) throw new Error(`${this.name} is a query; it has no transaction and changes nothing`);
    return this.#changes;
  }

  /** TypeORM in this transaction; for queries on any connection of the pool. */
  get manager(): EntityManager {
    // What TypeORM asks next is to see what was written before.
    this.#changes?.sendUnheard(this.#reach.connection);
    return this.#reach.manager;
  }
  metadataOf(entity: EntityClass<object>): EntityMetadata {
    return this.#reach.metadataOf(entity);
  }

  async read<Row extends object>(text: string, values: readonly unknown[] = []): Promise<Row[]> {
    return (await this.#ask('read', text, values)).rows as Row[];
  }
  /** As `read`, planned anew each time: for texts of which there are many. */
  async readOnce<Row extends object>(text: string, values: readonly unknown[]): Promise<Row[]> {
    refuseMisdeclared('read', text);
    return (await this.#send({ text, values: values as unknown[] })).rows as Row[];
  }
  async lockRows<Row extends object>(text: string, values: readonly unknown[] = []): Promise<Row[]> {
    return (await this.#ask('lock', text, values)).rows as Row[];
  }
  async change<Row extends object>(text: string, values: readonly unknown[] = []): Promise<Row[]> {
    return (await this.#ask('change', text, values)).rows as Row[];
  }
  /** As `change`; how many rows it touched. */
  async changeRows(text: string, values: readonly unknown[]): Promise<number> {
    return (await this.#ask('change', text, values)).rowCount ?? 0;
  }
  /** A statement about the transaction itself. */
  async command(text: string): Promise<void> {
    await this.#send({ text });
  }

  write(write: PendingWrite): void {
    this.changes.write(write);
  }
  insert<E extends object>(
    entity: EntityClass<E>,
    rows: readonly Partial<E>[],
    { replacing = false, unique }: Insertion = {},
  ): void {
    if (rows.length === 0) return;
    const refused = unique && ((error: unknown) => violated(error, unique)?.());
    this.changes.write({
      ...insertionOfAll(this.metadataOf(entity), rows, replacing),
      ...(refused ? { refused } : {}),
    });
  }
  gather<G extends Gathered>(key: object, make: () => G): G {
    return this.changes.gather(key, make);
  }
  whenEnded(act: () => void): void {
    this.changes.whenEnded(act);
  }

  /** Version of the first aggregate that this work locked or saved. */
  get version(): number | null {
    return this.#touched?.version ?? null;
  }
  touch(id: string, version: number): void {
    this.#touched ??= { id, version };
    if (this.#touched.id === id) this.#touched.version = version;
    if (this.named?.id === id) this.named.version = version;
  }

  /** What a trace tells of it. */
  facts(): Record<string, string | number> {
    return {
      'bumen.events': this.#changes?.eventsTold ?? 0,
      ...(this.#touched && {
        'bumen.aggregate_id': this.#touched.id,
        'bumen.aggregate_version': this.#touched.version,
      }),
    };
  }

  /** What the operation names, where it is this; once, since the work itself changes it afterwards. */
  takeNamed(id: string): NamedAggregate | undefined {
    if (this.named?.id !== id || this.#comparedSeen) return undefined;
    this.#comparedSeen = true;
    this.named.compared = true;
    return this.named;
  }

  /** Other work in the same transaction, as a replayed event's effect is. */
  within(options: WorkOptions): ActiveWork {
    return new ActiveWork(options, this, this.#reach, this.#changes);
  }

  #ask(does: Does, text: string, values: readonly unknown[]): Promise<QueryResult> {
    refuseMisdeclared(does, text);
    if (does !== 'read') void this.changes;
    return this.#send(prepared(text, values));
  }

  /** What waits to be written goes out before it, so that it sees that; both travel together. */
  async #send(query: QueryConfig): Promise<QueryResult> {
    const { connection } = this.#reach;
    const sent = this.#changes?.send(connection);
    const asked = connection.query(query);
    try {
      if (!sent) return await asked;
      const [before, answer] = await Promise.allSettled([sent, asked]);
      if (before.status === 'rejected') throw before.reason;
      if (answer.status === 'rejected') throw answer.reason;
      return answer.value;
    } catch (error) {
      this.#changes?.failed(error);
      throw error;
    }
  }
}

/** The work in progress. Only `Transactions` begins and ends it. */
export const inProgress = new AsyncLocalStorage<ActiveWork>();

/** The work in progress with what is for the kit alone. Throws where there is none: a programming error. */
export function activeWork(): ActiveWork {
  const work = inProgress.getStore();
  if (!work)
    throw new Error(
      'there is no work in progress: repositories and policies are used inside an operation, a reaction or a deadline',
    );
  return work;
}

/** The work in progress. Throws where there is none: a programming error. */
export function currentWork(): Work {
  return activeWork();
}

/**
 * Keeps the answer of a handler with its own transactions under the caller's key, in the transaction that brought it
 * about; asked again, the caller gets it again (R2). To be called just before that transaction ends. Returns the
 * answer.
 */
export function keepAnswer<Response>(response: Response): Response {
  const work = activeWork();
  if (!work.answering)
    throw new Error(
      `${work.name} has its answer kept by the kit; keepAnswer is for handlers with their own transactions`,
    );
  work.answering.keep(work, response);
  return response;
}
