import { handlersMax } from '@bumen/contracts';

/** With somebody who handles a ticket, where they aren't among its handlers yet; as it is for nobody (C-11). */
export function withHandler(handlerIds: readonly string[], staffId: string | null): readonly string[] {
  return staffId === null || handlerIds.includes(staffId) ? handlerIds : [...handlerIds, staffId].slice(-handlersMax);
}
