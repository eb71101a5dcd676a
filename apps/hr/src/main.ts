import { serve } from '@bumen/service-kit';
import { HrModule } from './hr.module.ts';

await serve('hr', HrModule);
