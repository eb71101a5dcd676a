import { Controller } from '@nestjs/common';
import {
  cashCheque,
  chequeNotYours,
  drawCheque,
  getCheque,
  handOutCheque,
  listCheques,
  signCheque,
  spoilCheque,
  takeBackCheque,
  voidCheque,
  type RequestOf,
  type ResponseOf,
} from '@bumen/contracts';
import { Attachments, currentWork, Handles } from '@bumen/service-kit';
import { Acts, type Act } from '../acts.ts';
import type { ChequeBook } from '../cheque-book/cheque-book.entity.ts';
import { ChequeBookRepository } from '../cheque-book/cheque-book.repository.ts';
import { CustodyItemRepository } from '../custody-item/custody-item.repository.ts';
import { BankRoom } from '../payment/bank-room.repository.ts';
import type { Payment } from '../payment/payment.entity.ts';
import { PaymentRepository } from '../payment/payment.repository.ts';
import { filesOfPayment } from '../payment/payment.view.ts';
import { Cheque } from './cheque.entity.ts';
import { ChequeRepository } from './cheque.repository.ts';
import { chequeViewOf } from './cheque.view.ts';

type View = ResponseOf<typeof getCheque>;

/** Rows are locked in one order everywhere: payment, book, cheque, what is held, guarded balance. */
@Controller()
export class ChequeController {
  constructor(
    private readonly cheques: ChequeRepository,
    private readonly books: ChequeBookRepository,
    private readonly items: CustodyItemRepository,
    private readonly payments: PaymentRepository,
    private readonly room: BankRoom,
    private readonly attachments: Attachments,
    private readonly acts: Acts,
  ) {}

  /** Two who draw for one payment meet at its row, and two who take a number of a book at the book's. */
  @Handles(drawCheque)
  async draw({ chequeBookId, paymentId }: RequestOf<typeof drawCheque>): Promise<View> {
    const act = this.acts.current();
    await this.books.find(chequeBookId);
    const payment = await this.payments.lock(paymentId);
    payment.refuseUnlessPossible('draw_cheque', act);
    const book = await this.#ownBook(chequeBookId, act);
    const cheque = Cheque.draw(currentWork().newId(), book, await this.books.takeNumber(book), payment, act);
    payment.drawCheque(cheque.id, act);
    return this.#saved(cheque, act, payment);
  }

  @Handles(spoilCheque)
  async spoil({ chequeBookId, reason }: RequestOf<typeof spoilCheque>): Promise<View> {
    const act = this.acts.current();
    const book = await this.#ownBook(chequeBookId, act);
    const cheque = Cheque.spoil(currentWork().newId(), book, await this.books.takeNumber(book), reason, act);
    return this.#saved(cheque, act);
  }

  /** What is at the bank is looked at last, under the lock of its balance, so that two never rest on the same money. */
  @Handles(signCheque)
  async sign({ chequeId, digest }: RequestOf<typeof signCheque>): Promise<View> {
    return this.#change(chequeId, async (cheque, payment, act) => {
      cheque.sign(digest, payment, await this.#holderOf(cheque), act);
      await this.room.refuseUnlessRoom(cheque.bankAccount, Number(cheque.amountFen));
    });
  }

  @Handles(handOutCheque)
  async handOut({ chequeId, receiver }: RequestOf<typeof handOutCheque>): Promise<View> {
    return this.#change(chequeId, async (cheque, payment, act) => {
      cheque.refuseUnlessPossible('hand_out', act);
      await this.#refuseUnlessHolder(cheque, act);
      const files = (await this.attachments.of(filesOfPayment(payment))).map(({ sha256 }) => sha256);
      cheque.handOut(receiver, payment, act);
      payment.handOutCheque(cheque.bankAccount, files, act);
    });
  }

  @Handles(takeBackCheque)
  async takeBack({ chequeId, reason }: RequestOf<typeof takeBackCheque>): Promise<View> {
    return this.#change(chequeId, async (cheque, payment, act) => {
      cheque.refuseUnlessPossible('take_back', act);
      await this.#refuseUnlessHolder(cheque, act);
      cheque.takeBack(reason, act);
      payment.takeBackCheque(act);
    });
  }

  @Handles(cashCheque)
  async cash({ chequeId, ...slip }: RequestOf<typeof cashCheque>): Promise<View> {
    return this.#change(chequeId, async (cheque, payment, act) => {
      cheque.cash(slip, act);
      payment.cashCheque(slip, act);
    });
  }

  @Handles(voidCheque)
  async void({ chequeId, reason }: RequestOf<typeof voidCheque>): Promise<View> {
    return this.#change(chequeId, async (cheque, payment, act) => {
      cheque.refuseUnlessPossible('void', act);
      cheque.void(reason, await this.#holderOf(cheque), act);
      payment.voidCheque(act);
    });
  }

  @Handles(getCheque)
  async get({ chequeId }: RequestOf<typeof getCheque>): Promise<View> {
    return chequeViewOf(await this.cheques.find(chequeId), this.acts.current());
  }

  @Handles(listCheques)
  async list(request: RequestOf<typeof listCheques>): Promise<ResponseOf<typeof listCheques>> {
    const act = this.acts.current();
    const { items, nextCursor } = await this.cheques.page(request);
    return { items: items.map((cheque) => chequeViewOf(cheque, act)), nextCursor };
  }

  /** Its book, locked, by who holds it. Throws chequeNotYours. */
  async #ownBook(chequeBookId: string, { by }: Act): Promise<ChequeBook> {
    const book = await this.books.lock(chequeBookId);
    const { holderId, holderName } = await this.items.lock(book.custodyItemId);
    if (holderId !== by.id) throw chequeNotYours({ person: holderName });
    return book;
  }

  /** Who holds its book; nobody comes to hold it before this transaction ends. */
  async #holderOf({ bookId }: Cheque): Promise<string> {
    return (await this.items.lock((await this.books.find(bookId)).custodyItemId)).holderId;
  }
  async #refuseUnlessHolder({ bookId }: Cheque, { by }: Act): Promise<void> {
    const { holderId, holderName } = await this.items.lock((await this.books.find(bookId)).custodyItemId);
    if (holderId !== by.id) throw chequeNotYours({ person: holderName });
  }

  /** A blank one has no payment, and takes no step. */
  async #change(
    chequeId: string,
    change: (cheque: Cheque, payment: Payment, act: Act) => Promise<void>,
  ): Promise<View> {
    const act = this.acts.current();
    const { paymentId } = await this.cheques.find(chequeId);
    const payment = paymentId === null ? undefined : await this.payments.lock(paymentId);
    const cheque = await this.cheques.lock(chequeId);
    await change(cheque, payment!, act);
    return this.#saved(cheque, act, payment);
  }

  async #saved(cheque: Cheque, act: Act, payment?: Payment): Promise<View> {
    await this.cheques.save(cheque);
    if (payment !== undefined) await this.payments.save(payment);
    return chequeViewOf(cheque, act);
  }
}
