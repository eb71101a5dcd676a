import { streamsApi } from '@bumen/contracts';
import { natsUsers, type NatsUser } from '../stack.ts';
import type { UserPermissions } from './permissions.ts';

/** Requests and their answers, between the gateway and the services. It has no JetStream. */
export const requestsAccount = 'REQUESTS';
/** The streams and whoever keeps them. */
export const streamsAccount = 'STREAMS';

/**
 * The account of a user. Whoever works with the streams has one alone: JetStream answers to whatever subject it is
 * told, and asks nobody whether who told it may publish there. In an account of its own that leads nowhere.
 */
export function accountOf(user: NatsUser): string {
  if (user === 'streams') return streamsAccount;
  return user.endsWith('_streams') || user.startsWith('department_') ? user.toUpperCase() : requestsAccount;
}

/** A subject of the streams' account as another account names it. */
export interface Shared {
  readonly subject: string;
  readonly as: string;
  /** More than one answer comes to one message. */
  readonly answersMany: boolean;
  readonly accounts: readonly string[];
}

/**
 * What of the streams' account each other one may reach: as much as its user may publish. Whatever has another name
 * here and there is named whole: a server of 2.9 falls over a wildcard that it has to translate for an answer that is
 * led astray.
 */
export function sharedSubjects(permissions: Readonly<Record<NatsUser, UserPermissions>>): Shared[] {
  const accounts = new Map<string, string[]>();
  for (const user of natsUsers) {
    const account = accountOf(user);
    if (account === streamsAccount || account === requestsAccount) continue;
    for (const subject of new Set(permissions[user].publish.map(widened)))
      accounts.set(subject, [...(accounts.get(subject) ?? []), account]);
  }
  return [...accounts].map(([as, reaching]) => ({
    subject: as.startsWith(`${streamsApi}.`) ? `$JS.API${as.slice(streamsApi.length)}` : as,
    as,
    answersMany: as.startsWith(`${streamsApi}.CONSUMER.MSG.NEXT.`),
    accounts: reaching,
  }));
}

/** Of a service's events all, so that the broker looks at one import; its user's list says which it may publish. */
const widened = (subject: string) => subject.replace(/^((?:event|department)\.[^.]+)\..+$/, '$1.>');
