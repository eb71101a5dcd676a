import type {
  CallbackChannel,
  DataOf,
  ticketResolved,
  DissatisfactionReason,
  ResponseOf,
  getTicket,
  ticketCallbackNoted,
} from '@bumen/contracts';
import type { Act } from '../acts.ts';

/** What the customer said of the result (T-08). */
export type Feedback = NonNullable<ResponseOf<typeof getTicket>['feedback']>;

/** As somebody records it. */
export type ToldFeedback = Pick<Feedback, 'channel'> & { readonly words: string };

/** Who handled the ticket may record what its customer said, but it is marked so (T-08). */
const heardBy = (handlerIds: readonly string[], { by }: Act) => (handlerIds.includes(by.id) ? 'handler' : 'agent');

export const contentWith = (told: ToldFeedback, handlerIds: readonly string[], act: Act): Feedback => ({
  ...told,
  content: true,
  how: heardBy(handlerIds, act),
  recordedBy: act.by.id,
  at: act.at.toISOString(),
  cause: null,
  improvement: null,
});

/** What a callback that is done tells of itself, where the ticket doesn't come back because of it (C-06, T-10). */
export interface CallbackDone {
  readonly callbackId: string;
  readonly outcome: DataOf<typeof ticketCallbackNoted>['outcome'];
  readonly specialistId: string | null;
  readonly channel: CallbackChannel | null;
  readonly reasons: readonly DissatisfactionReason[];
}

/** What was said then stands in the callback's record; here is how it came out. */
export const toldAtCallback = ({ outcome, specialistId, channel }: CallbackDone, { at, by }: Act): Feedback => ({
  words: null,
  channel: channel ?? 'phone',
  content: outcome === 'satisfied',
  how: 'callback',
  recordedBy: specialistId ?? by.id,
  at: at.toISOString(),
  cause: null,
  improvement: null,
});

/** With the cause that was asked for, and what will be improved. */
export const notContentWith = (
  told: ToldFeedback & Pick<Feedback, 'cause' | 'improvement'>,
  handlerIds: readonly string[],
  act: Act,
): Feedback => ({
  ...told,
  content: false,
  how: heardBy(handlerIds, act),
  recordedBy: act.by.id,
  at: act.at.toISOString(),
});

/** What is written down of the work, and told to the customer (T-09). */
export interface Summary {
  readonly cause: string;
  readonly remedy: string;
  readonly reply: string;
  readonly callbackAgreedAt: string | null;
  /** As whom they are called back (`callerOf`). */
  readonly told: DataOf<typeof ticketResolved>['told'];
}

/** What changes with another resolution. */
export function resolved(roundBefore: number, summary: Summary, { at, by }: Act) {
  const { cause, remedy } = summary;
  const round = roundBefore + 1;
  return {
    round,
    resolution: { cause, remedy, by: by.id, at: at.toISOString(), round },
    feedback: null,
    callbackDone: false,
  };
}
