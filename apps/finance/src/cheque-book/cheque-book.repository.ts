import { Injectable } from '@nestjs/common';
import {
  chequeBookNotFound,
  chequeBookOverlaps,
  chequeBookUnfit,
  chequeBookUsedUp,
  chequeBookView,
  type CustodyItemKind,
  type CustodyItemState,
  type listChequeBooks,
  type RequestOf,
} from '@bumen/contracts';
import { AggregateRepository, keepOneOf, readPage } from '@bumen/service-kit';
import { ChequeBook } from './cheque-book.entity.ts';
import { ChequeNumber } from './cheque-number.entity.ts';

/** What somebody holds. */
interface HeldItem {
  readonly id: string;
  readonly kind: CustodyItemKind;
  readonly state: CustodyItemState;
}

@Injectable()
export class ChequeBookRepository extends AggregateRepository<ChequeBook> {
  constructor() {
    super(ChequeBook, { notFound: (id) => chequeBookNotFound({ id }), view: chequeBookView });
  }

  /** Throws chequeBookUnfit for what is held and no book that could be registered; whoever asks has its row. */
  async refuseUnfit({ id, kind, state }: HeldItem): Promise<void> {
    if (kind !== 'cheque_book') throw chequeBookUnfit({ why: 'other_kind' });
    if (state === 'retired') throw chequeBookUnfit({ why: 'retired' });
    if (await this.isInUse(id)) throw chequeBookUnfit({ why: 'has_book' });
  }

  /** Whether numbers of that item are in use; none come to be without its row. */
  async isInUse(custodyItemId: string): Promise<boolean> {
    const rows = await this.read(
      `SELECT 1 AS one FROM cheque_book WHERE custody_item_id = $1 AND state = 'in_use' LIMIT 1`,
      [custodyItemId],
    );
    return rows.length > 0;
  }

  /** Throws chequeBookOverlaps where one of the numbers is registered, in whatever book of that account. */
  async refuseRegistered(
    bankAccount: string,
    series: string,
    { firstNumber, lastNumber }: Pick<ChequeBook, 'firstNumber' | 'lastNumber'>,
  ): Promise<void> {
    const key = `cheque series ${bankAccount} ${series}`;
    await this.lockRows('SELECT pg_advisory_xact_lock(hashtextextended($1, 0))', [key]);
    const rows = await this.read(
      `SELECT 1 AS one FROM cheque_book
        WHERE bank_account = $1 AND series = $2 AND first_number <= $4 AND last_number >= $3 LIMIT 1`,
      [bankAccount, series, firstNumber, lastNumber],
    );
    if (rows.length > 0) throw chequeBookOverlaps({ series, firstNumber, lastNumber });
  }

  /** A new book, of which all numbers are left. */
  beginWith({ id: bookId, firstNumber: next, lastNumber: last }: ChequeBook): void {
    this.insert(ChequeNumber, [{ bookId, next, last }]);
  }

  /**
   * Takes the next number. Whoever takes one has the book's row, and what is refused gives it back. Throws
   * chequeBookUsedUp.
   */
  async takeNumber({ id, series }: ChequeBook): Promise<number> {
    const [row] = await this.change<{ taken: number }>(
      'UPDATE cheque_number SET next = next + 1 WHERE book_id = $1 AND next <= last RETURNING next - 1 AS taken',
      [id],
    );
    if (!row) throw chequeBookUsedUp({ series });
    return row.taken;
  }

  /** No number of the book is used any more; answers how many were left. */
  async useNoMore({ id, lastNumber }: ChequeBook): Promise<number> {
    const [row] = await this.change<{ next: number }>(
      'UPDATE cheque_number SET last = next - 1 WHERE book_id = $1 RETURNING next',
      [id],
    );
    return lastNumber - row!.next + 1;
  }

  /** The next number of each of these; a book without is used up. */
  async nextNumbers(ids: readonly string[]): Promise<ReadonlyMap<string, number>> {
    const rows = await this.read<{ bookId: string; next: number }>(
      'SELECT book_id AS "bookId", next FROM cheque_number WHERE book_id = ANY($1::uuid[]) AND next <= last',
      [ids],
    );
    return new Map(rows.map(({ bookId, next }) => [bookId, next]));
  }

  page({
    custodyItemId,
    bankAccount,
    state,
    ...request
  }: RequestOf<typeof listChequeBooks>): Promise<{ items: ChequeBook[]; nextCursor: string | null }> {
    const query = this.select(ChequeBook, 'book');
    keepOneOf(query, { custodyItemId, bankAccount, state });
    return readPage(query, request, { by: ['id'], direction: 'desc' }, (book) => book);
  }
}
