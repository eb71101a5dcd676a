import { ledgerReaders, type Role } from '@bumen/contracts';
import type { Act } from '../acts.ts';

const readers: ReadonlySet<Role> = new Set(ledgerReaders);
/** Those who keep or read the books; who holds cash is none of them. */
export const readsBooks = (roles: readonly Role[]): boolean => roles.some((role) => readers.has(role));

/** Whether they are not told what should be in the boxes that somebody holds, until the count is in (F-08). */
export const isBlindTo = (custodianId: string, { by }: Pick<Act, 'by'>): boolean =>
  by.id === custodianId || !readsBooks(by.roles);
