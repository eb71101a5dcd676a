import rateLimit from '@fastify/rate-limit';
import type { FastifyInstance, FastifyRequest, onRequestHookHandler } from 'fastify';
import { networkOf, tooManyRequests } from '@bumen/contracts';
import type { GatewayConfig } from '../gateway.config.ts';
import type { AccessTokens } from '../session/access-tokens.ts';
import { deviceOf } from '../session/devices.ts';

/** Each is one counter for all routes that use it; counting is per process. */
export interface RateLimits {
  /** Per person, or per device or address where nobody is signed in. */
  readonly perCaller: readonly onRequestHookHandler[];
  /**
   * Per device that somebody has signed in on before, and else per address, for those who try to sign in: it slows down
   * whoever guesses the passwords of many accounts, and keeps nobody out who sits behind the same address (P-02, R9).
   */
  readonly perSource: readonly onRequestHookHandler[];
}

/** Callers that are counted at once; the longest silent make room. */
const countedMax = 10_000;
/** Sign-ins of one known device: more than people need who share it, and too few to guess with. */
const deviceSignInsPerMinute = 20;

type KeyOf = (request: FastifyRequest) => string | Promise<string>;

export async function rateLimits(
  fastify: FastifyInstance,
  config: Pick<GatewayConfig, 'rateLimitPerMinute' | 'rateLimitSignInPerMinute'>,
  tokens: AccessTokens,
): Promise<RateLimits> {
  await fastify.register(rateLimit, {
    global: false,
    errorResponseBuilder: (_request, { ttl }) => tooManyRequests({ retryAfterS: Math.max(1, Math.ceil(ttl / 1000)) }),
  });
  const limit = (most: number, keyOf: KeyOf, maxOf: (key: string) => number = () => most) =>
    most === 0
      ? []
      : [
          fastify.rateLimit({
            max: (_request, key) => maxOf(key),
            timeWindow: 60_000,
            cache: countedMax,
            keyGenerator: keyOf,
          }) as onRequestHookHandler,
        ];
  const sourceOf = async (request: FastifyRequest) => {
    const { id, known } = await deviceOf({ tokens }, request);
    return known ? `device ${id}` : `address ${networkOf(request.ip)}`;
  };
  const { rateLimitPerMinute, rateLimitSignInPerMinute } = config;
  return {
    perCaller: limit(rateLimitPerMinute, (request) => request.countedAs ?? sourceOf(request)),
    perSource: limit(rateLimitSignInPerMinute, sourceOf, (key) =>
      key.startsWith('device ') ? Math.min(deviceSignInsPerMinute, rateLimitSignInPerMinute) : rateLimitSignInPerMinute,
    ),
  };
}
