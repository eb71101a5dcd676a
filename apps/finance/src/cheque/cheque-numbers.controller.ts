import { Controller } from '@nestjs/common';
import { listChequeNumbers, type RequestOf, type ResponseOf } from '@bumen/contracts';
import { Handles } from '@bumen/service-kit';
import { ChequeBookRepository } from '../cheque-book/cheque-book.repository.ts';
import { ChequeRepository } from './cheque.repository.ts';

/** Each number of a book is used, void, outstanding, left or cancelled (F-11). */
@Controller()
export class ChequeNumbersController {
  constructor(
    private readonly books: ChequeBookRepository,
    private readonly cheques: ChequeRepository,
  ) {}

  @Handles(listChequeNumbers)
  async list({ chequeBookId }: RequestOf<typeof listChequeNumbers>): Promise<ResponseOf<typeof listChequeNumbers>> {
    const book = await this.books.find(chequeBookId);
    const drawn = new Map((await this.cheques.ofBook(chequeBookId)).map((one) => [one.place, one]));
    const rest: Use = book.state === 'returned' ? 'cancelled' : 'left';
    const numbers = Array.from({ length: book.lastNumber - book.firstNumber + 1 }, (_, count) => {
      const place = book.firstNumber + count;
      const one = drawn.get(place);
      const use: Use = one === undefined ? rest : (ended[one.state] ?? 'outstanding');
      return { number: book.printed(place), use, chequeId: one?.id ?? null };
    });
    return { chequeBookId, numbers };
  }
}

type Use = ResponseOf<typeof listChequeNumbers>['numbers'][number]['use'];
const ended: Readonly<Record<string, Use | undefined>> = { cashed: 'used', voided: 'voided' };
