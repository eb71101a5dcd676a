import { withDatabase } from '../../local/databases.ts';
import type { Report } from '../report.ts';

const top = 14;

export async function prepareStatements(adminUrl: string): Promise<void> {
  await withDatabase(adminUrl, (client) => client.query('CREATE EXTENSION IF NOT EXISTS pg_stat_statements'));
}

export async function forgetStatements(adminUrl: string): Promise<void> {
  await withDatabase(adminUrl, (client) => client.query('SELECT pg_stat_statements_reset()'));
}

/**
 * The statements that took longest, by service, per request. Time is the server's, so it holds waiting for the disk.
 */
export async function sayStatements(
  adminUrl: string,
  report: Report,
  databases: readonly string[],
  count: number,
): Promise<void> {
  const { rows } = await withDatabase(adminUrl, (client) =>
    client.query<{ database: string; calls: number; ms: number; query: string }>(
      `SELECT d.datname AS database, s.calls::float8 AS calls, s.total_exec_time AS ms, regexp_replace(s.query,
         '\\s+', ' ', 'g') AS query
         FROM pg_stat_statements s JOIN pg_database d ON d.oid = s.dbid WHERE d.datname = ANY($1)
           ORDER BY s.total_exec_time DESC`,
      [databases],
    ),
  );
  for (const database of databases) {
    const own = rows.filter((row) => row.database === database);
    const sum = (of: (row: (typeof own)[number]) => number) => own.reduce((total, row) => total + of(row), 0) / count;
    if (sum((row) => row.calls) < 0.1 && sum((row) => row.ms) < 1) continue;
    report.say(
      `PostgreSQL, ${database}: ${sum((row) => row.calls).toFixed(2)} statements and ${sum((row) => row.ms).toFixed(3)} ms each`,
    );
    for (const row of own.slice(0, top))
      report.say(
        `    ${(row.ms / count).toFixed(3)} ms in ${(row.calls / count).toFixed(2)} calls  ${row.query.slice(0, 150)}`,
      );
  }
}
