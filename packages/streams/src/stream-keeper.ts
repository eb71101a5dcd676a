import {
  AckPolicy,
  DeliverPolicy,
  DiscardPolicy,
  JetStreamApiCodes,
  JetStreamApiError,
  jetstreamManager,
  ReplayPolicy,
  RetentionPolicy,
  StorageType,
  type ConsumerInfo,
  type JetStreamManager,
  type StreamConfig,
  type StreamInfo,
} from '@nats-io/jetstream';
import { nanos, type NatsConnection } from '@nats-io/transport-node';
import {
  consumerPlans,
  feedConsumers,
  streamLimits,
  streamPlans,
  type ConsumerPlan,
  type StreamLimits,
  type StreamPlan,
} from '@bumen/contracts';

/** What was done, by a short code and with whatever tells which. */
export type KeeperReport = (event: string, details: Readonly<Record<string, unknown>>) => void;

export interface KeeperOptions {
  readonly departments: readonly string[];
  /** Ids by the departments' names; one that has none hears what all hear. */
  readonly departmentIds?: Readonly<Record<string, string>>;
  readonly limits?: Partial<StreamLimits>;
  readonly report?: KeeperReport;
  readonly checkEveryMs?: number;
  /** A consumer that no contract knows any more goes when nobody has read from it for so long. */
  readonly forgetsAfterMs?: number;
}

const dayMs = 86_400_000;
/** A broker that is being started may take a while; a lost request is asked again. */
const timeoutMs = 2_000;
const retryMs = 100;

/**
 * Makes the streams and durable consumers that the contracts name, and puts right what differs, again after each
 * reconnection and every few seconds (R5, R10). It alone may: whoever can say how a stream or consumer is configured
 * can have the broker read or write for it what no permission of theirs names.
 */
export class StreamKeeper {
  readonly #connection: NatsConnection;
  readonly #consumers: readonly ConsumerPlan[];
  readonly #limits: StreamLimits;
  readonly #report: KeeperReport;
  readonly #checkEveryMs: number;
  readonly #forgetsAfterMs: number;
  /** Since when a consumer that nobody knows was seen without readers, by its stream and name. */
  readonly #strangers = new Map<string, number>();
  #broken = Promise.withResolvers<never>();
  #wake: () => void = () => {};
  #running: Promise<void> | undefined;
  #complete = false;
  #stopping = false;

  constructor(connection: NatsConnection, options: KeeperOptions) {
    const {
      departments,
      departmentIds,
      limits,
      report = () => {},
      checkEveryMs = 2_000,
      forgetsAfterMs = 3_600_000,
    } = options;
    this.#connection = connection;
    this.#limits = { ...streamLimits, ...limits };
    this.#consumers = consumerPlans(departments, this.#limits, departmentIds);
    this.#report = report;
    this.#checkEveryMs = checkEveryMs;
    this.#forgetsAfterMs = forgetsAfterMs;
    this.#broken.promise.catch(() => {});
  }

  /** Whether everything was there, or was made, when it was last looked at, and the broker was not away since. */
  get complete(): boolean {
    return this.#complete;
  }

  start(): void {
    void this.#watch();
    this.#running = this.#run();
  }

  async stop(): Promise<void> {
    this.#stopping = true;
    this.#wake();
    await this.#running;
  }

  async #run(): Promise<void> {
    const manager = await jetstreamManager(this.#connection, { checkAPI: false, timeout: timeoutMs });
    let failed: string | undefined;
    while (!this.#stopping && !this.#connection.isClosed()) {
      try {
        await this.#lookAfter(manager);
        this.#complete = true;
        failed = undefined;
      } catch (error) {
        this.#complete = false;
        const reason = error instanceof Error ? error.message : String(error);
        if (reason !== failed) this.#report('streams_incomplete', { reason });
        failed = reason;
      }
      if (!this.#stopping) await this.#rest(failed === undefined ? this.#checkEveryMs : retryMs);
    }
  }

  async #lookAfter(manager: JetStreamManager): Promise<void> {
    for (const plan of streamPlans) {
      await this.#ensureStream(manager, plan);
      await this.#ensureConsumers(manager, plan.name);
    }
  }

