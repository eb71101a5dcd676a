import { connect, errors, type Msg, type MsgHdrs, type NatsConnection } from '@nats-io/transport-node';
import type { Logger } from 'pino';
import {
  bodyTooLarge,
  deadlineExceeded,
  inboxPrefix,
  serviceUnavailable,
  type Problem,
  type ServiceName,
} from '@bumen/contracts';
import type { GatewayConfig } from '../gateway.config.ts';
import { Requests } from './requests.ts';

/** A retryable request that nobody answered by then is asked once more: whoever had it may have died with it (R10). */
const silenceMs = 1500;
/** Between two tries when nobody listens; a restarted service is back within a second or two. */
const pauseMs = 100;
/** Between two tries to connect at all. */
const firstConnectPauseMs = 250;

export interface Ask {
  readonly operation: { readonly name: string; readonly service: ServiceName };
  readonly payload: string | Uint8Array;
  readonly headers: MsgHdrs;
  /** Milliseconds since 1970. */
  readonly deadline: number;
  /** Asking again can do no harm: it only reads, or it carries a key under which the first answer is kept (R2). */
  readonly mayRepeat: boolean;
}

class Disconnected extends Error {}

type Outcome = { readonly answer: Msg } | { readonly failure: unknown };

/** A connection to the broker. It is made in the background and made again for ever; `connected` says how it stands. */
export class Broker {
  readonly #config: Pick<GatewayConfig, 'natsUrl' | 'natsUser' | 'natsPassword'>;
  readonly #log: Logger;
  readonly #watchers = new Set<(connected: boolean) => void>();
  #connection: NatsConnection | undefined;
  #requests: Requests | undefined;
  #connected = false;
  #closed = false;
  #refuses: () => boolean = () => false;
  #asking = 0;
  readonly #whenIdle: (() => void)[] = [];

  constructor(config: Pick<GatewayConfig, 'natsUrl' | 'natsUser' | 'natsPassword'>, log: Logger) {
    this.#config = config;
    this.#log = log;
  }

  get connected(): boolean {
    return this.#connected;
  }

  /** The live connection, for whoever reads streams. */
  get connection(): NatsConnection | undefined {
    return this.#connected ? this.#connection : undefined;
  }

  /** Called at each change of `connected`, until the returned function is called. */
  watch(watcher: (connected: boolean) => void): () => void {
    this.#watchers.add(watcher);
    return () => this.#watchers.delete(watcher);
  }

