import { serve } from '@bumen/service-kit';
import { FinanceModule } from './finance.module.ts';

void serve('finance', FinanceModule);
