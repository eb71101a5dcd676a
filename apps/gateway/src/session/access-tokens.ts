import { hkdfSync } from 'node:crypto';
import { EncryptJWT, SignJWT, errors, jwtDecrypt, jwtVerify, type JWTPayload } from 'jose';
import { z } from 'zod';
import { identity, type Caller } from '@bumen/contracts';
import type { GatewayConfig } from '../gateway.config.ts';
import type { Revocations } from './revocations.ts';

export type Identity = z.output<typeof identity>;

/** Somebody whose token was checked. */
export interface SignedIn {
  readonly caller: Caller & { readonly sessionId: string };
  /** The caller as it travels to services, made once per token. */
  readonly callerHeader: string;
  /** Until the password is changed, the token is good for nothing else. */
  readonly mustChangePassword: boolean;
  /** Milliseconds since 1970. */
  readonly expiresAt: number;
}

const issuer = 'bumen';
const algorithm = 'HS256';
const claims = z.object({
  sub: z.string(),
  name: z.string(),
  roles: z.array(z.string()),
  teamId: z.string().nullable(),
  sid: z.string(),
  mcp: z.boolean().default(false),
  exp: z.number(),
});
/** Tokens whose signature was checked already; the oldest make room. */
const cacheMax = 10_000;

export const callerHeader = (caller: Caller) => encodeURIComponent(JSON.stringify(caller));

/** Makes and checks access tokens (JWT, HS256). Gateways that share the secret take each other's tokens. */
export class AccessTokens {
  readonly ttlS: number;
  readonly #signing: Uint8Array;
  readonly #sealing: Uint8Array;
  readonly #revocations: Revocations;
  readonly #checked = new Map<string, SignedIn>();

  constructor(config: Pick<GatewayConfig, 'accessTokenSecret' | 'accessTokenTtlS'>, revocations: Revocations) {
    this.ttlS = config.accessTokenTtlS;
    this.#revocations = revocations;
    // One secret, two uses, a key of its own for each.
    const derive = (use: string) => new Uint8Array(hkdfSync('sha256', config.accessTokenSecret, 'bumen', use, 32));
    this.#signing = derive('access tokens');
    this.#sealing = derive('sealed cookies');
  }

  issue(who: Identity): Promise<string> {
    return new SignJWT({
      name: who.name,
      roles: who.roles,
      teamId: who.teamId,
      sid: who.sessionId,
      ...(who.mustChangePassword && { mcp: true }),
    })
      .setProtectedHeader({ alg: algorithm, typ: 'JWT' })
      .setSubject(who.staffId)
      .setIssuer(issuer)
      .setAudience(issuer)
      .setIssuedAt()
      .setExpirationTime(`${this.ttlS} s`)
      .sign(this.#signing);
  }

  /** Whose token it is, where it was looked at before; undefined where `holderOf` has to look. */
  known(token: string): SignedIn | undefined {
    return this.#checked.get(token);
  }

  /** Whose token it is or was, see `holds`; undefined where it is not ours. */
  async holderOf(token: string): Promise<SignedIn | undefined> {
    const holder = this.#checked.get(token) ?? (await this.#verify(token));
    if (!holder || !this.holds(holder) || this.#checked.has(token)) return holder;
    if (this.#checked.size >= cacheMax) this.#checked.delete(this.#checked.keys().next().value!);
    this.#checked.set(token, holder);
    return holder;
  }

  /** Whether it is neither expired nor revoked by now. */
  holds(signedIn: SignedIn): boolean {
    return signedIn.expiresAt > Date.now() && !this.#revocations.refuses(signedIn.caller);
  }

  /** Encrypts what a browser has to carry for us between two requests. */
  seal(content: Record<string, unknown>, ttlS: number): Promise<string> {
    return new EncryptJWT(content)
      .setProtectedHeader({ alg: 'dir', enc: 'A256GCM' })
      .setIssuedAt()
      .setExpirationTime(`${ttlS} s`)
      .encrypt(this.#sealing);
  }

  /** The content, or undefined where it isn't ours or too old. */
  async unseal(sealed: string): Promise<Record<string, unknown> | undefined> {
    try {
      return (
        await jwtDecrypt(sealed, this.#sealing, {
          keyManagementAlgorithms: ['dir'],
          contentEncryptionAlgorithms: ['A256GCM'],
        })
      ).payload;
    } catch {
      return undefined;
    }
  }

  async #verify(token: string): Promise<SignedIn | undefined> {
    try {
      const payload = await this.#signedPayload(token);
      const { sub, name, roles, teamId, sid, mcp, exp } = claims.parse(payload);
      const caller = { staffId: sub, name, roles, teamId, sessionId: sid };
      return { caller, callerHeader: callerHeader(caller), mustChangePassword: mcp, expiresAt: exp * 1000 };
    } catch {
      return undefined;
    }
  }

  /** Also of one that has expired. */
  async #signedPayload(token: string): Promise<JWTPayload> {
    try {
      const { payload } = await jwtVerify(token, this.#signing, { algorithms: [algorithm], issuer, audience: issuer });
      return payload;
    } catch (error) {
      if (error instanceof errors.JWTExpired) return error.payload;
      throw error;
    }
  }
}
