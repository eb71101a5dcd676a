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
    offeredLink: offeredLinkOf(account),
    offers: account.offers(act),
  };
}

function offeredLinkOf(account: Account): ResponseOf<typeof createAccount>['offeredLink'] {
  const { offeredIssuer: issuer, offeredSubject: subject, offeredBy, offeredAt, offeredWhy } = account;
  if (issuer === null || subject === null) return null;
  return { issuer, subject, offeredById: offeredBy!, offeredAt: offeredAt!.toISOString(), reason: offeredWhy! };
}
