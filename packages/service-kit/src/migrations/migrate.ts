import pg from 'pg';
import { DataSource } from 'typeorm';
import { ConfigError, type ServiceConfig } from '../config/service-config.ts';
import { connectionLost, serverRefusal } from '../transaction/database-error.ts';
import { migrationDataSource, type MigrationClasses } from '../transaction/database.ts';
import { grants, insertOnlyTables, migrationsRun, ownership } from './privileges.repository.ts';

/** One lock for all that migrate this database; the number has no meaning. */
const lock = 7_270_931;
/** A database that is just starting or recovering gets so long. */
const patienceMs = 30_000;

/** Where the database is, as its owner and as the service. */
export type MigrationConfig = Pick<ServiceConfig, 'databaseUrl' | 'migrationDatabaseUrl'>;

/**
 * Brings the database up to date, as its owner, and grants the service's user what a service needs: to read and write
 * rows, and only to add them where a table is append-only (P-06). Several processes may start at once: one migrates,
 * the others wait for it. Resolves to the names of the migrations that were run. Throws ConfigError without an owner.
 */
export async function migrate(
  { databaseUrl, migrationDatabaseUrl }: MigrationConfig,
  name: string,
  migrations: MigrationClasses,
): Promise<string[]> {
  if (migrationDatabaseUrl === undefined)
    throw new ConfigError(
      'MIGRATION_DATABASE_URL is not set: the database is changed as its owner, and by nobody else.',
    );
  const guard = await connected(migrationDatabaseUrl, `${name}-migration-lock`);
  let source: DataSource | undefined;
  try {
    await guard.query('SELECT pg_advisory_lock($1)', [lock]);
    source = await migrationDataSource(migrationDatabaseUrl, name, migrations).initialize();
    const run = await source.runMigrations({ transaction: 'each' });
    const role = guard.escapeIdentifier(decodeURIComponent(new URL(databaseUrl).username));
    await guard.query(grants(role, await insertOnlyTables(guard)));
    return run.map((migration) => migration.name);
  } finally {
    await source?.destroy();
    await guard.end();
  }
}

/**
 * Throws ConfigError where the database lacks migrations, or where the service's own user could change what its tables
 * refuse (P-06).
 */
export async function refuseUnlessMigrated(
  { databaseUrl }: MigrationConfig,
  name: string,
  migrations: MigrationClasses,
): Promise<void> {
  const client = await connected(databaseUrl, `${name}-migration-check`);
  try {
    const run = await migrationsRun(client);
    const lacking = migrations.map((migration) => migration.name).filter((one) => !run.includes(one));
    if (lacking.length > 0)
      throw new ConfigError(
        `The database lacks the migrations ${lacking.join(', ')}: run this program with --migrate and MIGRATION_DATABASE_URL first.`,
      );
    const owned = await ownership(client);
    if (owned.length > 0)
      throw new ConfigError(
        `The user of DATABASE_URL may change the tables themselves (${owned.join(', ')}), so the audit trail would hold only as long as it wants: use one who owns nothing.`,
      );
  } finally {
    await client.end();
  }
}

/** Throws ConfigError for whoever isn't the owner of the database, or doesn't say how to sign in as that. */
export async function refuseUnlessOwner(migrationDatabaseUrl: string | undefined, name: string): Promise<string> {
  const mustOwn = 'this is for the owner of the database, and for nobody else.';
  if (migrationDatabaseUrl === undefined) throw new ConfigError(`MIGRATION_DATABASE_URL is not set: ${mustOwn}`);
  const client = await connected(migrationDatabaseUrl, `${name}-owner-check`);
  try {
    if ((await ownership(client)).length > 0) return migrationDatabaseUrl;
  } finally {
    await client.end();
  }
  throw new ConfigError(`The user of MIGRATION_DATABASE_URL owns no table: ${mustOwn}`);
}

function connected(url: string, name: string): Promise<pg.Client> {
  return patiently(async () => {
    const client = new pg.Client({ connectionString: url, application_name: name });
    // A server that goes away meanwhile is told by the statement that fails.
    client.on('error', () => undefined);
    await client.connect();
    return client;
  });
}

async function patiently<T>(attempt: () => Promise<T>): Promise<T> {
  for (const until = Date.now() + patienceMs; ;) {
    try {
      return await attempt();
    } catch (error) {
      const starting = connectionLost(error) || serverRefusal(error)?.code === '57P03';
      if (!starting || Date.now() > until) throw error;
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
  }
}
