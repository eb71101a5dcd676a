import type { FastifyInstance } from 'fastify';
import {
  allowInsecureRequests,
  authorizationCodeGrant,
  buildAuthorizationUrl,
  calculatePKCECodeChallenge,
  discovery,
  randomNonce,
  randomPKCECodeVerifier,
  randomState,
  type Configuration,
} from 'openid-client';
import { z } from 'zod';
import { authenticateFederated, serviceUnavailable } from '@bumen/contracts';
import type { OidcConfig } from '../gateway.config.ts';
import type { Ground } from '../http/operation-routes.ts';
import { deviceOf, rememberDevice, signedInFrom } from './devices.ts';
import { federatedSignInFailed, federationOff } from './federation-problems.ts';
import { ownPath } from './own-path.ts';
import { handoverCookie, handoverPath, identify, sendSecret, signedInAnswer } from './session-routes.ts';

const cookieName = 'bumen_oidc';
const cookiePath = '/api/session/oidc';
const patienceS = 600;
const handoverS = 60;
const remembered = z.object({
  verifier: z.string(),
  state: z.string(),
  nonce: z.string(),
  returnTo: z.string().nullable(),
});

/**
 * Sign-in through an OpenID provider: authorization code with PKCE, state and nonce, kept in one encrypted cookie. The
 * staff member is the one whose account is linked to the provider's subject.
 *
 * `GET /api/session/oidc` sends the browser to the provider. With `?returnTo=/path` it ends on that page of ours, which
 * gets its tokens by `POST /api/session/refresh` without a body; without it the callback itself answers with them.
 */
export function mountOidc(fastify: FastifyInstance, ground: Ground): void {
  const { oidc } = ground.config;
  const provider = oidc && discovered(oidc);
  const secure = oidc?.redirectUrl.startsWith('https:') ?? true;
  const options = (operation: string) => ({
    config: { operation },
    exposeHeadRoute: false,
    onRequest: [...ground.limits.perSource],
  });

  fastify.get('/api/session/oidc', options('gateway.session.oidc_start'), async (request, reply) => {
    if (!oidc || !provider) throw federationOff();
    const configuration = await provider(request.log);
    const verifier = randomPKCECodeVerifier();
    const [state, nonce] = [randomState(), randomNonce()];
    const returnTo = ownPath((request.query as Record<string, readonly string[]>)['returnTo']?.[0]);
    const url = buildAuthorizationUrl(configuration, {
      redirect_uri: oidc.redirectUrl,
      scope: 'openid',
      state,
      nonce,
      code_challenge: await calculatePKCECodeChallenge(verifier),
      code_challenge_method: 'S256',
    });
    // Lax, since the provider sends the browser back from another site.
    reply.setCookie(cookieName, await ground.tokens.seal({ verifier, state, nonce, returnTo }, patienceS), {
      path: cookiePath,
      httpOnly: true,
      sameSite: 'lax',
      secure,
      maxAge: patienceS,
    });
    return reply.header('cache-control', 'no-store').redirect(url.href, 303);
  });

  fastify.get('/api/session/oidc/callback', options('gateway.session.oidc_callback'), async (request, reply) => {
    if (!oidc || !provider) throw federationOff();
    const configuration = await provider(request.log);
    const kept = remembered.safeParse(await ground.tokens.unseal(request.cookies[cookieName] ?? ''));
    reply.clearCookie(cookieName, { path: cookiePath });
    if (!kept.success) throw federatedSignInFailed();
    const { verifier, state, nonce, returnTo } = kept.data;
    const current = new URL(oidc.redirectUrl);
    current.search = new URL(request.url, oidc.redirectUrl).search;
    const claims = await authorizationCodeGrant(configuration, current, {
      pkceCodeVerifier: verifier,
      expectedState: state,
      expectedNonce: nonce,
      idTokenExpected: true,
    })
      .then((tokens) => tokens.claims())
      .catch((error: Error) => {
        request.log.warn({ reason: error.message, correlationId: request.id }, 'the provider refused a sign-in');
        throw federatedSignInFailed();
      });
    if (!claims) throw federatedSignInFailed();
    const device = await deviceOf(ground, request);
    const who = await identify(ground, authenticateFederated, request, {
      issuer: claims.iss,
      subject: claims.sub,
      ...signedInFrom(request, device),
    });
    await rememberDevice(ground, request, reply, device);
    if (returnTo === null) return sendSecret(reply, 200, await signedInAnswer(ground, who));
    reply.setCookie(handoverCookie, await ground.tokens.seal({ refreshToken: who.refreshToken }, handoverS), {
      path: handoverPath,
      httpOnly: true,
      sameSite: 'strict',
      secure,
      maxAge: handoverS,
    });
    return reply.header('cache-control', 'no-store').redirect(returnTo, 303);
  });
}

/**
 * The provider's own document is read at the first sign-in and again where that failed: it must not keep the gateway
 * from starting.
 */
function discovered(oidc: OidcConfig): (log: { warn(fields: object, text: string): void }) => Promise<Configuration> {
  let reading: Promise<Configuration> | undefined;
  return async (log) => {
    reading ??= discovery(
      new URL(oidc.issuer),
      oidc.clientId,
      oidc.clientSecret,
      undefined,
      oidc.issuer.startsWith('http:') ? { execute: [allowInsecureRequests], timeout: 5 } : { timeout: 5 },
    );
    try {
      return await reading;
    } catch (error) {
      reading = undefined;
      log.warn({ err: error }, 'the OpenID provider does not answer');
      throw serviceUnavailable({ service: 'OpenID' });
    }
  };
}
