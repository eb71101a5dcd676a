import { paymentListed, paymentView, type getPayment, type listPayments, type ResponseOf } from '@bumen/contracts';
import { viewOf, type Owner } from '@bumen/service-kit';
import type { Act } from '../acts.ts';
import type { Payment } from './payment.entity.ts';

type View = ResponseOf<typeof getPayment>;
type Listed = ResponseOf<typeof listPayments>['items'][number];

/** As what the kit keeps its files. */
export const filesOfPayment = ({ id }: Pick<Payment, 'id'>): Owner => ({ kind: 'payment', id });

const shown = (payment: Payment, act: Act) => ({
  amountFen: Number(payment.amountFen),
  documents: [...payment.documents],
  signers: [...payment.signers],
  signatures: [...payment.signatures],
  budgetId: payment.budget?.budgetId ?? null,
  offers: payment.offers(act, { sign: payment.refusalOf('sign', act, null) }),
});

export const paymentListedOf = (payment: Payment, act: Act): Listed =>
  viewOf(paymentListed, payment, shown(payment, act));

export const paymentViewOf = (payment: Payment, attachments: View['attachments'], act: Act): View =>
  viewOf(paymentView, payment, {
    ...shown(payment, act),
    attachments,
    digest: payment.digest(attachments.map(({ sha256 }) => sha256)),
  });
