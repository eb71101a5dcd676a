import { mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { connect, type ConnectionOptions, type NatsConnection } from '@nats-io/transport-node';
import { inboxPrefix, type StreamLimits } from '@bumen/contracts';
import { freePorts } from '@bumen/infra/local/free-port';
import {
  findNatsServer,
  natsServer,
  type NatsBinary,
  type NatsPasswords,
  type NatsServer,
} from '@bumen/infra/local/nats';
import { Supervisor, type SupervisedProcess } from '@bumen/infra/local/processes';
import { until } from '@bumen/infra/local/until';
import { permissionsToMoveClock, type UserPermissions } from '@bumen/infra/nats/permissions';
import { departments, holderOf, natsHolders, natsUsers, type Department, type NatsUser } from '@bumen/infra/stack';
import { FeedDesk, StreamKeeper } from '@bumen/streams';
import { runDirectory } from './cluster.ts';

const passwords = Object.fromEntries(natsHolders.map((user) => [user, `test-${user}`])) as NatsPasswords;
const everything = Object.fromEntries(
  natsUsers.map((user) => [user, { publish: ['>'], subscribe: ['>'] }]),
) as unknown as Readonly<Record<NatsUser, UserPermissions>>;

export interface BrokerOptions {
  /** Everybody may do everything in their own account, for operations and events that no contract knows. */
  readonly open?: boolean;
  /** As on a local stack whose clock can be moved. */
  readonly movableClock?: boolean;
  /** How streams are kept, where a test needs it to go faster. */
  readonly limits?: Partial<StreamLimits>;
  /** Nobody makes streams and consumers until `keepStreams` is called. */
  readonly bare?: boolean;
  /** Another server than the one that is found on this machine. */
  readonly binary?: NatsBinary;
}

/** The ids that departments have at a broker of specs. */
export const departmentIds = Object.fromEntries(
  departments.map((name, index) => [name, `0198c000-0000-7000-8000-0000000000d${index}`]),
) as Readonly<Record<Department, string>>;

/**
 * A nats-server process of one desk, with the accounts and permissions that are generated for the real one unless said,
 * and who keeps its streams.
 */
export class Broker {
  readonly url: string;
  readonly #directory: string;
  readonly #limits: Partial<StreamLimits>;
  readonly #supervisor: Supervisor;
  readonly #server: SupervisedProcess;
  readonly #connections: NatsConnection[] = [];
  #keeper: StreamKeeper | undefined;
  /** Resolves when those who use the broker beside `connect` have found it again. */
  #othersAreBack: () => Promise<void> = async () => {};

  private constructor(
    url: string,
    directory: string,
    limits: Partial<StreamLimits>,
    supervisor: Supervisor,
    server: SupervisedProcess,
  ) {
    this.url = url;
    this.#directory = directory;
    this.#limits = limits;
    this.#supervisor = supervisor;
    this.#server = server;
  }

  static async start({ limits = {}, bare = false, ...options }: BrokerOptions = {}): Promise<Broker> {
    const directory = mkdtempSync(join(runDirectory(), 'broker-'));
    const supervisor = new Supervisor(join(directory, 'logs'));
    const begin = async () => {
      const { url, process } = await described(directory, options);
      return new Broker(url, directory, limits, supervisor, await supervisor.start(process));
    };
    // Somebody may take the port between its choice and its use.
    const broker = await begin().catch(begin);
    if (!bare) await broker.keepStreams();
    return broker;
  }

  /** Starts what keeps the streams, as its own process would; resolves when they are there. */
  async keepStreams(): Promise<void> {
    const connection = await this.connect('streams');
    this.#keeper = new StreamKeeper(connection, {
      departments,
      departmentIds,
      limits: this.#limits,
      checkEveryMs: 500,
    });
    this.#keeper.start();
    await new FeedDesk(connection).start();
    await connection.flush();
    await this.#streamsAreThere();
  }

  /** From now on streams and consumers stay as they are, or as a test makes them. */
  async leaveStreams(): Promise<void> {
    await this.#keeper?.stop();
    this.#keeper = undefined;
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
    return passwords[holderOf(user)];
  }

  /** How a service signs in here. */
  accountOf(user: NatsUser): { natsUrl: string; natsUser: string; natsPassword: string } {
    return { natsUrl: this.url, natsUser: user, natsPassword: this.passwordOf(user) };
  }

  /** A connection as that user; closed with the desk. */
  async connect(user: NatsUser, options: ConnectionOptions = {}): Promise<NatsConnection> {
    const connection = await connect({
      servers: this.url,
      user,
      pass: this.passwordOf(user),
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
    await this.#keeper?.stop();
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
    await this.#streamsAreThere();
    await this.#othersAreBack();
  }

  async #streamsAreThere(): Promise<void> {
    if (this.#keeper) await until('the streams are there', () => this.#keeper!.complete, 15_000, 5);
  }
}

async function described(
  directory: string,
  { open, movableClock, binary = findNatsServer() }: BrokerOptions,
): Promise<NatsServer> {
  const [client, monitor] = (await freePorts(2)) as [number, number];
  return natsServer(binary, join(directory, 'nats'), { client, monitor }, passwords, {
    ...(movableClock ? { permissions: permissionsToMoveClock } : open ? { permissions: everything } : {}),
  });
}
