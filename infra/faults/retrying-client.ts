import { randomUUID } from 'node:crypto';
import { Agent, request } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import type { ServiceName } from '@bumen/contracts';
import type { Chance } from './chance.ts';

/** One write as the client lived through it. */
export interface Write {
  readonly kind: string;
  readonly service: ServiceName;
  /** A word that stands in what the write leaves, and in nothing else. */
  readonly mark: string;
  readonly beganAt: number;
  tries: number;
  /** What went wrong with tries before the last, by status or error code. */
  readonly setbacks: string[];
  /** Undefined where no answer came within the client's patience. */
  answeredAt?: number;
  status?: number;
  answer?: Record<string, unknown>;
}

export interface ClientHabits {
  /** Without keys each retry is a write of its own: the planted fault of R2. */
  readonly keys: boolean;
  /** Share of the writes whose first answer the client never hears. */
  readonly losesAnswers: number;
  /** After so long without an answer it gives up. */
  readonly patienceMs: number;
  readonly chance: Chance;
}

interface Answer {
  readonly status: number;
  readonly text: string;
  readonly retryAfterS: number | undefined;
}

const tryMs = 15_000;

/**
 * A signed-in client that writes under idempotency keys and tries again until it is answered, as the README tells
 * clients to.
 */
export class RetryingClient {
  readonly #agent: Agent;
  readonly #baseUrl: URL;
  readonly #token: string;
  readonly #habits: ClientHabits;
  readonly #writes: Write[];

  constructor(baseUrl: string, token: string, habits: ClientHabits, writes: Write[]) {
    this.#agent = new Agent({ keepAlive: true });
    this.#baseUrl = new URL(baseUrl);
    this.#token = token;
    this.#habits = habits;
    this.#writes = writes;
  }

  async write(
    service: ServiceName,
    kind: string,
    mark: string,
    method: string,
    path: string,
    /** Bytes are sent as they are. */
    body: object,
    headers: Readonly<Record<string, string>> = {},
  ): Promise<Write> {
    const write: Write = { kind, service, mark, beganAt: Date.now(), tries: 0, setbacks: [] };
    this.#writes.push(write);
    const sent = body instanceof Uint8Array ? body : JSON.stringify(body);
    const all = {
      'content-type': 'application/json',
      ...headers,
      ...(this.#habits.keys ? { 'idempotency-key': randomUUID() } : {}),
    };
    const end = performance.now() + this.#habits.patienceMs;
    let deaf = this.#habits.losesAnswers > 0 && this.#habits.chance.next() < this.#habits.losesAnswers;
    do {
      write.tries += 1;
      const answer = await this.#once(method, path, sent, all, deaf).catch((error: NodeJS.ErrnoException) => {
        write.setbacks.push(error.code ?? error.message);
        return undefined;
      });
      deaf = false;
      if (answer && !isPassing(answer)) {
        write.answeredAt = Date.now();
        write.status = answer.status;
        write.answer = parsed(answer.text);
        return write;
      }
      if (answer) write.setbacks.push(`${answer.status} ${JSON.stringify(parsed(answer.text)['code'] ?? '')}`);
      await pause(Math.min((answer?.retryAfterS ?? 0.05) * 1_000, 1_000));
    } while (performance.now() < end);
    return write;
  }

  /** Reads until there is an answer. Throws after the client's patience, and on a refusal. */
  async read<T>(path: string): Promise<T> {
    const end = performance.now() + this.#habits.patienceMs;
    let last = '';
    do {
      const answer = await this.#once('GET', path, undefined, {}, false).catch((error: Error) => {
        last = error.message;
        return undefined;
      });
      if (answer?.status === 200) return JSON.parse(answer.text) as T;
      if (answer) last = `${answer.status} ${answer.text}`;
      if (answer && !isPassing(answer)) break;
      await pause(50);
    } while (performance.now() < end);
    throw new Error(`GET ${path}: ${last}`);
  }

  close(): void {
    this.#agent.destroy();
  }

  #once(
    method: string,
    path: string,
    body: string | Uint8Array | undefined,
    headers: Readonly<Record<string, string>>,
    deaf: boolean,
  ): Promise<Answer> {
    return new Promise((resolve, reject) => {
      const sent = request(
        {
          agent: this.#agent,
          hostname: this.#baseUrl.hostname,
          port: this.#baseUrl.port,
          method,
          path: `/api${path}`,
          timeout: tryMs,
          headers: {
            authorization: `Bearer ${this.#token}`,
            'accept-language': 'en',
            ...headers,
            ...(body === undefined ? {} : { 'content-length': Buffer.byteLength(body) }),
          },
        },
        (answer) => {
          // The request has been done by now; what comes of it is lost on the way.
          if (deaf) {
            sent.destroy(Object.assign(new Error('the answer was lost'), { code: 'LOST' }));
            return;
          }
          const parts: Buffer[] = [];
          answer.on('data', (part: Buffer) => parts.push(part));
          answer.on('error', reject);
          answer.on('end', () => {
            const retryAfter = Number(answer.headers['retry-after']);
            resolve({
              status: answer.statusCode!,
              text: Buffer.concat(parts).toString(),
              retryAfterS: Number.isFinite(retryAfter) ? retryAfter : undefined,
            });
          });
        },
      );
      sent.on('timeout', () => sent.destroy(Object.assign(new Error('no answer in time'), { code: 'TIMEOUT' })));
      sent.on('error', reject);
      sent.end(body);
    });
  }
}

/** Whether the same request may succeed a little later. */
function isPassing({ status, text }: Answer): boolean {
  return (
    status === 429 ||
    status >= 500 ||
    (status === 409 && /"code":"(write_conflict|callbacks\.callback\.customer_not_known_yet)"/.test(text))
  );
}

function parsed(text: string): Record<string, unknown> {
  try {
    return JSON.parse(text) as Record<string, unknown>;
  } catch {
    return {};
  }
}
