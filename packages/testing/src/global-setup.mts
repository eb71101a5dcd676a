import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePorts } from '@bumen/infra/local/free-port';
import { postgresCluster } from '@bumen/infra/local/postgres';
import { Supervisor } from '@bumen/infra/local/processes';
import { clusterUrlVariable } from './cluster.ts';
import { running } from './running-cluster.mts';

/** One PostgreSQL for all test files of a run, new each time; with the variable set, a server that is there already. */
export default async function startCluster(): Promise<void> {
  if (process.env[clusterUrlVariable]) return;
  const directory = mkdtempSync(join(tmpdir(), 'bumen-test-'));
  const supervisor = new Supervisor(join(directory, 'logs'));
  const [port] = await freePorts(1);
  const cluster = await postgresCluster(join(directory, 'postgres'), port!, 'bumen-test');
  await supervisor.start(cluster.process);
  process.env[clusterUrlVariable] = cluster.adminUrl;
  running.current = { directory, supervisor };
}
