import { Controller } from '@nestjs/common';
import {
  approveDepositReturn,
  askDepositReturn,
  bankDeposit,
  cashNotEnough,
  depositCash,
  depositCheques,
  getCashDeposit,
  listCashDeposits,
  type CashBox,
  type RequestOf,
  type ResponseOf,
} from '@bumen/contracts';
import { currentWork, Handles } from '@bumen/service-kit';
import { Acts, type Act } from '../acts.ts';
import { CashDayRepository } from '../cash-day/cash-day.repository.ts';
import { CashBoxes } from '../cash-desk/cash-boxes.repository.ts';
import type { CashDesk } from '../cash-desk/cash-desk.entity.ts';
import { DeskMoves } from '../cash-desk/desk-moves.ts';
import { ReceiptRepository } from '../receipt/receipt.repository.ts';
import { CashDeposit } from './cash-deposit.entity.ts';
import { CashDepositRepository } from './cash-deposit.repository.ts';
import { cashDepositViewOf } from './cash-deposit.view.ts';

type View = ResponseOf<typeof getCashDeposit>;

/** Rows are locked in one order everywhere: desk, its day, deposit, receipts, boxes. */
@Controller()
export class CashDepositController {
  constructor(
    private readonly deposits: CashDepositRepository,
    private readonly days: CashDayRepository,
    private readonly boxes: CashBoxes,
    private readonly moves: DeskMoves,
    private readonly receipts: ReceiptRepository,
    private readonly acts: Acts,
  ) {}

  @Handles(depositCash)
  async leave({ cashDeskId, box, bankAccount, amountFen }: RequestOf<typeof depositCash>): Promise<View> {
    const act = this.acts.current();
    const desk = await this.moves.ownDesk(cashDeskId, act);
    const deposit = await this.#begin(desk, { kind: 'cash', box, bankAccount, receiptIds: [] }, amountFen, act);
    await this.#refuseMoreThanCounted(desk, box, amountFen);
    const { id: documentId, day } = deposit;
    const out = { box, kind: 'deposit', documentId, amountFen: -amountFen } as const;
    await this.moves.move(desk, day, [out], act);
    return cashDepositViewOf(deposit, act);
  }

  @Handles(depositCheques)
  async leaveCheques({ cashDeskId, bankAccount, receiptIds }: RequestOf<typeof depositCheques>): Promise<View> {
    const act = this.acts.current();
    const desk = await this.moves.ownDesk(cashDeskId, act);
    const receipts = await this.receipts.lockAll(receiptIds);
    for (const receipt of receipts) receipt.chequeLeaves(desk.id);
    const amountFen = receipts.reduce((sum, { chequesFen }) => sum + chequesFen, 0);
    const ids = receipts.map(({ id }) => id);
    const deposit = await this.#begin(
      desk,
      { kind: 'cheques', box: null, bankAccount, receiptIds: ids },
      amountFen,
      act,
    );
    for (const receipt of receipts) await this.receipts.save(receipt);
    return cashDepositViewOf(deposit, act);
  }

  @Handles(bankDeposit)
  bank({ cashDepositId, amountFen, ...slip }: RequestOf<typeof bankDeposit>): Promise<View> {
    return this.#change(cashDepositId, async (deposit, act) => {
      await this.moves.checkedDesk(deposit.deskId, act);
      return (locked) => locked.bank(slip, amountFen, act);
    });
  }

  @Handles(askDepositReturn)
  askReturn({ cashDepositId, reason }: RequestOf<typeof askDepositReturn>): Promise<View> {
    return this.#change(cashDepositId, async (deposit, act) => {
      await this.moves.ownDesk(deposit.deskId, act);
      return (locked) => locked.askReturn(reason, act);
    });
  }

  @Handles(approveDepositReturn)
  approveReturn({ cashDepositId }: RequestOf<typeof approveDepositReturn>): Promise<View> {
    return this.#change(cashDepositId, async (deposit, act) => {
      const desk = await this.moves.checkedDesk(deposit.deskId, act);
      return (locked) => this.#takeBack(locked, desk, act);
    });
  }

  @Handles(getCashDeposit)
  async get({ cashDepositId }: RequestOf<typeof getCashDeposit>): Promise<View> {
    return cashDepositViewOf(await this.deposits.find(cashDepositId), this.acts.current());
  }

  @Handles(listCashDeposits)
  async list(request: RequestOf<typeof listCashDeposits>): Promise<ResponseOf<typeof listCashDeposits>> {
    const act = this.acts.current();
    const { items, nextCursor } = await this.deposits.page(request);
    return { items: items.map((deposit) => cashDepositViewOf(deposit, act)), nextCursor };
  }

  async #begin(
    desk: CashDesk,
    given: Pick<CashDeposit, 'kind' | 'box' | 'bankAccount' | 'receiptIds'>,
    amountFen: number,
    act: Act,
  ): Promise<CashDeposit> {
    const { day } = desk.dayGoingOn();
    await this.moves.refuseUnlessBank(desk, given.bankAccount);
    const { id: deskId, custodianId } = desk;
    const about = { deskId, day, custodianId, ...given };
    const deposit = CashDeposit.leave(currentWork().newId(), about, amountFen, act);
    await this.deposits.save(deposit);
    return deposit;
  }

  /** Of a day that is counted there is no more than was counted, less what has gone since (F-08). */
  async #refuseMoreThanCounted({ id, dayId, counted }: CashDesk, box: CashBox, amountFen: number): Promise<void> {
    if (!counted) return;
    const { differenceFen } = (await this.days.find(dayId!)).lastCount![box];
    const inBox = (await this.boxes.inBoxes([id])).get(id)![`${box}Fen`];
    if (amountFen > inBox + Math.min(0, differenceFen)) throw cashNotEnough({ box });
  }

  async #takeBack(deposit: CashDeposit, desk: CashDesk, act: Act): Promise<void> {
    deposit.refuseUnlessPossible('approve_return', act);
    const { day } = desk.openDay();
    deposit.approveReturn(day, act);
    const { id: documentId, box } = deposit;
    if (box === null) {
      for (const receipt of await this.receipts.lockAll(deposit.receiptIds)) {
        receipt.chequeComesBack();
        await this.receipts.save(receipt);
      }
      return;
    }
    const back = { box, kind: 'deposit_back', documentId, amountFen: Number(deposit.amountFen) } as const;
    await this.moves.move(desk, day, [back], act);
  }

  /** `prepare` locks its desk and answers what then becomes of the deposit. */
  async #change(
    cashDepositId: string,
    prepare: (found: CashDeposit, act: Act) => Promise<(locked: CashDeposit) => void | Promise<void>>,
  ): Promise<View> {
    const act = this.acts.current();
    const change = await prepare(await this.deposits.find(cashDepositId), act);
    const deposit = await this.deposits.lock(cashDepositId);
    await change(deposit);
    await this.deposits.save(deposit);
    return cashDepositViewOf(deposit, act);
  }
}
