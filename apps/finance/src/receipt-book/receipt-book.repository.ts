import { Injectable } from '@nestjs/common';
import {
  receiptBookMissing,
  receiptBookNotFound,
  receiptBookOverlaps,
  receiptBookView,
  type listReceiptBooks,
  type RequestOf,
} from '@bumen/contracts';
import { AggregateRepository, keepOneOf, readPage } from '@bumen/service-kit';
import { ReceiptBook } from './receipt-book.entity.ts';
import { ReceiptNumber } from './receipt-number.entity.ts';

@Injectable()
export class ReceiptBookRepository extends AggregateRepository<ReceiptBook> {
  constructor() {
    super(ReceiptBook, { notFound: (id) => receiptBookNotFound({ id }), view: receiptBookView });
  }

  /** Throws receiptBookOverlaps where one of the numbers is registered, in whatever book. */
  async refuseRegistered(series: string, firstNumber: number, lastNumber: number): Promise<void> {
    await this.lockRows('SELECT pg_advisory_xact_lock(hashtextextended($1, 0))', [`receipt series ${series}`]);
    const rows = await this.read(
      'SELECT 1 AS one FROM receipt_book WHERE series = $1 AND first_number <= $3 AND last_number >= $2 LIMIT 1',
      [series, firstNumber, lastNumber],
    );
    if (rows.length > 0) throw receiptBookOverlaps({ series, firstNumber, lastNumber });
  }

  /** A new book, of which all numbers are left. */
  beginWith({ id: bookId, deskId, series, firstNumber: next, lastNumber: last }: ReceiptBook): void {
    this.insert(ReceiptNumber, [{ bookId, deskId, series, next, last }]);
  }

  /** No number of the book is used any more; answers how many were left. */
  async useNoMore({ id, lastNumber }: ReceiptBook): Promise<number> {
    const [row] = await this.change<{ next: number }>(
      'UPDATE receipt_number SET last = next - 1 WHERE book_id = $1 RETURNING next',
      [id],
    );
    return lastNumber - row!.next + 1;
  }

  /**
   * Takes the next number of the desk's oldest book that has one. Whoever takes one has the desk's row, and what is
   * refused gives it back (F-02). Throws receiptBookMissing.
   */
  async nextNumber(deskId: string): Promise<{ readonly bookId: string; readonly number: string }> {
    const [row] = await this.change<{ bookId: string; series: string; taken: number }>(
      `UPDATE receipt_number n SET next = n.next + 1 WHERE n.book_id = (
          SELECT book_id FROM receipt_number WHERE desk_id = $1 AND next <= last ORDER BY book_id LIMIT 1)
        RETURNING n.book_id AS "bookId", n.series, n.next - 1 AS taken`,
      [deskId],
    );
    if (!row) throw receiptBookMissing();
    return { bookId: row.bookId, number: `${row.series}-${String(row.taken).padStart(8, '0')}` };
  }

  /** The next number of each of these; a book without is used up. */
  async nextNumbers(ids: readonly string[]): Promise<ReadonlyMap<string, number>> {
    const rows = await this.read<{ bookId: string; next: number }>(
      'SELECT book_id AS "bookId", next FROM receipt_number WHERE book_id = ANY($1::uuid[]) AND next <= last',
      [ids],
    );
    return new Map(rows.map(({ bookId, next }) => [bookId, next]));
  }

  page({
    cashDeskId: deskId,
    state,
    ...request
  }: RequestOf<typeof listReceiptBooks>): Promise<{ items: ReceiptBook[]; nextCursor: string | null }> {
    const query = this.select(ReceiptBook, 'book');
    keepOneOf(query, { deskId, state });
    return readPage(query, request, { by: ['id'], direction: 'desc' }, (book) => book);
  }
}
