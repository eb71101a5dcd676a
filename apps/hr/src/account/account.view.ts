import { accountView, type createAccount, type ResponseOf } from '@bumen/contracts';
import { viewOf } from '@bumen/service-kit';
import type { Act } from '../acts.ts';
import type { Account } from './account.entity.ts';

/** `lockedUntil`: the end of a lock-out after failures that still holds. */
export function accountViewOf(
  account: Account,
  lockedUntil: Date | undefined,
  act: Act,
): ResponseOf<typeof createAccount> {
  const { federatedIssuer: issuer, federatedSubject: subject } = account;
  return viewOf(accountView, account, {
    lockedUntil: lockedUntil?.toISOString() ?? null,
    federated: issuer !== null && subject !== null ? { issuer, subject } : null,
    offeredLink: offeredLinkOf(account),
    offers: account.offers(act),
  });
}

function offeredLinkOf(account: Account): ResponseOf<typeof createAccount>['offeredLink'] {
  const { offeredIssuer: issuer, offeredSubject: subject, offeredBy, offeredAt, offeredWhy } = account;
  if (issuer === null || subject === null) return null;
  return { issuer, subject, offeredById: offeredBy!, offeredAt: offeredAt!.toISOString(), reason: offeredWhy! };
}
