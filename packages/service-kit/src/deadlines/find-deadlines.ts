import type { DiscoveryService, Reflector } from '@nestjs/core';
import type { ServiceName } from '@bumen/contracts';
import { DEADLINES_OF, type DeadlineHandler, type DueAggregate, type MeetsDeadlinesOf } from './meets-deadlines.ts';

interface FoundDeadlines extends MeetsDeadlinesOf {
  /** `<service>.deadline.<what the handler is called>`: the actor and the action of what it does. */
  readonly name: string;
  readonly handler: DeadlineHandler<DueAggregate>;
}

/** The handlers of deadlines among a service's providers. */
export function findDeadlines(
  discovery: DiscoveryService,
  reflector: Reflector,
  service: ServiceName,
): FoundDeadlines[] {
  return discovery.getProviders().flatMap(({ instance, metatype }) => {
    if (!metatype || typeof instance !== 'object' || instance === null) return [];
    const declared = reflector.get<MeetsDeadlinesOf | undefined>(DEADLINES_OF, metatype);
    if (!declared) return [];
    const words = metatype.name.replace(/([a-z0-9])([A-Z])/g, '$1-$2').toLowerCase();
    const name = `${service}.deadline.${words}`;
    return [{ ...declared, name, handler: instance as DeadlineHandler<DueAggregate> }];
  });
}
