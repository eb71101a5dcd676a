import type { FastifyRequest, onRequestHookHandler } from 'fastify';
import {
  changeOwnPassword,
  closeSession,
  forbidden,
  passwordChangeRequired,
  showSession,
  unauthenticated,
  type Operation,
} from '@bumen/contracts';
import type { AccessTokens, SignedIn } from '../session/access-tokens.ts';

declare module 'fastify' {
  interface FastifyRequest {
    /** Who calls; null where nobody is signed in, which only operations for `anyone` let pass. */
    signedIn: SignedIn | null;
  }
}

/** What can be done with a password that somebody else set. */
const beforeChange = new Set<string>([changeOwnPassword.name, showSession.name, closeSession.name]);

/**
 * Lets only those pass who may call the operation, before the body is read. The service checks again: the gateway's
 * check spares it the work, it does not replace it (P-02).
 */
export function admits(
  operation: { readonly name: string; readonly roles: Operation['roles'] },
  tokens: AccessTokens,
): onRequestHookHandler {
  const { roles } = operation;
  const refusal = roles === 'anyone' ? undefined : forbidden({ operation: operation.name, roles: [...roles] });
  const admit = (request: FastifyRequest, signedIn: SignedIn | undefined) => {
    if (roles === 'anyone') {
      request.signedIn = signedIn ?? null;
      return undefined;
    }
    if (!signedIn) return unauthenticated();
    request.signedIn = signedIn;
    if (signedIn.mustChangePassword && !beforeChange.has(operation.name)) return passwordChangeRequired();
    return signedIn.caller.roles.some((role) => (roles as readonly string[]).includes(role)) ? undefined : refusal;
  };
  return (request, _reply, done) => {
    const token = bearerToken(request.headers.authorization);
    if (token === undefined) return done(admit(request, undefined));
    const known = tokens.known(token);
    if (known) return done(admit(request, known));
    tokens.check(token).then((signedIn) => done(admit(request, signedIn)), done);
  };
}

function bearerToken(header: string | undefined): string | undefined {
  if (!header || header.length > 8192 || header.slice(0, 7).toLowerCase() !== 'bearer ') return undefined;
  return header.slice(7).trim();
}
