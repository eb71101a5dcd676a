import { serve } from '@bumen/service-kit';
import { TicketsModule } from './tickets.module.ts';

await serve('tickets', TicketsModule);
