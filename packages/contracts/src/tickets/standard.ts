import { standardOperations } from '../define/index.ts';

export const ticketsStandard = standardOperations('tickets');
