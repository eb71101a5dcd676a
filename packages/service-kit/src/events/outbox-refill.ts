import type { JetStreamClient, JetStreamManager, StoredMsg, StreamInfo } from '@nats-io/jetstream';
import type { ServiceName } from '@bumen/contracts';
import type { Log } from '../observability/log.ts';
import type { BrokerSession } from './broker-session.ts';
import { refilledEvents } from './event-metrics.ts';
import type { EventSettings } from './event-settings.ts';
import { publishedRuns } from './published-runs.ts';
import type { RelayLease } from './relay-lease.ts';

/** Messages read at once. */
const reading = 200;
const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

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
   * Compares a stream with the outbox and mends the outbox's knowledge of it. Rejects where the stream isn't there: it
   * is made by who keeps the streams.
   * @returns the stream's last sequence, on which the next event is published.
   */
  async compare(leadership: Leadership, stream: string): Promise<number> {
    const { session, manager } = leadership;
    const info = await session.ask(() => manager.streams.info(stream));
    const { first_seq: first, last_seq: last } = info.state;
    if (await this.#isTheOneWeKnow(leadership, stream, first, last)) await this.#forgetLost(leadership, stream, info);
    else {
      // Its sequences mean nothing any more: they count from 1 again in a stream that was made anew.
      this.#report(stream, await publishedRuns.forgetAll(leadership.lease, stream));
    }
    await this.#adopt(leadership, stream, first, last);
    return last;
  }

  /** Whether the message at a sequence is this event; if so the outbox may take the sequence over. */
  async holds({ session, manager }: Leadership, stream: string, sequence: number, eventId: string): Promise<boolean> {
    const message = await session.ask(() => manager.streams.getMessage(stream, { seq: sequence }));
    return message !== null && idIn(message) === eventId;
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
