import { Injectable } from '@nestjs/common';
import type { PaymentKind, PaymentSigner, paymentSignaturesPolicy, PolicyValue } from '@bumen/contracts';
import type { Act } from '../acts.ts';
import type { PayeeKeys } from '../payee-keys.ts';
import { dayIn } from '../period/months.ts';
import type { Payment } from './payment.entity.ts';
import { PaymentRepository } from './payment.repository.ts';

type Asked = Pick<Payment, 'id' | 'kind' | 'accountNumber' | 'amountFen' | 'source'> & PayeeKeys;

/** Whose signatures a payment takes (F-06). */
@Injectable()
export class PaymentSigners {
  constructor(private readonly payments: PaymentRepository) {}

  /** By what goes to its payee together; nobody else asks or signs for that payee until this transaction ends. */
  async of(payment: Asked, act: Act): Promise<PaymentSigner[]> {
    return (await this.withSum(payment, act)).signers;
  }

  /** As `of`, with the sum that decides it, in fen. */
  async withSum(payment: Asked, { at, rules, zone }: Act): Promise<{ signers: PaymentSigner[]; sumFen: number }> {
    const days = rules.paymentSignatures.togetherDays;
    const together = await this.payments.together(payment, { day: dayIn(at, zone!), days });
    const sumFen = together + Number(payment.amountFen);
    const signers = signersFor(rules.paymentSignatures, payment.kind, sumFen);
    if (payment.source?.otherPayee !== true) return { signers, sumFen };
    return { signers: [...new Set([...signers, ...rules.paymentSignatures.otherPayeeSigners])], sumFen };
  }
}

/** Of the tiers that fit the one with the lowest sum; each kind has one for whatever the sum. */
export function signersFor(
  { tiers }: Pick<PolicyValue<typeof paymentSignaturesPolicy>, 'tiers'>,
  kind: PaymentKind,
  sumFen: number,
): PaymentSigner[] {
  const upto = (fen: number | null) => fen ?? Infinity;
  const [tier] = tiers
    .filter(({ kinds, uptoFen }) => kinds.includes(kind) && sumFen <= upto(uptoFen))
    .toSorted((one, other) => upto(one.uptoFen) - upto(other.uptoFen));
  return [...new Set(tier!.signers)];
}
