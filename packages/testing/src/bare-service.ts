import { Module, type Type } from '@nestjs/common';
import type { ServiceName } from '@bumen/contracts';
import { ServiceKitModule } from '@bumen/service-kit';

/** A service that has nothing but what the kit gives, and these controllers. */
export function bareService(service: ServiceName, ...controllers: Type<unknown>[]): Type<unknown> {
  @Module({ imports: [ServiceKitModule.forService({ service, entities: [], migrations: [] })], controllers })
  class BareModule {}
  return BareModule;
}
