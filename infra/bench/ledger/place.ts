import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { ensureDatabase, type DatabaseUrls } from '../../local/databases.ts';
import { freePorts } from '../../local/free-port.ts';
import { postgresCluster } from '../../local/postgres.ts';
import { Supervisor, type SupervisedProcess } from '../../local/processes.ts';
import { serviceProcesses } from '../../stack.ts';
import { Worker, type Doings, type InsideDoings } from './worker.ts';

const root = fileURLToPath(new URL('../../..', import.meta.url));
const finance = serviceProcesses.find(({ name }) => name === 'finance')!;

/** The service's inside and the floor, each with a database of its own on one PostgreSQL. */
export interface LedgerPlace {
  readonly adminUrl: string;
  readonly inside: Worker<InsideDoings>;
  readonly bare: Worker<Doings>;
  readonly postgres: SupervisedProcess;
  /** Of what is inside, to be profiled. */
  readonly inspectorPort: number;
  stop(): Promise<void>;
}

/** The last so many months, this one included, `YYYY-MM`. */
function monthsUntilNow(count: number): string[] {
  const now = new Date();
  return Array.from({ length: count }, (_, index) =>
    new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() - count + 1 + index, 1)).toISOString().slice(0, 7),
  );
}

/** Built as the apps are. */
async function bundled(): Promise<string> {
  const directory = join(root, 'infra/bench/dist');
  await promisify(execFile)(
    process.execPath,
    [
      join(root, 'node_modules/rolldown/bin/cli.mjs'),
      ...['--config', join(root, 'rolldown.config.mjs')],
      ...['--input', join(root, 'infra/bench/ledger/inside.ts'), '--dir', directory],
    ],
    { cwd: root },
  );
  return join(directory, 'main.cjs');
}

export async function ledgerPlace(
  postgresSettings: Readonly<Record<string, string>>,
  profiled: boolean,
): Promise<LedgerPlace> {
  const main = await bundled();
  const data = mkdtempSync(join(tmpdir(), 'bumen-bench-'));
  const supervisor = new Supervisor(join(data, 'logs'));
  const stop = async () => {
    await supervisor.stopAll();
    rmSync(data, { recursive: true, force: true });
  };
  try {
    const [port, inspectorPort] = (await freePorts(2)) as [number, number];
    const password = randomBytes(12).toString('hex');
    const cluster = await postgresCluster(join(data, 'postgres'), port, password, postgresSettings);
    const postgres = await supervisor.start(cluster.process);
    const { adminUrl } = cluster;
    const months = JSON.stringify(monthsUntilNow(11));
    const startInside = async ({ url, ownerUrl }: DatabaseUrls, flags: readonly string[]) => {
      const env = { ...finance.env, DATABASE_URL: url, MIGRATION_DATABASE_URL: ownerUrl, MONTHS: months };
      const inside = await Worker.start<InsideDoings>(main, env, flags);
      await inside.ask('books', {});
      return inside;
    };
    const account = (role: string) => ({ role, password });
    const owned = { service: account('ledger'), owner: account('ledger_owner') };
    const ofBare = await ensureDatabase(adminUrl, { database: 'bare_ledger', ...owned });
    // The service itself makes the tables and books that the floor writes to.
    await (await startInside(ofBare, finance.nodeFlags)).stop();
    const flags = [...finance.nodeFlags, ...(profiled ? [`--inspect=127.0.0.1:${inspectorPort}`] : [])];
    const inside = await startInside(await ensureDatabase(adminUrl, { database: 'finance', ...owned }), flags);
    const bare = await Worker.start<Doings>(
      fileURLToPath(new URL('./bare.ts', import.meta.url)),
      { DATABASE_URL: ofBare.url, MONTHS: months },
      [],
    );
    return {
      ...{ adminUrl, inside, bare, postgres, inspectorPort },
      async stop() {
        await Promise.all([inside.stop(), bare.stop()]);
        await stop();
      },
    };
  } catch (error) {
    await stop();
    throw error;
  }
}
