import { randomBytes } from 'node:crypto';
import { jetstreamManager, type JetStreamManager } from '@nats-io/jetstream';
import {
  eventStream,
  followTicketsWithCallbacks,
  streamsApi,
  ticketReopened,
  type DataOf,
  type ServiceName,
} from '@bumen/contracts';
import { until, type Broker } from '@bumen/testing';
import { configOf, type ServiceConfig } from '../config/service-config.ts';
import { Log } from '../observability/log.ts';
import { PolicyCache } from '../policy/policy-cache.ts';
import { Clock } from '../transaction/clock.ts';
import { Database } from '../transaction/database.ts';
import { OutboxSignal } from '../transaction/outbox-signal.ts';
import { Transactions } from '../transaction/transactions.ts';
import { activeWork } from '../transaction/work.ts';
import { BrokerConnection, StreamConnection } from '../transport/broker-connection.ts';
import { DeadEvent } from './dead-event.entity.ts';
import { DeadEvents } from './dead-events.repository.ts';
import type { EventSettings } from './event-settings.ts';
import { OutboxRelay } from './outbox-relay.ts';
import { ReactionAttempt } from './reaction-attempt.entity.ts';
import { ReactionConsumers } from './reaction-consumers.ts';
import { ReactionHandlers, type ReactionHandler } from './reaction-handlers.ts';
import { ReactionRunner } from './reaction-runner.ts';

/** Fast enough for a test, slow enough to see an order. */
const quick: Partial<EventSettings> = {
  pollMs: 100,
  standbyEveryMs: 20,
  retryDelaysMs: [5],
  earlyDelayMsMax: 50,
  ackWaitMs: 1_000,
};

/** The outbox with the place of each event in its stream. */
export const placed = `(SELECT o.*, r.first_sequence + u.n - 1 AS stream_sequence FROM outbox_published r
  CROSS JOIN unnest(r.ids) WITH ORDINALITY AS u(id, n) JOIN outbox o ON o.id = u.id) AS placed`;

/** Where an event is in its stream. */
export interface Placed {
  readonly sequence: number;
  readonly eventId: string;
}

/** What a reaction did: one row per effect, with nothing that would hide a second one. */
export interface Effect {
  readonly aggregate_id: string;
  readonly version: number;
  readonly event_id: string;
}

/** A service made of the kit's own parts for events, without the rest of the kit. */
export class RigService {
  readonly service: ServiceName;
  readonly config: ServiceConfig;
  readonly database: Database;
  readonly log: Log;
  /** Its way to the streams. */
  readonly broker: StreamConnection;
  readonly #requests: BrokerConnection;
  readonly signal: OutboxSignal;
  readonly transactions: Transactions;
  readonly handlers = new ReactionHandlers();
  readonly deadEvents: DeadEvents;
  readonly relays: OutboxRelay[] = [];
  #consumers: ReactionConsumers | undefined;

  #act: ReactionHandler['handle'] = async () => {};

