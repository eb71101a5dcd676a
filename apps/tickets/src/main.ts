import { serve } from '@bumen/service-kit';
import { TicketsModule } from './tickets.module.ts';

void serve('tickets', TicketsModule);
