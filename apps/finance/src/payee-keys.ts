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

/** Letters and digits that can be seen, so that neither width, case, spaces nor brackets make another name of it. */
export const plainName = (name: string): string =>
  name
    .normalize('NFKC')
    .toLowerCase()
    .replaceAll(/[\p{Default_Ignorable_Code_Point}]|[^\p{L}\p{N}]/gu, '');

/** Whether it is they who are paid: by their id, or, where it isn't said who of the staff it is, by their name. */
export const isPaidTo = (
  { payeeName, staffId }: PaymentPayee,
  person: { readonly id: string; readonly name: string },
): boolean => (staffId === null ? plainName(payeeName) === plainName(person.name) : staffId === person.id);
