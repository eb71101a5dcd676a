import { Inject, Injectable } from '@nestjs/common';
import { catalogue, type Policy, type ServiceName } from '@bumen/contracts';
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
  readonly value: unknown;
  readonly newest: string;
}

/** So many settings of a policy are known at most, those that hold last; before the first of them that one holds. */
export const settingsKept = 400;
/** One more of each than are kept tells whether there were others before. */
const newestOfEach = `SELECT s.revision, s.name, s.effective_from, s.value,
    (SELECT max(revision) FROM policy_setting) AS newest
  FROM (SELECT DISTINCT name FROM policy_setting) AS p
  CROSS JOIN LATERAL (SELECT revision, name, effective_from, value FROM policy_setting WHERE name = p.name
    ORDER BY effective_from DESC, revision DESC LIMIT ${settingsKept + 1}) AS s
  ORDER BY s.effective_from DESC, s.revision DESC`;
const beginning = new Date(-8.64e15);
/** So old may the settings be that a query sees. Commands compare the revision in their own transaction. */
const oldMs = 1_000;

/** All policy settings of this service's database in memory, newest first; as many as are ever needed. */
@Injectable()
export class PolicyCache {
  readonly #known: ReadonlyMap<string, Policy>;
  #settings = new Map<string, PolicySetting[]>();
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

  /** Reads everything anew. `revision` is the newest that the caller knows to be there. */
  async load(connection: Connection, revision?: string | null): Promise<void> {
    if (revision === null) return this.#keep(new Map(), null);
    const { rows } = await connection.query<Row>(prepared(newestOfEach));
    const settings = new Map<string, PolicySetting[]>();
    for (const [name, all] of Map.groupBy(rows, (row) => row.name)) {
      const of = all.flatMap((row) => {
        const value = this.#parsed(row);
        return value === undefined ? [] : [{ effectiveFrom: row.effective_from, value }];
      });
      const kept = of.slice(0, settingsKept);
      if (of.length > kept.length) kept[kept.length - 1] = { ...kept.at(-1)!, effectiveFrom: beginning };
      settings.set(name, kept);
    }
    this.#keep(settings, rows[0]?.newest ?? null);
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

  #keep(settings: Map<string, PolicySetting[]>, revision: string | null): void {
    this.#settings = settings;
    this.#revision = revision;
    this.#loadedAt = performance.now();
  }

  /** A setting that this version of the service can't read is left out: the one before it holds, or the default. */
  #parsed(row: Row): unknown {
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
