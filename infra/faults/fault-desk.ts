import { cpSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { jetstream, jetstreamManager, type JetStreamClient, type JetStreamManager } from '@nats-io/jetstream';
import { connect, type NatsConnection } from '@nats-io/transport-node';
import pg from 'pg';
import { inboxPrefix, services, streamsApi, streamsUser, type ServiceName } from '@bumen/contracts';
import { freePorts } from '../local/free-port.ts';
import { Supervisor, type SupervisedProcess } from '../local/processes.ts';
import { startStack, type RunningStack, type StackPlace } from '../local/running-stack.ts';
import { keptSecrets } from '../local/secrets.ts';
import { readSettings } from '../local/settings.ts';
import { until } from '../local/until.ts';
import { holderOf, type NatsUser } from '../stack.ts';
import { hire, type People } from './hire.ts';
import { isSettled, whatIsLeft } from './settling.ts';
import { witness } from './witness.ts';

const gatewayEnv = { ACCESS_TOKEN_TTL_S: '86400', RATE_LIMIT_PER_MINUTE: '0', RATE_LIMIT_SIGN_IN_PER_MINUTE: '0' };

export interface DeskOptions {
  /** Folder for the data of the servers; a temporary one that is thrown away in the end where it is missing. */
  readonly data?: string;
  /** As `NATS_STORE_MAX`. */
  readonly natsStoreMax?: string;
  /** As `BUMEN_CLOCK=movable`. */
  readonly movableClock?: boolean;
  readonly say: (line: string) => void;
}

/** How one more instance of a service differs from the first. */
interface Difference {
  readonly env?: Readonly<Record<string, string>>;
  /** Where its health is asked for. */
  readonly host?: string;
  /** The command that runs a command where it is to run. */
  readonly inside?: (
    command: string,
    args: readonly string[],
  ) => { readonly command: string; readonly args: readonly string[] };
}

/** The whole system, started for being broken, with what is needed to break it and to look inside. */
export class FaultDesk {
  readonly data: string;
  readonly stack: RunningStack;
  readonly supervisor: Supervisor;
  readonly people: People;
  /** As the service itself. */
  readonly databases: ReadonlyMap<ServiceName, pg.Pool>;
  /** As the cluster's superuser. */
  readonly admin: pg.Pool;
  readonly logs: string;
  readonly #temporary: string;
  readonly #brokers = new Map<NatsUser, Promise<NatsConnection>>();
  readonly #more: SupervisedProcess[] = [];

  private constructor(parts: {
    data: string;
    stack: RunningStack;
    supervisor: Supervisor;
    people: People;
    databases: ReadonlyMap<ServiceName, pg.Pool>;
    admin: pg.Pool;
    logs: string;
    temporary: string;
  }) {
    this.data = parts.data;
    this.stack = parts.stack;
    this.supervisor = parts.supervisor;
    this.people = parts.people;
    this.databases = parts.databases;
    this.admin = parts.admin;
    this.logs = parts.logs;
    this.#temporary = parts.temporary;
  }

  static async open({ data: given, natsStoreMax = '75%', movableClock = false, say }: DeskOptions): Promise<FaultDesk> {
    const temporary = mkdtempSync(join(tmpdir(), 'bumen-faults-'));
    const data = given ?? join(temporary, 'data');
    const logs = join(temporary, 'logs');
    mkdirSync(data, { recursive: true });
    const supervisor = new Supervisor(logs);
    try {
      const secrets = keptSecrets(join(data, 'secrets.json'));
      const settings = readSettings(
        { PORT: '0', LOG_LEVEL: 'info', NATS_STORE_MAX: natsStoreMax, BUMEN_CLOCK: movableClock ? 'movable' : 'real' },
        { fresh: false },
      );
      const place: StackPlace = {
        data,
        settings,
        secrets,
        supervisor,
        step: (title, work) => work((text) => say(`${title}: ${text}`)),
        extraEnv: { gateway: gatewayEnv },
      };
      const stack = await startStack(place);
      const pools = new Map([...stack.databases].map(([name, { ownerUrl }]) => [name as ServiceName, pool(ownerUrl)]));
      const adminUrl = new URL(stack.databases.get('tickets')!.url);
      adminUrl.username = 'bumen_admin';
      adminUrl.password = secrets.postgres;
      adminUrl.pathname = '/postgres';
      for (const service of services) await pools.get(service)!.query(witness);
      const people = await hire(stack.baseUrl);
      const desk = new FaultDesk({
        data,
        stack,
        supervisor,
        people,
        databases: pools,
        admin: pool(adminUrl.href),
        logs,
        temporary,
      });
      await desk.settled();
      return desk;
    } catch (error) {
      await supervisor.stopAll();
      throw error;
    }
  }

  process(name: string): SupervisedProcess {
    const found = this.stack.supervised.get(name);
    if (!found) throw new Error(`there is no process ${name}`);
    return found;
  }

  /** One more instance of a service, which differs from the first one in this. */
  async another(
    service: ServiceName,
    { env = {}, host = '127.0.0.1', inside }: Difference = {},
  ): Promise<{ process: SupervisedProcess; healthUrl: string }> {
    const [port] = await freePorts(1);
    const healthUrl = `http://${host}:${port}`;
    const { spec } = this.process(service);
    const started = await this.supervisor.start({
      ...spec,
      ...inside?.(spec.command, spec.args),
      name: `${service}-${this.#more.length + 2}`,
      env: { ...spec.env, ...env, HOST: host, PORT: String(port) },
      isReady: async () => (await fetch(`${healthUrl}/health/ready`, { signal: AbortSignal.timeout(2000) })).ok,
    });
    this.#more.push(started);
    return { process: started, healthUrl };
  }

  healthUrl(service: ServiceName): string {
    return this.stack.healthUrls.get(service)!;
  }

  async sql<Row extends object>(service: ServiceName, text: string, values: unknown[] = []): Promise<Row[]> {
    for (let tries = 1; ; tries += 1) {
      try {
        return (await this.databases.get(service)!.query<Row>(text, values)).rows;
      } catch (error) {
        // A pooled connection of before the fault.
        if (tries === 20 || !isLost(error)) throw error;
        await new Promise((resolve) => setTimeout(resolve, 100));
      }
    }
  }

  /** A connection to the broker with somebody's own credentials. */
  broker(user: NatsUser): Promise<NatsConnection> {
    const open =
      this.#brokers.get(user) ??
      connect({
        servers: this.stack.natsUrl,
        user,
        pass: this.stack.natsPasswords[holderOf(user)],
        inboxPrefix: inboxPrefix(user),
        name: 'faults',
        maxReconnectAttempts: -1,
        reconnectTimeWait: 100,
        waitOnFirstConnect: true,
      });
    this.#brokers.set(user, open);
    return open;
  }

  /** What a service may ask of the streams. */
  async streams(service: ServiceName, timeout: number): Promise<JetStreamManager> {
    const connection = await this.broker(streamsUser(service) as NatsUser);
    return jetstreamManager(connection, { apiPrefix: streamsApi, checkAPI: false, timeout });
  }

  /** Publishes into a service's stream as the service itself. */
  async publisher(service: ServiceName, timeout = 10_000): Promise<JetStreamClient> {
    return jetstream(await this.broker(streamsUser(service) as NatsUser), { apiPrefix: streamsApi, timeout });
  }

  /** Everything told is published, and applied or laid aside, by every reaction. */
  async settled(timeoutMs = 120_000): Promise<void> {
    await until('everything has settled', () => isSettled(this).catch(() => false), timeoutMs, 50).catch(
      async (error: Error) => {
        throw new Error(`${error.message}; ${await whatIsLeft(this)}`);
      },
    );
  }

  async close(keepLogsIn?: string): Promise<void> {
    await Promise.all([...this.#brokers.values()].map(async (broker) => (await broker).close()));
    await Promise.all([...this.databases.values(), this.admin].map((one) => one.end()));
    await this.supervisor.stopAll();
    if (keepLogsIn !== undefined) cpSync(this.logs, keepLogsIn, { recursive: true });
    rmSync(this.#temporary, { recursive: true, force: true });
  }
}

function pool(connectionString: string): pg.Pool {
  const made = new pg.Pool({ connectionString, max: 4, connectionTimeoutMillis: 5_000, query_timeout: 60_000 });
  made.on('error', () => {});
  made.on('connect', (client) => client.on('error', () => {}));
  return made;
}

export function isLost(error: unknown): boolean {
  const { code = '', message = '' } = error as { code?: string; message?: string };
  return /^(57P|08)/.test(code) || /ECONN|EPIPE|terminated|Connection|timeout/i.test(`${code} ${message}`);
}
