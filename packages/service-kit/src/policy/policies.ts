import { Injectable } from '@nestjs/common';
import type { Policy, PolicyValue } from '@bumen/contracts';
import { currentWork } from '../transaction/work.ts';
import { PolicyCache } from './policy-cache.ts';

/** The company's settings as they hold for the work in progress. */
@Injectable()
export class Policies {
  constructor(private readonly cache: PolicyCache) {}

  /** The value that holds at the time of the work in progress; the contract's default where none was set. */
  get<P extends Policy<any>>(policy: P): PolicyValue<P> {
    return this.at(policy, currentWork().now);
  }

  /** The value that holds, or will hold, at a moment. */
  at<P extends Policy<any>>(policy: P, moment: Date): PolicyValue<P> {
    const setting = this.cache.settingsOf(policy.name).find(({ effectiveFrom }) => effectiveFrom <= moment);
    return (setting === undefined ? policy.default : setting.value) as PolicyValue<P>;
  }
}
