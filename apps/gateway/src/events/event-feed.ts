import {
  JetStreamApiCodes,
  JetStreamApiError,
  jetstream,
  jetstreamManager,
  type ConsumerMessages,
  type JsMsg,
} from '@nats-io/jetstream';
import type { NatsConnection } from '@nats-io/transport-node';
import type { Logger } from 'pino';
import {
  concernedBy,
  eventStream,
  feedSubject,
  streamsApi,
  type About,
  type EventEnvelope,
  type EventType,
  type FeedAnswer,
  type FeedRequest,
  type ServiceName,
} from '@bumen/contracts';
import type { Broker } from '../broker/broker.ts';

/** An event as callers are told of it: without its data. */
export interface LiveEvent {
  readonly sequence: number;
  readonly type: string;
  /** Ids of those whom it concerns. */
  readonly about: About;
  /** JSON of `{id, type, aggregateId, version, time, about}`, made once for all readers. */
  readonly json: string;
}

export interface FeedReader {
  event(feed: EventFeed, event: LiveEvent): void;
  /** The stream was made anew: what was read before has no place in it. */
  restarted(feed: EventFeed): void;
}

/** Where to begin when the process starts: the last so many events, or those of the last so many milliseconds. */
export type FeedStart = { readonly lastEvents: number } | { readonly lastMs: number };

/** Events kept for readers who come back. */
const keptMax = 4096;
const retryMs = 500;
/** How long who keeps the streams may take to make a consumer. */
const openMs = 1_000;

/**
 * One reading of a service's events for the whole process, with the newest kept in memory for those who resume. It
 * survives the broker: after a broken connection, or where something is missing, it reads on where it stopped.
 */
export class EventFeed {
  readonly stream: string;
  readonly #service: ServiceName;
  readonly #broker: Broker;
  readonly #log: Logger;
  readonly #start: FeedStart;
  readonly #events: ReadonlyMap<string, EventType>;
  readonly #onEnvelope: ((event: EventEnvelope) => void) | undefined;
  readonly #readers = new Set<FeedReader>();
  #caughtUp = Promise.withResolvers<void>();
  #kept: LiveEvent[] = [];
  #messages: ConsumerMessages | undefined;
  /** One for each time that it runs, so that what is left of the time before stops. */
  #run: object | undefined;
  #wake: (() => void) | undefined;

  /** Tells one life of the stream from the next: sequences begin anew when it is. Empty until the stream exists. */
  epoch = '';
  /** Sequence of the newest event that was read; 0 for none. */
  last = 0;

  constructor(
    service: ServiceName,
    broker: Broker,
    log: Logger,
    start: FeedStart,
    events: ReadonlyMap<string, EventType>,
    onEnvelope?: (event: EventEnvelope) => void,
  ) {
    this.#service = service;
    this.stream = eventStream(service);
    this.#broker = broker;
    this.#log = log;
    this.#start = start;
    this.#events = events;
    this.#onEnvelope = onEnvelope;
  }

  /**
   * Resolves when everything that stood in the stream when it began to run was read, or when there is no such stream
   * yet.
   */
  get caughtUp(): Promise<void> {
    return this.#caughtUp.promise;
  }

  /**
   * Begins, or begins anew after a rest: what happened meanwhile is kept for those who resume, and told to nobody else.
   */
  run(): void {
    if (this.#run) return;
    const run = (this.#run = {});
    this.#caughtUp = Promise.withResolvers();
    this.#kept = [];
    this.last = 0;
    const unwatch = this.#broker.watch((connected) => {
      // A consumer that lost its connection would notice only by missing heartbeats.
      this.#messages?.stop();
      if (connected) this.#wake?.();
    });
    void this.#follow(run).finally(unwatch);
  }

  stop(): void {
    this.#run = undefined;
    this.#messages?.stop();
    this.#wake?.();
  }

  add(reader: FeedReader): void {
    this.#readers.add(reader);
  }
  remove(reader: FeedReader): void {
    this.#readers.delete(reader);
  }

  /** What came after the sequence; undefined where that is no longer kept. */
  after(sequence: number): readonly LiveEvent[] | undefined {
    if (sequence >= this.last) return sequence === this.last ? [] : undefined;
    const first = this.#kept[0]?.sequence;
    if (first === undefined || first > sequence + 1) return undefined;
    return this.#kept.filter((event) => event.sequence > sequence);
  }

