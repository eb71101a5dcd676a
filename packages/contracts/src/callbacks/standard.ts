import { standardOperations } from '../define/index.ts';

export const callbacksStandard = standardOperations('callbacks');
