import { JetStreamApiError, JetStreamApiCodes, RetentionPolicy, StorageType, DiscardPolicy, type JetStreamManager, type StreamInfo } from '@nats-io/jetstream';
import { nanos } from '@nats-io/transport-node';
import type { ServiceName } from '@bumen/contracts';
import type { Log } from '../observability/log.ts';
import { refilledEvents } from './event-metrics.ts';
import type { EventSettings } from './event-settings.ts';
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

interface Anchor {
  readonly sequence: string;
  readonly event_id: string;
}

/**
 * Keeps the broker a cache of the outbox (R5): finds out what a stream lost or holds without our knowing, and marks the outbox
 * so that the relay publishes exactly the missing events, the old ones first.
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
  async compare(lease: RelayLease, manager: JetStreamManager, stream: OwnedStream): Promise<number> {
    const info = await this.#ensureStream(manager, stream);
    const { first_seq: first, last_seq: last } = info.state;
    if (await this.#isTheOneWeKnow(lease, manager, stream.name, first, last)) await this.#forgetLost(lease, manager, stream.name, info);
    else {
      // Its sequences mean nothing any more: they count from 1 again in a stream that was made anew.
      const forgotten = await lease.query('relay-forget-all', 'update outbox set stream_sequence = null where stream = $1 and stream_sequence is not null returning 1', [stream.name]);
      this.#report(stream.name, forgotten.length);
    }
    await this.#adopt(lease, manager, stream.name, first, last);
    return last;
  }

  /** Whether the message at a sequence is this event; if so the outbox may take the sequence over. */
  async holds(manager: JetStreamManager, stream: string, sequence: number, eventId: string): Promise<boolean> {
    const message = await manager.streams.getMessage(stream, { seq: sequence });
    return message?.header.get('Nats-Msg-Id') === eventId;
  }

  async #ensureStream(manager: JetStreamManager, stream: OwnedStream): Promise<StreamInfo> {
    const wanted = {
      subjects: [...stream.subjects],
      max_age: nanos(this.#settings.retentionDays * dayMs),
      duplicate_window: nanos(duplicateWindowMs),
      discard: DiscardPolicy.Old,
    };
    try {
      const info = await manager.streams.info(stream.name);
      const { subjects, max_age, duplicate_window, discard } = info.config;
      if (JSON.stringify({ subjects, max_age, duplicate_window, discard }) === JSON.stringify(wanted)) return info;
      return await manager.streams.update(stream.name, wanted);
    } catch (error) {
      if (!(error instanceof JetStreamApiError) || error.code !== JetStreamApiCodes.StreamNotFound) throw error;
      return manager.streams.add({ name: stream.name, storage: StorageType.File, retention: RetentionPolicy.Limits, ...wanted });
    }
  }

  /** Looks at the youngest message that both should have: a stream that was made anew has another one there, or none. */
  async #isTheOneWeKnow(lease: RelayLease, manager: JetStreamManager, stream: string, first: number, last: number): Promise<boolean> {
    const [anchor] = await lease.query<Anchor>(
      'relay-anchor',
      'select stream_sequence::text as sequence, event_id::text from outbox where stream = $1 and stream_sequence <= $2 order by stream_sequence desc limit 1',
      [stream, last],
    );
    // Nothing in common means nothing to contradict; what lies outside the stream's bounds is found lost below.
    if (!anchor || Number(anchor.sequence) < first) return true;
    return this.holds(manager, stream, Number(anchor.sequence), anchor.event_id);
  }

  async #forgetLost(lease: RelayLease, manager: JetStreamManager, stream: string, info: StreamInfo): Promise<void> {
    const { first_seq: first, last_seq: last, num_deleted: holes = 0 } = info.state;
    const deleted = holes > 0 ? ((await manager.streams.info(stream, { deleted_details: true })).state.deleted ?? []) : [];
    // Behind the stream's head lies what it aged out, which is as it should be, or lost, which a row younger than its age tells.
    const forgotten = await lease.query(
      'relay-forget-lost',
      `update outbox set stream_sequence = null
        where stream = $1 and stream_sequence is not null
          and (stream_sequence > $2 or stream_sequence = any($3::bigint[])
               or (stream_sequence < $4 and created_at > now() - make_interval(days => $5)))
        returning 1`,
      [stream, last, deleted, first, this.#settings.retentionDays],
    );
    this.#report(stream, forgotten.length);
  }

  /** The broker may hold what we published without hearing the acknowledgement; it is recognised by its message id. */
  async #adopt(lease: RelayLease, manager: JetStreamManager, stream: string, first: number, last: number): Promise<void> {
    const [known] = await lease.query<{ sequence: string | null }>('relay-known', 'select max(stream_sequence)::text as sequence from outbox where stream = $1', [stream]);
    for (let from = Math.max(first, Number(known?.sequence ?? 0) + 1); from <= last; from += reading) {
      const sequences = Array.from({ length: Math.min(reading, last - from + 1) }, (_, index) => from + index);
      const read = await Promise.all(sequences.map((seq) => manager.streams.getMessage(stream, { seq })));
      const messages = read.flatMap((message) => {
        const eventId = message?.header.get('Nats-Msg-Id') ?? '';
        return message && uuid.test(eventId) ? [{ eventId, sequence: message.seq }] : [];
      });
      await lease.query(
        'relay-adopt',
        `update outbox set stream_sequence = found.sequence
           from unnest($2::uuid[], $3::bigint[]) as found(event_id, sequence)
          where outbox.stream = $1 and outbox.event_id = found.event_id and outbox.stream_sequence is null`,
        [stream, messages.map((message) => message.eventId), messages.map((message) => message.sequence)],
      );
    }
  }

  #report(stream: string, count: number): void {
    if (count === 0) return;
    refilledEvents.inc({ service: this.#service, stream }, count);
    this.#log.warn({ event: 'broker_lost_events', stream, count }, 'the broker lost events, which are published again (R5)');
  }
}
