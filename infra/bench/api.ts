import { randomUUID } from 'node:crypto';
import { connectionsTo, type Send } from './load.ts';

/** What goes along with a body. */
interface Beside {
  /** Its content type; JSON unless said. */
  readonly type?: string;
  /** Version that the decision rests on (R6). */
  readonly seen?: number;
}

/** A signed-in client of the product. */
export interface Api {
  /** Answers what the product answers. Throws where it refuses. A body that is text goes as it is. */
  call<Answer = { readonly id: string }>(method: string, path: string, body?: unknown, more?: Beside): Promise<Answer>;
  /** As `call`, for loads: the answer is only looked at for its status; the first refusal is shown. */
  fine(method: string, path: string, body?: string): Promise<boolean>;
  close(): void;
}

export function apiOf(baseUrl: string, clients: number, token: string): Api {
  const { send, close } = connectionsTo(baseUrl, clients);
  const sent = (method: string, path: string, body?: string, { type, seen }: Beside = {}): ReturnType<Send> =>
    send(method, `/api${path}`, body, {
      authorization: `Bearer ${token}`,
      'content-type': type ?? 'application/json',
      ...(seen !== undefined && { 'if-match': `"${seen}"` }),
      ...(method === 'GET' ? {} : { 'idempotency-key': randomUUID() }),
    });
  let refused = false;
  return {
    async call<Answer>(method: string, path: string, body?: unknown, more?: Beside) {
      const answer = await sent(
        method,
        path,
        body === undefined || typeof body === 'string' ? body : JSON.stringify(body),
        more,
      );
      if (answer.status >= 300) throw new Error(`${method} ${path}: ${answer.status} ${answer.body}`);
      return JSON.parse(answer.body) as Answer;
    },
    async fine(method, path, body) {
      const answer = await sent(method, path, body);
      if (answer.status < 300) return true;
      if (!refused) console.error(`${method} ${path}: ${answer.status} ${answer.body}`);
      refused = true;
      return false;
    },
    close,
  };
}
