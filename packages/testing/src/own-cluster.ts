import { mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { freePorts } from '@bumen/infra/local/free-port';
import { postgresCluster } from '@bumen/infra/local/postgres';
import { Supervisor } from '@bumen/infra/local/processes';
import { runDirectory } from './cluster.ts';

/** A PostgreSQL cluster of one test file, whose settings it may change without being in anybody's way. */
export class OwnCluster {
  /** Its address as its superuser. */
  readonly url: string;
  readonly #directory: string;
  readonly #supervisor: Supervisor;

  private constructor(url: string, directory: string, supervisor: Supervisor) {
    this.url = url;
    this.#directory = directory;
    this.#supervisor = supervisor;
  }

  static async start(): Promise<OwnCluster> {
    const directory = mkdtempSync(join(runDirectory(), 'cluster-'));
    const supervisor = new Supervisor(join(directory, 'logs'));
    const [port] = await freePorts(1);
    const cluster = await postgresCluster(join(directory, 'postgres'), port!, 'bumen-test');
    await supervisor.start(cluster.process);
    return new OwnCluster(cluster.adminUrl, directory, supervisor);
  }

  async close(): Promise<void> {
    await this.#supervisor.stopAll();
    rmSync(this.#directory, { recursive: true, force: true });
  }
}
