import { Inject, Injectable } from '@nestjs/common';
import { catalogue, upcomingMax, type Policy, type ServiceName } from '@bumen/contracts';
import { SERVICE_NAME } from '../config/service-name.ts';
import { Log } from '../observability/log.ts';
import { Database } from '../transaction/database.ts';
import { prepared, type Connection } from '../transaction/statement.ts';

/** A value of a policy and from when it holds. */
export interface PolicySetting {
  readonly effectiveFrom: Date;
  readonly value: unknown;
}
interface Row {
  readonly revision: string;
  readonly name: string;
  readonly effective_from: Date;
  readonly newest: string;
}
/** A value as it was read; undefined where this version of the service can't read it. */
interface Known {
  readonly value: unknown;
  /** Of its JSON. */
  readonly length: number;
}

/** So many settings of a policy are known at most, those that hold last; before the first of them that one holds. */
export const settingsKept = 400;
/**
 * Of long values, such as calendars of a thousand days, as many as have so many characters together; but what holds and
 * what is to hold in any case.
 */
export const lengthKept = 2_000_000;
const keptAnyway = upcomingMax + 2;
/** Values that are read at once. */
const valuesAtOnce = 50;
/** One more of each than are kept tells whether there were others before. */
const newestOfEach = `SELECT s.revision, s.name, s.effective_from, (SELECT max(revision) FROM policy_setting) AS newest
  FROM (SELECT DISTINCT name FROM policy_setting) AS p
  CROSS JOIN LATERAL (SELECT revision, name, effective_from FROM policy_setting WHERE name = p.name
    ORDER BY effective_from DESC, revision DESC LIMIT ${settingsKept + 1}) AS s
  ORDER BY s.effective_from DESC, s.revision DESC`;
const valuesOf = 'SELECT revision, value FROM policy_setting WHERE revision = ANY($1::bigint[])';
const beginning = new Date(-8.64e15);
/** So old may the settings be that a query sees. Commands compare the revision in their own transaction. */
const oldMs = 1_000;

/** All policy settings of this service's database in memory, newest first; as many as are ever needed. */
@Injectable()
export class PolicyCache {
  readonly #known: ReadonlyMap<string, Policy>;
  #settings = new Map<string, PolicySetting[]>();
  /** By their revisions. */
  #values: ReadonlyMap<string, Known> = new Map();
  #revision: string | null | undefined;
  #loadedAt = 0;
  #loading: Promise<void> | undefined;

  constructor(
    private readonly database: Database,
    @Inject(SERVICE_NAME) service: ServiceName,
    private readonly log: Log,
  ) {
    this.#known = new Map(catalogue.policiesOf(service).map((policy) => [policy.name, policy]));
  }

  /** The newest setting that was loaded; null where there is none, undefined before the first load. */
  get revision(): string | null | undefined {
    return this.#revision;
  }

  /** All that is known now; another object as soon as anything is loaded anew. */
  get snapshot(): object {
    return this.#settings;
  }

  /** Every setting of a policy, the one that holds last first. */
  settingsOf(name: string): readonly PolicySetting[] {
    return this.#settings.get(name) ?? [];
  }

  /**
   * Reads what is new: a value never changes, so each is read once, however often others are set (R9). `revision` is
   * the newest that the caller knows to be there.
   */
  async load(connection: Connection, revision?: string | null): Promise<void> {
    if (revision === null) return this.#keep(new Map(), new Map(), null);
    const { rows } = await connection.query<Row>(prepared(newestOfEach));
    const known = new Map<string, Known>();
    const settings = new Map<string, PolicySetting[]>();
    for (const [name, all] of Map.groupBy(rows, (row) => row.name))
      settings.set(name, await this.#keptOf(all, known, connection));
    this.#keep(settings, known, rows[0]?.newest ?? null);
  }

  /** The next work reads everything anew. */
  forget(): void {
    this.#revision = undefined;
  }

  /** For queries, which have no transaction that tells the revision. */
  async refreshWhenOld(): Promise<void> {
    if (performance.now() - this.#loadedAt < oldMs && this.#revision !== undefined) return;
    this.#loading ??= this.load(this.database.connection).finally(() => {
      this.#loading = undefined;
    });
    await this.#loading;
  }

  /** What is kept of one policy's settings, given the one that holds last first; `known` takes their values. */
  async #keptOf(all: readonly Row[], known: Map<string, Known>, connection: Connection): Promise<PolicySetting[]> {
    const kept: PolicySetting[] = [];
    let length = 0;
    for (const [index, row] of all.entries()) {
      if (kept.length === settingsKept || (index >= keptAnyway && length > lengthKept)) {
        const first = kept.pop();
        return first ? [...kept, { ...first, effectiveFrom: beginning }] : kept;
      }
      let found = known.get(row.revision) ?? this.#values.get(row.revision);
      if (!found) {
        await this.#read(all.slice(index, index + valuesAtOnce), known, connection);
        found = known.get(row.revision);
      }
      // It was there a moment ago, and nothing is ever taken away.
      if (!found) continue;
      known.set(row.revision, found);
      length += found.length;
      if (found.value !== undefined) kept.push({ effectiveFrom: row.effective_from, value: found.value });
    }
    return kept;
  }

  async #read(rows: readonly Row[], known: Map<string, Known>, connection: Connection): Promise<void> {
    const unknown = new Map(
      rows.filter(({ revision }) => !this.#values.has(revision)).map((row) => [row.revision, row]),
    );
    const values = await connection.query<{ revision: string; value: unknown }>({
      ...prepared(valuesOf),
      values: [[...unknown.keys()]],
    });
    for (const { revision, value } of values.rows)
      known.set(revision, {
        value: this.#parsed({ ...unknown.get(revision)!, value }),
        length: JSON.stringify(value).length,
      });
  }

  #keep(settings: Map<string, PolicySetting[]>, values: Map<string, Known>, revision: string | null): void {
    this.#settings = settings;
    this.#values = values;
    this.#revision = revision;
    this.#loadedAt = performance.now();
  }

  /** A setting that this version of the service can't read is left out: the one before it holds, or the default. */
  #parsed(row: Pick<Row, 'name' | 'revision'> & { readonly value: unknown }): unknown {
    const policy = this.#known.get(row.name);
    if (!policy) return row.value;
    const parsed = policy.schema.safeParse(row.value);
    if (!parsed.success)
      this.log.warn(
        { event: 'policy_unreadable', policy: row.name, revision: row.revision },
        'a policy setting does not fit its schema and is left out',
      );
    return parsed.success ? parsed.data : undefined;
  }
}
