import type { Type } from '@nestjs/common';
import type { ServiceName } from '@bumen/contracts';
import { ensureDatabase, withDatabase } from '@bumen/infra/local/databases';
import { configOf, migrateService } from '@bumen/service-kit';

/**
 * Name of a database of this service whose migrations have run, to make others from: running them takes longer than all
 * else of a desk's start. Whichever test file is first makes it, and the others wait for that.
 */
export async function templateOf(
  cluster: string,
  service: ServiceName,
  module: Type<unknown>,
  account: { readonly role: string; readonly password: string },
): Promise<string> {
  const database = `template_${service}_${module.name.toLowerCase()}`;
  await withDatabase(cluster, async (client) => {
    // The lock ends with the connection.
    await client.query('select pg_advisory_lock(hashtext($1))', [database]);
    const made = await client.query('select from pg_database where datname = $1 and datistemplate', [database]);
    if (made.rowCount) return;
    const databaseUrl = await ensureDatabase(cluster, { database, ...account });
    await migrateService(service, module, configOf({ databaseUrl, natsUrl: '', logLevel: 'silent' }));
    await client.query(`alter database ${client.escapeIdentifier(database)} is_template true`);
  });
  return database;
}
