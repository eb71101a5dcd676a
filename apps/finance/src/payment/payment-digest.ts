import { digestOfAll } from '../written.ts';
import type { Payment } from './payment.entity.ts';

/** The version of the form; another one gets another number. */
const version = '1';
/** What a payment says (F-06): whoever signs it binds themselves to all of it, papers included. */
const said = [
  ...(['id', 'kind', 'way', 'payee', 'payeeAccountId', 'accountNumber'] as const),
  ...(['amountFen', 'accountCode', 'departmentId'] as const),
  ...(['summary', 'documents', 'source', 'day', 'requestedById'] as const),
] as const;

/** SHA-256, in hexadecimal; `files` are the SHA-256 of its papers, in the order in which they came. */
export const digestOfPayment = (payment: Pick<Payment, (typeof said)[number]>, files: readonly string[]): string =>
  digestOfAll(version, [...said.map((name) => payment[name]), files]);
