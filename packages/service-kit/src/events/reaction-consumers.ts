import {
  JetStreamApiCodes,
  JetStreamApiError,
  jetstream,
  jetstreamManager,
  type ConsumerMessages,
  type JetStreamManager,
  type JsMsg,
} from '@nats-io/jetstream';
import type { NatsConnection } from '@nats-io/transport-node';
import { Inject, Injectable, Optional, type BeforeApplicationShutdown } from '@nestjs/common';
import type { Look } from '@bumen/clock';
import { consumerName, eventStream, streamsApi, type ServiceName } from '@bumen/contracts';
import { SERVICE_NAME } from '../config/service-name.ts';
import { Log } from '../observability/log.ts';
import { Clock } from '../transaction/clock.ts';
import { StreamConnection } from '../transport/broker-connection.ts';
import { BrokerSession } from './broker-session.ts';
import { eventLagSeconds, reactedEvents } from './event-metrics.ts';
import { defaultEventSettings, EVENT_SETTINGS, type EventSettings } from './event-settings.ts';
import { ReactionHandlers, type ReactionHandler } from './reaction-handlers.ts';
import { deliveryOf, ReactionRunner } from './reaction-runner.ts';
import { WakeUp } from './wake-up.ts';

const retryMsMax = 2_000;
/** How long a pull stays open; a consumer that vanished without a word is noticed after as long. */
const pullMs = 5_000;

/**
 * Takes the events of each reaction from its durable consumer: different aggregates side by side, one aggregate's in
 * order. A message is acknowledged only after its transaction is committed, so whatever ends in between is delivered
 * again.
 */
@Injectable()
export class ReactionConsumers implements BeforeApplicationShutdown {
  readonly #settings: EventSettings;
  readonly #consumptions: Consumption[] = [];
  readonly #stopped = Promise.withResolvers<undefined>();
  #stopping = false;
  #manager: JetStreamManager | undefined;
  #running: Promise<void> | undefined;

  constructor(
    @Inject(SERVICE_NAME) private readonly service: ServiceName,
    private readonly handlers: ReactionHandlers,
    private readonly runner: ReactionRunner,
    private readonly broker: StreamConnection,
    private readonly log: Log,
    private readonly clock: Clock,
    @Optional() @Inject(EVENT_SETTINGS) settings: Partial<EventSettings> = {},
  ) {
    this.#settings = { ...defaultEventSettings, ...settings };
  }

  /** Begins to take events; to be called once, when all handlers are registered. */
  start(): void {
    this.#running = this.#run();
  }

