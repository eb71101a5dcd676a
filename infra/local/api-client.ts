import { createHash } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import type { z } from 'zod';
import type { Operation, ResponseOf, signedIn } from '@bumen/contracts';

type Body = Readonly<Record<string, unknown>>;
interface Extra {
  readonly type?: string;
  /** The version of what is decided on. */
  readonly seen?: number;
  /** What is said again, and meant anew. */
  readonly nth?: number;
}
interface Sent {
  readonly body?: string;
  readonly headers?: Readonly<Record<string, string>>;
}
/** What a list answers with, one of them. */
export type ItemOf<List extends Operation> = ResponseOf<List> extends { items: (infer Item)[] } ? Item : never;

/** Everybody's password in the sample data. */
export const samplePassword = 'bumen-demo';

/**
 * A signed-in caller of the public API. Writes carry a key made of what they say, so that a start cut short repeats
 * harmlessly.
 */
export class ApiClient {
  readonly #baseUrl: string;
  readonly token: string;
  private constructor(baseUrl: string, token: string) {
    this.#baseUrl = baseUrl;
    this.token = token;
  }

  static async signIn(baseUrl: string, username: string, password: string = samplePassword): Promise<ApiClient> {
    const answer = await fetch(`${baseUrl}/api/session`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'accept-language': 'en' },
      body: JSON.stringify({ username, password }),
    });
    if (!answer.ok) throw new Error(`sign-in as ${username} was refused: ${await answer.text()}`);
    return new ApiClient(baseUrl, ((await answer.json()) as z.output<typeof signedIn>).accessToken);
  }

  async get<T>(path: string): Promise<T> {
    return this.#send<T>('GET', path);
  }

  /** Undefined where there is none. */
  async find<T>(path: string): Promise<T | undefined> {
    const answer = await this.#ask('GET', path, {});
    return answer.status === 404 ? undefined : await bodyOf<T>(answer, `GET ${path}`);
  }

  async post<T>(
    path: string,
    body: Body | string,
    { type = 'application/json', seen, nth = 1 }: Extra = {},
  ): Promise<T> {
    const text = typeof body === 'string' ? body : JSON.stringify(body);
    const key = createHash('sha256').update(path).update(text);
    if (nth > 1) key.update(`#${nth}`);
    const headers = { 'content-type': type, 'idempotency-key': key.digest('hex') };
    const condition = seen !== undefined && { 'if-match': `"${seen}"` };
    return this.#send<T>('POST', path, { body: text, headers: { ...headers, ...condition } });
  }

  /** `seen`: the version of what it replaces. */
  async put<T>(path: string, body: Body, seen: number): Promise<T> {
    const text = JSON.stringify(body);
    const key = createHash('sha256').update(`PUT ${path} ${seen}`).update(text).digest('hex');
    const headers = { 'content-type': 'application/json', 'idempotency-key': key, 'if-match': `"${seen}"` };
    return this.#send<T>('PUT', path, { body: text, headers });
  }

  /** All items of a paged list. */
  async all<T>(path: string): Promise<T[]> {
    const items: T[] = [];
    for (let cursor: string | null = ''; cursor !== null;) {
      const next: { items: T[]; nextCursor: string | null } = await this.get(
        `${path}${path.includes('?') ? '&' : '?'}limit=200${cursor && `&cursor=${encodeURIComponent(cursor)}`}`,
      );
      items.push(...next.items);
      cursor = next.nextCursor;
    }
    return items;
  }

  async #send<T>(method: string, path: string, sent: Sent = {}): Promise<T> {
    return bodyOf<T>(await this.#ask(method, path, sent), `${method} ${path}`);
  }

  async #ask(method: string, path: string, { body, headers }: Sent): Promise<Response> {
    for (let attempt = 1; ; attempt += 1) {
      const answer = await fetch(`${this.#baseUrl}/api${path}`, {
        method,
        ...(body !== undefined && { body }),
        headers: { authorization: `Bearer ${this.token}`, 'accept-language': 'en', ...headers },
      });
      if (![429, 503, 504].includes(answer.status) || attempt === 20) return answer;
      await pause(Number(answer.headers.get('retry-after') ?? 1) * 1_000);
    }
  }
}

async function bodyOf<T>(answer: Response, call: string): Promise<T> {
  if (answer.ok) return (await answer.json()) as T;
  throw new Error(`${call}: ${answer.status} ${await answer.text()}`);
}
