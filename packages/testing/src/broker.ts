import { mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { connect, type ConnectionOptions, type NatsConnection } from '@nats-io/transport-node';
import { inboxPrefix } from '@bumen/contracts';
import { freePorts } from '@bumen/infra/local/free-port';
import { findNatsServer, natsServer, type NatsPasswords, type NatsServer } from '@bumen/infra/local/nats';
import { Supervisor, type SupervisedProcess } from '@bumen/infra/local/processes';
import { until } from '@bumen/infra/local/until';
import { natsUsers, type NatsUser } from '@bumen/infra/stack';
import { runDirectory } from './cluster.ts';

const passwords = Object.fromEntries(natsUsers.map((user) => [user, `test-${user}`])) as NatsPasswords;

export interface BrokerOptions {
  /** Nobody signs in and everybody may do everything, for operations and events that no contract knows. */
  readonly open?: boolean;
}

/** A nats-server process of one desk, with the permissions that are generated for the real one unless said. */
export class Broker {
  readonly url: string;
  readonly #open: boolean;
  readonly #directory: string;
  readonly #supervisor: Supervisor;
  readonly #server: SupervisedProcess;
  readonly #connections: NatsConnection[] = [];
  /** Resolves when those who use the broker beside `connect` have found it again. */
  #othersAreBack: () => Promise<void> = async () => {};

  private constructor(
    url: string,
    open: boolean,
    directory: string,
    supervisor: Supervisor,
    server: SupervisedProcess,
  ) {
    this.url = url;
    this.#open = open;
    this.#directory = directory;
    this.#supervisor = supervisor;
    this.#server = server;
  }

  static async start({ open = false }: BrokerOptions = {}): Promise<Broker> {
    const directory = mkdtempSync(join(runDirectory(), 'broker-'));
    const supervisor = new Supervisor(join(directory, 'logs'));
    const begin = async () => {
      const { url, process } = await described(directory, open);
      return new Broker(url, open, directory, supervisor, await supervisor.start(process));
    };
    // Somebody may take the port between its choice and its use.
    return begin().catch(begin);
  }

  /** What it keeps on disk. */
  get data(): string {
    return join(this.#directory, 'nats', 'jetstream');
  }

  /** `start` and `kill` also wait for these. */
  waitFor(others: () => Promise<void>): void {
    this.#othersAreBack = others;
  }

  passwordOf(user: NatsUser): string {
    return passwords[user];
  }

  /** How a service signs in here. */
  accountOf(user: NatsUser): { natsUrl: string; natsUser: string; natsPassword?: string } {
    return { natsUrl: this.url, natsUser: user, ...(this.#open ? {} : { natsPassword: passwords[user] }) };
  }

  /** A connection as that user; closed with the desk. */
  async connect(user: NatsUser, options: ConnectionOptions = {}): Promise<NatsConnection> {
    const connection = await connect({
      servers: this.url,
      ...(this.#open ? {} : { user, pass: passwords[user] }),
      inboxPrefix: inboxPrefix(user),
      ignoreClusterUpdates: true,
      maxReconnectAttempts: -1,
      reconnectTimeWait: 50,
      ...options,
    });
    this.#connections.push(connection);
    return connection;
  }

  /** Ends the server in good order and leaves it ended. */
  async stop(): Promise<void> {
    await this.#server.stop();
  }

  /** Starts it again after `stop`, on the same port with what is left of its data. */
  async start(): Promise<void> {
    await this.#server.start();
    await this.#reconnected();
  }

  /** kill -9; it is started again at once. Resolves when it answers. */
  async kill(): Promise<void> {
    await this.#server.killAndHeal();
    await this.#reconnected();
  }

  /** Throws its data away, as a lost disk would. It must be stopped. */
  wipe(): void {
    if (this.#server.pid !== undefined) throw new Error('the broker must be stopped before its data is wiped');
    rmSync(this.data, { recursive: true, force: true });
  }

  async close(): Promise<void> {
    await Promise.all(this.#connections.map((connection) => connection.close()));
    await this.#supervisor.stopAll();
    rmSync(this.#directory, { recursive: true, force: true });
  }

  /** Connections made by `connect` notice a lost server a moment later, and what they send until then is lost. */
  async #reconnected(): Promise<void> {
    const answers = (connection: NatsConnection) =>
      Promise.race([
        connection.rtt().then(
          () => true,
          () => connection.isClosed(),
        ),
        pause(200, false),
      ]);
    for (const connection of this.#connections)
      await until('a connection is back at the broker', () => answers(connection), 10_000);
    await this.#othersAreBack();
  }
}

async function described(directory: string, open: boolean): Promise<NatsServer> {
  const [client, monitor] = (await freePorts(2)) as [number, number];
  const binary = findNatsServer();
  const server = natsServer(binary, join(directory, 'nats'), { client, monitor }, passwords);
  if (!open) return server;
  const store = ['-js', '-sd', join(directory, 'nats')];
  const args = ['-a', '127.0.0.1', '-p', String(client), '-m', String(monitor), ...store];
  return { ...server, process: { ...server.process, args } };
}
