import { writeConflict, type Problem } from '@bumen/contracts';
import { violated, type Conflict } from '../transaction/database-error.ts';
import { activeWork, type ActiveWork } from '../transaction/work.ts';
import { AggregateTable, type StoredRow } from './aggregate-table.ts';
import { forgetUnsavedEvents, unsavedEvents, type Aggregate } from './aggregate.ts';
import { refuseUnlessAsSeen } from './as-seen.ts';
import type { PersonalMarks } from './audited-columns.ts';
import { Repository } from './repository.ts';

export interface RepositoryOptions<A> extends PersonalMarks {
  /** What is thrown where there is no such aggregate. */
  readonly notFound: (id: string) => Problem;
  /**
   * What is thrown where a unique constraint of this name is violated: a problem, or Conflict where the work
   * is done again.
   */
  readonly unique?: Readonly<Record<string, (aggregate: A) => Problem | Conflict>>;
  /**
   * Columns that follow from the others and the company's settings. Where only they change, because a setting did,
   * nothing has happened to the aggregate: they are stored without an event, under the same version.
   */
  readonly workedOut?: readonly string[];
}

/**
 * The only place with queries of an aggregate. It works inside the work in progress and nowhere else: saving writes the
 * rows, the events to the outbox and the audit line in one transaction.
 */
export abstract class AggregateRepository<A extends Aggregate> extends Repository {
  readonly #entity: new () => A;
  readonly #options: RepositoryOptions<A>;
  readonly #loaded = new WeakMap<A, StoredRow>();
  #table: AggregateTable<A> | undefined;

  protected constructor(entity: new () => A, options: RepositoryOptions<A>) {
    super();
    this.#entity = entity;
    this.#options = options;
  }

  /**
   * Loads it for changing; others that want to change it wait. Throws notFound, and versionMismatch where it is what
   * the operation names and the caller saw another version of it (R6).
   */
  async lock(id: string): Promise<A> {
    const work = activeWork();
    const aggregate = await this.#load(work, id, 'FOR UPDATE');
    if (!aggregate) throw this.#options.notFound(id);
    await refuseUnlessAsSeen(work, id, aggregate.version);
    work.touch(id, aggregate.version);
    return aggregate;
  }

  /** As `lock`, but undefined where it is gone or another transaction works on it: for work that may as well wait. */
  async lockUnlessBusy(id: string): Promise<A | undefined> {
    return this.#load(activeWork(), id, 'FOR UPDATE SKIP LOCKED');
  }

  /** Loads it for reading. Throws notFound. */
  async find(id: string): Promise<A> {
    const aggregate = await this.#load(activeWork(), id, '');
    if (!aggregate) throw this.#options.notFound(id);
    return aggregate;
  }

  /**
   * Inserts it with the commit, or updates the changed columns where the version is still the one that was loaded; then
   * its parts, its events and its audit line. Does nothing where nothing changed. Throws writeConflict where another
   * was faster (R6).
   */
  async save(aggregate: A): Promise<void> {
    const work = activeWork();
    const table = this.#tableOf(work);
    const loaded = this.#loaded.get(aggregate);
    const row = table.read(aggregate);
    const changed = table.changed(row, loaded);
    const events = unsavedEvents(aggregate);
    const name = this.#entity.name;
    if (events.length === 0) {
      if (!loaded) throw new Error(`${name} is new and raised no event`);
      this.#refuseUnlessWorkedOut(changed);
      if (changed.length === 0) return;
      if ((await table.update(work, row, changed, loaded.version)) === 0) throw writeConflict();
      this.#loaded.set(aggregate, row);
      return;
    }
    const kind = events[0]!.event.aggregate;
    if (events.some(({ event }) => event.aggregate !== kind))
      throw new Error(`${name} raised events of several aggregates, so its chain has no order`);
    const versionBefore = loaded?.version ?? 0;
    if (aggregate.version !== versionBefore + events.length)
      throw new Error(`${name} set its version itself; only raising an event does`);
    if (loaded) await refuseUnlessAsSeen(work, aggregate.id, loaded.version);
    const refused = (error: unknown) => this.#taken(error, aggregate);
    // Nobody needs the answer to an insertion, so it goes out with what comes next.
    if (!loaded) work.write({ ...table.insertion(row), refused });
    else if ((await meant(table.update(work, row, changed, versionBefore), refused)) === 0) throw writeConflict();
    await this.saveParts(aggregate);
    for (const raised of events) work.changes.tell(work, aggregate.id, raised);
    work.changes.heardOf(table.namesIn(row));
    work.changes.audit(work, {
      aggregate: kind,
      aggregateId: aggregate.id,
      version: aggregate.version,
      inPassing: events.every(({ event }) => event.inPassing === true),
      ...table.shown(changed, loaded, row, work.changes.names),
    });
    work.touch(aggregate.id, aggregate.version);
    this.#loaded.set(aggregate, row);
    forgetUnsavedEvents(aggregate);
  }

