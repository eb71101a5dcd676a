import { connect } from '@nats-io/transport-node';
import { holderOf, natsMaxPayload, natsUsers, processes } from '../stack.ts';
import { withDatabase } from './databases.ts';
import { SettingsError, type Settings } from './settings.ts';

/** Throws SettingsError where servers of one's own can't be used, before anything has been started or changed. */
export async function checkOwnServers(settings: Settings): Promise<void> {
  if (settings.databaseUrl !== null) await checkDatabase(settings.databaseUrl);
  if (settings.natsUrl !== null) await checkBroker(settings.natsUrl, settings.natsPasswords);
}

async function checkDatabase(url: string): Promise<void> {
  const may = await withDatabase(
    url,
    async (client) =>
      (
        await client.query<{ may: boolean }>(
          'select (rolcreatedb and rolcreaterole) or rolsuper as may from pg_roles where rolname = current_user',
        )
      ).rows[0]?.may,
  ).catch((error: unknown) => {
    throw new SettingsError(`The PostgreSQL server of DATABASE_URL can't be used: ${reasonOf(error)}.`);
  });
  if (may !== true)
    throw new SettingsError(
      'The user of DATABASE_URL may not create databases and roles: each service needs a database of its own, an owner of it, and a user who may not change its tables.',
    );
}

async function checkBroker(url: string, passwords: Settings['natsPasswords']): Promise<void> {
  const holders = processes.map((one) => one.natsUser);
  for (const natsUser of natsUsers.filter((user) => holders.includes(holderOf(user)))) {
    const connection = await connect({
      servers: url,
      user: natsUser,
      pass: passwords[holderOf(natsUser)],
      timeout: 5000,
      reconnect: false,
    }).catch((error: unknown) => {
      throw new SettingsError(
        `The NATS server of NATS_URL does not let the user "${natsUser}" in: ${reasonOf(error)}. It needs the configuration that "pnpm --silent nats-config" prints.`,
      );
    });
    const { max_payload: maxPayload = 0, jetstream = false } = connection.info ?? {};
    await connection.close();
    if (!jetstream) throw new SettingsError('The NATS server of NATS_URL runs without JetStream.');
    if (maxPayload < natsMaxPayload)
      throw new SettingsError(
        `The NATS server of NATS_URL takes messages of ${maxPayload} bytes; max_payload must be ${natsMaxPayload}.`,
      );
  }
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message || error.name : String(error);
}
