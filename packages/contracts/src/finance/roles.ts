import { type Role } from '../define/index.ts';

/** Those who keep the books. */
export const bookkeepers = ['accountant', 'finance_manager'] as const satisfies readonly Role[];
/**
 * Those who read balances. Not the cashier: who counts the cash is not told what should be there before (F-08).
 */
export const ledgerReaders = [...bookkeepers, 'general_manager', 'auditor'] as const satisfies readonly Role[];
