import type { AttemptResult, CallbackChannel, DecisionCause } from '@bumen/contracts';
import { comesUnder } from '@bumen/service-kit';
import type { Act } from '../acts.ts';
import { contactHoursOf } from '../contact-hours/contact-hours.ts';
import type { Rules } from '../rules.ts';
import { agreedOn } from './agreed-time.ts';
import { nextChannel, type Tried } from './channel-plan.ts';
import type { Due, Owed } from './escalation.ts';

const hourMs = 3_600_000;

/** The callback of an attempt that has just ended. */
interface Attempted extends Owed, Pick<Due, 'dueAt'> {
  readonly attempts: readonly (Tried & { readonly startedAt: Date })[];
  readonly attemptsForgiven: number;
}
interface Ended {
  readonly channel: CallbackChannel;
  readonly result: AttemptResult;
  /** When the customer wants to be called, where they asked for another time. */
  readonly agreedAt?: Date | undefined;
}
/** Where the callback goes, and what changes with it. */
interface Follows {
  readonly to: 'planned' | 'reached' | 'awaiting_decision';
  readonly changes: {
    readonly agreedAt: Date | null;
    readonly wishedAt?: Date | null;
    readonly nextAttemptAt: Date | null;
    readonly channel?: CallbackChannel;
    readonly decisionCause?: DecisionCause;
    readonly decisionNote?: string | null;
    readonly escalation?: 'none';
  };
}

/** What follows from how an attempt ended (C-02, C-05). `of` has the attempt among its attempts already, as ended. */
export function afterAttempt(of: Attempted, { channel, result, agreedAt }: Ended, act: Act): Follows {
  switch (result) {
    case 'reached':
      return { to: 'reached', changes: { agreedAt: null, nextAttemptAt: null } };
    case 'refused':
      return { to: 'awaiting_decision', changes: awaiting('refused') };
    case 'asked_for_later':
      return agreedAt ? { to: 'planned', changes: agreedOn(agreedAt, of, act) } : again(of, channel, act);
    case 'unfinished':
      return again(of, channel, act);
    case 'no_answer':
    case 'busy':
    case 'wrong_number': {
      const since = of.attempts.slice(of.attemptsForgiven);
      const next = nextChannel(channel, act.rules.attempts, of.customer, of.attempts, since);
      if (next) return again(of, next, act);
      return { to: 'awaiting_decision', changes: awaiting(result === 'wrong_number' ? 'wrong_number' : 'unreached') };
    }
  }
}

/** A supervisor has to decide; `note` is what the specialist says about it (C-05). */
export const awaiting = (why: DecisionCause, note: string | null = null) => ({
  decisionCause: why,
  decisionNote: note,
  agreedAt: null,
  nextAttemptAt: null,
});

function again(of: Attempted, channel: CallbackChannel, { at, rules }: Act): Follows {
  return { to: 'planned', changes: { channel, agreedAt: null, nextAttemptAt: nextAttemptOf(of, at, rules) } };
}

/** When to try again after an attempt that ended at that moment (C-05). */
export function nextAttemptOf(
  of: Pick<Attempted, 'customer' | 'attempts' | 'dueAt'>,
  endedAt: Date,
  { eras }: Pick<Rules, 'eras'>,
): Date | null {
  const tried = of.attempts.map(({ startedAt }) => startedAt);
  const hours = contactHoursOf(of.customer, { eras });
  return comesUnder(eras, endedAt, ({ attempts }) =>
    hours.nextTry(new Date(endedAt.getTime() + attempts.hoursBetween * hourMs), of.dueAt, tried),
  );
}
