import { Controller } from '@nestjs/common';
import {
  approveReceiptVoid,
  getReceipt,
  issueReceipt,
  listReceipts,
  refuseReceiptVoid,
  voidReceipt,
  type RequestOf,
  type ResponseOf,
} from '@bumen/contracts';
import { currentWork, Handles } from '@bumen/service-kit';
import { Acts, type Act } from '../acts.ts';
import { CashBoxes, type BoxMove } from '../cash-desk/cash-boxes.repository.ts';
import type { CashDesk } from '../cash-desk/cash-desk.entity.ts';
import { CashDeskRepository } from '../cash-desk/cash-desk.repository.ts';
import { Loans } from '../loan/loans.ts';
import { ReceiptBookRepository } from '../receipt-book/receipt-book.repository.ts';
import { Receipt } from './receipt.entity.ts';
import { ReceiptRepository } from './receipt.repository.ts';
import { receiptViewOf } from './receipt.view.ts';

type View = ResponseOf<typeof getReceipt>;

/** Rows are locked in one order everywhere: desk, receipt, number of the book, borrower, loan, boxes. */
@Controller()
export class ReceiptController {
  constructor(
    private readonly receipts: ReceiptRepository,
    private readonly desks: CashDeskRepository,
    private readonly books: ReceiptBookRepository,
    private readonly loans: Loans,
    private readonly boxes: CashBoxes,
    private readonly acts: Acts,
  ) {}

  @Handles(issueReceipt)
  async issue({ cashDeskId, ...content }: RequestOf<typeof issueReceipt>): Promise<View> {
    const act = this.acts.current();
    const desk = await this.desks.lock(cashDeskId);
    desk.refuseUnlessCustodian(act);
    const { day } = desk.openDay();
    const taken = await this.books.nextNumber(desk.id);
    const receipt = Receipt.issue(currentWork().newId(), { deskId: desk.id, day, ...taken }, content, act);
    await this.loans.repay(receipt, act);
    await this.receipts.save(receipt);
    if (receipt.cashFen > 0)
      await this.#move(
        desk,
        { box: 'takings', kind: 'receipt', documentId: receipt.id, amountFen: receipt.cashFen },
        act,
      );
    return receiptViewOf(receipt, act);
  }

  @Handles(voidReceipt)
  void({ receiptId, ...given }: RequestOf<typeof voidReceipt>): Promise<View> {
    return this.#change(receiptId, async (receipt, desk, act) => {
      desk.refuseUnlessCustodian(act);
      receipt.void(given, desk.openDay().day, act);
      if (receipt.state === 'voided') await this.loans.giveBack(receipt, act);
    });
  }

  @Handles(approveReceiptVoid)
  approve({ receiptId }: RequestOf<typeof approveReceiptVoid>): Promise<View> {
    return this.#change(receiptId, async (receipt, desk, act) => {
      desk.refuseCustodian(act);
      receipt.approveVoid(act);
      await this.loans.giveBack(receipt, act);
      const { id: documentId, cashFen } = receipt;
      await this.#move(desk, { box: 'takings', kind: 'receipt_void', documentId, amountFen: -cashFen }, act);
    });
  }

  @Handles(refuseReceiptVoid)
  refuse({ receiptId, reason }: RequestOf<typeof refuseReceiptVoid>): Promise<View> {
    return this.#change(receiptId, (receipt, _desk, act) => receipt.refuseVoid(reason, act));
  }

  @Handles(getReceipt)
  async get({ receiptId }: RequestOf<typeof getReceipt>): Promise<View> {
    return receiptViewOf(await this.receipts.find(receiptId), this.acts.current());
  }

  @Handles(listReceipts)
  async list(request: RequestOf<typeof listReceipts>): Promise<ResponseOf<typeof listReceipts>> {
    const act = this.acts.current();
    const { items, nextCursor } = await this.receipts.page(request);
    return { items: items.map((receipt) => receiptViewOf(receipt, act)), nextCursor };
  }

  async #change(
    receiptId: string,
    change: (receipt: Receipt, desk: CashDesk, act: Act) => void | Promise<void>,
  ): Promise<View> {
    const act = this.acts.current();
    const desk = await this.desks.lock((await this.receipts.find(receiptId)).deskId);
    const receipt = await this.receipts.lock(receiptId);
    await change(receipt, desk, act);
    await this.receipts.save(receipt);
    return receiptViewOf(receipt, act);
  }

  async #move(desk: CashDesk, move: BoxMove, act: Act): Promise<void> {
    const { day } = desk.openDay();
    desk.holds(await this.boxes.move({ deskId: desk.id, day, at: act.at }, [move]), act);
    await this.desks.save(desk);
  }
}
