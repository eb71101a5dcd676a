import { Controller } from '@nestjs/common';
import {
  listReceiptBooks,
  receiptBookView,
  registerReceiptBook,
  returnReceiptBook,
  type RequestOf,
  type ResponseOf,
} from '@bumen/contracts';
import { currentWork, Handles, viewOf } from '@bumen/service-kit';
import { Acts, type Act } from '../acts.ts';
import { CashDeskRepository } from '../cash-desk/cash-desk.repository.ts';
import { ReceiptBook } from './receipt-book.entity.ts';
import { ReceiptBookRepository } from './receipt-book.repository.ts';

type View = ResponseOf<typeof registerReceiptBook>;

@Controller()
export class ReceiptBookController {
  constructor(
    private readonly books: ReceiptBookRepository,
    private readonly desks: CashDeskRepository,
    private readonly acts: Acts,
  ) {}

  @Handles(registerReceiptBook)
  async register({ cashDeskId: deskId, ...given }: RequestOf<typeof registerReceiptBook>): Promise<View> {
    const act = this.acts.current();
    const desk = await this.desks.lock(deskId);
    desk.refuseCustodian(act);
    await this.books.refuseRegistered(given.series, given.firstNumber, given.lastNumber);
    const taken = { takenById: desk.custodianId, takenByName: desk.custodianName };
    const book = ReceiptBook.register(currentWork().newId(), { deskId, ...given, ...taken }, act);
    await this.books.save(book);
    this.books.beginWith(book);
    return receiptBookViewOf(book, book.firstNumber, act);
  }

  /** Whoever takes a number has the desk's row. */
  @Handles(returnReceiptBook)
  async return({ receiptBookId, reason }: RequestOf<typeof returnReceiptBook>): Promise<View> {
    const act = this.acts.current();
    (await this.desks.lock((await this.books.find(receiptBookId)).deskId)).refuseCustodian(act);
    const book = await this.books.lock(receiptBookId);
    book.refuseUnlessPossible('return', act);
    book.return(reason, await this.books.useNoMore(book), act);
    await this.books.save(book);
    return receiptBookViewOf(book, null, act);
  }

  @Handles(listReceiptBooks)
  async list(request: RequestOf<typeof listReceiptBooks>): Promise<ResponseOf<typeof listReceiptBooks>> {
    const act = this.acts.current();
    const { items, nextCursor } = await this.books.page(request);
    const next = await this.books.nextNumbers(items.map(({ id }) => id));
    return { items: items.map((book) => receiptBookViewOf(book, next.get(book.id) ?? null, act)), nextCursor };
  }
}

const receiptBookViewOf = (book: ReceiptBook, nextNumber: number | null, act: Act): View =>
  viewOf(receiptBookView, book, { cashDeskId: book.deskId, nextNumber, offers: book.offers(act) });
