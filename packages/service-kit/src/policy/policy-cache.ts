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
}

const everySetting =
  'SELECT revision, name, effective_from, value FROM policy_setting ORDER BY effective_from DESC, revision DESC';
/** So old may the settings be that a query sees. Commands compare the revision in their own transaction. */
const oldMs = 1_000;

/** All policy settings of this service's database in memory, newest first; few and seldom changed. */
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
    const { rows } = await connection.query<Row>(prepared(everySetting));
    const settings = new Map<string, PolicySetting[]>();
    let newest = 0n;
    for (const row of rows) {
      if (BigInt(row.revision) > newest) newest = BigInt(row.revision);
      const value = this.#parsed(row);
      if (value === undefined) continue;
      const of = settings.get(row.name) ?? [];
      of.push({ effectiveFrom: row.effective_from, value });
      settings.set(row.name, of);
    }
    this.#keep(settings, rows.length === 0 ? null : String(newest));
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
