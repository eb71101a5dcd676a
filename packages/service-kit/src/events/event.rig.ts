import { randomBytes, randomUUID } from 'node:crypto';
import { rmSync } from 'node:fs';
import { jetstream, jetstreamManager, type JetStreamManager } from '@nats-io/jetstream';
import { eventStream, eventSubject, streamsApi, ticketReopened, type EventEnvelope } from '@bumen/contracts';
import { dropDatabase, ensureDatabase, withDatabase, type DatabaseUrls } from '@bumen/infra/local/databases';
import { Broker, clusterUrl, testAccounts, until } from '@bumen/testing';
import { kitMigrations } from '../migrations/index.ts';
import { migrate } from '../migrations/migrate.ts';
import { reopened, RigService } from './event-service.rig.ts';

/** The databases of a test file. Each of its tests begins with empty ones, since making them takes longer than most. */
export class EventDatabases {
  readonly #databases: Readonly<Record<'tickets' | 'callbacks', DatabaseUrls>>;

  private constructor(databases: Readonly<Record<'tickets' | 'callbacks', DatabaseUrls>>) {
    this.#databases = databases;
  }

  static async open(): Promise<EventDatabases> {
    const tag = randomBytes(5).toString('hex');
    const [tickets, callbacks] = await Promise.all(
      (['tickets', 'callbacks'] as const).map(async (service) => {
        const options = { database: `events_${tag}_${service}`, ...testAccounts(service) };
        const urls = await ensureDatabase(clusterUrl(), options);
        await withDatabase(urls.ownerUrl, (client) => client.query(createEffect));
        await migrate({ databaseUrl: urls.url, migrationDatabaseUrl: urls.ownerUrl }, service, kitMigrations);
        return urls;
      }),
    );
    return new EventDatabases({ tickets: tickets!, callbacks: callbacks! });
  }

  async emptied(service: 'tickets' | 'callbacks'): Promise<string> {
    const { url, ownerUrl } = this.#databases[service];
    await withDatabase(ownerUrl, (client) => client.query(`TRUNCATE ${filled.join(', ')}`));
    return url;
  }

  async close(): Promise<void> {
    await Promise.all(
      Object.values(this.#databases).map(({ url }) => dropDatabase(clusterUrl(), new URL(url).pathname.slice(1))),
    );
  }
}
const createEffect = `CREATE TABLE effect (id bigint GENERATED ALWAYS AS IDENTITY, aggregate_id text NOT NULL,
  version int NOT NULL, event_id text NOT NULL)`;
const filled = [
  'effect',
  'inbox',
  'reaction_attempt',
  'dead_event',
  'outbox',
  'outbox_waiting',
  'outbox_published',
  'idempotency',
];

/**
 * A broker, a service that tells (tickets) and one that reacts (callbacks), made of the kit's own parts and real
 * servers.
 */
export class EventRig {
  readonly tickets: RigService;
  readonly callbacks: RigService;
  readonly broker: Broker;

  private constructor(broker: Broker, tickets: RigService, callbacks: RigService) {
    this.broker = broker;
    this.tickets = tickets;
    this.callbacks = callbacks;
  }

  static async open(databases: EventDatabases): Promise<EventRig> {
    const broker = await Broker.start({ limits: { ackWaitMs: 1_000 } });
    const [tickets, callbacks] = await Promise.all(
      (['tickets', 'callbacks'] as const).map(async (service) =>
        RigService.open(service, await databases.emptied(service), broker),
      ),
    );
    return new EventRig(broker, tickets!, callbacks!);
  }

  /** As who keeps the streams. */
  async keeping(): Promise<JetStreamManager> {
    return jetstreamManager(await this.broker.connect('streams'), { checkAPI: false });
  }

  /** Stops the broker, does something to what it has on disk, and starts it again. */
  async whileBrokerIsDown(act: (dataDirectory: string) => Promise<void> | void): Promise<void> {
    const connected = (isSo: boolean) => () =>
      [this.tickets, this.callbacks].every(({ broker }) => broker.connected === isSo);
    await this.broker.stop();
    // Requests of a test itself would be lost around the break, and wait for their timeouts.
    await until('the services have noticed the break', connected(false));
    await act(this.broker.data);
    await this.broker.start();
    await until('the services are connected again', connected(true));
  }

  async wipeBroker(): Promise<void> {
    await this.whileBrokerIsDown((data) => rmSync(data, { recursive: true, force: true }));
  }

  /** Puts bytes into the tickets' stream as they are, as the relay of tickets might by mistake. */
  async publishRaw(body: string | Uint8Array, messageId?: string): Promise<void> {
    const nats = await this.tickets.broker.nats();
    await jetstream(nats, { apiPrefix: streamsApi }).publish(
      eventSubject(ticketReopened),
      body,
      messageId === undefined ? {} : { msgID: messageId },
    );
  }

  /** Everything told has been published, and applied or laid aside. */
  async settled(): Promise<void> {
    await this.tickets.published();
    await this.callbacks.handled();
  }

  async close(): Promise<void> {
    await Promise.all([this.tickets.close(), this.callbacks.close()]);
    await this.broker.close();
  }
}

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