  private constructor(service: ServiceName, config: ServiceConfig, database: Database) {
    this.service = service;
    this.config = config;
    this.database = database;
    this.log = new Log(config, service);
    this.broker = new StreamConnection(config, service, this.log);
    this.#requests = new BrokerConnection(config, service, this.log);
    this.signal = new OutboxSignal(this.#requests, service);
    this.transactions = new Transactions(
      database,
      new Clock({}),
      new PolicyCache(database, service, this.log),
      this.signal,
    );
    this.deadEvents = new DeadEvents(this.transactions, this.handlers);
  }

  static async open(service: ServiceName, databaseUrl: string, broker: Broker): Promise<RigService> {
    const logLevel = (process.env['LOG_LEVEL'] as 'info' | undefined) ?? 'silent';
    const config = configOf({ databaseUrl, ...broker.accountOf(service), logLevel });
    const rigged = new RigService(service, config, await Database.open(config, service, [DeadEvent, ReactionAttempt]));
    await Promise.all([rigged.broker.nats(), rigged.#requests.nats()]);
    return rigged;
  }

  get consumers(): ReactionConsumers | undefined {
    return this.#consumers;
  }

  sql<Row extends object>(text: string, values: unknown[] = []): Promise<Row[]> {
    return this.database.rows<Row>(text, values);
  }

  async manager(): Promise<JetStreamManager> {
    return jetstreamManager(await this.broker.nats(), { apiPrefix: streamsApi, checkAPI: false });
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

  /** What a stream holds. */
  async inStream(stream = eventStream(this.service)): Promise<Placed[]> {
    const manager = await this.manager();
    const { first_seq, last_seq } = (await manager.streams.info(stream)).state;
    const found: Placed[] = [];
    for (let seq = Math.max(1, first_seq); seq <= last_seq; seq += 1) {
      const message = await manager.streams.getMessage(stream, { seq });
      if (message) found.push({ sequence: seq, eventId: message.header.get('Nats-Msg-Id') });
    }
    return found;
  }
  /** How many a stream holds; none where it is not there yet. */
  async countInStream(stream = eventStream(this.service)): Promise<number> {
    const manager = await this.manager();
    return manager.streams.info(stream).then(
      ({ state }) => state.messages,
      () => 0,
    );
  }
  /** What the outbox has of it. */
  inOutbox(stream = eventStream(this.service)): Promise<Placed[]> {
    return this.sql<Placed>(
      `SELECT stream_sequence::int AS sequence, event_id::text AS "eventId" FROM ${placed} WHERE stream = $1
         ORDER BY stream_sequence`,
      [stream],
    );
  }
  /** The versions of its events, in the order in which they were published. */
  async publishedVersions(stream = eventStream(this.service)): Promise<number[]> {
    const rows = await this.sql<{ version: number }>(
      `SELECT aggregate_version AS version FROM ${placed} WHERE stream = $1 ORDER BY stream_sequence`,
      [stream],
    );
    return rows.map((row) => row.version);
  }

  /** Everything told is published. */
  published(): Promise<void> {
    return until('all is published', async () =>
      (await Promise.all(this.relays.map((relay) => relay.isSettled()))).every(Boolean),
    );
  }
  /** Everything that is in the broker is applied or laid aside. */
  handled(): Promise<void> {
    return until('all events are dealt with', () => this.#consumers!.isSettled());
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
      new Clock({}),
      all,
    );
    this.#consumers.start();
    return this.#consumers;
  }

  /** The same service on the same database, whose way to the broker is another one. */
  async reachingBrokerAt(natsUrl: string): Promise<RigService> {
    const elsewhere = `${this.service}-elsewhere`;
    const database = await Database.open(this.config, elsewhere, [DeadEvent, ReactionAttempt]);
    const other = new RigService(this.service, { ...this.config, natsUrl }, database);
    await Promise.all([other.broker.nats(), other.#requests.nats()]);
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
    const other = new RigService(this.service, this.config, database);
    const nats = await other.broker.nats();
    const consumers = other.react(act, settings);
    return {
      vanish: async () => {
        await Promise.all([nats.close(), other.#requests.close()]);
        // It would wait for the work that never ends.
        void consumers.stop();
        await this.sql('SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = $1', [doomed]);
        await until(
          'its transactions are undone',
          async () =>
            (await this.sql('SELECT 1 FROM pg_stat_activity WHERE application_name = $1', [doomed])).length === 0,
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

  /** Ends its relays, as the end of their processes would. */
  async stopRelays(): Promise<void> {
    await Promise.all(this.relays.splice(0).map((relay) => relay.stop()));
  }
  async stop(): Promise<void> {
    await this.#consumers?.stop();
    await this.stopRelays();
  }

  async close(): Promise<void> {
    await this.stop();
    await Promise.all([this.broker.close(), this.#requests.close()]);
    await this.database.close();
  }
}

export const reopened = (ticketId: string): DataOf<typeof ticketReopened> => ({
  ticketId,
  number: 'T000001',
  customerId: '01890000-0000-7000-8000-000000000001',
  teamId: null,
  why: 'by_hand',
  callbackId: null,
  assigneeId: null,
  dueAt: '2026-03-02T08:00:00.000Z',
  round: 2,
  at: '2026-03-02T08:00:00.000Z',
});
