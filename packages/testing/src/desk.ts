import { randomBytes, randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { jetstream, jetstreamManager, JetStreamApiError } from '@nats-io/jetstream';
import type { NatsConnection } from '@nats-io/transport-node';
import type { Type } from '@nestjs/common';
import type { z } from 'zod';
import {
  catalogue,
  consumerName,
  eventStream,
  eventSubject,
  streamsApi,
  streamsUser,
  type DataOf,
  type EventEnvelope,
  type EventType,
  type Role,
  type ServiceName,
} from '@bumen/contracts';
import { dropDatabase, ensureDatabase, withDatabase, type DatabaseUrls } from '@bumen/infra/local/databases';
import { until } from '@bumen/infra/local/until';
import type { NatsUser } from '@bumen/infra/stack';
import { configOf, createService, type RunningService, type ServiceConfig } from '@bumen/service-kit';
import { Broker } from './broker.ts';
import { clusterUrl, mayKeepTemplates } from './cluster.ts';
import { templateOf, testAccounts } from './database-template.ts';
import { DeskClock } from './desk-clock.ts';
import { callerWith, Client, type Looking, type Someone } from './requests.ts';
import { ServiceLog } from './service-log.ts';

/** Less than a test may take, so that the test that waits in vain says why. */
const settleMsMax = 20_000;

export type DeskModules = Partial<Record<ServiceName, Type<unknown>>>;

/** Where in its aggregate's chain a published event stands, and what of its envelope matters to the test. */
export interface Published {
  /** Id of the aggregate. */
  readonly subject: string;
  /** Position in the aggregate's chain, from 1. */
  readonly version: number;
  readonly id?: string;
  readonly time?: string;
  readonly actor?: string;
  readonly correlationId?: string;
}

export interface DeskOptions {
  /** Of the broker: a test has operations of its own, so everybody may do everything there. */
  readonly open?: boolean;
  /** Address of a PostgreSQL cluster, as its superuser; that of the whole run unless said. */
  readonly cluster?: string;
}

/**
 * Starts the given services in this process on a PostgreSQL database each and a broker of their own, both new. The
 * other services' streams exist and are empty, so reactions to them can be tested by `publish`.
 */
export async function startDesk(modules: DeskModules, { open = false, cluster }: DeskOptions = {}): Promise<Desk> {
  const desk = new Desk(await Broker.start({ open }), modules, cluster);
  try {
    await desk.open();
    return desk;
  } catch (error) {
    await desk.close();
    throw error;
  }
}

export class Desk {
  readonly broker: Broker;
  readonly clock: DeskClock;
  readonly #modules: DeskModules;
  readonly #cluster: string;
  readonly #log = new ServiceLog();
  readonly #name = randomBytes(5).toString('hex');
  readonly #databases = new Map<ServiceName, Promise<DatabaseUrls>>();
  readonly #running: { readonly service: ServiceName; readonly instance: RunningService }[] = [];
  readonly #connections = new Map<NatsUser, Promise<NatsConnection>>();
  #gateway: NatsConnection | undefined;

  constructor(broker: Broker, modules: DeskModules, cluster: string = clusterUrl()) {
    this.broker = broker;
    this.#modules = modules;
    this.#cluster = cluster;
    this.clock = new DeskClock(() => this.#running.map(({ instance }) => instance.walker));
  }

  async open(): Promise<void> {
    this.#gateway = await this.broker.connect('gateway');
    this.broker.waitFor(async () => {
      for (const { service, instance } of this.#running)
        await until(`${service} is ready`, async () => (await fetch(`${instance.url}/health/ready`)).ok, 30_000);
    });
    const started = Object.keys(this.#modules) as ServiceName[];
    await Promise.all(started.map((service) => this.startInstance(service)));
  }

  /** Somebody with these roles, as the gateway would introduce them. */
  as(roles: Role | readonly Role[] | 'anyone', someone: Someone = {}): Client {
    if (!this.#gateway) throw new Error('the desk is not open');
    const look: Looking = (service, id) => this.versionOf(service, id);
    return new Client(this.#gateway, callerWith(roles, someone), this.#log, look);
  }

  /** The configuration of a process of this service; its database is made where it is not there yet. */
  async config(service: ServiceName, changes: Partial<ServiceConfig> = {}): Promise<ServiceConfig> {
    const { url: databaseUrl, ownerUrl: migrationDatabaseUrl } = await this.#database(service);
    const { level: logLevel } = this.#log;
    return configOf({
      databaseUrl,
      migrationDatabaseUrl,
      ...this.broker.accountOf(service),
      logLevel,
      log: this.#log,
      time: this.clock,
      ...changes,
    });
  }

  /** Starts one more process's worth of a service, on the same database; the desk's first one is there already. */
  async startInstance(service: ServiceName, changes: Partial<ServiceConfig> = {}): Promise<RunningService> {
    const module = this.#modules[service];
    if (!module) throw new Error(`${service} is not at this desk`);
    const instance = await createService(service, module, await this.config(service, changes));
    this.#running.push({ service, instance });
    return instance;
  }

  /** Ends one instance in good order. */
  async end(instance: RunningService): Promise<void> {
    const index = this.#running.findIndex((one) => one.instance === instance);
    if (index >= 0) this.#running.splice(index, 1);
    await instance.close();
  }

  /** Ends every instance of a service in good order; `startInstance` brings it back. */
  async stopService(service: ServiceName): Promise<void> {
    const ending = this.#running.filter((one) => one.service === service);
    for (const one of ending) this.#running.splice(this.#running.indexOf(one), 1);
    await Promise.all(ending.map(({ instance }) => instance.close()));
  }

  /** The first running instance of a service. */
  service(service: ServiceName): RunningService {
    const found = this.#running.find((one) => one.service === service);
    if (!found) throw new Error(`${service} is not running at this desk`);
    return found.instance;
  }

  /** What the services have logged last. */
  get logged(): string {
    return this.#log.text;
  }

  /** Every event that the service has raised, in the order of the outbox. */
  async outbox(service: ServiceName): Promise<EventEnvelope[]> {
    const rows = await this.sql<{ envelope: string }>(
      service,
      'select envelope from outbox where stream = $1 order by id',
      [eventStream(service)],
    );
    return rows.map((row) => JSON.parse(row.envelope) as EventEnvelope);
  }

  /** Publishes an event as the service that owns it would; for services that are not started here. */
  async publish<E extends EventType<any>>(
    event: E,
    data: z.input<E['data']>,
    published: Published,
  ): Promise<EventEnvelope<DataOf<E>>> {
    if (this.#modules[event.service])
      throw new Error(`${event.service} is at this desk and publishes its events itself`);
    const envelope: EventEnvelope<DataOf<E>> = {
      specversion: '1.0',
      id: published.id ?? randomUUID(),
      type: event.name,
      source: `/${event.service}/${event.aggregate}`,
      subject: published.subject,
      time: published.time ?? this.clock.now().toISOString(),
      datacontenttype: 'application/json',
      dataversion: event.version,
      aggregateversion: published.version,
      correlationid: published.correlationId ?? randomUUID(),
      actor: published.actor ?? 'test',
      data: event.data.parse(data) as DataOf<E>,
    };
    await this.publishRaw(event.service, eventSubject(event), JSON.stringify(envelope), envelope.id);
    return envelope;
  }

  /** Puts any bytes into a service's stream, as its own user: bad events, events out of order, the same one twice. */
  async publishRaw(
    service: ServiceName,
    subject: string,
    body: string | Uint8Array,
    messageId?: string,
  ): Promise<void> {
    const stream = jetstream(await this.#connectionOf(streamsUserOf(service)), { apiPrefix: streamsApi });
    await stream.publish(subject, body, messageId === undefined ? {} : { msgID: messageId });
  }

  /**
   * Resolves when every outbox is published and every reaction of the running services has dealt with what there is.
   */
  async settle(): Promise<void> {
    for (let before = ''; ;) {
      for (const { service, instance } of this.#running)
        await within(settleMsMax, instance.settled(), () => `${service} has not settled; ${this.#log.lastFailure()}`);
      // A reaction may have raised events that another service reacts to, so it takes two looks that agree.
      const now = await this.#positions();
      if (now === before) return;
      before = now;
    }
  }

  /** Runs what is due by the desk's clock, in every running service; answers how many deadlines were met. */
  async sweep(): Promise<number> {
    let met = 0;
    for (const { instance } of this.#running) met += await instance.sweep();
    return met;
  }

  /** The version of one of a service's aggregates, or of a policy by its name; 0 where there is none. */
  async versionOf(service: ServiceName, aggregateId: string): Promise<number> {
    const [row] = await this.sql<{ version: number }>(
      service,
      'SELECT coalesce(max(version), 0)::int AS version FROM audit_entry WHERE aggregate_id = $1',
      [aggregateId],
    );
    return row!.version;
  }

  /** Rows of a service's database. */
  async sql<Row extends object = Record<string, unknown>>(
    service: ServiceName,
    text: string,
    values: readonly unknown[] = [],
  ): Promise<Row[]> {
    return this.service(service).sql<Row>(text, values);
  }

  /**
   * Runs a statement in a transaction of its own, which stays open and holds its locks while `act` goes on. `waiting`
   * counts those who wait for it, also behind each other.
   */
  async holding<T>(
    service: ServiceName,
    text: string,
    values: readonly unknown[],
    act: (waiting: () => Promise<number>) => Promise<T>,
  ): Promise<T> {
    return withDatabase((await this.#database(service)).url, async (client) => {
      await client.query('BEGIN');
      await client.query(text, [...values]);
      const { rows } = await client.query<{ pid: number }>('SELECT pg_backend_pid() AS pid');
      const result = await act(async () => {
        const [row] = await this.sql<{ count: number }>(
          service,
          `WITH RECURSIVE waits AS (SELECT a.pid, pg_blocking_pids(a.pid) AS "for" FROM pg_stat_activity a
               WHERE a.datname = current_database() AND a.wait_event_type = 'Lock'),
             behind AS (SELECT $1::int AS pid
               UNION SELECT w.pid FROM waits w JOIN behind b ON b.pid = ANY(w."for"))
           SELECT count(*)::int - 1 AS count FROM behind`,
          [rows[0]!.pid],
        );
        return row!.count;
      });
      await client.query('COMMIT');
      return result;
    });
  }

  /** Runs a statement as the owner of a service's database, who may change its tables. */
  async asOwner(service: ServiceName, text: string): Promise<void> {
    await withDatabase((await this.#database(service)).ownerUrl, (client) => client.query(text));
  }

  async close(): Promise<void> {
    await Promise.all(this.#running.splice(0).map(({ instance }) => instance.close()));
    await this.broker.close();
    await Promise.all(
      [...this.#databases.keys()].map((service) => dropDatabase(this.#cluster, this.#databaseName(service))),
    );
  }

  #databaseName(service: ServiceName): string {
    return `desk_${this.#name}_${service}`;
  }
  #database(service: ServiceName): Promise<DatabaseUrls> {
    const database = this.#databases.get(service) ?? this.#makeDatabase(service);
    this.#databases.set(service, database);
    return database;
  }

  async #makeDatabase(service: ServiceName): Promise<DatabaseUrls> {
    const accounts = testAccounts(service);
    const module = this.#modules[service];
    const template =
      module && mayKeepTemplates(this.#cluster)
        ? await templateOf(this.#cluster, service, module, accounts)
        : undefined;
    return ensureDatabase(this.#cluster, { database: this.#databaseName(service), ...accounts, template });
  }

  #connectionOf(user: NatsUser): Promise<NatsConnection> {
    const connection = this.#connections.get(user) ?? this.broker.connect(user);
    this.#connections.set(user, connection);
    return connection;
  }

  /** How far the streams of the running services and their reactions are, as text to compare. */
  async #positions(): Promise<string> {
    const at: string[] = [];
    for (const service of new Set(this.#running.map((one) => one.service))) {
      const manager = await jetstreamManager(await this.#connectionOf(streamsUserOf(service)), {
        apiPrefix: streamsApi,
        checkAPI: false,
      });
      at.push(`${service} ${(await ifThere(manager.streams.info(eventStream(service))))?.state.last_seq}`);
      for (const reaction of catalogue.reactionsOf(service))
        at.push(
          `${reaction.name} ${(await ifThere(manager.consumers.info(eventStream(reaction.source), consumerName(reaction))))?.ack_floor.stream_seq}`,
        );
    }
    return at.join('\n');
  }
}

const streamsUserOf = (service: ServiceName) => streamsUser(service) as NatsUser;

/** Undefined where the broker has no such stream or consumer yet. */
async function ifThere<T>(asked: Promise<T>): Promise<T | undefined> {
  try {
    return await asked;
  } catch (error) {
    if (error instanceof JetStreamApiError && error.status === 404) return undefined;
    throw error;
  }
}

async function within<T>(ms: number, work: Promise<T>, otherwise: () => string): Promise<T> {
  const gaveUp = new AbortController();
  const timeUp = pause(ms, undefined, { signal: gaveUp.signal }).then(() => {
    throw new Error(`${otherwise()} after ${ms / 1000} s`);
  });
  try {
    return await Promise.race([work, timeUp]);
  } finally {
    gaveUp.abort();
    timeUp.catch(() => {});
  }
}
