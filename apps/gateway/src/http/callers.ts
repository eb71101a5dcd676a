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
    /** Under what the limits count who calls: their id, apart where their token is over; null where it isn't ours. */
    countedAs: string | null;
  }
}

/** What can be done with a password that somebody else set. */
const beforeChange = new Set<string>([changeOwnPassword.name, showSession.name, closeSession.name]);

/**
 * Who may call, and how often, before the body is read: first it is found out who calls, then the limits count them, or
 * the address of somebody unknown, and only then is anybody refused, so that refusals are counted, too. The service
 * checks again: the gateway's check spares it the work, it does not replace it (P-02).
 */
export function admission(
  operation: { readonly name: string; readonly roles: Operation['roles'] },
  tokens: AccessTokens,
  limits: readonly onRequestHookHandler[],
): onRequestHookHandler[] {
  return [identifies(tokens), ...limits, admits(operation)];
}

function identifies(tokens: AccessTokens): onRequestHookHandler {
  return (request, _reply, done) => {
    const token = bearerToken(request.headers.authorization);
    if (token === undefined) return done();
    const identify = (holder: SignedIn | undefined) => {
      const holds = holder !== undefined && tokens.holds(holder);
      request.signedIn = holds ? holder : null;
      // Whoever has to sign in anew is not kept from hearing so by strangers behind the same address.
      request.countedAs = holder ? `${holds ? '' : 'over '}${holder.caller.staffId}` : null;
      done();
    };
    const known = tokens.known(token);
    if (known) return identify(known);
    tokens.holderOf(token).then(identify, done);
  };
}

function admits(operation: { readonly name: string; readonly roles: Operation['roles'] }): onRequestHookHandler {
  const { roles } = operation;
  if (roles === 'anyone') return (_request, _reply, done) => done();
  const refusal = forbidden({ operation: operation.name, roles: [...roles] });
  const whyNot = ({ signedIn }: FastifyRequest) => {
    if (!signedIn) return unauthenticated();
    if (signedIn.mustChangePassword && !beforeChange.has(operation.name)) return passwordChangeRequired();
    return signedIn.caller.roles.some((role) => (roles as readonly string[]).includes(role)) ? undefined : refusal;
  };
  return (request, _reply, done) => done(whyNot(request));
}

function bearerToken(header: string | undefined): string | undefined {
  if (!header || header.length > 8192 || header.slice(0, 7).toLowerCase() !== 'bearer ') return undefined;
  return header.slice(7).trim();
}
