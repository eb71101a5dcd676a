import { Injectable } from '@nestjs/common';
import { chequeNotFound, chequeView, type listCheques, type RequestOf } from '@bumen/contracts';
import { AggregateRepository, Conflict, keepOneOf, readPage } from '@bumen/service-kit';
import { Cheque } from './cheque.entity.ts';

@Injectable()
export class ChequeRepository extends AggregateRepository<Cheque> {
  constructor() {
    super(Cheque, {
      notFound: (id) => chequeNotFound({ id }),
      view: chequeView,
      unique: { cheque_payment: () => new Conflict() },
    });
  }

  /** The cheques of a book, by their numbers; a book has a hundred at most. */
  ofBook(bookId: string): Promise<{ readonly id: string; readonly place: number; readonly state: Cheque['state'] }[]> {
    return this.read('SELECT id, place, state FROM cheque WHERE book_id = $1 ORDER BY place', [bookId]);
  }

  page({
    chequeBookId: bookId,
    paymentId,
    bankAccount,
    state,
    ...request
  }: RequestOf<typeof listCheques>): Promise<{ items: Cheque[]; nextCursor: string | null }> {
    const query = this.select(Cheque, 'cheque');
    keepOneOf(query, { bookId, paymentId, bankAccount, state });
    return readPage(query, request, { by: ['id'], direction: 'desc' }, (cheque) => cheque);
  }
}
