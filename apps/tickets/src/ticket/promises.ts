import { promiseNotFound, ticketBlocked } from '@bumen/contracts';

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
export function nextMoment(promise: CustomerPromise, warnBeforeS: number): Date | null {
  if (promise.state !== 'open') return null;
  const due = new Date(promise.dueAt);
  return promise.warned ? due : new Date(due.getTime() - warnBeforeS * 1_000);
}

/** Throws promiseNotFound, and ticketBlocked where it is settled already. */
export function unfulfilled(promises: readonly CustomerPromise[], id: string): CustomerPromise {
  const promise = promises.find((one) => one.id === id);
  if (!promise) throw promiseNotFound({ id });
  if (!isUnfulfilled(promise))
    throw ticketBlocked({
      step: 'keep_promise',
      why: { zh: '该承诺已了结,无需再次兑现', en: 'this promise is settled already' },
    });
  return promise;
}

export const replaced = (promises: readonly CustomerPromise[], changed: CustomerPromise): CustomerPromise[] =>
  promises.map((one) => (one.id === changed.id ? changed : one));

export const released = (promises: readonly CustomerPromise[], at: Date): CustomerPromise[] =>
  promises.map((one) => (isUnfulfilled(one) ? { ...one, state: 'released', settledAt: at.toISOString() } : one));
