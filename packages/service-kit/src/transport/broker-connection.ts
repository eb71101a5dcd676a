import { connect, type NatsConnection } from '@nats-io/transport-node';
import { Inject, Injectable } from '@nestjs/common';
import { inboxPrefix, streamsUser, type ServiceName } from '@bumen/contracts';
import { SERVICE_CONFIG, type ServiceConfig } from '../config/service-config.ts';
import { SERVICE_NAME } from '../config/service-name.ts';
import { Log } from '../observability/log.ts';

/** So often a service says that it waits for the broker. */
const waitingMs = 3_000;

/**
 * The service's connection to the broker for requests. It never gives up: while the broker is away it tries again, and
 * what is asked of it meanwhile waits or is refused by whoever asks.
 */
@Injectable()
export class BrokerConnection {
  #opening: Promise<NatsConnection> | undefined;
  #open: NatsConnection | undefined;
  #connected = false;

  constructor(
    @Inject(SERVICE_CONFIG) private readonly config: ServiceConfig,
    @Inject(SERVICE_NAME) private readonly service: ServiceName,
    private readonly log: Log,
  ) {}

  /** The connection, as soon as there is one. */
  nats(): Promise<NatsConnection> {
    this.#opening ??= this.#connect();
    return this.#opening;
  }
  /** The connection, if it was ever made. */
  get connection(): NatsConnection | undefined {
    return this.#open;
  }
  /** Whether the broker can be reached right now. */
  get connected(): boolean {
    return this.#connected;
  }

  /** Sends what is pending and closes. */
  async close(): Promise<void> {
    const connection = this.#open;
    this.#connected = false;
    if (connection && !connection.isClosed()) await connection.drain().catch(() => connection.close());
  }

  /** Whom it signs in as. */
  protected userOf(holder: string): string {
    return holder;
  }

  async #connect(): Promise<NatsConnection> {
    const user = this.userOf(this.config.natsUser ?? this.service);
    // Waiting is right, since the broker may start later; waiting in silence for a wrong address or password is not.
    const waiting = setInterval(
      () =>
        this.log.warn(
          { event: 'broker_awaited', user },
          'no connection to the broker yet: is NATS_URL right, are the user and password, and does this machine trust its certificate (NODE_EXTRA_CA_CERTS)?',
        ),
      waitingMs,
    );
    const connection = await connect({
      servers: this.config.natsUrl.split(',').map((server) => server.trim()),
      user: this.config.natsPassword === undefined ? undefined : user,
      pass: this.config.natsPassword,
      name: this.service,
      inboxPrefix: inboxPrefix(user),
      waitOnFirstConnect: true,
      maxReconnectAttempts: -1,
      reconnectTimeWait: 100,
      reconnectJitter: 100,
      // A broker that is being set up anew refuses known users for a moment.
      ignoreAuthErrorAbort: true,
      // A broker that is there but answers nothing is noticed within seconds.
      pingInterval: 5_000,
      maxPingOut: 2,
      // The stack of whoever asked, for each message that is published, costs as much as publishing it.
      noAsyncTraces: true,
    }).finally(() => clearInterval(waiting));
    this.#open = connection;
    this.#connected = true;
    void this.#watch(connection);
    return connection;
  }

  async #watch(connection: NatsConnection): Promise<void> {
    for await (const status of connection.status()) {
      if (status.type === 'disconnect') {
        this.#connected = false;
        this.log.warn({ event: 'broker_lost' }, 'the broker can not be reached');
      } else if (status.type === 'reconnect') {
        this.#connected = true;
        this.log.info({ event: 'broker_back' }, 'the broker is back');
      } else if (status.type === 'error') {
        this.log.error({ event: 'broker_error', reason: status.error.message }, 'the broker refused something');
      }
    }
  }
}

/**
 * A connection of its own for the streams: a broker whose disk is full or slow may hold those up, and requests go on
 * (R9). It is another account's, from which requests can't be reached.
 */
@Injectable()
export class StreamConnection extends BrokerConnection {
  protected override userOf(holder: string): string {
    return streamsUser(holder);
  }
}
