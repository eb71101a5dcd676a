import type { Type } from '@nestjs/common';
import type { ServiceName } from '@bumen/contracts';
import { ensureDatabase, withDatabase, type Account } from '@bumen/infra/local/databases';
import { configOf, migrateService } from '@bumen/service-kit';

/** Who uses and who owns a service's databases in tests. */
export const testAccounts = (service: ServiceName): { readonly service: Account; readonly owner: Account } => ({
  service: { role: `test_${service}`, password: 'test' },
  owner: { role: `test_${service}_owner`, password: 'test' },
});

/**
 * Name of a database of this service whose migrations have run, to make others from: running them takes longer than all
 * else of a desk's start. Whichever test file is first makes it, and the others wait for that.
 */
export async function templateOf(
  cluster: string,
  service: ServiceName,
  module: Type<unknown>,
  accounts: { readonly service: Account; readonly owner: Account },
): Promise<string> {
  const database = `template_${service}_${module.name.toLowerCase()}`;
  await withDatabase(cluster, async (client) => {
    // The lock ends with the connection.
    await client.query('select pg_advisory_lock(hashtext($1))', [database]);
    const made = await client.query('select from pg_database where datname = $1 and datistemplate', [database]);
    if (made.rowCount) return;
    const { url: databaseUrl, ownerUrl: migrationDatabaseUrl } = await ensureDatabase(cluster, {
      database,
      ...accounts,
    });
    const config = configOf({ databaseUrl, migrationDatabaseUrl, natsUrl: '', logLevel: 'silent' });
    await migrateService(service, module, config);
    await client.query(`alter database ${client.escapeIdentifier(database)} is_template true`);
  });
  return database;
}
