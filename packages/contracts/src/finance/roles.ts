import { everyRole, type Role } from '../define/index.ts';

/** Those who keep the books. */
export const bookkeepers = ['accountant', 'finance_manager'] as const satisfies readonly Role[];
/**
 * Those who read balances. Not the cashier: who counts the cash is not told what should be there before (F-08).
 */
export const ledgerReaders = [...bookkeepers, 'general_manager', 'auditor'] as const satisfies readonly Role[];
/** Everybody who works in this company, and not for another department's side. */
export const insiders = everyRole.filter((role) => role !== 'department_liaison');
