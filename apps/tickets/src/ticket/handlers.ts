import { handlersMax } from '@bumen/contracts';
import { isByItself, type Act } from '../acts.ts';

/** With somebody who handles a ticket, where they aren't among its handlers yet; as it is for nobody (C-11). */
export function withHandler(handlerIds: readonly string[], staffId: string | null): readonly string[] {
  return staffId === null || handlerIds.includes(staffId) ? handlerIds : [...handlerIds, staffId].slice(-handlersMax);
}

/**
 * With who brings a ticket back by what they note of the customer, unless they handled it before or it comes about by
 * itself.
 */
export const withBringer = (
  { broughtBackBy, handlerIds }: { readonly broughtBackBy: readonly string[]; readonly handlerIds: readonly string[] },
  act: Act,
): readonly string[] =>
  isByItself(act) || handlerIds.includes(act.by.id) ? broughtBackBy : withHandler(broughtBackBy, act.by.id);
