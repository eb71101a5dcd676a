import type { ResponseOf, getTicket } from '@bumen/contracts';
import type { Act } from '../acts.ts';
import type { FirstAnswer } from './first-response.ts';

/** What the customer said of the result (T-08). */
export type Feedback = NonNullable<ResponseOf<typeof getTicket>['feedback']>;

export const contentWith = (
  told: Pick<Feedback, 'words' | 'channel'>,
  { at, by }: Act,
  recordedBy: string = by.id,
): Feedback => ({ ...told, content: true, recordedBy, at: at.toISOString(), cause: null, improvement: null });

export const notContentWith = (
  told: Pick<Feedback, 'words' | 'channel' | 'cause' | 'improvement'>,
  { at, by }: Act,
): Feedback => ({ ...told, content: false, recordedBy: by.id, at: at.toISOString() });

/** What is written down of the work, and told to the customer (T-09). */
export interface Summary {
  readonly cause: string;
  readonly remedy: string;
  readonly reply: string;
  readonly callbackAgreedAt: string | null;
}

/** What changes with another resolution; `first` where it is the first answer as well. */
export function resolved(roundBefore: number, summary: Summary, first: FirstAnswer | undefined, { at, by }: Act) {
  const { cause, remedy } = summary;
  const round = roundBefore + 1;
  return {
    ...(first && { firstResponse: first.clock }),
    round,
    resolution: { cause, remedy, by: by.id, at: at.toISOString(), round },
    feedback: null,
    callbackDone: false,
  };
}
