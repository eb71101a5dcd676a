import { Agent, request } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';

export interface Answer {
  readonly status: number;
  readonly body: string;
  readonly headers: NodeJS.Dict<string | string[]>;
}
/** Sends one request over a kept connection. Rejects where the connection broke. */
export type Send = (method: string, path: string, body?: string, headers?: Record<string, string>) => Promise<Answer>;

/** `clients` kept connections to one address. */
export function connectionsTo(baseUrl: string, clients: number): { send: Send; close(): void } {
  const { hostname, port } = new URL(baseUrl);
  const agent = new Agent({ keepAlive: true, maxSockets: clients });
  const send: Send = (method, path, body, headers = {}) =>
    new Promise((resolve, reject) => {
      const sent = request(
        {
          agent,
          hostname,
          port,
          method,
          path,
          headers: {
            ...(body === undefined
              ? {}
              : { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) }),
            ...headers,
          },
        },
        (answer) => {
          const parts: Buffer[] = [];
          answer.on('data', (part: Buffer) => parts.push(part));
          answer.on('end', () =>
            resolve({ status: answer.statusCode!, body: Buffer.concat(parts).toString(), headers: answer.headers }),
          );
          answer.on('error', reject);
        },
      );
      sent.on('error', reject);
      sent.end(body);
    });
  return { send, close: () => agent.destroy() };
}

export interface Measured {
  readonly perS: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly maxMs: number;
  readonly failed: number;
}

/** How long each request took, as it was. */
export interface Timed {
  readonly tookMs: readonly number[];
  readonly wholeMs: number;
  readonly failed: number;
}

/** Closed loop: each client sends its next request when it has the answer to the last. */
export async function closedLoop(
  clients: number,
  total: number,
  one: (index: number) => Promise<boolean>,
): Promise<Timed> {
  const tookMs: number[] = [];
  let next = 0;
  let failed = 0;
  const began = performance.now();
  await Promise.all(
    Array.from({ length: clients }, async () => {
      while (next < total) {
        const index = next;
        next += 1;
        const at = performance.now();
        if (!(await one(index))) failed += 1;
        tookMs.push(performance.now() - at);
      }
    }),
  );
  return { tookMs, wholeMs: performance.now() - began, failed };
}

/** Open loop: one request each `1/perS` seconds, whether or not the earlier ones were answered. */
export async function openLoop(perS: number, total: number, one: (index: number) => Promise<boolean>): Promise<Timed> {
  const tookMs: number[] = [];
  let failed = 0;
  const began = performance.now();
  const running: Promise<void>[] = [];
  for (let index = 0; index < total; index += 1) {
    const due = began + (index * 1_000) / perS;
    const ahead = due - performance.now();
    if (ahead > 1) await pause(ahead);
    running.push(
      one(index).then((fine) => {
        if (!fine) failed += 1;
        // From when it was due, so that a stall counts for everyone who had to wait.
        tookMs.push(performance.now() - due);
      }),
    );
  }
  await Promise.all(running);
  return { tookMs, wholeMs: performance.now() - began, failed };
}

export function measuredFrom({ tookMs, wholeMs, failed }: Timed): Measured {
  const sorted = tookMs.toSorted((a, b) => a - b);
  const at = (share: number) =>
    Number((sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0).toFixed(2));
  return { perS: Math.round((tookMs.length / wholeMs) * 1_000), p50Ms: at(0.5), p99Ms: at(0.99), maxMs: at(1), failed };
}
