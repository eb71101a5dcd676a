import type { Pool, PoolClient } from 'pg';
import pg from 'pg';
import {
  DataSource,
  DefaultNamingStrategy,
  type EntityManager,
  type EntityMetadata,
  type EntitySchema,
  type MigrationInterface,
  type MixedList,
  type QueryRunner,
} from 'typeorm';
import type { ServiceConfig } from '../config/service-config.ts';
import { poolOf, releaseRunner, runnerOn, streamOf } from '../insides.ts';
import type { Connection } from './statement.ts';

/** Classes of entities, as a service's module names them. */
export type EntityClasses = readonly (new () => object)[];
export type MigrationClasses = readonly (new () => MigrationInterface)[];

/**
 * A statement, a wait for a lock and an idle transaction may take so long; then the server ends them, and nothing
 * hangs.
 */
const limitsMs = { statement: 8_000, lock: 4_000, idleTransaction: 10_000, answer: 12_000, connect: 4_000 };

/**
 * A connection that is lost in the moment between the pool and whoever gets it has nobody who listens, and an error
 * that nobody listens to ends the process. Whoever uses the connection learns of the loss from the statement.
 */
class ListenedClient extends pg.Client {
  constructor(config?: string | pg.ClientConfig) {
    super(config);
    this.on('error', () => undefined);
    sendsTogether(this);
  }
}

/** What is asked in one turn goes out by one write instead of one each: a write costs more than the statement in it. */
function sendsTogether(client: pg.Client): void {
  const stream = streamOf(client);
  const ask = client.query.bind(client) as (...asked: unknown[]) => unknown;
  client.query = ((...asked: unknown[]) => {
    stream.cork();
    process.nextTick(() => stream.uncork());
    return ask(...asked);
  }) as typeof client.query;
}

const snake = (text: string) =>
  text
    .replace(/([a-z0-9])([A-Z])/g, '$1_$2')
    .replace(/([A-Z])([A-Z][a-z])/g, '$1_$2')
    .toLowerCase();

/** Tables and columns are in snake case: `TicketNote.createdAt` is `ticket_note.created_at`. */
export class SnakeCaseNames extends DefaultNamingStrategy {
  override tableName(className: string, given: string | undefined): string {
    return given ?? snake(className);
  }
  override columnName(property: string, given: string | undefined, prefixes: string[]): string {
    return [...prefixes.map(snake), given ?? snake(property)].join('_');
  }
}

const sourceOf = (url: string, name: string, entities: EntityClasses, migrations: MigrationClasses, extra: object) =>
  new DataSource({
    type: 'postgres',
    url,
    applicationName: name,
    driver: pg,
    entities: [...entities] as MixedList<Function | string | EntitySchema>,
    migrations: [...migrations],
    namingStrategy: new SnakeCaseNames(),
    migrationsTableName: 'migration',
    installExtensions: false,
    synchronize: false,
    logging: false,
    extra: { Client: ListenedClient, ...extra },
  });

/** Of an entity, also where its constructor is private. */
export type EntityClass<E extends object> = Function & { readonly prototype: E };

/** How work reaches the database: on any connection, or on that of its transaction. */
export interface Reach {
  readonly connection: Connection;
  readonly manager: EntityManager;
  metadataOf(entity: EntityClass<object>): EntityMetadata;
}

/**
 * The connections that a running service works with. Beside the transactions only the kit's own bookkeeping uses them;
 * nothing of it is given to a service, whose statements all go through a repository.
 */
export class Database implements Reach {
  readonly #source: DataSource;

  private constructor(source: DataSource) {
    this.#source = source;
  }

  static async open(config: ServiceConfig, name: string, entities: EntityClasses): Promise<Database> {
    const source = sourceOf(config.databaseUrl, name, entities, [], {
      max: config.databasePool,
      // The statements that belong together go out together instead of waiting for each other's answer.
      pipeline: true,
      statement_timeout: limitsMs.statement,
      lock_timeout: limitsMs.lock,
      idle_in_transaction_session_timeout: limitsMs.idleTransaction,
      query_timeout: limitsMs.answer,
      connectionTimeoutMillis: limitsMs.connect,
      keepAlive: true,
    });
    return new Database(await source.initialize());
  }

  get connection(): Pool {
    return poolOf(this.#source);
  }
  get manager(): EntityManager {
    return this.#source.manager;
  }
  metadataOf(entity: EntityClass<object>): EntityMetadata {
    return this.#source.getMetadata(entity);
  }
  /** On a connection that has begun a transaction. */
  on(client: PoolClient): TransactionReach {
    return new TransactionReach(this.#source, client);
  }
  /** The rows that a statement answers, on any connection and past all work. */
  async rows<Row extends object>(text: string, values: readonly unknown[] = []): Promise<Row[]> {
    return (await this.connection.query<Row>(text, [...values])).rows;
  }
  /** The statements that would make the database what the entities say; none where the migrations have done it. */
  async lacking(): Promise<string[]> {
    return (await this.#source.driver.createSchemaBuilder().log()).upQueries.map((one) => one.query);
  }
  close(): Promise<void> {
    return this.#source.destroy();
  }
}

/** The connection of one transaction, and TypeORM on it for those who ask for it. */
export class TransactionReach implements Reach {
  readonly connection: PoolClient;
  readonly #source: DataSource;
  #runner: QueryRunner | undefined;

  constructor(source: DataSource, client: PoolClient) {
    this.#source = source;
    this.connection = client;
  }

  get manager(): EntityManager {
    return (this.#runner ??= runnerOn(this.#source, this.connection)).manager;
  }
  metadataOf(entity: EntityClass<object>): EntityMetadata {
    return this.#source.getMetadata(entity);
  }
  async end(): Promise<void> {
    if (this.#runner) await releaseRunner(this.#runner);
  }
}

/** Migrations take as long as they need, so they get a connection without limits. */
export function migrationDataSource(url: string, name: string, migrations: MigrationClasses): DataSource {
  return sourceOf(url, `${name}-migration`, [], migrations, { max: 2 });
}
