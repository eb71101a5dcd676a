import rateLimit from '@fastify/rate-limit';
import type { FastifyInstance, onRequestHookHandler } from 'fastify';
import { tooManyRequests } from '@bumen/contracts';
import type { GatewayConfig } from '../gateway.config.ts';

/** Each is one counter for all routes that use it; counting is per process. */
export interface RateLimits {
  /** Per caller, or per address where nobody is signed in. */
  readonly perCaller: readonly onRequestHookHandler[];
  /** Per address, for those who try to sign in: it slows down whoever guesses the passwords of many accounts. */
  readonly perAddress: readonly onRequestHookHandler[];
}

/** Callers that are counted at once; the longest silent make room. */
const countedMax = 10_000;

export async function rateLimits(
  fastify: FastifyInstance,
  config: Pick<GatewayConfig, 'rateLimitPerMinute' | 'rateLimitSignInPerMinute'>,
): Promise<RateLimits> {
  await fastify.register(rateLimit, {
    global: false,
    errorResponseBuilder: (_request, { ttl }) => tooManyRequests({ retryAfterS: Math.max(1, Math.ceil(ttl / 1000)) }),
  });
  const limit = (max: number, keyOf: (request: Parameters<onRequestHookHandler>[0]) => string) =>
    max === 0
      ? []
      : [
          fastify.rateLimit({
            max,
            timeWindow: 60_000,
            cache: countedMax,
            keyGenerator: keyOf,
          }) as onRequestHookHandler,
        ];
  return {
    perCaller: limit(config.rateLimitPerMinute, (request) => request.signedIn?.caller.staffId ?? request.ip),
    perAddress: limit(config.rateLimitSignInPerMinute, (request) => request.ip),
  };
}
