import { Injectable } from '@nestjs/common';
import { ledgerReaders, paymentNotFound, paymentReaders, type Role } from '@bumen/contracts';
import type { Act } from '../acts.ts';
import { SigningAuthorities } from '../signing-authority/signing-authorities.ts';
import type { Payment } from './payment.entity.ts';
import type { PaymentsRead } from './payment.repository.ts';

const hasOneOf = ({ by }: Act, roles: readonly Role[]): boolean => by.roles.some((role) => roles.includes(role));
/** Of wages those who pay and book them. */
const readsWages: readonly Role[] = ['cashier', ...ledgerReaders];
type Known = Pick<Payment, 'id' | 'kind' | 'requestedById' | 'payee'>;

/** Who reads payments. */
@Injectable()
export class PaymentReaders {
  constructor(private readonly authorities: SigningAuthorities) {}

  /** Who reads all payments, and who only their own and what they may sign for another. */
  async of(act: Act): Promise<PaymentsRead> {
    const ofStaffId = hasOneOf(act, paymentReaders) ? null : act.by.id;
    return { wages: hasOneOf(act, readsWages), ofStaffId, kinds: await this.authorities.kindsFor(act) };
  }

  /** Throws paymentNotFound for whoever doesn't read it. */
  async refuseUnlessReads({ id, kind, requestedById, payee }: Known, act: Act): Promise<void> {
    if (requestedById === act.by.id || payee.staffId === act.by.id) return;
    const { wages, ofStaffId, kinds } = await this.of(act);
    const reads = ofStaffId === null && (kind !== 'wages' || wages);
    if (!reads && !kinds.includes(kind)) throw paymentNotFound({ id });
  }
}
