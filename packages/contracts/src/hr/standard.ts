import { standardOperations } from '../define/index.ts';

export const hrStandard = standardOperations('hr');
