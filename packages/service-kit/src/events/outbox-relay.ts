import { setTimeout as pause } from 'node:timers/promises';
import { jetstream, JetStreamApiCodes, JetStreamApiError, jetstreamManager, type PubAck } from '@nats-io/jetstream';
import type { Subscription } from '@nats-io/transport-node';
import {
  Inject,
  Injectable,
  Optional,
  type BeforeApplicationShutdown,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import { departmentStream, eventStream, streamsApi, type ServiceName } from '@bumen/contracts';
import { SERVICE_CONFIG, type ServiceConfig } from '../config/service-config.ts';
import { SERVICE_NAME } from '../config/service-name.ts';
import { Log } from '../observability/log.ts';
import { Database } from '../transaction/database.ts';
import { OutboxSignal } from '../transaction/outbox-signal.ts';
import { StreamConnection } from '../transport/broker-connection.ts';
import { BrokerSession } from './broker-session.ts';
import { leadsRelay, oldestUnpublishedSeconds, publishedEvents, unpublishedEvents } from './event-metrics.ts';
import { defaultEventSettings, EVENT_SETTINGS, type EventSettings } from './event-settings.ts';
import { inPublishSpan } from './event-spans.ts';
import { OutboxPruning } from './outbox-pruning.ts';
import { OutboxRefill, type Leadership } from './outbox-refill.ts';
import { publishedRuns } from './published-runs.ts';
import { RelayLease } from './relay-lease.ts';
import { WakeUp } from './wake-up.ts';

interface WaitingEvent {
  readonly id: string;
  readonly event_id: string;
  readonly subject: string;
  readonly envelope: string;
}

interface RelayedStream {
  readonly name: string;
  /** There may be something to publish. */
  readonly wake: WakeUp;
  /** What failed may succeed now. */
  readonly retry: WakeUp;
  compareDue: boolean;
}

const measureEveryMs = 5_000;
const backoffMsMax = 5_000;
const ackTimeoutMs = 5_000;
/** A stream that isn't there is being made. */
const missingMs = 200;

/**
 * Carries the outbox to the broker. Of all instances of a service one leads. Each event is published on the sequence
 * that must come before it, so a second or frozen leader is refused by the broker, nothing can be interleaved, and a
 * stream that lost something is noticed with the next event (R4, R5). It never gives up: whatever fails is compared and
 * tried again.
 */
@Injectable()
export class OutboxRelay implements OnApplicationBootstrap, BeforeApplicationShutdown {
  readonly #settings: EventSettings;
  readonly #refill: OutboxRefill;
  readonly #pruning: OutboxPruning;
  readonly #streams: readonly RelayedStream[];
  readonly #standby = new WakeUp();
  readonly #subscriptions: Subscription[] = [];
  #leads = false;
  readonly #stopped = Promise.withResolvers<undefined>();
  #stopping = false;
  #running: Promise<void> | undefined;
  #unlisten: (() => void) | undefined;

  constructor(
    @Inject(SERVICE_NAME) private readonly service: ServiceName,
    @Inject(SERVICE_CONFIG) private readonly config: ServiceConfig,
    private readonly database: Database,
    private readonly broker: StreamConnection,
    private readonly signal: OutboxSignal,
    private readonly log: Log,
    @Optional() @Inject(EVENT_SETTINGS) settings: Partial<EventSettings> = {},
  ) {
    this.#settings = { ...defaultEventSettings, ...settings };
    this.#refill = new OutboxRefill(service, this.#settings, log);
    this.#pruning = new OutboxPruning(this.#settings, [eventStream(service), departmentStream(service)]);
    this.#streams = [eventStream(service), departmentStream(service)].map((name) => ({
      name,
      wake: new WakeUp(),
      retry: new WakeUp(),
      compareDue: true,
    }));
  }

  /** Whether this instance publishes. */
  get leads(): boolean {
    return this.#leads;
  }

  onApplicationBootstrap(): void {
    this.start();
  }
  async beforeApplicationShutdown(): Promise<void> {
    await this.stop();
  }

  /** Stands for the lead, and publishes while it has it. */
  start(): void {
    this.#unlisten = this.signal.onWake(() => this.#wake());
    this.#running = this.#run();
  }

  /** Finishes the batch in work and gives the lead back. */
  async stop(): Promise<void> {
    this.#stopping = true;
    this.#stopped.resolve(undefined);
    this.#unlisten?.();
    this.#standby.ring();
    for (const stream of this.#streams) {
      stream.wake.ring();
      stream.retry.ring();
    }
    await this.#running;
    for (const subscription of this.#subscriptions) subscription.unsubscribe();
  }

  /** Whether every committed event has reached the broker. */
  async isSettled(): Promise<boolean> {
    const rows = await this.database.rows('SELECT 1 FROM outbox_waiting LIMIT 1');
    return rows.length === 0;
  }

  #wake(): boolean {
    if (!this.#leads) return false;
    for (const stream of this.#streams) stream.wake.ring();
    return true;
  }

  async #run(): Promise<void> {
    void this.signal.listen().then((subscription) => {
      if (this.#stopping) subscription.unsubscribe();
      else this.#subscriptions.push(subscription);
    });
    const nats = await Promise.race([this.broker.nats(), this.#stopped.promise]);
    if (!nats) return;
    const session = new BrokerSession(nats, () => this.#compareSoon());
    for (let failures = 0; !this.#stopping;) {
      let lease: RelayLease | undefined;
      try {
        lease = await RelayLease.standBy(this.config.databaseUrl, this.#settings.leaseMs);
        while (!this.#stopping && !(await lease.tryToLead())) await this.#standby.wait(this.#settings.standbyEveryMs);
        if (!this.#stopping) {
          failures = 0;
          await this.#lead({
            lease,
            session,
            client: jetstream(nats, { apiPrefix: streamsApi, timeout: ackTimeoutMs }),
            manager: await jetstreamManager(nats, { apiPrefix: streamsApi, checkAPI: false, timeout: ackTimeoutMs }),
          });
        }
      } catch (error) {
        if (!this.#stopping)
          this.log.failure(error, { event: 'relay_lost_lead' }, 'the relay lost its lead and stands for it again');
      } finally {
        this.#leads = false;
        leadsRelay.set({ service: this.service }, 0);
        await lease?.release();
      }
      if (!this.#stopping) await this.#standby.wait(backoff(failures++));
    }
  }

  #compareSoon(): void {
    for (const stream of this.#streams) {
      stream.compareDue = true;
      stream.wake.ring();
      stream.retry.ring();
    }
  }

  async #lead(leadership: Leadership): Promise<void> {
    this.#leads = true;
    leadsRelay.set({ service: this.service }, 1);
    this.log.info({ event: 'relay_leads' }, 'this instance publishes the outbox');
    await this.#pruning.prune(leadership.lease);
    const ended = new AbortController();
    const tidying = this.#tidy(leadership.lease, ended.signal);
    // The streams go on independently: departments may not hold up services, nor the other way round.
    const flows = await Promise.allSettled(this.#streams.map((stream) => this.#keepPublishing(leadership, stream)));
    ended.abort();
    await tidying;
    for (const flow of flows) if (flow.status === 'rejected') throw flow.reason;
  }

  async #keepPublishing(leadership: Leadership, stream: RelayedStream): Promise<void> {
    const { lease } = leadership;
    let tail = 0;
    let comparedAt = 0;
    stream.compareDue = true;
    for (let failures = 0; !this.#stopping;) {
      try {
        if (lease.lost) throw lease.lost;
        if (stream.compareDue || Date.now() - comparedAt > this.#settings.compareEveryMs) {
          // Cleared first, so that a reconnect in the middle of the comparison asks for another one.
          stream.compareDue = false;
          tail = await this.#refill.compare(leadership, stream.name);
          comparedAt = Date.now();
        }
        const published = await this.#publishBatch(leadership, stream.name, tail);
        tail += published;
        failures = 0;
        if (published === 0 && !this.#stopping) await stream.wake.wait(this.#settings.pollMs);
        else if (published < this.#settings.batchSize) await pause(this.#settings.gatherMs);
      } catch (error) {
        if (lease.lost) throw error;
        stream.compareDue = true;
        const missing = isMissing(error);
        if (failures > 0 && !missing)
          this.log.failure(
            error,
            { event: 'relay_failed', stream: stream.name, failures },
            'publishing failed and is tried again',
          );
        // Not `wake`: under load that rings all the time, and a broker in trouble would be asked without pause.
        await stream.retry.wait(missing ? missingMs : backoff(failures++));
      }
    }
  }

  /** @returns how many events were published; throws at the first that was not, after recording those before it. */
  async #publishBatch(leadership: Leadership, stream: string, tail: number): Promise<number> {
    const { lease, session, client } = leadership;
    // Always from the lowest id that isn't published: an id is taken before its commit, so a lower one may appear after
    // a higher one.
    const events = await lease.query<WaitingEvent>(
      `SELECT id::text, event_id::text, subject, envelope FROM (
         SELECT o.*, sum(octet_length(o.envelope)) OVER (ORDER BY o.id) - octet_length(o.envelope) AS bytes_before
           FROM (SELECT id FROM outbox_waiting WHERE stream = $1 ORDER BY id LIMIT $2) AS lowest CROSS
             JOIN LATERAL (SELECT * FROM outbox WHERE outbox.id = lowest.id LIMIT 1) AS o
       ) AS measured WHERE bytes_before < $3 ORDER BY measured.id`,
      [stream, this.#settings.batchSize, this.#settings.batchBytes],
    );
    if (events.length === 0) return 0;
    const sent = await Promise.allSettled(
      events.map((event, index) =>
        inPublishSpan(stream, event.envelope, () =>
          session.ask(() =>
            client.publish(event.subject, event.envelope, {
              msgID: event.event_id,
              timeout: ackTimeoutMs,
              expect: { streamName: stream, lastSequence: tail + index, ...previousOf(events, index) },
            }),
          ),
        ),
      ),
    );
    const failed = sent.findIndex((result) => result.status === 'rejected');
    // Behind a failure nothing is recorded: the comparison adopts from the last recorded sequence on, so there may be
    // no hole.
    const acknowledged = sent
      .slice(0, failed < 0 ? undefined : failed)
      .flatMap((result, index) =>
        result.status === 'fulfilled' ? [{ event: events[index]!, ack: result.value }] : [],
      );
    await this.#record(leadership, stream, acknowledged);
    const failure = sent[failed];
    if (failure?.status === 'rejected') throw failure.reason;
    if (acknowledged.some(({ ack }) => ack.duplicate)) throw new Error('the broker had some of these events already');
    return events.length;
  }

  async #record(
    leadership: Leadership,
    stream: string,
    acknowledged: readonly { event: WaitingEvent; ack: PubAck }[],
  ): Promise<void> {
    const held = [];
    for (const one of acknowledged) {
      // The broker remembers ids for two minutes, also those of messages that were purged meanwhile.
      if (!one.ack.duplicate || (await this.#refill.holds(leadership, stream, one.ack.seq, one.event.event_id)))
        held.push(one);
    }
    if (held.length === 0) return;
    await publishedRuns.record(
      leadership.lease,
      stream,
      held.map(({ event, ack }) => ({ id: event.id, sequence: ack.seq })),
    );
    publishedEvents.inc({ service: this.service, stream }, held.length);
  }

  /** Measures, warns and prunes, as long as this instance leads. */
  async #tidy(lease: RelayLease, ended: AbortSignal): Promise<void> {
    const pause = new WakeUp();
    ended.addEventListener('abort', () => pause.ring());
    for (let prunedAt = Date.now(); !ended.aborted; await pause.wait(measureEveryMs)) {
      try {
        await this.#measure(lease);
        if (Date.now() - prunedAt > this.#settings.pruneEveryMs) {
          await this.#pruning.prune(lease);
          prunedAt = Date.now();
        }
      } catch (error) {
        if (lease.lost) return;
        this.log.failure(error, { event: 'relay_tidying_failed' }, 'measuring or pruning the outbox failed');
      }
    }
  }

  async #measure(lease: RelayLease): Promise<void> {
    const rows = await lease.query<{ stream: string; count: number; age: number }>(
      `SELECT w.stream, w.count, extract(epoch FROM now() - o.created_at)::float8 AS age
         FROM (SELECT stream, count(*)::int AS count, min(id) AS oldest FROM outbox_waiting GROUP BY stream) AS w
           JOIN outbox o ON o.id = w.oldest`,
    );
    for (const { name } of this.#streams) {
      const { count, age } = rows.find((row) => row.stream === name) ?? { count: 0, age: 0 };
      unpublishedEvents.set({ service: this.service, stream: name }, count);
      oldestUnpublishedSeconds.set({ service: this.service, stream: name }, age);
      if (age * 1_000 > this.#settings.ageAlarmMs)
        this.log.warn(
          { event: 'outbox_stuck', stream: name, count, ageSeconds: Math.round(age) },
          'events wait in the outbox for too long',
        );
    }
  }
}

/**
 * Where somebody else's message took the place of one of the batch, the sequences behind it fit again; this doesn't.
 */
const previousOf = (events: readonly WaitingEvent[], index: number) =>
  index === 0 ? {} : { lastMsgID: events[index - 1]!.event_id };

const isMissing = (error: unknown) =>
  error instanceof JetStreamApiError && error.code === JetStreamApiCodes.StreamNotFound;

const backoff = (failures: number) => Math.min(backoffMsMax, 50 * 2 ** Math.min(failures, 10));
