import { serve } from '@bumen/service-kit';
import { CallbacksModule } from './callbacks.module.ts';

await serve('callbacks', CallbacksModule);
