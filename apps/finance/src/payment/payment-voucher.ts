import type { VoucherContent } from '@bumen/contracts';
import type { Loan } from '../loan/loan.entity.ts';
import type { Payment } from './payment.entity.ts';

/** The code of its party, as lines of the books have it. */
export const partyOf = ({ payee: { party, staffId } }: Pick<Payment, 'payee'>): string | null =>
  party ?? (staffId === null ? null : `staff:${staffId}`);

/** What was set off against a loan (F-05): no money moves, and the loan's account says so. */
export function voucherOfOffset(
  payment: Payment,
  { accountCode: lent }: Pick<Loan, 'accountCode'>,
  day: string,
): VoucherContent {
  const { accountCode, documents } = payment;
  const line = {
    ...{ amountFen: Number(payment.amountFen), foreignAmount: null, reference: null, party: partyOf(payment) },
  };
  return {
    ...{ kind: 'transfer', day, summary: '报销冲抵借款' },
    lines: [
      { ...line, accountCode, side: 'debit' },
      { ...line, accountCode: lent, side: 'credit' },
    ],
    documents: [...documents],
    attachmentsCount: documents.length,
  };
}

/** What was paid through the bank or a wallet, as it is booked (F-07). Books are kept in Chinese (会计法, 22). */
export function voucherOfPayment(payment: Payment, day: string): VoucherContent {
  const { accountCode, documents, settled, sent } = payment;
  const amountFen = Number(payment.amountFen);
  const { slipNumber: reference } = settled!;
  const line = { amountFen, foreignAmount: null, reference };
  return {
    ...{ kind: 'payment', day, summary: '付款' },
    lines: [
      { ...line, accountCode, side: 'debit', party: partyOf(payment) },
      { ...line, accountCode: sent!.bankAccount, side: 'credit', party: null },
    ],
    documents: [{ kind: 'bank_slip', number: reference }, ...documents],
    attachmentsCount: documents.length + 1,
  };
}
