import {
  addLedgerAccount,
  cashCheque,
  drawCheque,
  getCheque,
  handOutCheque,
  registerChequeBook,
  registerCustodyItem,
  signCheque,
  voidCheque,
  type ResponseOf,
} from '@bumen/contracts';
import type { Client } from '@bumen/testing';
import { hire } from '../cash-desk/cash-desk.rig.ts';
import type { FinanceRig } from '../finance.rig.ts';
import { paperNumber, PaymentRig, type Asked } from '../payment/payment.rig.ts';

type View = ResponseOf<typeof getCheque>;
const banksOf = new WeakMap<FinanceRig, number>();

/** A cheque book of an account of its own, in the hand of the rig's cashier. */
export class ChequeRig {
  readonly finance: FinanceRig;
  readonly payments: PaymentRig;
  readonly bankAccount: string;
  readonly custodyItemId: string;
  readonly chequeBookId: string;
  readonly series: string;

  private constructor(
    finance: FinanceRig,
    payments: PaymentRig,
    given: Pick<ChequeRig, 'bankAccount' | 'custodyItemId' | 'chequeBookId' | 'series'>,
  ) {
    this.finance = finance;
    this.payments = payments;
    this.bankAccount = given.bankAccount;
    this.custodyItemId = given.custodyItemId;
    this.chequeBookId = given.chequeBookId;
    this.series = given.series;
  }

  /** With so much on the account, in fen, and so many cheques in the book. */
  static async open(finance: FinanceRig, { fen = 1_000_000, cheques = 25 } = {}): Promise<ChequeRig> {
    const { accountant, manager, cashier } = finance;
    const count = (banksOf.get(finance) ?? 0) + 1;
    banksOf.set(finance, count);
    if (count === 1)
      for (const person of [cashier, accountant, manager, finance.colleague]) await hire(finance, person);
    const bankAccount = `1012${String(count).padStart(2, '0')}`;
    await accountant.call(addLedgerAccount, { code: bankAccount, title: '基本户', reason: '新开账户' });
    if (fen > 0)
      await finance.post([
        [bankAccount, 'debit', fen],
        ['3001', 'credit', fen],
      ]);
    const item = { kind: 'cheque_book' as const, itemName: '支票簿', holderId: cashier.caller.staffId };
    const { id: custodyItemId } = await manager.call(registerCustodyItem, item);
    const series = `K${count}`;
    const numbers = { series, firstNumber: 1, lastNumber: cheques };
    const book = await accountant.call(registerChequeBook, { custodyItemId, bankAccount, ...numbers });
    const given = { bankAccount, custodyItemId, chequeBookId: book.id, series };
    return new ChequeRig(finance, new PaymentRig(finance), given);
  }

  /** A payment by cheque that is signed by all whom it takes. */
  approved(given: Asked = {}) {
    return this.payments.approved({ way: 'cheque', ...given });
  }
  draw(paymentId: string, by: Client = this.finance.cashier): Promise<View> {
    return by.call(drawCheque, { chequeBookId: this.chequeBookId, paymentId });
  }
  async drawn(given: Asked = {}): Promise<View> {
    return this.draw((await this.approved(given)).id);
  }
  /** Signs what they see now. */
  async sign(chequeId: string, by: Client = this.finance.director): Promise<View> {
    const { digest } = await by.call(getCheque, { chequeId });
    return by.call(signCheque, { chequeId, digest: digest! });
  }
  async signed(given: Asked = {}): Promise<View> {
    return this.sign((await this.drawn(given)).id);
  }
  handOut(chequeId: string, by: Client = this.finance.cashier): Promise<View> {
    return by.call(handOutCheque, { chequeId, receiver: '林先生' });
  }
  async out(given: Asked = {}): Promise<View> {
    return this.handOut((await this.signed(given)).id);
  }
  cash({ id: chequeId, amountFen }: View, day = '2026-03-02', by: Client = this.finance.colleague): Promise<View> {
    return by.call(cashCheque, { chequeId, number: paperNumber('ZP'), day, amountFen: amountFen! });
  }
  async void(chequeId: string, by: Client = this.finance.accountant): Promise<View> {
    await by.call(getCheque, { chequeId });
    return by.call(voidCheque, { chequeId, reason: '填写有误' });
  }
}