  /**
   * Ids whose `nextDeadlineAt` has come, the longest due first. Override where an aggregate is due by something else.
   */
  async dueIds(now: Date, limit: number): Promise<string[]> {
    return this.#tableOf(activeWork()).dueIds(activeWork(), now, limit);
  }

  /**
   * The first moment after this one at which `dueIds` may find something that it doesn't find now, though nothing
   * happens until then; null where there is none. For whoever moves time on.
   */
  async nextDueAt(after: Date): Promise<Date | null> {
    return this.#tableOf(activeWork()).nextDueAt(activeWork(), after);
  }

  /** Which versions these have; those that are gone have none. */
  async versionsOf(ids: readonly string[]): Promise<ReadonlyMap<string, number>> {
    return this.#tableOf(activeWork()).versionsOf(activeWork(), ids);
  }

  /**
   * Stores what is worked out anew of those that no other transaction works on, all at once; resolves to how many.
   */
  async reckonEach(ids: readonly string[], reckon: (aggregate: A) => void): Promise<number> {
    const work = activeWork();
    const table = this.#tableOf(work);
    const found = await table.selectWhere(work, 'id = ANY($1)', [ids], 'ORDER BY id', 'FOR UPDATE SKIP LOCKED');
    const rows: StoredRow[] = [];
    for (const one of found) {
      const aggregate = await this.#made(one);
      reckon(aggregate);
      const row = table.read(aggregate);
      this.#refuseUnlessWorkedOut(table.changed(row, this.#loaded.get(aggregate)));
      rows.push(row);
    }
    return rows.length === 0 ? 0 : table.updateEach(work, rows, this.#workedOut);
  }

  /** Ids of those whose `workedOut` was worked out by other settings than those of now. */
  async staleIds(_limit: number): Promise<string[]> {
    return [];
  }

  /** Writes rows that belong to the aggregate; called by every save that has something to save. */
  protected async saveParts(_aggregate: A): Promise<void> {}

  /** Reads rows that belong to the aggregate; called by every load. */
  protected async loadParts(_aggregate: A): Promise<void> {}

  /**
   * Loads for changing all that fit a condition, in the order of their ids, so that two that lock several never wait
   * for each other. `condition` is SQL with `$1` …, and the same text always has the same meaning.
   */
  protected async lockWhere(condition: string, values: readonly unknown[]): Promise<A[]> {
    const work = activeWork();
    const rows = await this.#tableOf(work).selectWhere(work, condition, values, 'ORDER BY id', 'FOR UPDATE');
    const found: A[] = [];
    for (const row of rows) found.push(await this.#made(row));
    return found;
  }

  /** Loads for reading all that fit a condition; `rest` may order and limit them. */
  protected async findWhere(condition: string, values: readonly unknown[], rest = 'ORDER BY id'): Promise<A[]> {
    const rows = await this.#tableOf(activeWork()).selectWhere(activeWork(), condition, values, rest);
    const found: A[] = [];
    for (const row of rows) found.push(await this.#made(row));
    return found;
  }

  /** Whatever happens to an aggregate is told by an event. */
  #refuseUnlessWorkedOut(changed: readonly { readonly propertyName: string }[]): void {
    const happened = changed.map((column) => column.propertyName).filter((one) => !this.#workedOut.includes(one));
    if (happened.length > 0) throw new Error(`${this.#entity.name} changed ${happened.join(', ')} and raised no event`);
  }

  get #workedOut(): readonly string[] {
    return this.#options.workedOut ?? [];
  }

  async #load(
    work: ActiveWork,
    id: string,
    lock: '' | 'FOR UPDATE' | 'FOR UPDATE SKIP LOCKED',
  ): Promise<A | undefined> {
    const [row] = await this.#tableOf(work).selectWhere(work, 'id = $1', [id], '', lock);
    return row && this.#made(row);
  }

  async #made(row: Record<string, unknown>): Promise<A> {
    const table = this.#tableOf(activeWork());
    const aggregate = new this.#entity();
    table.assign(aggregate, row);
    const stored = table.read(aggregate);
    this.#loaded.set(aggregate, stored);
    const work = activeWork();
    if (work.isTransaction) work.changes.heardOf(table.namesIn(stored));
    await this.loadParts(aggregate);
    return aggregate;
  }

  /** What the violation of a unique constraint means, where the service says so. */
  #taken(error: unknown, aggregate: A): Error | undefined {
    return violated(error, this.#options.unique ?? {})?.(aggregate);
  }

  #tableOf(work: ActiveWork): AggregateTable<A> {
    this.#table ??= new AggregateTable(work.metadataOf(this.#entity), this.#options);
    return this.#table;
  }
}

/** What a refusal of the database means to whoever asked, where it means something special. */
async function meant<T>(asked: Promise<T>, refused: (error: unknown) => Error | undefined): Promise<T> {
  try {
    return await asked;
  } catch (error) {
    throw refused(error) ?? error;
  }
}
