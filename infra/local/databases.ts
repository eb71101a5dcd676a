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

/** A role of the database server. */
export interface Account {
  readonly role: string;
  readonly password: string;
}

/** One database as the service sees it, and as its owner does. */
export interface DatabaseUrls {
  readonly url: string;
  /** Makes and changes tables; a running service never has it, so it can't reach around what they refuse (P-06). */
  readonly ownerUrl: string;
}

/**
 * Makes a service's database where it is missing, owned by one role and used by another, neither of which may enter any
 * other. What the service's role may do in it is granted by its migrations.
 */
export async function ensureDatabase(
  adminUrl: string,
  options: { database: string; service: Account; owner: Account; template?: string | undefined },
): Promise<DatabaseUrls> {
  const { database, service, owner, template } = options;
  const urlOf = ({ role, password }: Account) => {
    const url = new URL(adminUrl);
    url.pathname = `/${database}`;
    url.username = role;
    url.password = password;
    return url.href;
  };
  await withDatabase(adminUrl, async (client) => {
    const name = client.escapeIdentifier(database);
    // Two that change one role at the same moment are refused ("tuple concurrently updated"); the lock ends with the
    // connection.
    await client.query("select pg_advisory_lock(hashtext('ensure database'))");
    for (const account of [service, owner]) await ensureRole(client, account);
    if ((await client.query('select 1 from pg_database where datname = $1', [database])).rowCount) return;
    const from = template === undefined ? '' : ` template ${client.escapeIdentifier(template)}`;
    await client.query(`create database ${name} owner ${client.escapeIdentifier(owner.role)}${from}`);
    await client.query(`revoke connect on database ${name} from public`);
    await client.query(`grant connect on database ${name} to ${client.escapeIdentifier(service.role)}`);
  });
  return { url: urlOf(service), ownerUrl: urlOf(owner) };
}

async function ensureRole(client: pg.Client, { role, password }: Account): Promise<void> {
  const name = client.escapeIdentifier(role);
  const exists = (await client.query('select 1 from pg_roles where rolname = $1', [role])).rowCount;
  await client.query(`${exists ? 'alter' : 'create'} role ${name} login password ${client.escapeLiteral(password)}`);
  await client.query(`grant ${name} to current_user`);
}

export async function dropDatabase(adminUrl: string, database: string): Promise<void> {
  await withDatabase(adminUrl, (client) =>
    client.query(`drop database if exists ${client.escapeIdentifier(database)} with (force)`),
  );
}
