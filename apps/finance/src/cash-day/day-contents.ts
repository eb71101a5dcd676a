import { column, type Column } from '../ledger/digest.ts';

/** What one table adds to the digest of a day (F-01, F-08). */
export interface DayContents {
  readonly table: string;
  /** The column with the day that its rows belong to. */
  readonly day: string;
  /** The columns that order them, and tell each of them apart. */
  readonly order: readonly string[];
  /** What never changes once the day is closed. */
  readonly columns: readonly Column[];
  /** Only the rows in which this column isn't null. */
  readonly having?: string;
  /** What may still become of them afterwards, and so is no part of the day. */
  readonly later: readonly string[];
}

const id = column('id', 'uuid');
/** In the one form that the database writes it in. */
const plain = (...names: readonly string[]) => names.map((name) => column(name, 'plain'));

/** Each table with rows of a desk's day. A spec finds a missing one, and a column of which nothing is said. */
export const dayContents: readonly DayContents[] = [
  {
    ...{ table: 'cash_move', day: 'day', order: ['box', 'seq'], later: [] },
    columns: [
      ...[column('box'), column('seq', 'whole'), column('day', 'day'), column('kind'), column('document_id', 'uuid')],
      ...[column('amount_fen', 'whole'), column('balance_fen', 'whole'), column('at', 'moment')],
    ],
  },
  {
    ...{ table: 'receipt', day: 'day', order: ['number'] },
    columns: [
      ...[id, column('book_id', 'uuid'), column('number'), column('day', 'day'), column('payer'), column('kind')],
      ...[column('contract'), column('loan_id', 'uuid'), column('issued_by_id', 'uuid'), ...plain('parts', 'issued')],
      column('received_fen', 'whole'),
    ],
    // Who asked for a void and is refused it, where its cheque is, and what is refunded later.
    later: ['version', 'state', 'void_asked', 'voided', 'reason', 'cheque_in_hand', 'refunded_fen', 'refunds'],
  },
  {
    ...{ table: 'receipt', day: 'day', order: ['number'], having: 'voided', later: [] },
    columns: [column('number'), column('reason'), ...plain('void_asked', 'voided')],
  },
  {
    ...{ table: 'cash_deposit', day: 'day', order: ['id'] },
    columns: [
      ...[id, column('day', 'day'), column('kind'), column('box'), column('amount_fen', 'whole')],
      ...[column('bank_account'), column('custodian_id', 'uuid'), ...plain('receipt_ids', 'carried')],
    ],
    // Its slip comes days later.
    later: ['version', 'state', 'slip_number', 'slip_key', 'slip_day', 'banked', 'return_asked', 'returned_day'],
  },
  {
    ...{ table: 'cash_deposit', day: 'returned_day', order: ['id'], later: [] },
    columns: [id, column('amount_fen', 'whole'), column('reason'), ...plain('receipt_ids', 'return_asked', 'returned')],
  },
  {
    ...{ table: 'cash_draw', day: 'day', order: ['id'] },
    columns: [
      ...[id, column('day', 'day'), column('amount_fen', 'whole'), column('bank_account'), column('number')],
      ...[column('number_key'), column('custodian_id', 'uuid'), ...plain('drawn')],
    ],
    later: ['version', 'state', 'confirmed', 'refused_day'],
  },
  {
    ...{ table: 'cash_draw', day: 'refused_day', order: ['id'], later: [] },
    columns: [id, column('amount_fen', 'whole'), column('reason'), ...plain('refused')],
  },
  {
    ...{ table: 'cash_difference', day: 'day', order: ['box'] },
    columns: [
      ...[id, column('cash_day_id', 'uuid'), column('day', 'day'), column('box'), column('amount_fen', 'whole')],
      ...[column('explanation'), column('custodian_id', 'uuid'), column('custodian_name'), column('desk_name')],
      column('found_at', 'moment'),
    ],
    later: ['version', 'state', 'decided_at', 'decision', 'reason', 'voucher_id'],
  },
  {
    ...{ table: 'spot_count', day: 'day', order: ['id'], later: ['version'] },
    columns: [
      ...[id, column('cash_day_id', 'uuid'), column('day', 'day'), column('desk_name')],
      ...[column('custodian_id', 'uuid'), column('custodian_name'), ...plain('takings', 'petty', 'unfit')],
      ...[column('counted_by_id', 'uuid'), column('counted_by_name'), column('counted_at', 'moment')],
    ],
  },
  {
    ...{ table: 'cash_payout', day: 'day', order: ['id'] },
    columns: [
      ...[id, column('day', 'day'), column('state'), column('box'), column('kind'), column('amount_fen', 'whole')],
      ...[column('payment_id', 'uuid'), column('firm'), column('firm_name'), column('account_code')],
      ...[column('takings_permit_id', 'uuid'), column('custodian_id', 'uuid'), column('reason')],
      ...plain('payee', 'documents', 'paid', 'returned'),
    ],
    later: ['version'],
  },
];
