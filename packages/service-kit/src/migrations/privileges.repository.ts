import type { ClientBase } from 'pg';

/** The names of the migrations that were run; none where there is no table of them yet. */
export async function migrationsRun(client: ClientBase): Promise<string[]> {
  const { rows: there } = await client.query<{ there: boolean }>(
    "SELECT to_regclass('migration') IS NOT NULL AS there",
  );
  if (!there[0]!.there) return [];
  return (await client.query<{ name: string }>('SELECT name FROM migration')).rows.map((row) => row.name);
}

/** Tables whose trigger refuses every change of what is in them. */
export async function insertOnlyTables(client: ClientBase): Promise<string[]> {
  const { rows } = await client.query<{ name: string }>(
    `SELECT DISTINCT c.relname AS name FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid
       JOIN pg_proc p ON p.oid = t.tgfoid WHERE NOT t.tgisinternal AND p.proname = 'refuse_change' ORDER BY 1`,
  );
  return rows.map((row) => row.name);
}

/** What the service's user may do: read and write rows, and add rows only where a table is append-only. */
export function grants(role: string, insertOnly: readonly string[]): string {
  const only = insertOnly.map((table) => `REVOKE UPDATE, DELETE ON "${table}" FROM ${role};`);
  return `
    GRANT USAGE ON SCHEMA public TO ${role};
    GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO ${role};
    GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO ${role};
    REVOKE INSERT, UPDATE, DELETE ON migration FROM ${role};
    ${only.join(' ')}`;
}

/** What the current user owns or is a member of the owner of: tables, or everything as a superuser. */
export async function ownership(client: ClientBase): Promise<string[]> {
  const { rows } = await client.query<{ name: string }>(
    `SELECT c.relname AS name FROM pg_class c WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p')
       AND pg_has_role(current_user, c.relowner, 'MEMBER') ORDER BY 1 LIMIT 5`,
  );
  return rows.map((row) => row.name);
}
