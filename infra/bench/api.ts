import { randomUUID } from 'node:crypto';
import { connectionsTo, type Send } from './load.ts';

/** A signed-in client of the product. */
export interface Api {
  /** Answers what the product answers. Throws where it refuses. */
  call<Answer = { readonly id: string }>(method: string, path: string, body?: unknown, key?: string): Promise<Answer>;
  /** As `call`, for loads: the answer is only looked at for its status. */
  fine(method: string, path: string, body?: string): Promise<boolean>;
  close(): void;
}

export function apiOf(baseUrl: string, clients: number, token: string): Api {
  const { send, close } = connectionsTo(baseUrl, clients);
  const sent = (method: string, path: string, body?: string, key: string = randomUUID()): ReturnType<Send> =>
    send(method, `/api${path}`, body, { authorization: `Bearer ${token}`, ...(method === 'GET' ? {} : { 'idempotency-key': key }) });
  return {
    async call<Answer>(method: string, path: string, body?: unknown, key?: string) {
      const answer = await sent(method, path, body === undefined ? undefined : JSON.stringify(body), key);
      if (answer.status >= 300) throw new Error(`${method} ${path}: ${answer.status} ${answer.body}`);
      return JSON.parse(answer.body) as Answer;
    },
    fine: async (method, path, body) => (await sent(method, path, body)).status < 300,
    close,
  };
}
