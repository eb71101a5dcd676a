import { Controller } from '@nestjs/common';
import {
  bankAccountUnfit,
  chequeBookView,
  getChequeBook,
  listChequeBooks,
  registerChequeBook,
  returnChequeBook,
  secondHand,
  type RequestOf,
  type ResponseOf,
} from '@bumen/contracts';
import { currentWork, Handles, viewOf } from '@bumen/service-kit';
import { Acts, type Act } from '../acts.ts';
import type { CustodyItem } from '../custody-item/custody-item.entity.ts';
import { CustodyItemRepository } from '../custody-item/custody-item.repository.ts';
import { BankAccounts } from '../payment/bank-accounts.repository.ts';
import { ChequeBook } from './cheque-book.entity.ts';
import { ChequeBookRepository } from './cheque-book.repository.ts';

type View = ResponseOf<typeof getChequeBook>;

const did = { zh: '保管该支票簿', en: 'hold the cheque book' };
const hands = { zh: '登记与收回须由另一人办理', en: 'another person registers it and takes it back' };

/** Rows are locked in one order everywhere: book, what is held. */
@Controller()
export class ChequeBookController {
  constructor(
    private readonly books: ChequeBookRepository,
    private readonly items: CustodyItemRepository,
    private readonly banks: BankAccounts,
    private readonly acts: Acts,
  ) {}

  @Handles(registerChequeBook)
  async register({ custodyItemId, ...given }: RequestOf<typeof registerChequeBook>): Promise<View> {
    const act = this.acts.current();
    const item = await this.#heldByAnother(custodyItemId, act);
    await this.books.refuseUnfit(item);
    const { bankAccount: accountCode } = given;
    if (!(await this.banks.isBank(accountCode))) throw bankAccountUnfit({ accountCode });
    await this.books.refuseRegistered(given.bankAccount, given.series, given);
    const book = ChequeBook.register(currentWork().newId(), given, item, act);
    await this.books.save(book);
    this.books.beginWith(book);
    return chequeBookViewOf(book, book.firstNumber, act);
  }

  /** Whoever takes a number has the book's row. */
  @Handles(returnChequeBook)
  async return({ chequeBookId, reason }: RequestOf<typeof returnChequeBook>): Promise<View> {
    const act = this.acts.current();
    const book = await this.books.lock(chequeBookId);
    book.refuseUnlessPossible('return', act);
    await this.#heldByAnother(book.custodyItemId, act);
    book.return(reason, await this.books.useNoMore(book), act);
    await this.books.save(book);
    return chequeBookViewOf(book, null, act);
  }

  @Handles(getChequeBook)
  async get({ chequeBookId }: RequestOf<typeof getChequeBook>): Promise<View> {
    const book = await this.books.find(chequeBookId);
    const next = await this.books.nextNumbers([chequeBookId]);
    return chequeBookViewOf(book, next.get(chequeBookId) ?? null, this.acts.current());
  }

  @Handles(listChequeBooks)
  async list(request: RequestOf<typeof listChequeBooks>): Promise<ResponseOf<typeof listChequeBooks>> {
    const act = this.acts.current();
    const { items, nextCursor } = await this.books.page(request);
    const next = await this.books.nextNumbers(items.map(({ id }) => id));
    return { items: items.map((book) => chequeBookViewOf(book, next.get(book.id) ?? null, act)), nextCursor };
  }

  /** Whoever holds a book neither registers it nor takes it back, whatever roles they come to have (P-04). */
  async #heldByAnother(custodyItemId: string, { by }: Act): Promise<CustodyItem> {
    const item = await this.items.lock(custodyItemId);
    if (item.holderId === by.id) throw secondHand({ did, hands });
    return item;
  }
}

const chequeBookViewOf = (book: ChequeBook, nextNumber: number | null, act: Act): View =>
  viewOf(chequeBookView, book, { nextNumber, offers: book.offers(act) });
