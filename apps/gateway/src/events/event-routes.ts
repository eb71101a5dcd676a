import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { everyRole, serviceUnavailable, tooManyRequests } from '@bumen/contracts';
import { admission } from '../http/callers.ts';
import { readerFor, type Ground } from '../http/operation-routes.ts';
import { concerning, type LiveEvents } from './live-events.ts';

/** After so many seconds somebody with too many streams may try again: one that was left is noticed by then. */
const busyS = 30;

/** What may be asked for; it is answered here, and by a stream, so no operation of any service. */
export const watchRequest = z.object({ concerning: z.array(z.enum(concerning)).min(1).max(2).optional() });

/** `GET /api/events`: Server-Sent Events for whoever is signed in. */
export function mountEvents(
  fastify: FastifyInstance,
  live: LiveEvents,
  { tokens, limits }: Pick<Ground, 'tokens' | 'limits'>,
): void {
  const name = 'gateway.events.watch';
  const read = readerFor({ http: 'GET /events', service: 'hr', request: watchRequest });
  fastify.get(
    '/api/events',
    {
      config: { operation: name },
      exposeHeadRoute: false,
      onRequest: admission({ name, roles: everyRole }, tokens, limits.perCaller),
    },
    async (request, reply) => {
      const { concerning: only } = watchRequest.parse(read(request));
      if (live.full) throw serviceUnavailable({ service: 'gateway' });
      if (live.hasEnough(request.signedIn!)) throw tooManyRequests({ retryAfterS: busyS });
      const lastEventId = request.headers['last-event-id'];
      reply.hijack();
      const { raw } = reply;
      // Set on the reply by hooks, but a hijacked reply is written past Fastify.
      for (const [header, value] of Object.entries(reply.getHeaders()))
        if (value !== undefined) raw.setHeader(header, value);
      raw.writeHead(200, {
        'content-type': 'text/event-stream; charset=utf-8',
        'cache-control': 'no-store',
        connection: 'close',
        'x-accel-buffering': 'no',
      });
      raw.flushHeaders();
      request.raw.socket.setNoDelay(true);
      const close = await live.open(
        request.signedIn!,
        {
          write: (text) => void raw.write(text),
          get waitingBytes() {
            return raw.writableLength;
          },
          end: () => void raw.end(),
          drop: () => void raw.destroy(),
        },
        typeof lastEventId === 'string' ? lastEventId : undefined,
        only,
      );
      if (raw.destroyed) close();
      else raw.once('close', close);
    },
  );
}
