import { paymentRefundStays, type PaymentContent } from '@bumen/contracts';
import type { Payment } from './payment.entity.ts';

/** What a ticket asked for stays, and nothing else becomes a refund. Throws paymentRefundStays (F-12). */
export function refuseOtherRefund(payment: Payment, said: PaymentContent): void {
  const stays =
    payment.source === null
      ? said.kind !== 'refund' && said.way !== 'wallet'
      : textOf({ ...payment, amountFen: Number(payment.amountFen) }) === textOf(said);
  if (!stays) throw paymentRefundStays();
}

const textOf = ({ kind, way, amountFen, payee }: Pick<PaymentContent, 'kind' | 'way' | 'amountFen' | 'payee'>) =>
  JSON.stringify([kind, way, amountFen, payee.kind, payee.payeeName, payee.party, payee.staffId]);
