import { serve } from '@bumen/service-kit';
import { CallbacksModule } from './callbacks.module.ts';

void serve('callbacks', CallbacksModule);
