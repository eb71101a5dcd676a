import {
  callbackChannel,
  customerNotKnownYet,
  doNotCall,
  noAddress,
  wordsOf,
  type AttemptResult,
  type attemptsPolicy,
  type CallbackChannel,
  type DecisionCause,
  type PolicyValue,
  type Problem,
} from '@bumen/contracts';
import type { Customer } from '../copies.entity.ts';

/** What counts of an attempt when the next one is planned. */
export interface Tried {
  readonly channel: CallbackChannel;
  readonly address: string;
  readonly result: AttemptResult | null;
}
type Rules = Pick<PolicyValue<typeof attemptsPolicy>, 'channels' | 'perChannel'>;

/**
 * The number or address behind a channel; null where the file has none. What could not be read as a number is not
 * dialled: nobody could say whether its owner has asked not to be called (C-04).
 */
export const addressFor = (channel: CallbackChannel, customer: Customer): string | null =>
  channel === 'email' ? customer.email : customer.phoneE164;

/**
 * Why the customer can't be contacted by this channel at all: do-not-call (C-04), or no address that isn't known to be
 * wrong.
 */
export function channelRefusal(
  channel: CallbackChannel,
  customer: Customer,
  all: readonly Tried[],
): Problem | undefined {
  if (channel === 'phone' && customer.doNotCall) return doNotCall();
  const address = addressFor(channel, customer);
  const wrong = all.some((one) => one.result === 'wrong_number' && one.address === address);
  return address === null || wrong ? nothingFor([channel]) : undefined;
}

/** Nothing in the file leads to the customer by any of these channels. */
export function nothingFor(channels: readonly CallbackChannel[]): Problem {
  const names = channels.map((channel) => wordsOf(callbackChannel)[channel]);
  const [zh, en] = [names.map((name) => name.zh).join('、'), names.map((name) => name.en).join(', ')];
  return noAddress({
    channel: channels.join(', '),
    why: {
      zh: `客户资料中没有可用的${zh}联系方式;请补充资料,或提请主管决定`,
      en: `The customer’s file has nothing that works for ${en}; complete it or let a supervisor decide`,
    },
  });
}

/** How often the customer was not reached by it; an attempt cut off or put off by the customer says nothing of that. */
export const unansweredBy = (channel: CallbackChannel, tried: readonly Tried[]): number =>
  tried.filter((one) => one.channel === channel && (one.result === 'no_answer' || one.result === 'busy')).length;

/**
 * By what channel to go on (C-05): the same one until its attempts are used up, then the next of the policy that leads
 * to the customer; undefined where only a supervisor can help. `all` are the callback's attempts, `since` those since
 * the last decision.
 */
export function nextChannel(
  current: CallbackChannel,
  rules: Rules,
  customer: Customer | null,
  all: readonly Tried[],
  since: readonly Tried[],
): CallbackChannel | undefined {
  return [current, ...rules.channels].find(
    (channel) =>
      unansweredBy(channel, since) < rules.perChannel && !(customer && channelRefusal(channel, customer, all)),
  );
}

/**
 * By what channel a supervisor has it go on (C-05): the policy's next, or, where they say another one, one that leads
 * to the customer and isn't the present one, the policy's first.
 */
export function decidedChannel(
  decision: 'try_again' | 'other_channel',
  current: CallbackChannel,
  { channels, perChannel }: Rules,
  customer: Customer | null,
  all: readonly Tried[],
): CallbackChannel {
  if (!customer) throw customerNotKnownYet();
  if (decision === 'try_again') {
    const channel = nextChannel(current, { channels, perChannel }, customer, all, []);
    if (!channel) throw nothingFor(channels);
    return channel;
  }
  const others = [...channels, ...callbackChannel.options].filter((channel) => channel !== current);
  const channel = others.find((one) => !channelRefusal(one, customer, all));
  if (!channel) throw nothingFor(callbackChannel.options.filter((one) => one !== current));
  return channel;
}

/** What keeps the specialist who gives up from the customer; `given_up` where nothing does but the specialist. */
export function causeOfGivingUp(
  channel: CallbackChannel,
  customer: Customer | null,
  all: readonly Tried[],
): DecisionCause {
  const code = customer && channelRefusal(channel, customer, all)?.code;
  if (!code) return 'given_up';
  return code === doNotCall.code ? 'do_not_call' : 'no_address';
}
