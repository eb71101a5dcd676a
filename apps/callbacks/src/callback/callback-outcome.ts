import type { Callback } from './callback.entity.ts';

/** What every event of a callback says of it. */
export const aboutOf = ({ id, ticketId, kind }: Callback) => ({ callbackId: id, ticketId, kind });

/** What is told of a callback that is finished. */
export function outcomeOf(callback: Callback, at: Date) {
  const reached = callback.attempts.filter(({ result }) => result === 'reached');
  return {
    ...aboutOf(callback),
    customerId: callback.customerId,
    /** Who talked to the customer; where nobody did, whoever was in charge. */
    handlerId: reached.at(-1)?.by ?? callback.assigneeId,
    ticketHandlerId: callback.ticketHandlerId,
    teamId: callback.teamId,
    round: callback.round,
    attempts: callback.attemptCount,
    lengthS: reached.reduce((sum, { lengthS }) => sum + lengthS, 0),
    questions: callback.script?.questions.length ?? 0,
    at: at.toISOString(),
  };
}
