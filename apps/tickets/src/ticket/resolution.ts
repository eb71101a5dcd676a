import type { ResponseOf, getTicket } from '@bumen/contracts';
import type { Act } from '../acts.ts';

/** What the customer said of the result (T-08). */
export type Feedback = NonNullable<ResponseOf<typeof getTicket>['feedback']>;

/** As somebody records it. */
export type ToldFeedback = Pick<Feedback, 'channel'> & { readonly words: string };

export const contentWith = (told: ToldFeedback, { at, by }: Act): Feedback => ({
  ...told,
  content: true,
  how: 'agent',
  recordedBy: by.id,
  at: at.toISOString(),
  cause: null,
  improvement: null,
});

/** What the callback told of itself; what was said then stands in its record. */
export const contentAtCallback = (specialistId: string | null, { at, by }: Act): Feedback => ({
  words: null,
  channel: 'phone',
  content: true,
  how: 'callback',
  recordedBy: specialistId ?? by.id,
  at: at.toISOString(),
  cause: null,
  improvement: null,
});

/** With the cause that was asked for, and what will be improved. */
export const notContentWith = (
  told: ToldFeedback & Pick<Feedback, 'cause' | 'improvement'>,
  { at, by }: Act,
): Feedback => ({ ...told, content: false, how: 'agent', recordedBy: by.id, at: at.toISOString() });

/** What is written down of the work, and told to the customer (T-09). */
export interface Summary {
  readonly cause: string;
  readonly remedy: string;
  readonly reply: string;
  readonly callbackAgreedAt: string | null;
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
