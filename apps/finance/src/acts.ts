import { actsBy, type Act as ActBy } from '@bumen/service-kit';
import { rulesBy, type Rules } from './rules.ts';

/** Who does something, when, and by which rules of the finance service. */
export type Act = ActBy<Rules>;

/** Says for the work in progress who acts, when and by which rules. */
export class Acts extends actsBy(rulesBy) {}
