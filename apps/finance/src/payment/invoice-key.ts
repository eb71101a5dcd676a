import type { PaymentContent } from '@bumen/contracts';
import { plainNumber } from '../plain-number.ts';

type Document = PaymentContent['documents'][number];
/** Many payments may rest on one of these. */
const shared: ReadonlySet<Document['kind']> = new Set(['contract', 'loan_slip', 'pay_sheet', 'calculation', 'voucher']);

/**
 * By which an invoice is known again (F-20): without what only separates its parts, zeros before it, and letters that
 * are taken for digits. What has the number of an invoice is one, whatever it is called; null where it is none.
 */
export function invoiceKeyOf({ kind, number }: Document): string | null {
  const plain = plainNumber(number);
  const digits = plain.replaceAll('O', '0').replaceAll(/[IL]/g, '1');
  const isNumber = /^\d{8,}$/.test(digits);
  if (kind !== 'invoice' && (!isNumber || shared.has(kind))) return null;
  return (isNumber ? digits : plain).replace(/^0+(?=.)/, '');
}
