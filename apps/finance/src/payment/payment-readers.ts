import { ledgerReaders, paymentNotFound, paymentReaders, type Role } from '@bumen/contracts';
import type { Act } from '../acts.ts';
import type { Payment } from './payment.entity.ts';
import type { PaymentsRead } from './payment.repository.ts';

const hasOneOf = ({ by }: Act, roles: readonly Role[]): boolean => by.roles.some((role) => roles.includes(role));
/** Of wages those who pay and book them. */
const readsWages: readonly Role[] = ['cashier', ...ledgerReaders];

/** Who reads all payments, and who only their own. */
export const paymentsReadBy = (act: Act): PaymentsRead => ({
  wages: hasOneOf(act, readsWages),
  ofStaffId: hasOneOf(act, paymentReaders) ? null : act.by.id,
});

/** Throws paymentNotFound for whoever doesn't read it. */
export function refuseUnlessReadsPayment(
  { id, kind, requestedById, payee }: Pick<Payment, 'id' | 'kind' | 'requestedById' | 'payee'>,
  act: Act,
): void {
  if (requestedById === act.by.id || payee.staffId === act.by.id) return;
  const { wages, ofStaffId } = paymentsReadBy(act);
  if (ofStaffId !== null || (kind === 'wages' && !wages)) throw paymentNotFound({ id });
}
