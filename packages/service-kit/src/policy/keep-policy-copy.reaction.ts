import { Controller, type Type } from '@nestjs/common';
import { catalogue, type PolicyCopy, type ReactedEvent, type ServiceName } from '@bumen/contracts';
import { currentWork } from '../transaction/work.ts';
import { ReactsTo } from '../transport/reacts-to.ts';
import { PolicySettings } from './policy-settings.ts';

/** The reactions by which a service keeps copies of the policies that others share with it. */
export const policyCopies = (service: ServiceName): Type<object>[] =>
  catalogue.policyCopies.filter((one) => one.service === service).map(policyCopy);

function policyCopy(reaction: PolicyCopy): Type<object> {
  @Controller()
  class KeepPolicyCopy {
    constructor(private readonly settings: PolicySettings) {}

    // All policies of the other service are kept, so that one which is shared later is there with its past.
    @ReactsTo(reaction)
    async react({ data, actor }: ReactedEvent<PolicyCopy>): Promise<void> {
      await this.settings.add({
        ...data,
        effectiveFrom: new Date(data.effectiveFrom),
        setBy: actor,
        reason: currentWork().name,
      });
    }
  }
  return KeepPolicyCopy;
}
