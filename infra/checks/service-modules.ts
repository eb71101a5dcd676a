import type { ServiceName } from '@bumen/contracts';
import { CallbacksModule } from '@bumen/callbacks';
import { HrModule } from '@bumen/hr';
import { TicketsModule } from '@bumen/tickets';
import type { Type } from '@nestjs/common';

/** The module of every service; a service that is missing here doesn't compile. */
export const serviceModules: Readonly<Record<ServiceName, Type<unknown>>> = { tickets: TicketsModule, callbacks: CallbacksModule, hr: HrModule };
