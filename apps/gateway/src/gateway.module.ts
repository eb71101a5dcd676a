import { Module, type BeforeApplicationShutdown, type DynamicModule, type OnApplicationShutdown } from '@nestjs/common';
import type { Logger } from 'pino';
import { streamsUser, type EventType } from '@bumen/contracts';
import { Broker } from './broker/broker.ts';
import { LiveEvents } from './events/live-events.ts';
import { gatewayConfig, type GatewayConfig } from './gateway.config.ts';
import { Metrics } from './operations/metrics.ts';
import { OperationsController } from './operations/operations.controller.ts';
import { AccessTokens } from './session/access-tokens.ts';
import { Revocations } from './session/revocations.ts';

/** How long `createGateway` waits for a broker that doesn't answer before it serves without. */
const patienceMs = 5000;

/**
 * Streams are read over a connection of their own, in an account of their own: a broker that is stuck with them, as
 * with a full disk, leaves requests alone then (R9).
 */
class StreamBroker extends Broker {}

@Module({})
export class GatewayModule implements BeforeApplicationShutdown, OnApplicationShutdown {
  readonly #brokers: readonly Broker[];

  constructor(
    broker: Broker,
    streamBroker: StreamBroker,
    private readonly live: LiveEvents,
  ) {
    this.#brokers = [broker, streamBroker];
  }

  static forGateway(config: GatewayConfig, events: readonly EventType[], log: Logger): DynamicModule {
    // Longer than any token lives, with room for clocks that differ.
    const revocationsMs = config.accessTokenTtlS * 2000;
    return {
      module: GatewayModule,
      controllers: [OperationsController],
      providers: [
        { provide: gatewayConfig, useValue: config },
        Metrics,
        { provide: Revocations, useValue: new Revocations(revocationsMs) },
        {
          provide: AccessTokens,
          inject: [Revocations],
          useFactory: (revocations: Revocations) => new AccessTokens(config, revocations),
        },
        {
          provide: Broker,
          inject: [Metrics],
          useFactory: async (metrics: Metrics) => {
            const broker = new Broker(config, log);
            broker.watch((connected) => metrics.broker(connected));
            await broker.start(patienceMs);
            return broker;
          },
        },
        {
          provide: StreamBroker,
          useFactory: () => {
            const broker = new StreamBroker({ ...config, natsUser: streamsUser(config.natsUser) }, log);
            void broker.start(patienceMs);
            return broker;
          },
        },
        {
          provide: LiveEvents,
          inject: [StreamBroker, Metrics, Revocations, AccessTokens],
          useFactory: (broker: StreamBroker, metrics: Metrics, revocations: Revocations, tokens: AccessTokens) =>
            new LiveEvents({
              broker,
              log,
              metrics,
              revocations,
              events,
              max: config.eventStreamsMax,
              maxOfOne: config.eventStreamsPerPersonMax,
              revocationsMs,
              holds: (signedIn) => tokens.holds(signedIn),
            }),
        },
      ],
    };
  }

  /** Streams never end by themselves, so they must go before the server waits for its requests. */
  beforeApplicationShutdown(): void {
    this.live.close();
  }

  /** By now no request is in flight. */
  async onApplicationShutdown(): Promise<void> {
    await Promise.all(this.#brokers.map((broker) => broker.close()));
  }
}
