import pg from 'pg';
import { DataSource } from 'typeorm';
import type { ServiceConfig } from '../config/service-config.ts';
import { connectionLost, serverRefusal } from '../transaction/database-error.ts';
import { migrationDataSource, type MigrationClasses } from '../transaction/database.ts';

/** One lock for all that migrate this database; the number has no meaning. */
const lock = 7_270_931;
/** A database that is just starting or recovering gets so long. */
const patienceMs = 30_000;

/**
 * Brings the database up to date. Several processes may start at once: one migrates, the others wait for it. Resolves
 * to the names of the migrations that were run.
 */
export async function migrate(config: ServiceConfig, name: string, migrations: MigrationClasses): Promise<string[]> {
  const guard = await patiently(async () => {
    const client = new pg.Client({ connectionString: config.databaseUrl, application_name: `${name}-migration-lock` });
    // A server that goes away meanwhile is told by the statement that fails.
    client.on('error', () => undefined);
    await client.connect();
    return client;
  });
  let source: DataSource | undefined;
  try {
    await guard.query('SELECT pg_advisory_lock($1)', [lock]);
    source = await migrationDataSource(config, name, migrations).initialize();
    const run = await source.runMigrations({ transaction: 'each' });
    return run.map((migration) => migration.name);
  } finally {
    await source?.destroy();
    await guard.end();
  }
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
