import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import {
  authenticate,
  closeSession,
  endSession,
  identity,
  openSession,
  refreshSession,
  renewSession,
  showSession,
  internalError,
  type Command,
  type ResponseOf,
} from '@bumen/contracts';
import { mountOperation, readerFor, type Ground } from '../http/operation-routes.ts';
import { callService } from '../http/service-call.ts';
import type { Identity } from './access-tokens.ts';
import { deviceOf, rememberDevice, signedInFrom } from './devices.ts';
import type { Revocations } from './revocations.ts';

/**
 * In this cookie a browser that comes back from an OpenID provider carries the refresh token to its first refresh, and
 * no further.
 */
export const handoverCookie = 'bumen_handover';
export const handoverPath = '/api/session/refresh';

/** Asks hr who it is; throws hr's refusal. */
export async function identify(
  ground: Ground,
  operation: Command,
  request: FastifyRequest,
  fields: Record<string, unknown>,
): Promise<Identity> {
  const answer = await callService(ground.broker, ground.config.requestTimeoutMs, operation, fields, request);
  const who = identity.safeParse(answer.json());
  if (who.success) return who.data;
  request.log.error(
    { operation: operation.name, correlationId: request.id },
    'hr answered with an identity that can not be read',
  );
  throw internalError({ correlationId: request.id });
}

export async function signedInAnswer(ground: Ground, who: Identity): Promise<ResponseOf<typeof openSession>> {
  return {
    accessToken: await ground.tokens.issue(who),
    tokenType: 'Bearer',
    expiresInS: ground.tokens.ttlS,
    refreshToken: who.refreshToken,
    refreshExpiresAt: who.refreshExpiresAt,
    mustChangePassword: who.mustChangePassword,
    staff: { id: who.staffId, name: who.name, roles: who.roles, teamId: who.teamId },
  };
}

export function sendSecret(reply: FastifyReply, status: number, body: unknown): FastifyReply {
  return reply
    .code(status)
    .header('cache-control', 'no-store')
    .type('application/json; charset=utf-8')
    .send(JSON.stringify(body));
}

/** Sign-in, refresh, sign-out and who am I: hr says who it is, the gateway makes the access token. */
export function mountSession(fastify: FastifyInstance, ground: Ground, revocations: Revocations): void {
  const { limits } = ground;
  const readOpen = readerFor(openSession);
  mountOperation(fastify, openSession, ground, limits.perSource, async (request, reply) => {
    const device = await deviceOf(ground, request);
    const who = await identify(ground, authenticate, request, {
      ...readOpen(request),
      ...signedInFrom(request, device),
    });
    await rememberDevice(ground, request, reply, device);
    return sendSecret(reply, 201, await signedInAnswer(ground, who));
  });

  const readRefresh = readerFor(refreshSession);
  mountOperation(fastify, refreshSession, ground, limits.perCaller, async (request, reply) => {
    const handedOver =
      request.body === undefined || request.body === null
        ? await ground.tokens.unseal(request.cookies[handoverCookie] ?? '')
        : undefined;
    // The cookie was set for one use only.
    if (request.cookies[handoverCookie] !== undefined) reply.clearCookie(handoverCookie, { path: handoverPath });
    if (handedOver) request.body = { refreshToken: handedOver['refreshToken'] };
    const who = await identify(ground, renewSession, request, readRefresh(request));
    return sendSecret(reply, 200, await signedInAnswer(ground, who));
  });

  const readClose = readerFor(closeSession);
  mountOperation(fastify, closeSession, ground, limits.perCaller, async (request, reply) => {
    readClose(request);
    const { sessionId } = request.signedIn!.caller;
    await callService(ground.broker, ground.config.requestTimeoutMs, endSession, { sessionId }, request);
    revocations.end(sessionId);
    return reply.code(204).send();
  });

  const readShow = readerFor(showSession);
  mountOperation(fastify, showSession, ground, limits.perCaller, async (request, reply) => {
    readShow(request);
    const { caller, expiresAt } = request.signedIn!;
    const answer = {
      staffId: caller.staffId,
      name: caller.name,
      roles: caller.roles,
      teamId: caller.teamId,
      expiresAt: new Date(expiresAt).toISOString(),
    };
    return reply
      .header('cache-control', 'private, no-cache')
      .type('application/json; charset=utf-8')
      .send(JSON.stringify(answer));
  });
}
