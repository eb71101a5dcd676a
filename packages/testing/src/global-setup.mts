import { mkdtempSync, readdirSync, rmSync, statfsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePorts } from '@bumen/infra/local/free-port';
import { postgresCluster } from '@bumen/infra/local/postgres';
import { Supervisor } from '@bumen/infra/local/processes';
import { commandOf } from '@bumen/infra/local/running-process';
import { clusterUrlVariable, ownClusterVariable, runDirectoryVariable } from './cluster.ts';
import { running } from './running-cluster.mts';

/** One PostgreSQL for all test files of a run, new each time; with the variable set, a server that is there already. */
export default async function startCluster(): Promise<void> {
  removeLeftovers();
  const directory = mkdtempSync(join(places()[0]!, `bumen-test-${process.pid}-`));
  const supervisor = new Supervisor(join(directory, 'logs'));
  process.env[runDirectoryVariable] = directory;
  running.current = { directory, supervisor };
  if (process.env[clusterUrlVariable]) return;
  const [port] = await freePorts(1);
  // The log of changes would grow to 1 GB, in memory.
  const cluster = await postgresCluster(join(directory, 'postgres'), port!, 'bumen-test', { max_wal_size: '256MB' });
  await supervisor.start(cluster.process);
  process.env[clusterUrlVariable] = cluster.adminUrl;
  process.env[ownClusterVariable] = 'true';
}

/** A run that was interrupted ends its servers but can't clear away their data. */
function removeLeftovers(): void {
  for (const place of places())
    for (const name of readdirSync(place)) {
      const run = /^bumen-test-(\d+)-/.exec(name)?.[1];
      if (run !== undefined && commandOf(Number(run)) === undefined)
        rmSync(join(place, name), { recursive: true, force: true });
    }
}

/** Memory first where there is room: on a disk each commit waits for milliseconds, and a dropped database for many. */
function places(): string[] {
  const memory = '/dev/shm';
  try {
    const { bavail, bsize } = statfsSync(memory);
    if (bavail * bsize > 2 * 1024 ** 3) return [memory, tmpdir()];
  } catch {
    // Not every system has it.
  }
  return [tmpdir()];
}