  async #ensureStream(manager: JetStreamManager, plan: StreamPlan): Promise<void> {
    const wanted = {
      subjects: [plan.subject],
      max_age: nanos(this.#limits.retentionDays * dayMs),
      duplicate_window: nanos(this.#limits.duplicateWindowMs),
      discard: DiscardPolicy.Old,
      // Any other limit would throw events away, which would then be published again and thrown away again.
      max_msgs: -1,
      max_bytes: -1,
      max_msgs_per_subject: -1,
    };
    try {
      const info = await this.#ask(() => manager.streams.info(plan.name));
      if (isAsWanted(info, wanted)) return;
      await this.#ask(() => manager.streams.update(plan.name, { ...wanted, ...nothingElse }));
      this.#report('stream_repaired', { stream: plan.name });
    } catch (error) {
      if (!(error instanceof JetStreamApiError) || error.code !== JetStreamApiCodes.StreamNotFound) throw error;
      await this.#ask(() =>
        manager.streams.add({
          name: plan.name,
          storage: StorageType.File,
          retention: RetentionPolicy.Limits,
          ...wanted,
        }),
      );
      this.#report('stream_made', { stream: plan.name });
    }
  }

  async #ensureConsumers(manager: JetStreamManager, stream: string): Promise<void> {
    const there = new Map<string, ConsumerInfo>();
    await this.#ask(async () => {
      for await (const info of manager.consumers.list(stream)) there.set(info.name, info);
    });
    for (const plan of this.#consumers.filter((one) => one.stream === stream)) {
      const info = there.get(plan.name);
      there.delete(plan.name);
      await this.#ensureConsumer(manager, plan, info);
    }
    for (const info of there.values()) await this.#forget(manager, info);
  }

  async #ensureConsumer(
    manager: JetStreamManager,
    { stream, name, filter, ackPendingMax }: ConsumerPlan,
    info: ConsumerInfo | undefined,
  ): Promise<void> {
    const wanted = {
      durable_name: name,
      filter_subject: filter,
      deliver_policy: DeliverPolicy.All,
      replay_policy: ReplayPolicy.Instant,
      ack_policy: AckPolicy.Explicit,
      ack_wait: nanos(this.#limits.ackWaitMs),
      // Tries are counted by who reads, where early deliveries can be told from failed ones.
      max_deliver: -1,
      max_ack_pending: ackPendingMax,
    };
    const config = info?.config as Partial<Record<string, unknown>> | undefined;
    if (config) {
      if (!config['deliver_subject'] && Object.entries(wanted).every(([key, value]) => config[key] === value)) return;
      // Its place in the stream is lost with it; whoever reads knows what they have had (R3).
      await this.#ask(() => manager.consumers.delete(stream, name));
    }
    await this.#ask(() => manager.consumers.add(stream, wanted));
    this.#report(config ? 'consumer_repaired' : 'consumer_made', { stream, consumer: name });
  }

  /** What no contract knows: of a reaction that was taken out, or made by somebody who may not. */
  async #forget(manager: JetStreamManager, info: ConsumerInfo): Promise<void> {
    const { stream_name: stream, name } = info;
    const key = `${stream} ${name}`;
    const pushes = Boolean((info.config as { deliver_subject?: string }).deliver_subject);
    if (!pushes && feedConsumers.includes(name)) return;
    // One that is read belongs to a service of another version, which is being replaced.
    if (!pushes && info.num_waiting > 0) this.#strangers.delete(key);
    else {
      const since = this.#strangers.get(key) ?? Date.now();
      this.#strangers.set(key, since);
      if (!pushes && Date.now() - since < this.#forgetsAfterMs) return;
      await this.#ask(() => manager.consumers.delete(stream, name));
      this.#strangers.delete(key);
      this.#report('consumer_forgotten', { stream, consumer: name });
    }
  }

  /** Fails as soon as the connection breaks: the client would let the request run into its timeout. */
  #ask<T>(request: () => Promise<T>): Promise<T> {
    return Promise.race([request(), this.#broken.promise]);
  }

  async #watch(): Promise<void> {
    for await (const status of this.#connection.status()) {
      if (status.type === 'disconnect') {
        this.#complete = false;
        this.#broken.reject(new Error('the broker can not be reached'));
      } else if (status.type === 'reconnect') {
        this.#broken = Promise.withResolvers<never>();
        this.#broken.promise.catch(() => {});
        this.#wake();
      }
    }
  }

  #rest(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, ms);
      this.#wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }
}

/** What would take a stream's messages from elsewhere or lead them elsewhere. */
const nothingElse = {
  sources: undefined,
  republish: undefined,
  subject_transform: undefined,
} satisfies Partial<StreamConfig>;

function isAsWanted({ config }: StreamInfo, wanted: Partial<StreamConfig>): boolean {
  const keys = Object.keys(wanted) as (keyof StreamConfig)[];
  return (
    keys.every((key) => JSON.stringify(config[key]) === JSON.stringify(wanted[key])) &&
    Object.keys(nothingElse).every((key) => config[key as keyof StreamConfig] === undefined)
  );
}
