import type { createAccount, ResponseOf } from '@bumen/contracts';
import type { Act } from '../acts.ts';
import type { Account } from './account.entity.ts';

/** `lockedUntil`: the end of a lock-out after failures that still holds. */
export function accountViewOf(
  account: Account,
  lockedUntil: Date | undefined,
  act: Act,
): ResponseOf<typeof createAccount> {
  const {
    id,
    version,
    staffId,
    username,
    state,
    mustChangePassword,
    federatedIssuer: issuer,
    federatedSubject: subject,
  } = account;
  return {
    id,
    version,
    staffId,
    username,
    state,
    lockedUntil: lockedUntil?.toISOString() ?? null,
    mustChangePassword,
    federated: issuer !== null && subject !== null ? { issuer, subject } : null,
    offers: account.offers(act),
  };
}
