import {
  promiseNotFound,
  promisesMax,
  promiseUnfit,
  ticketBlocked,
  tooManyPromises,
  type Problem,
} from '@bumen/contracts';
import { comesUnder } from '@bumen/service-kit';
import type { Act } from '../acts.ts';
import type { Rules, Setting } from '../rules.ts';

/**
 * An expected time that the customer was given (T-06). It runs in wall time: the customer's day has no office hours.
 */
export interface CustomerPromise {
  readonly id: string;
  readonly what: string;
  readonly dueAt: string;
  readonly madeBy: string;
  readonly madeAt: string;
  readonly state: 'open' | 'kept' | 'missed' | 'kept_late' | 'released';
  readonly settledAt: string | null;
  readonly warned: boolean;
}

/** Not fulfilled yet, in time or late. */
export const isUnfulfilled = (promise: CustomerPromise) => promise.state === 'open' || promise.state === 'missed';

/** When something happens to the promise by itself: a warning, then the miss. */
export function nextMoment(promise: CustomerPromise, { eras }: Pick<Rules, 'eras'>): Date | null {
  if (promise.state !== 'open') return null;
  const due = new Date(promise.dueAt);
  if (promise.warned) return due;
  const warning = (setting: Setting) => new Date(due.getTime() - setting.promises.warnBeforeS * 1_000);
  return comesUnder(eras, new Date(promise.madeAt), warning);
}

/** What keeps somebody from promising another time; from promising this one, where it is told. */
export function keepsFromPromising(
  promises: readonly CustomerPromise[],
  dueAt: Date | undefined,
  { at, rules }: Act,
): Problem | undefined {
  if (promises.length >= promisesMax) return tooManyPromises({ max: promisesMax });
  if (dueAt === undefined) return undefined;
  const { maxDays } = rules.promises;
  return dueAt <= at || dueAt.getTime() > at.getTime() + maxDays * 86_400_000 ? promiseUnfit({ maxDays }) : undefined;
}

/** What keeps this promise from being kept; without an id, any of them. */
export function keepsFromKeeping(promises: readonly CustomerPromise[], id?: string): Problem | undefined {
  const asked = id === undefined ? promises : promises.filter((one) => one.id === id);
  if (id !== undefined && asked.length === 0) return promiseNotFound({ id });
  if (asked.some(isUnfulfilled)) return undefined;
  const why =
    id === undefined
      ? { zh: '没有待兑现的承诺', en: 'no promise is left to keep' }
      : { zh: '该承诺已了结,无需再次兑现', en: 'this promise is settled already' };
  return ticketBlocked({ step: 'keep_promise', why });
}

export const promised = (id: string, what: string, dueAt: Date, { at, by, rules }: Act): CustomerPromise => ({
  id,
  what,
  dueAt: dueAt.toISOString(),
  madeBy: by.id,
  madeAt: at.toISOString(),
  state: 'open',
  settledAt: null,
  // A promise for soon is never warned of: it was made within the warning's time.
  warned: dueAt.getTime() - rules.promises.warnBeforeS * 1_000 <= at.getTime(),
});

/** With this one changed. */
export const changed = (
  promises: readonly CustomerPromise[],
  id: string,
  changes: Partial<CustomerPromise>,
): CustomerPromise[] => promises.map((one) => (one.id === id ? { ...one, ...changes } : one));

/** With this one kept, in time or late. */
export function kept(
  promises: readonly CustomerPromise[],
  id: string,
  at: Date,
): { readonly promises: CustomerPromise[]; readonly inTime: boolean } {
  const inTime = promises.some((one) => one.id === id && one.state === 'open' && at < new Date(one.dueAt));
  const state = inTime ? 'kept' : 'kept_late';
  return { promises: changed(promises, id, { state, settledAt: at.toISOString() }), inTime };
}

/** With all that are not fulfilled given up. */
export const released = (promises: readonly CustomerPromise[], at: Date): CustomerPromise[] =>
  promises.map((one) => (isUnfulfilled(one) ? { ...one, state: 'released', settledAt: at.toISOString() } : one));
