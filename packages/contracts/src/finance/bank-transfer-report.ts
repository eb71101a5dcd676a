import { z } from 'zod';
import {
  anyOf,
  choice,
  day,
  handledBy,
  id,
  invalidCursor,
  page,
  pageRequest,
  paymentKind,
  query,
  says,
  wordsOf,
} from '../define/index.ts';
import { ledgerAccountCode } from './money.ts';
import { payeeBank } from './payee-account.ts';
import { bankAccountNumber, paymentPayeeView, paymentState } from './payment.ts';
import { ledgerReaders } from './roles.ts';

const { sent, paid } = wordsOf(paymentState);
/** What was sent and didn't come back. */
const bankTransferState = choice({ sent, paid });
const bankTransfer = z.object({
  paymentId: id,
  /** The day on which the bank was told. */
  sentDay: day,
  state: bankTransferState,
  kind: paymentKind,
  payee: paymentPayeeView,
  bankName: payeeBank.shown,
  accountNumber: bankAccountNumber.shown,
  /** From which it was paid. */
  bankAccount: ledgerAccountCode,
  amountFen: z.int(),
  slipNumber: z.string().nullable(),
  paidDay: day.nullable(),
  voucherId: id.nullable(),
  requestedById: id,
});
handledBy.add(bankTransfer, { field: 'requestedById' });

/** A year, leap years included. */
const daysMax = 366;
const daysBetween = (from: string, until: string) => (Date.parse(until) - Date.parse(from)) / 86_400_000 + 1;

/** 银行转账明细表, by the day on which each was sent. `total`: of all pages. */
export const listBankTransfers = query({
  name: 'finance.report.bank_transfers',
  http: 'GET /finance/reports/bank-transfers',
  roles: ['cashier', ...ledgerReaders],
  request: pageRequest
    .extend({ bankAccount: anyOf(ledgerAccountCode), state: anyOf(bankTransferState), from: day, until: day })
    .refine(({ from, until }) => from <= until && daysBetween(from, until) <= daysMax, {
      path: ['until'],
      ...says({ zh: '截止日不早于起始日,且不超过 366 天', en: 'it ends on or after its first day, within 366 days' }),
    }),
  response: page(bankTransfer).extend({ total: z.object({ count: z.int(), amountFen: z.int() }) }),
  problems: [invalidCursor],
  summary: { zh: '银行转账明细表', en: 'Transfers through banks' },
  rules: ['F-06', 'F-12'],
});
