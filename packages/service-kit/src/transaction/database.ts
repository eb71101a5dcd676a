import type { Duplex } from 'node:stream';
import type { Pool } from 'pg';
import pg from 'pg';
import { DataSource, DefaultNamingStrategy, type EntitySchema, type MigrationInterface, type MixedList } from 'typeorm';
import type { ServiceConfig } from '../config/service-config.ts';

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
  const { stream } = (client as unknown as { readonly connection: { readonly stream: Duplex } }).connection;
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

const sourceOf = (
  config: ServiceConfig,
  name: string,
  entities: EntityClasses,
  migrations: MigrationClasses,
  extra: object,
) =>
  new DataSource({
    type: 'postgres',
    url: config.databaseUrl,
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

/** The connections that a running service works with. */
export function serviceDataSource(config: ServiceConfig, name: string, entities: EntityClasses): DataSource {
  return sourceOf(config, name, entities, [], {
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
}

/** Migrations take as long as they need, so they get a connection without limits. */
export function migrationDataSource(config: ServiceConfig, name: string, migrations: MigrationClasses): DataSource {
  return sourceOf(config, `${name}-migration`, [], migrations, { max: 2 });
}

/** The pg pool below TypeORM, for prepared statements outside of transactions. */
export function poolOf(dataSource: DataSource): Pool {
  return (dataSource.driver as unknown as { master: Pool }).master;
}
