import { serve } from '@bumen/service-kit';
import { HrModule } from './hr.module.ts';

void serve('hr', HrModule);
