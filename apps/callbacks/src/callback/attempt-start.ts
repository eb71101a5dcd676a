import {
  attemptsMax,
  attemptTooSoon,
  callbackChannel,
  channelUsedUp,
  customerNotKnownYet,
  neverCallable,
  restTime,
  tooManyAttempts,
  type CallbackChannel,
  type Problem,
} from '@bumen/contracts';
import type { Act } from '../acts.ts';
import { contactHoursOf } from '../contact-hours/contact-hours.ts';
import type { Customer } from '../copies.entity.ts';
import { channelRefusal, unansweredBy, type Tried } from './channel-plan.ts';
import { laterOf } from './escalation.ts';

/** What decides whether and when the next attempt may start. */
interface Startable {
  readonly customer: Customer | null;
  /** How the next attempt goes out, unless another way is wanted. */
  readonly channel: CallbackChannel;
  readonly attempts: readonly Tried[];
  readonly attemptsForgiven: number;
  readonly agreedAt: Date | null;
  readonly nextAttemptAt: Date | null;
}

/**
 * Why an attempt can't start now by this channel, or, without one, by any (C-04, C-05). What speaks against a channel
 * comes first: waiting doesn't help it.
 */
export function refusalToStart(
  of: Startable,
  wanted: CallbackChannel | undefined,
  { at, rules }: Act,
): Problem | undefined {
  const { customer } = of;
  if (of.attempts.length >= attemptsMax) return tooManyAttempts({ max: attemptsMax });
  if (!customer) return customerNotKnownYet();
  const refusals = (wanted ? [wanted] : [of.channel, ...callbackChannel.options]).map(
    (channel) =>
      channelRefusal(channel, customer, of.attempts) ?? refusalOfMore(of, channel, rules.attempts.perChannel),
  );
  if (!refusals.includes(undefined)) return refusals[0];
  const earliest = laterOf(at, of.agreedAt, of.nextAttemptAt);
  const hours = contactHoursOf(customer, rules);
  const allowed = hours.nextAllowed(earliest);
  if (allowed === null) return neverCallable();
  if (allowed <= at) return undefined;
  const callableFrom = allowed.toISOString();
  if (earliest <= at || !hours.isAllowed(at)) return restTime({ callableFrom });
  return attemptTooSoon({
    why: of.agreedAt?.getTime() === earliest.getTime() ? tooSoon.agreed : tooSoon.tried,
    callableFrom,
  });
}

/**
 * From when on the next attempt may start by its channel: `at` where it may at once, null where it can't at all (C-04,
 * C-05).
 */
export function nextStart(of: Startable, { at, rules }: Act): Date | null {
  const { customer, channel, attempts } = of;
  if (attempts.length >= attemptsMax || !customer) return null;
  if (channelRefusal(channel, customer, attempts) ?? refusalOfMore(of, channel, rules.attempts.perChannel)) return null;
  return contactHoursOf(customer, rules).nextAllowed(laterOf(at, of.agreedAt, of.nextAttemptAt));
}

/** Attempts by this channel are used up; those before a supervisor's last decision are forgiven. */
function refusalOfMore(of: Startable, channel: CallbackChannel, perChannel: number): Problem | undefined {
  const attempts = unansweredBy(channel, of.attempts.slice(of.attemptsForgiven));
  return attempts < perChannel ? undefined : channelUsedUp({ channel, attempts, next: of.channel });
}

const tooSoon = {
  agreed: { zh: '已与客户约定时间', en: 'a time was agreed with the customer' },
  tried: { zh: '刚刚联系过客户', en: 'the customer was tried only just now' },
};
