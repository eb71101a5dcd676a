import type { CallbackFile } from './callback-file.entity.ts';
import type { Callback } from './callback.entity.ts';

type About = Pick<CallbackFile, 'id' | 'ticketId' | 'kind' | 'customerId' | 'teamId' | 'assigneeId'>;

/** What every event of a callback says of it. */
export function aboutOf({ id: callbackId, ticketId, kind, customerId, teamId, assigneeId }: About) {
  return { callbackId, ticketId, kind, customerId, teamId, assigneeId };
}

/** What is told of a callback that is finished. */
export function outcomeOf(callback: Callback, at: Date) {
  const reached = callback.attempts.filter(({ result }) => result === 'reached');
  return {
    ...aboutOf(callback),
    /** Who talked to the customer; where nobody did, whoever was in charge. */
    handlerId: reached.at(-1)?.by ?? callback.assigneeId,
    channel: reached.at(-1)?.channel ?? null,
    ticketHandlerId: callback.ticketHandlerId,
    round: callback.round,
    attempts: callback.attemptCount,
    lengthS: reached.reduce((sum, { lengthS }) => sum + lengthS, 0),
    questions: callback.script?.questions.length ?? 0,
    at: at.toISOString(),
  };
}
