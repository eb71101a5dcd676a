import { Injectable } from '@nestjs/common';
import type { Policy, PolicyValue } from '@bumen/contracts';
import { currentWork } from '../transaction/work.ts';
import { lastPublishedYear } from '../working-time/public-days.ts';
import { firstThat, type Era } from './eras.ts';
import { PolicyCache } from './policy-cache.ts';

/** What makes a setting of the service from the policies as they hold at one moment. */
type Make<Setting> = (policies: Pick<Policies, 'get'>) => Setting;
const beginning = new Date(-8.64e15);
// As long as the policies stay, so do their eras; every command asks for them.
const known = new WeakMap<object, Map<Make<unknown>, readonly Era<unknown>[]>>();

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
    const settings = this.cache.settingsOf(policy.name);
    const setting = settings[firstThat(settings, ({ effectiveFrom }) => effectiveFrom <= moment)];
    return (setting === undefined ? policy.default : setting.value) as PolicyValue<P>;
  }

  /**
   * Grows with all by which due times are worked out: with each setting of a policy, and with the public holidays that
   * are known.
   */
  get reckoning(): number {
    return Number(this.cache.revision ?? 0) * 1_000 + (lastPublishedYear() - 2_000);
  }

  /** The value at a moment for whoever has no work in progress. */
  async knownAt<P extends Policy<any>>(policy: P, moment: Date): Promise<PolicyValue<P>> {
    await this.cache.refreshWhenOld();
    return this.at(policy, moment);
  }

  /**
   * What `make`, the same function each time, makes of the service's policies, one era after the other, those to come
   * included. Only a change of the named policies begins another era.
   */
  eras<Setting>(named: readonly Policy[], make: Make<Setting>): readonly Era<Setting>[] {
    const { snapshot } = this.cache;
    let all = known.get(snapshot);
    if (!all) known.set(snapshot, (all = new Map()));
    let found = all.get(make) as readonly Era<Setting>[] | undefined;
    if (!found) all.set(make, (found = this.#eras(named, make)));
    return found;
  }

  #eras<Setting>(named: readonly Policy[], make: Make<Setting>): Era<Setting>[] {
    const changes = named.flatMap(({ name }) => this.cache.settingsOf(name).map((one) => one.effectiveFrom.getTime()));
    const later = [...new Set(changes)].filter((ms) => ms > beginning.getTime()).sort((a, b) => a - b);
    const begins = [null, ...later.map((ms) => new Date(ms))];
    return begins.map((from, index) => ({
      from,
      until: begins[index + 1] ?? null,
      setting: make({ get: (policy) => this.at(policy, from ?? beginning) }),
    }));
  }
}