  async #follow(run: object): Promise<void> {
    while (this.#run === run) {
      try {
        await this.#read(run);
      } catch (error) {
        if (this.#run !== run) return;
        if (isMissing(error)) this.#caughtUp.resolve();
        else this.#log.warn({ err: error, stream: this.stream }, 'the stream can not be read; trying again');
      }
      if (this.#run === run) await this.#pause();
    }
  }

  async #read(run: object): Promise<void> {
    const connection = this.#broker.connection;
    if (!connection) return;
    const manager = await jetstreamManager(connection, { apiPrefix: streamsApi, checkAPI: false });
    const { created, state } = await manager.streams.info(this.stream);
    if (this.#run !== run) return;
    const epoch = Math.floor(new Date(created).getTime() / 1000).toString(36);
    if (this.epoch !== '' && (this.epoch !== epoch || state.last_seq < this.last)) {
      this.#kept = [];
      this.last = 0;
      this.epoch = epoch;
      for (const reader of this.#readers) reader.restarted(this);
    }
    this.epoch = epoch;
    const name = await this.#open(connection, state.last_seq);
    const consumer = await jetstream(connection, { apiPrefix: streamsApi }).consumers.get(this.stream, name);
    if (this.#run !== run) return;
    if (this.last === 0 && 'lastEvents' in this.#start)
      this.last = Math.max(0, state.last_seq - this.#start.lastEvents);
    // `last_seq` of an empty or aged-out stream has no message to wait for.
    const target = state.messages === 0 ? 0 : state.last_seq;
    const backlog = (await consumer.info(true)).num_pending;
    if (this.#run !== run) return;
    if (backlog === 0 || this.last >= target) this.#catchUpTo(state.last_seq);
    const messages = await consumer.consume({
      max_messages: 500,
      idle_heartbeat: 5000,
      expires: 30_000,
      abort_on_missing_resource: true,
    });
    if (this.#run !== run) return void messages.close();
    this.#messages = messages;
    try {
      let delivered = 0;
      for await (const message of messages) {
        if (this.#run !== run) break;
        // Nothing is delivered twice, so what was lost on its way has to be read anew.
        if (message.info.deliverySequence !== (delivered += 1)) throw new Error('an event was lost on its way');
        this.#take(message);
        if (message.seq >= target || message.info.pending === 0) this.#caughtUp.resolve();
      }
    } finally {
      if (this.#messages === messages) this.#messages = undefined;
      await messages.close().catch(() => undefined);
    }
  }

  #catchUpTo(sequence: number): void {
    this.last = Math.max(this.last, sequence);
    this.#caughtUp.resolve();
  }

  /** Asks for a consumer; @returns its name. */
  async #open(connection: NatsConnection, lastSequence: number): Promise<string> {
    const request: FeedRequest = { service: this.#service, from: this.#from(lastSequence) };
    const reply = await connection.request(feedSubject, JSON.stringify(request), { timeout: openMs });
    const answer = reply.json<FeedAnswer>();
    if ('consumer' in answer) return answer.consumer;
    throw new FeedRefused(answer.refused);
  }

  #from(lastSequence: number): FeedRequest['from'] {
    if (this.last > 0) return { sequence: this.last + 1 };
    if ('lastEvents' in this.#start) return { sequence: Math.max(1, lastSequence - this.#start.lastEvents + 1) };
    return { time: new Date(Date.now() - this.#start.lastMs).toISOString() };
  }

  #take(message: JsMsg): void {
    if (message.seq <= this.last) return;
    this.last = message.seq;
    const envelope = readEnvelope(message);
    // What isn't an event of ours is a matter for the reactions' dead letters, not for watchers.
    if (!envelope) return;
    try {
      this.#onEnvelope?.(envelope);
    } catch (error) {
      this.#log.error({ err: error, eventId: envelope.id }, 'an event can not be used');
    }
    const { id, type, subject: aggregateId, aggregateversion: version, time } = envelope;
    const about = this.#aboutOf(envelope);
    const event: LiveEvent = {
      sequence: message.seq,
      type,
      about,
      json: JSON.stringify({ id, type, aggregateId, version, time, about }),
    };
    this.#kept.push(event);
    // Cut in halves, so that the array isn't moved for every event.
    if (this.#kept.length >= keptMax * 2) this.#kept = this.#kept.slice(-keptMax);
    for (const reader of this.#readers) reader.event(this, event);
  }

  /** Nobody, where a newer version of the service tells an event that this gateway doesn't know. */
  #aboutOf({ type, data }: EventEnvelope): About {
    const event = this.#events.get(type);
    return event && typeof data === 'object' && data !== null
      ? concernedBy(event, data as Record<string, unknown>)
      : {};
  }

  #pause(): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, retryMs);
      this.#wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }
}

class FeedRefused extends Error {}

const isStreamMissing = (error: unknown) =>
  error instanceof JetStreamApiError && error.code === JetStreamApiCodes.StreamNotFound;

/** There is no such stream yet, and no event of it. */
const isMissing = (error: unknown) =>
  error instanceof FeedRefused ? error.message === 'no_stream' : isStreamMissing(error);

function readEnvelope(message: JsMsg): EventEnvelope | undefined {
  try {
    const envelope = message.json<EventEnvelope>();
    return typeof envelope.id === 'string' && typeof envelope.type === 'string' && typeof envelope.subject === 'string'
      ? envelope
      : undefined;
  } catch {
    return undefined;
  }
}
