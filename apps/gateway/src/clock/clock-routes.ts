import type { FastifyInstance, FastifyReply } from 'fastify';
import { mountOperation, readerFor, type Ground } from '../http/operation-routes.ts';
import { moveClock, showClock } from './clock-operations.ts';
import type { MovableClock } from './movable-clock.ts';

/** `GET` and `PUT /api/clock`, on a local stack whose clock can be moved. */
export function mountClock(fastify: FastifyInstance, ground: Ground, clock: MovableClock): void {
  const { perCaller } = ground.limits;
  const send = (reply: FastifyReply, status: number) =>
    reply
      .code(status)
      .header('cache-control', 'no-store')
      .send({ now: clock.now.toISOString(), moving: clock.to !== undefined, to: clock.to?.toISOString() ?? null });
  const readShow = readerFor(showClock);
  mountOperation(fastify, showClock, ground, perCaller, async (request, reply) => {
    readShow(request);
    return send(reply, 200);
  });
  const readMove = readerFor(moveClock);
  mountOperation(fastify, moveClock, ground, perCaller, async (request, reply) => {
    const { to } = moveClock.request.parse(readMove(request));
    return send(reply, (await clock.moveTo(new Date(to))) ? 200 : 202);
  });
}
