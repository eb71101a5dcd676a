import {
  JetStreamApiError,
  JetStreamApiCodes,
  RetentionPolicy,
  StorageType,
  DiscardPolicy,
  type JetStreamClient,
  type JetStreamManager,
  type StoredMsg,
  type StreamInfo,
} from '@nats-io/jetstream';
import { nanos } from '@nats-io/transport-node';
import type { ServiceName } from '@bumen/contracts';
import type { Log } from '../observability/log.ts';
import type { BrokerSession } from './broker-session.ts';
import { refilledEvents } from './event-metrics.ts';
import type { EventSettings } from './event-settings.ts';
import { publishedRuns } from './published-runs.ts';
import type { RelayLease } from './relay-lease.ts';

const dayMs = 86_400_000;
const duplicateWindowMs = 120_000;
/** Messages read at once. */
const reading = 200;
const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** One stream that a service's relay fills. */
export interface OwnedStream {
  readonly name: string;
  readonly subjects: readonly string[];
}

/** What a leader works with, as long as it leads. */
export interface Leadership {
  readonly lease: RelayLease;
  readonly session: BrokerSession;
  readonly client: JetStreamClient;
  readonly manager: JetStreamManager;
}

/**
 * Keeps the broker a cache of the outbox (R5): finds out what a stream lost or holds without our knowing, and marks the
 * outbox so that the relay publishes exactly the missing events, the old ones first.
 */
export class OutboxRefill {
  readonly #service: ServiceName;
  readonly #settings: EventSettings;
  readonly #log: Log;

  constructor(service: ServiceName, settings: EventSettings, log: Log) {
    this.#service = service;
    this.#settings = settings;
    this.#log = log;
  }

  /**
   * Compares a stream with the outbox and mends the outbox's knowledge of it.
   * @returns the stream's last sequence, on which the next event is published.
   */
  async compare(leadership: Leadership, stream: OwnedStream): Promise<number> {
    const info = await this.#ensureStream(leadership, stream);
    const { first_seq: first, last_seq: last } = info.state;
    if (await this.#isTheOneWeKnow(leadership, stream.name, first, last))
      await this.#forgetLost(leadership, stream.name, info);
    else {
      // Its sequences mean nothing any more: they count from 1 again in a stream that was made anew.
      this.#report(stream.name, await publishedRuns.forgetAll(leadership.lease, stream.name));
    }
    await this.#adopt(leadership, stream.name, first, last);
    return last;
  }

  /** Whether the message at a sequence is this event; if so the outbox may take the sequence over. */
  async holds({ session, manager }: Leadership, stream: string, sequence: number, eventId: string): Promise<boolean> {
    const message = await session.ask(() => manager.streams.getMessage(stream, { seq: sequence }));
    return message !== null && idIn(message) === eventId;
  }

  async #ensureStream({ session, manager }: Leadership, stream: OwnedStream): Promise<StreamInfo> {
    const wanted = {
      subjects: [...stream.subjects],
      max_age: nanos(this.#settings.retentionDays * dayMs),
      duplicate_window: nanos(duplicateWindowMs),
      discard: DiscardPolicy.Old,
      // Any other limit would throw events away, which would then be published again and thrown away again.
      max_msgs: -1,
      max_bytes: -1,
      max_msgs_per_subject: -1,
    };
    try {
      const info = await session.ask(() => manager.streams.info(stream.name));
      const differs = Object.entries(wanted).some(
        ([key, value]) => JSON.stringify(info.config[key as keyof typeof wanted]) !== JSON.stringify(value),
      );
      return differs ? await session.ask(() => manager.streams.update(stream.name, wanted)) : info;
    } catch (error) {
      if (!(error instanceof JetStreamApiError) || error.code !== JetStreamApiCodes.StreamNotFound) throw error;
      return session.ask(() =>
        manager.streams.add({
          name: stream.name,
          storage: StorageType.File,
          retention: RetentionPolicy.Limits,
          ...wanted,
        }),
      );
    }
  }

  /**
   * Looks at the youngest message that both should have: a stream that was made anew has another one there, or none.
   */
  async #isTheOneWeKnow(leadership: Leadership, stream: string, first: number, last: number): Promise<boolean> {
    const anchor = await publishedRuns.anchor(leadership.lease, stream, last);
    // Nothing in common means nothing to contradict; what lies outside the stream's bounds is found lost below.
    if (!anchor || Number(anchor.sequence) < first) return true;
    return this.holds(leadership, stream, Number(anchor.sequence), anchor.event_id);
  }

  async #forgetLost({ lease, session, manager }: Leadership, stream: string, info: StreamInfo): Promise<void> {
    const { first_seq: first, last_seq: last, num_deleted: holes = 0 } = info.state;
    const deleted =
      holes > 0
        ? ((await session.ask(() => manager.streams.info(stream, { deleted_details: true }))).state.deleted ?? [])
        : [];
    // Behind the stream's head lies what it aged out, which is as it should be, or lost, which a row younger than its
    // age tells.
    this.#report(
      stream,
      await publishedRuns.forgetLost(lease, stream, {
        first,
        last,
        holes: deleted,
        keepsDays: this.#settings.retentionDays,
      }),
    );
  }

  /** The broker may hold what we published without hearing the acknowledgement; it is recognised by its message id. */
  async #adopt({ lease, session, manager }: Leadership, stream: string, first: number, last: number): Promise<void> {
    const known = await publishedRuns.lastKnown(lease, stream);
    for (let from = Math.max(first, known + 1); from <= last; from += reading) {
      const sequences = Array.from({ length: Math.min(reading, last - from + 1) }, (_, index) => from + index);
      const read = await Promise.all(
        sequences.map((seq) => session.ask(() => manager.streams.getMessage(stream, { seq }))),
      );
      const messages = read.flatMap((message) => {
        const eventId = message ? idIn(message) : '';
        return message && uuid.test(eventId) ? [{ eventId, sequence: message.seq }] : [];
      });
      const waiting = await publishedRuns.waiting(
        lease,
        stream,
        messages.map((message) => message.eventId),
      );
      await publishedRuns.record(
        lease,
        stream,
        messages.flatMap(({ eventId, sequence }) =>
          waiting.has(eventId) ? [{ id: waiting.get(eventId)!, sequence }] : [],
        ),
      );
    }
  }

  #report(stream: string, count: number): void {
    if (count === 0) return;
    refilledEvents.inc({ service: this.#service, stream }, count);
    this.#log.warn(
      { event: 'broker_lost_events', stream, count },
      'the broker lost events, which are published again (R5)',
    );
  }
}

/**
 * Empty where there is none, or where what stands in the place of headers can't be read as such: the client finds that
 * out only now.
 */
function idIn(message: StoredMsg): string {
  try {
    return message.header.get('Nats-Msg-Id');
  } catch {
    return '';
  }
}
