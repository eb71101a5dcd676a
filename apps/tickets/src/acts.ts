import { actsBy, type Act as ActBy } from '@bumen/service-kit';
import { rulesBy, type Rules } from './rules.ts';

/** Who does something, when, and by which rules of the tickets service. */
export type Act = ActBy<Rules>;

/** Whether they may act on tickets that others are in charge of. */
export const leads = ({ by }: Act): boolean =>
  by.roles.includes('supervisor') || by.roles.includes('department_manager');

/** Whether it comes about by itself, in a reaction or a deadline, and not by a person. */
export const isByItself = ({ by }: Act): boolean => by.roles.length === 0;

/** Says for the work in progress who acts, when and by which rules. */
export class Acts extends actsBy(rulesBy) {}
