import { createHash, createHmac, randomBytes } from 'node:crypto';

/**
 * A refresh token has two halves of 256 bits: one that stays for the whole session and a key that each renewal makes
 * anew. The first alone proves that somebody once had a true token of the session, so an old one is told from an
 * invented one without remembering every token that was ever given.
 */
export interface RefreshToken {
  readonly session: string;
  readonly key: string;
}

const half = 32;
const shape = /^([A-Za-z0-9_-]{43})\.([A-Za-z0-9_-]{43})$/;

export const newSecret = (): string => randomBytes(half).toString('base64url');

/**
 * The token that belongs to a seed. It is worked out from the half that only its owner has, so that a renewal whose
 * answer was lost can be answered again with the same token, and the database alone, which has seed and fingerprints,
 * yields none.
 */
export function tokenFor(session: string, seed: string): RefreshToken {
  return { session, key: createHmac('sha256', Buffer.from(session, 'base64url')).update(seed).digest('base64url') };
}

export const written = ({ session, key }: RefreshToken): string => `${session}.${key}`;

export function readToken(text: string): RefreshToken | undefined {
  const [, session, key] = shape.exec(text) ?? [];
  return session !== undefined && key !== undefined ? { session, key } : undefined;
}

/** What is kept of a secret. */
export const fingerprint = (secret: string): string => createHash('sha256').update(secret).digest('base64url');
