import pg from 'pg';

/** Runs statements one by one on a connection of its own. */
export async function withDatabase<T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 10_000 });
  client.on('error', () => {});
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

/**
 * Makes a service's database where it is missing, owned by a role of the same name that may enter no other; answers its
 * URL. On a server where we may not make roles, the service uses the given user.
 */
export async function ensureDatabase(
  adminUrl: string,
  options: { database: string; role: string; password: string; template?: string | undefined },
): Promise<string> {
  const { database, role, password, template } = options;
  return withDatabase(adminUrl, async (client) => {
    const name = client.escapeIdentifier(database);
    const mayMakeRoles =
      (
        await client.query<{ may: boolean }>(
          'select rolsuper or rolcreaterole as may from pg_roles where rolname = current_user',
        )
      ).rows[0]?.may === true;
    const url = new URL(adminUrl);
    url.pathname = `/${database}`;
    if (mayMakeRoles) {
      const owner = client.escapeIdentifier(role);
      // Two that change one role at the same moment are refused ("tuple concurrently updated"); the lock ends with the
      // connection.
      await client.query("select pg_advisory_lock(hashtext('ensure database'))");
      const exists = (await client.query('select 1 from pg_roles where rolname = $1', [role])).rowCount;
      await client.query(
        `${exists ? 'alter' : 'create'} role ${owner} login password ${client.escapeLiteral(password)}`,
      );
      await client.query(`grant ${owner} to current_user`);
      url.username = role;
      url.password = password;
    }
    if (!(await client.query('select 1 from pg_database where datname = $1', [database])).rowCount) {
      const from = template === undefined ? '' : ` template ${client.escapeIdentifier(template)}`;
      await client.query(
        `create database ${name}${mayMakeRoles ? ` owner ${client.escapeIdentifier(role)}` : ''}${from}`,
      );
      if (mayMakeRoles) await client.query(`revoke connect on database ${name} from public`);
    }
    return url.href;
  });
}

export async function dropDatabase(adminUrl: string, database: string): Promise<void> {
  await withDatabase(adminUrl, (client) =>
    client.query(`drop database if exists ${client.escapeIdentifier(database)} with (force)`),
  );
}
