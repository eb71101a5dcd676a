import { Injectable } from '@nestjs/common';
import { ActsBy, type Act as ActBy, type Policies } from '@bumen/service-kit';
import { rulesBy, type Rules } from './rules.ts';

/** Who does something, when, and by which rules of the hr service. */
export type Act = ActBy<Rules>;

/** Says for the work in progress who acts, when and by which rules. */
@Injectable()
export class Acts extends ActsBy<Rules> {
  protected rulesBy(policies: Policies): Rules {
    return rulesBy(policies);
  }
}