  /** Takes nothing more, finishes what is in work and gives the rest back to the broker. */
  async stop(): Promise<void> {
    this.#stopping = true;
    this.#stopped.resolve(undefined);
    for (const consumption of this.#consumptions) consumption.stop();
    await this.#running;
  }

  async beforeApplicationShutdown(): Promise<void> {
    await this.stop();
  }

  /**
   * Whether every event in the broker has been applied by every reaction, or lies dead. A source that isn't there yet
   * has none.
   */
  async isSettled(): Promise<boolean> {
    return (await this.look()).settled;
  }

  /** The same, with a text that is another one as soon as any reaction has gone on. */
  async look(): Promise<Look> {
    const manager = this.#manager;
    if (!manager) return { settled: this.handlers.all.length === 0, position: '' };
    const looks = await Promise.all(
      this.handlers.all.map(async ({ reaction }) => {
        try {
          const info = await manager.consumers.info(eventStream(reaction.source), consumerName(reaction));
          const settled = info.num_pending === 0 && info.num_ack_pending === 0;
          return { settled, position: String(info.ack_floor.stream_seq) };
        } catch (error) {
          return { settled: isApiError(error, JetStreamApiCodes.StreamNotFound), position: '' };
        }
      }),
    );
    return { settled: looks.every(({ settled }) => settled), position: looks.map((one) => one.position).join(' ') };
  }

  async #run(): Promise<void> {
    const handlers = this.handlers.all;
    if (handlers.length === 0) return;
    const nats = await Promise.race([this.broker.nats(), this.#stopped.promise]);
    if (!nats) return;
    const manager = await jetstreamManager(nats, { apiPrefix: streamsApi, checkAPI: false });
    this.#manager = manager;
    for (const handler of handlers)
      this.#consumptions.push(
        new Consumption(this.service, handler, this.runner, nats, this.log, this.clock, this.#settings),
      );
    if (!this.#stopping) await Promise.all(this.#consumptions.map((consumption) => consumption.run()));
  }
}

/**
 * One reaction's consumer, read for as long as the process lives: who keeps the streams makes it, also where the broker
 * lost it, and until then it is asked for again.
 */
class Consumption {
  readonly #service: ServiceName;
  readonly #handler: ReactionHandler;
  readonly #runner: ReactionRunner;
  readonly #nats: NatsConnection;
  readonly #log: Log;
  readonly #clock: Clock;
  readonly #settings: EventSettings;
  readonly #pause = new WakeUp();
  /** The last event in line of each aggregate. */
  readonly #lines = new Map<string, Promise<void>>();
  readonly #held = new Set<JsMsg>();
  #messages: ConsumerMessages | undefined;
  #stopping = false;

  constructor(
    service: ServiceName,
    handler: ReactionHandler,
    runner: ReactionRunner,
    nats: NatsConnection,
    log: Log,
    clock: Clock,
    settings: EventSettings,
  ) {
    this.#service = service;
    this.#handler = handler;
    this.#runner = runner;
    this.#nats = nats;
    this.#log = log;
    this.#clock = clock;
    this.#settings = settings;
  }

  async run(): Promise<void> {
    // Whatever is held, in work or in line, isn't to be delivered to somebody else meanwhile.
    const working = setInterval(() => this.#tellInWork(), this.#settings.ackWaitMs / 3).unref();
    const session = new BrokerSession(this.#nats, () => this.#reopen());
    for (let failures = 0; !this.#stopping;) {
      try {
        const consumer = await session.ask(() =>
          jetstream(this.#nats, { apiPrefix: streamsApi }).consumers.get(this.#stream, this.#name),
        );
        const messages = await consumer.consume({
          max_messages: 100,
          expires: pullMs,
          abort_on_missing_resource: true,
        });
        this.#messages = messages;
        if (this.#stopping) messages.stop();
        failures = 0;
        for await (const message of messages) this.#accept(message);
      } catch (error) {
        failures = isMissing(error) ? 2 : failures + 1;
        // It is made at the same moment as this process starts, or the broker is filled again.
        if (!isMissing(error) && !this.#stopping)
          this.#log.failure(
            error,
            { event: 'consumer_failed', reaction: this.#handler.reaction.name },
            'the consumer of a reaction is opened again',
          );
      }
      if (!this.#stopping && failures > 0)
        await this.#pause.wait(Math.min(retryMsMax, 50 * 2 ** Math.min(failures, 10)));
    }
    await Promise.all(this.#lines.values());
    clearInterval(working);
    if (!this.#nats.isClosed()) await this.#nats.flush().catch(() => undefined);
  }

  stop(): void {
    this.#stopping = true;
    this.#messages?.stop();
    this.#pause.ring();
  }

  get #stream(): string {
    return eventStream(this.#handler.reaction.source);
  }
  get #name(): string {
    return consumerName(this.#handler.reaction);
  }

  /** The broker that is back may be another one, without the consumer. */
  #reopen(): void {
    this.#messages?.stop();
    this.#pause.ring();
  }

  #accept(message: JsMsg): void {
    const delivery = deliveryOf(message.data, message.info.deliveryCount);
    // Whole order only matters within an aggregate; what can't be read belongs to none.
    const line = delivery.received.place.aggregateId ?? `message ${message.seq}`;
    this.#held.add(message);
    const done = (this.#lines.get(line) ?? Promise.resolve()).then(async () => {
      try {
        if (this.#stopping) {
          message.nak();
          return;
        }
        const verdict = await this.#runner.deliver(this.#handler, delivery);
        const labels = { service: this.#service, reaction: this.#handler.reaction.name };
        reactedEvents.inc({ ...labels, outcome: verdict.outcome });
        if (verdict.outcome === 'applied' && delivery.received.envelope)
          eventLagSeconds.observe(
            labels,
            (this.#clock.now().getTime() - Date.parse(delivery.received.envelope.time)) / 1_000,
          );
        if ('againInMs' in verdict) message.nak(verdict.againInMs);
        else message.ack();
      } catch (error) {
        // The answer to the broker didn't go out; it delivers the message again.
        this.#log.failure(
          error,
          { event: 'ack_failed', reaction: this.#handler.reaction.name },
          'an acknowledgement could not be sent',
        );
      } finally {
        this.#held.delete(message);
        if (this.#lines.get(line) === done) this.#lines.delete(line);
      }
    });
    this.#lines.set(line, done);
  }

  #tellInWork(): void {
    if (this.#nats.isClosed()) return;
    for (const message of this.#held) message.working();
  }
}

const isApiError = (error: unknown, code: number): boolean => error instanceof JetStreamApiError && error.code === code;
const isMissing = (error: unknown): boolean =>
  isApiError(error, JetStreamApiCodes.StreamNotFound) || isApiError(error, JetStreamApiCodes.ConsumerNotFound);
