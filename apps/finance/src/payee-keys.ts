import { hash } from 'node:crypto';
import type { PaymentPayee } from '@bumen/contracts';

/** By which a payee is known again, however they are written. */
export interface PayeeKeys {
  /** Of the staff or of a firm; null for another person. */
  readonly payeeCode: string | null;
  /** SHA-256, since the name may be a person's. */
  readonly payeeNameKey: string;
}

export const payeeKeysOf = ({ payeeName, party, staffId }: PaymentPayee): PayeeKeys => ({
  payeeCode: staffId ? `staff:${staffId}` : (party?.toUpperCase() ?? null),
  payeeNameKey: hash('sha256', plainName(payeeName), 'hex'),
});

/** Letters and digits alone, so that neither width, case, spaces nor brackets make another name of it. */
export const plainName = (name: string): string =>
  name
    .normalize('NFKC')
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}]/gu, '');

/** Whether it is they who are paid; of whom it isn't said that they are of the staff, by their name. */
export const isPaidTo = (
  { kind, payeeName, staffId }: PaymentPayee,
  person: { readonly id: string; readonly name: string },
): boolean =>
  staffId === null ? kind === 'person' && plainName(payeeName) === plainName(person.name) : staffId === person.id;
