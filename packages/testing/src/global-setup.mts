import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePorts } from '@bumen/infra/local/free-port';
import { postgresCluster } from '@bumen/infra/local/postgres';
import { Supervisor } from '@bumen/infra/local/processes';
import { commandOf } from '@bumen/infra/local/running-process';
import { clusterUrlVariable, runDirectoryVariable } from './cluster.ts';
import { running } from './running-cluster.mts';

/** One PostgreSQL for all test files of a run, new each time; with the variable set, a server that is there already. */
export default async function startCluster(): Promise<void> {
  removeLeftovers();
  const directory = mkdtempSync(join(tmpdir(), `bumen-test-${process.pid}-`));
  const supervisor = new Supervisor(join(directory, 'logs'));
  process.env[runDirectoryVariable] = directory;
  running.current = { directory, supervisor };
  if (process.env[clusterUrlVariable]) return;
  const [port] = await freePorts(1);
  const cluster = await postgresCluster(join(directory, 'postgres'), port!, 'bumen-test');
  await supervisor.start(cluster.process);
  process.env[clusterUrlVariable] = cluster.adminUrl;
}

/** A run that was interrupted ends its servers but can't clear away their data. */
function removeLeftovers(): void {
  for (const name of readdirSync(tmpdir())) {
    const run = /^bumen-test-(\d+)-/.exec(name)?.[1];
    if (run !== undefined && commandOf(Number(run)) === undefined)
      rmSync(join(tmpdir(), name), { recursive: true, force: true });
  }
}
