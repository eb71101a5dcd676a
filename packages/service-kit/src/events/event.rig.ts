import { randomBytes, randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { jetstream, jetstreamManager, type JetStreamManager } from '@nats-io/jetstream';
import {
  eventStream,
  eventSubject,
  followTicketsWithCallbacks,
  ticketReopened,
  type EventEnvelope,
  type ServiceName,
} from '@bumen/contracts';
import { dropDatabase, ensureDatabase } from '@bumen/infra/local/databases';
import { freePorts } from '@bumen/infra/local/free-port';
import { findNatsServer, natsServer, type NatsPasswords } from '@bumen/infra/local/nats';
import { Supervisor, type SupervisedProcess } from '@bumen/infra/local/processes';
import { until } from '@bumen/infra/local/until';
import { natsUsers } from '@bumen/infra/stack';
import { configOf, type ServiceConfig } from '../config/service-config.ts';
import { kitMigrations } from '../migrations/index.ts';
import { Log } from '../observability/log.ts';
import { PolicyCache } from '../policy/policy-cache.ts';
import { Clock } from '../transaction/clock.ts';
import { Database, migrationDataSource } from '../transaction/database.ts';
import { OutboxSignal } from '../transaction/outbox-signal.ts';
import { Transactions } from '../transaction/transactions.ts';
import { activeWork } from '../transaction/work.ts';
import { BrokerConnection } from '../transport/broker-connection.ts';
import { DeadEvent } from './dead-event.entity.ts';
import { DeadEvents } from './dead-events.repository.ts';
import type { EventSettings } from './event-settings.ts';
import { OutboxRelay } from './outbox-relay.ts';
import { ReactionAttempt } from './reaction-attempt.entity.ts';
import { ReactionConsumers } from './reaction-consumers.ts';
import { ReactionHandlers, type ReactionHandler } from './reaction-handlers.ts';
import { ReactionRunner } from './reaction-runner.ts';

const passwords = Object.fromEntries(natsUsers.map((user) => [user, 'test'])) as NatsPasswords;
const clusterUrl = () => process.env['BUMEN_TEST_DATABASE_URL']!;
/** Fast enough for a test, slow enough to see an order. */
const quick: Partial<EventSettings> = {
  pollMs: 100,
  standbyEveryMs: 20,
  retryDelaysMs: [5],
  earlyDelayMsMax: 50,
  ackWaitMs: 1_000,
};

/** What a reaction did: one row per effect, with nothing that would hide a second one. */
export interface Effect {
  readonly aggregate_id: string;
  readonly version: number;
  readonly event_id: string;
}

/**
 * A broker, a service that tells (tickets) and one that reacts (callbacks), made of the kit's own parts and real
 * servers.
 */
export class EventRig {
  readonly tickets: RigService;
  readonly callbacks: RigService;
  readonly #directory: string;
  readonly #supervisor: Supervisor;
  readonly #server: SupervisedProcess;

  private constructor(
    directory: string,
    supervisor: Supervisor,
    server: SupervisedProcess,
    tickets: RigService,
    callbacks: RigService,
  ) {
    this.#directory = directory;
    this.#supervisor = supervisor;
    this.#server = server;
    this.tickets = tickets;
    this.callbacks = callbacks;
  }

  static async open(): Promise<EventRig> {
    const directory = mkdtempSync(join(tmpdir(), 'bumen-events-'));
    const supervisor = new Supervisor(join(directory, 'logs'));
    const [client, monitor] = await freePorts(2);
    const server = natsServer(
      findNatsServer(),
      join(directory, 'nats'),
      { client: client!, monitor: monitor! },
      passwords,
    );
    const running = await supervisor.start(server.process);
    const [tickets, callbacks] = await Promise.all([
      RigService.open('tickets', server.url),
      RigService.open('callbacks', server.url),
    ]);
    return new EventRig(directory, supervisor, running, tickets!, callbacks!);
  }

  /** Stops the broker, does something to what it has on disk, and starts it again. */
  async whileBrokerIsDown(act: (dataDirectory: string) => Promise<void> | void): Promise<void> {
    await this.#server.stop();
    // Requests of a test itself would be lost around the break, and wait for their timeouts.
    await until(
      'the break was noticed',
      () => !this.tickets.broker.connected && !this.callbacks.broker.connected,
      5_000,
      5,
    );
    await act(join(this.#directory, 'nats', 'jetstream'));
    await this.#server.start();
    await until(
      'the services are connected again',
      () => this.tickets.broker.connected && this.callbacks.broker.connected,
      10_000,
      5,
    );
  }

  async wipeBroker(): Promise<void> {
    await this.whileBrokerIsDown((data) => rmSync(data, { recursive: true, force: true }));
  }

  /** Puts bytes into the tickets' stream as they are, as the relay of tickets might by mistake. */
  async publishRaw(body: string | Uint8Array, messageId?: string): Promise<void> {
    const nats = await this.tickets.broker.nats();
    await jetstream(nats).publish(
      eventSubject(ticketReopened),
      body,
      messageId === undefined ? {} : { msgID: messageId },
    );
  }

  /** Everything told has been published, and applied or laid aside. */
  async settled(timeoutMs = 20_000): Promise<void> {
    await until('all events are published', () => this.tickets.everyRelay((relay) => relay.isSettled()), timeoutMs, 10);
    await until('all events are applied', () => this.callbacks.consumers!.isSettled(), timeoutMs, 10);
  }

  async close(): Promise<void> {
    await Promise.all([this.tickets.close(), this.callbacks.close()]);
    await this.#supervisor.stopAll();
    rmSync(this.#directory, { recursive: true, force: true });
  }
}

export class RigService {
  readonly service: ServiceName;
  readonly config: ServiceConfig;
  readonly database: Database;
  readonly log: Log;
  readonly broker: BrokerConnection;
  readonly signal: OutboxSignal;
  readonly transactions: Transactions;
  readonly handlers = new ReactionHandlers();
  readonly deadEvents: DeadEvents;
  readonly relays: OutboxRelay[] = [];
  /** What it drops in the end; undefined where another one does. */
  readonly #ownDatabase: string | undefined;
  #consumers: ReactionConsumers | undefined;

  private constructor(
    service: ServiceName,
    config: ServiceConfig,
    ownDatabase: string | undefined,
    database: Database,
  ) {
    this.service = service;
    this.config = config;
    this.#ownDatabase = ownDatabase;
    this.database = database;
    this.log = new Log(config, service);
    this.broker = new BrokerConnection(config, service, this.log);
    this.signal = new OutboxSignal(this.broker, service);
    this.transactions = new Transactions(
      database,
      new Clock(),
      new PolicyCache(database, service, this.log),
      this.signal,
    );
    this.deadEvents = new DeadEvents(this.transactions, this.handlers);
  }

  static async open(service: ServiceName, natsUrl: string): Promise<RigService> {
    const name = `events_${randomBytes(5).toString('hex')}_${service}`;
    const databaseUrl = await ensureDatabase(clusterUrl(), {
      database: name,
      role: `test_${service}`,
      password: 'test',
    });
    const config = configOf({
      databaseUrl,
      natsUrl,
      natsUser: service,
      natsPassword: 'test',
      logLevel: (process.env['LOG_LEVEL'] as 'info' | undefined) ?? 'silent',
    });
    const migrating = await migrationDataSource(config, service, kitMigrations).initialize();
    await migrating.runMigrations();
    await migrating.query(
      'CREATE TABLE effect (id bigint GENERATED ALWAYS AS IDENTITY, aggregate_id text NOT NULL, version int NOT NULL, event_id text NOT NULL)',
    );
    await migrating.destroy();
    const database = await Database.open(config, service, [DeadEvent, ReactionAttempt]);
    const rigged = new RigService(service, config, name, database);
    await rigged.broker.nats();
    return rigged;
  }

  get consumers(): ReactionConsumers | undefined {
    return this.#consumers;
  }

  sql<Row extends object>(text: string, values: unknown[] = []): Promise<Row[]> {
    return this.database.rows<Row>(text, values);
  }

  async manager(): Promise<JetStreamManager> {
    return jetstreamManager(await this.broker.nats(), { checkAPI: false });
  }

  /** Starts one more relay, as one more process of the service would. */
  startRelay(settings: Partial<EventSettings> = {}): OutboxRelay {
    const relay = new OutboxRelay(this.service, this.config, this.database, this.broker, this.signal, this.log, {
      ...quick,
      ...settings,
    });
    this.relays.push(relay);
    relay.start();
    return relay;
  }

  async everyRelay(holds: (relay: OutboxRelay) => Promise<boolean>): Promise<boolean> {
    return (await Promise.all(this.relays.map(holds))).every(Boolean);
  }

  /** Raises the next events of an aggregate in one transaction. */
  async tell(aggregateId: string, ...versions: number[]): Promise<void> {
    await this.transactions.run({ name: 'test', actor: 'test', correlationId: 'test' }, async (work) => {
      for (const version of versions)
        activeWork().changes.tell(activeWork(), aggregateId, {
          event: ticketReopened,
          version,
          data: reopened(aggregateId),
        });
      await Promise.resolve(work);
    });
  }

  /** Carries `follow-tickets-with-callbacks` out; without `act` it only leaves its effect. */
  react(act: ReactionHandler['handle'] = async () => {}, settings: Partial<EventSettings> = {}): ReactionConsumers {
    if (!this.handlers.named(followTicketsWithCallbacks.name))
      this.handlers.register(followTicketsWithCallbacks, async (event) => {
        await activeWork().change('INSERT INTO effect (aggregate_id, version, event_id) VALUES ($1, $2, $3)', [
          event.subject,
          event.aggregateversion,
          event.id,
        ]);
        await this.#act(event);
      });
    this.#act = act;
    const all = { ...quick, ...settings };
    this.#consumers = new ReactionConsumers(
      this.service,
      this.handlers,
      new ReactionRunner(this.transactions, this.database, this.log, all),
      this.broker,
      this.log,
      all,
    );
    this.#consumers.start();
    return this.#consumers;
  }
  #act: ReactionHandler['handle'] = async () => {};

  /** The same service on the same database, whose way to the broker is another one. */
  async reachingBrokerAt(natsUrl: string): Promise<RigService> {
    const elsewhere = `${this.service}-elsewhere`;
    const database = await Database.open(this.config, elsewhere, [DeadEvent, ReactionAttempt]);
    const other = new RigService(this.service, { ...this.config, natsUrl }, undefined, database);
    await other.broker.nats();
    return other;
  }

  /**
   * As `react`, in what stands for one more process: `vanish` ends it as kill -9 would, with its work in the middle.
   */
  async anotherProcess(
    act: ReactionHandler['handle'],
    settings: Partial<EventSettings> = {},
  ): Promise<{ vanish(): Promise<void> }> {
    const doomed = `${this.service}-${randomBytes(5).toString('hex')}`;
    const database = await Database.open(this.config, doomed, [DeadEvent, ReactionAttempt]);
    const other = new RigService(this.service, this.config, undefined, database);
    const nats = await other.broker.nats();
    const consumers = other.react(act, settings);
    return {
      vanish: async () => {
        await nats.close();
        // It would wait for the work that never ends.
        void consumers.stop();
        await this.sql('SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = $1', [doomed]);
        await until(
          'its transactions are undone',
          async () =>
            (await this.sql('SELECT 1 FROM pg_stat_activity WHERE application_name = $1', [doomed])).length === 0,
          5_000,
          5,
        );
      },
    };
  }

  /** In the order in which they were had. */
  effects(): Promise<Effect[]> {
    return this.sql<Effect>('SELECT aggregate_id, version, event_id FROM effect ORDER BY id');
  }
  deaths(): Promise<DeadEvent[]> {
    return this.database.manager.getRepository(DeadEvent).find({ order: { aggregateVersion: 'ASC', id: 'ASC' } });
  }

  async stop(): Promise<void> {
    await this.#consumers?.stop();
    await Promise.all(this.relays.splice(0).map((relay) => relay.stop()));
  }

  async close(): Promise<void> {
    await this.stop();
    await this.broker.close();
    await this.database.close();
    if (this.#ownDatabase !== undefined) await dropDatabase(clusterUrl(), this.#ownDatabase);
  }
}

export const reopened = (ticketId: string) => ({
  ticketId,
  number: 'T000001',
  why: 'by_hand' as const,
  callbackId: null,
  assigneeId: null,
  dueAt: '2026-03-02T08:00:00.000Z',
  round: 2,
  at: '2026-03-02T08:00:00.000Z',
});

/** An event as the relay would publish it, in JSON; `changes` replace parts of the envelope. */
export function envelopeOf(aggregateId: string, version: number, changes: Record<string, unknown> = {}): EventEnvelope {
  return {
    specversion: '1.0',
    id: randomUUID(),
    type: ticketReopened.name,
    source: '/tickets/ticket',
    subject: aggregateId,
    time: '2026-03-02T08:00:00.000Z',
    datacontenttype: 'application/json',
    dataversion: 1,
    aggregateversion: version,
    correlationid: 'test',
    actor: 'test',
    data: reopened(aggregateId),
    ...changes,
  };
}

export const ticketStream = eventStream('tickets');
