import {
  AckPolicy,
  DeliverPolicy,
  JetStreamApiCodes,
  JetStreamApiError,
  jetstreamManager,
  ReplayPolicy,
  type ConsumerInfo,
  type JetStreamManager,
} from '@nats-io/jetstream';
import { nanos, type Msg, type NatsConnection } from '@nats-io/transport-node';
import { eventStream, feedConsumers, feedRequest, feedSubject, type FeedAnswer } from '@bumen/contracts';
import type { KeeperReport } from './stream-keeper.ts';

/** One that nobody pulls from any more, as that of a gateway that died, goes by itself. */
const restsMs = 60_000;
const timeoutMs = 2_000;

/**
 * Makes consumers for the gateway, which reads streams from where its readers stopped. It may name service and place
 * and nothing else: by a consumer of its own making it could have the broker publish in the streams' account.
 */
export class FeedDesk {
  readonly #connection: NatsConnection;
  readonly #report: KeeperReport;
  /** One after the other, so that no name is given twice. */
  #last: Promise<unknown> = Promise.resolve();

  constructor(connection: NatsConnection, report: KeeperReport = () => {}) {
    this.#connection = connection;
    this.#report = report;
  }

  async start(): Promise<void> {
    const manager = await jetstreamManager(this.#connection, { checkAPI: false, timeout: timeoutMs });
    this.#connection.subscribe(feedSubject, {
      queue: 'streams',
      callback: (error, message) => {
        if (!error) this.#enqueue(manager, message);
      },
    });
  }

  #enqueue(manager: JetStreamManager, message: Msg): void {
    this.#last = this.#last.then(() => this.#answer(manager, message));
  }

  async #answer(manager: JetStreamManager, message: Msg): Promise<void> {
    const answer = await this.#open(manager, message).catch((error: unknown): FeedAnswer => {
      if (error instanceof JetStreamApiError && error.code === JetStreamApiCodes.StreamNotFound)
        return { refused: 'no_stream' };
      this.#report('feed_failed', { reason: error instanceof Error ? error.message : String(error) });
      return { refused: 'failed' };
    });
    if (!this.#connection.isClosed()) message.respond(JSON.stringify(answer));
  }

  async #open(manager: JetStreamManager, message: Msg): Promise<FeedAnswer> {
    const request = feedRequest.safeParse(jsonOf(message));
    if (!request.success) return { refused: 'invalid' };
    const { service, from } = request.data;
    const stream = eventStream(service);
    const name = await this.#freeName(manager, stream);
    if (name === undefined) return { refused: 'too_many' };
    await manager.consumers.add(stream, {
      name,
      ack_policy: AckPolicy.None,
      replay_policy: ReplayPolicy.Instant,
      inactive_threshold: nanos(restsMs),
      mem_storage: true,
      ...('sequence' in from
        ? { deliver_policy: DeliverPolicy.StartSequence, opt_start_seq: from.sequence }
        : { deliver_policy: DeliverPolicy.StartTime, opt_start_time: from.time }),
    });
    return { consumer: name };
  }

  /** One that is not in use; where all are, that of the oldest from which nobody pulls. */
  async #freeName(manager: JetStreamManager, stream: string): Promise<string | undefined> {
    const taken = new Map<string, ConsumerInfo>();
    for await (const info of manager.consumers.list(stream)) taken.set(info.name, info);
    const free = feedConsumers.find((one) => !taken.has(one));
    if (free !== undefined) return free;
    const left = feedConsumers
      .map((one) => taken.get(one)!)
      .filter((info) => info.num_waiting === 0)
      .toSorted((one, other) => one.created.localeCompare(other.created))[0];
    if (left) await manager.consumers.delete(stream, left.name);
    return left?.name;
  }
}

function jsonOf(message: Msg): unknown {
  try {
    return message.json();
  } catch {
    return undefined;
  }
}
