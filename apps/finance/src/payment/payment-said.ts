import type { PaymentContent } from '@bumen/contracts';
import { payeeKeysOf } from '../payee-keys.ts';

/** What it says, with the account that it is booked on, and the number of that to which a transfer goes. */
export type PaymentSaid = PaymentContent & { readonly accountCode: string; readonly accountNumber: string | null };

/** As a payment keeps it. */
export function contentOf({
  kind,
  way,
  payee,
  payeeAccountId,
  accountNumber,
  amountFen,
  accountCode,
  departmentId,
  summary,
  documents,
}: PaymentSaid) {
  return {
    ...{ kind, way, payee, ...payeeKeysOf(payee), payeeAccountId, accountNumber, amountFen: String(amountFen) },
    ...{ accountCode, departmentId, summary, documents },
  };
}

/** A transfer goes to an account of its payee, and nothing else does. */
export function namedWrongly({
  way,
  payeeAccountId,
}: Pick<PaymentContent, 'way' | 'payeeAccountId'>): 'missing' | 'not_transfer' | undefined {
  if (way === 'transfer') return payeeAccountId === null ? 'missing' : undefined;
  return payeeAccountId === null ? undefined : 'not_transfer';
}
