import { Controller, type Type } from '@nestjs/common';
import {
  catalogue,
  standardOperations,
  type ReactedEvent,
  type ReactionType,
  type ServiceName,
} from '@bumen/contracts';
import { currentWork } from '../transaction/work.ts';
import { ReactsTo } from '../transport/reacts-to.ts';
import { PolicySettings } from './policy-settings.ts';

type PolicySet = ReturnType<typeof standardOperations>['policySet'];

/**
 * The reactions by which a service keeps copies of the policies that others share with it; declared as
 * `keep-policy-copy…`.
 */
export function policyCopies(service: ServiceName): Type<object>[] {
  return catalogue
    .reactionsOf(service)
    .filter((reaction) => reaction.name.startsWith('keep-policy-copy'))
    .map(policyCopy);
}

function policyCopy(declared: ReactionType): Type<object> {
  const reaction = declared as ReactionType<readonly [PolicySet]>;

  @Controller()
  class KeepPolicyCopy {
    constructor(private readonly settings: PolicySettings) {}

    // All policies of the other service are kept, so that one which is shared later is there with its past.
    @ReactsTo(reaction)
    async react({ data, actor }: ReactedEvent<typeof reaction>): Promise<void> {
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
