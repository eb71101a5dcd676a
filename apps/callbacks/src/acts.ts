import { Injectable } from '@nestjs/common';
import { ActsBy, type Act as ActBy, type Policies } from '@bumen/service-kit';
import { rulesFrom, type Rules } from './rules.ts';

/** Who does something to a callback, when, and by which rules. */
export type Act = ActBy<Rules>;

/** The act of the work in progress. */
@Injectable()
export class Acts extends ActsBy<Rules> {
  protected rulesBy(policies: Policies): Rules {
    return rulesFrom(policies);
  }
}
