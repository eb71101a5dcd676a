import {
  cashCheque,
  drawCheque,
  getCheque,
  handOutCheque,
  registerChequeBook,
  registerCustodyItem,
  signCheque,
  spoilCheque,
} from '@bumen/contracts';
import type { Client, Desk } from '@bumen/testing';
import type { ProofPayments } from './proof-payments.ts';

/** The cheque books of the proof house, all in the hand of one cashier. */
export class ProofCheques {
  readonly #desk: Desk;
  readonly #payments: ProofPayments;
  #books = 0;
  #book: Promise<string> | undefined;
  #ready: Promise<unknown> | undefined;

  constructor(desk: Desk, payments: ProofPayments) {
    this.#desk = desk;
    this.#payments = payments;
  }

  get accountant(): Client {
    return this.#desk.as('accountant');
  }

  /** A book that the cashier holds. */
  async book(): Promise<string> {
    await (this.#ready ??= this.#hire());
    const holderId = this.#holder.caller.staffId;
    const item = { kind: 'cheque_book' as const, itemName: '支票簿', holderId };
    const { id: custodyItemId } = await this.#desk.as('finance_manager').call(registerCustodyItem, item);
    const numbers = { series: `Q${(this.#books += 1)}`, firstNumber: 1, lastNumber: 100 };
    return (await this.accountant.call(registerChequeBook, { custodyItemId, bankAccount: '1002', ...numbers })).id;
  }
  async drawn(): Promise<string> {
    const paymentId = await this.#payments.approved({ way: 'cheque' });
    const chequeBookId = await (this.#book ??= this.book());
    return (await this.#holder.call(drawCheque, { chequeBookId, paymentId })).id;
  }
  async signed(): Promise<string> {
    await this.#payments.funded();
    const [chequeId, director] = [await this.drawn(), this.#desk.as('general_manager')];
    const { digest } = await director.call(getCheque, { chequeId });
    return (await director.call(signCheque, { chequeId, digest: digest! })).id;
  }
  async handedOut(): Promise<string> {
    const chequeId = await this.signed();
    return (await this.#holder.call(handOutCheque, { chequeId, receiver: '林先生' })).id;
  }
  async cashed(): Promise<string> {
    const chequeId = await this.handedOut();
    const { number, amountFen } = await this.accountant.call(getCheque, { chequeId });
    const slip = { number: `ZP${number}`, day: '2026-03-02', amountFen: amountFen! };
    return (await this.accountant.call(cashCheque, { chequeId, ...slip })).id;
  }
  async spoiled(): Promise<string> {
    const chequeBookId = await (this.#book ??= this.book());
    return (await this.#holder.call(spoilCheque, { chequeBookId, reason: '写错作废' })).id;
  }
  async ids(): Promise<Readonly<Record<string, string>>> {
    await this.book();
    const chequeId = await this.signed();
    await this.spoiled();
    return { chequeBookId: await this.#book!, chequeId };
  }

  get #holder(): Client {
    return this.#payments.cashier;
  }

  /** As if hr had told of them, unless it has. */
  #hire(): Promise<unknown> {
    const { staffId, name, roles } = this.#holder.caller;
    return this.#desk.sql(
      'finance',
      'INSERT INTO staff_member (id, name, active, roles) VALUES ($1, $2, true, $3) ON CONFLICT DO NOTHING',
      [staffId, name, roles],
    );
  }
}