  /** Begins to connect; resolves when connected, or after `patienceMs` without. */
  async start(patienceMs: number): Promise<void> {
    await Promise.race([this.#connect(), after(patienceMs)]);
    if (!this.#connected) this.#log.warn('the broker does not answer yet; trying on');
  }

  /** From now on, while it says so, nothing new is asked: to callers the services are away for a moment. */
  refuseWhile(closed: () => boolean): void {
    this.#refuses = closed;
  }

  /** Resolves when nothing that was asked is in work any more. */
  idle(): Promise<void> {
    if (this.#asking === 0) return Promise.resolve();
    return new Promise((resolve) => {
      this.#whenIdle.push(resolve);
    });
  }

  /** As `askAlways`; throws `service_unavailable` where nothing is asked at the moment. */
  async ask(ask: Ask): Promise<Msg> {
    if (this.#refuses()) throw serviceUnavailable({ service: ask.operation.service });
    this.#asking += 1;
    try {
      return await this.askAlways(ask);
    } finally {
      this.#asking -= 1;
      if (this.#asking === 0) for (const resolve of this.#whenIdle.splice(0)) resolve();
    }
  }

  /**
   * Asks the service that handles the operation and returns its answer, or throws `service_unavailable` (nobody
   * listens, or the connection broke) or `deadline_exceeded`. Where it may repeat, it does so inside the deadline
   * before it gives up.
   */
  async askAlways(ask: Ask): Promise<Msg> {
    const limitBytes = this.#connection?.info?.max_payload ?? Infinity;
    // A UTF-16 unit becomes at most three bytes, so most payloads need no counting.
    if (ask.payload.length * 3 > limitBytes && sizeOf(ask.payload) > limitBytes) throw bodyTooLarge({ limitBytes });
    const away = () => serviceUnavailable({ service: ask.operation.service });
    const pending = new Set<Promise<Outcome>>();
    // Made only when it is needed: an error costs its stack.
    let refusal: () => Problem = deadlineExceeded;
    let sent = 0;
    let sendNow = true;
    // Whether the last one sent found nobody; an earlier one may still wait for whoever died with it.
    let nobodyThere = false;
    for (;;) {
      const remainingMs = ask.deadline - Date.now();
      if (remainingMs <= 0 || this.#closed) throw refusal();
      if (!this.#connected && !ask.mayRepeat) throw away();
      if (!this.#connected) refusal = away;
      else if (sendNow) {
        sendNow = false;
        nobodyThere = false;
        sent += 1;
        const outcome: Promise<Outcome> = this.#send(ask, remainingMs)
          .then(
            (answer) => ({ answer }),
            (failure: unknown) => ({ failure }),
          )
          .then((done) => {
            pending.delete(outcome);
            return done;
          });
        pending.add(outcome);
      }
      const patience = patienceFor({
        mayRepeat: ask.mayRepeat,
        remainingMs,
        waiting: nobodyThere ? 0 : pending.size,
        sent,
      });
      const first =
        patience >= remainingMs && pending.size === 1 ? await [...pending][0]! : await firstOf(pending, patience);
      if (first === undefined) {
        sendNow = true;
        continue;
      }
      if ('answer' in first) return first.answer;
      if (first.failure instanceof errors.TimeoutError) refusal = deadlineExceeded;
      else if (first.failure instanceof Disconnected || isNobodyThere(first.failure)) {
        refusal = away;
        nobodyThere = true;
        if (!ask.mayRepeat) throw away();
      } else throw first.failure;
    }
  }

  /** Fails what is still waiting and closes. */
  async close(): Promise<void> {
    this.#closed = true;
    await this.#connection?.close();
    this.#turn(false);
  }

  /** Tries until it succeeds: a wrong password may be put right at the broker's side. */
  async #connect(): Promise<void> {
    while (!this.#closed && !this.#connection) {
      try {
        const connection = await connect({
          servers: this.#config.natsUrl.split(',').map((one) => one.trim()),
          user: this.#config.natsUser,
          pass: this.#config.natsPassword,
          name: 'bumen-gateway',
          inboxPrefix: inboxPrefix(this.#config.natsUser),
          ignoreAuthErrorAbort: true,
          maxReconnectAttempts: -1,
          reconnectTimeWait: 100,
          reconnectJitter: 50,
          pingInterval: 5000,
          maxPingOut: 2,
          noAsyncTraces: true,
        });
        if (this.#closed) return await connection.close();
        this.#connection = connection;
        this.#requests = new Requests(connection);
        this.#turn(true);
        void this.#follow(connection);
      } catch (error) {
        this.#log.debug({ err: error }, 'no connection to the broker');
        await after(firstConnectPauseMs);
      }
    }
  }

  #send({ operation, payload, headers }: Ask, timeoutMs: number): Promise<Msg> {
    return this.#requests!.send(operation.service, operation.name, payload, headers, timeoutMs);
  }

  async #follow(connection: NatsConnection): Promise<void> {
    for await (const status of connection.status()) {
      if (status.type === 'disconnect') this.#turn(false);
      else if (status.type === 'reconnect') this.#turn(true);
      else if (status.type === 'error') this.#log.error({ err: status.error }, 'the broker reports an error');
    }
  }

  #turn(connected: boolean): void {
    if (this.#connected === connected) return;
    this.#connected = connected;
    this.#log[connected ? 'info' : 'warn'](
      connected ? 'connected to the broker' : 'the connection to the broker broke',
    );
    // The client itself would let them run into their timeouts: R10 wants them failed now.
    if (!connected) this.#requests?.fail(new Disconnected());
    for (const watcher of this.#watchers) watcher(connected);
  }
}

const sizeOf = (payload: string | Uint8Array): number =>
  typeof payload === 'string' ? Buffer.byteLength(payload) : payload.length;

function patienceFor(state: { mayRepeat: boolean; remainingMs: number; waiting: number; sent: number }): number {
  if (!state.mayRepeat) return state.remainingMs;
  if (state.waiting === 0) return Math.min(pauseMs, state.remainingMs);
  return state.sent === 1 ? Math.min(silenceMs, state.remainingMs) : state.remainingMs;
}

async function firstOf(pending: Iterable<Promise<Outcome>>, patienceMs: number): Promise<Outcome | undefined> {
  let timer: NodeJS.Timeout | undefined;
  const patience = new Promise<undefined>((resolve) => {
    timer = setTimeout(resolve, patienceMs, undefined);
  });
  try {
    return await Promise.race([...pending, patience]);
  } finally {
    clearTimeout(timer);
  }
}

function isNobodyThere(error: unknown): boolean {
  return (
    error instanceof errors.NoRespondersError ||
    (error instanceof errors.RequestError && error.isNoResponders()) ||
    error instanceof errors.ClosedConnectionError
  );
}

function after(ms: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, ms).unref();
  });
}
