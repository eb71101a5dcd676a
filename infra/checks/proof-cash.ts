import {
  addLedgerAccount,
  approveTakingsPermit,
  closeCashDay,
  countCash,
  depositCash,
  drawPettyCash,
  decideCashDifference,
  issueReceipt,
  listCashDifferences,
  listReceiptBooks,
  openCashDay,
  payOutCash,
  registerCashDesk,
  registerReceiptBook,
  registerTakingsPermit,
  type InputOf,
} from '@bumen/contracts';
import type { Client, Desk } from '@bumen/testing';
import { ProofCustody } from './proof-custody.ts';
import type { ProofPayments } from './proof-payments.ts';

/** The cash desks of the proof house; all are held by one cashier. */
export class ProofCash {
  readonly #desk: Desk;
  readonly cashier: Client;
  readonly custody: ProofCustody;
  readonly #payments: ProofPayments;
  #desks = 0;
  #numbers = 0;
  #ready: Promise<void> | undefined;

  constructor(desk: Desk, cashier: Client, payments: ProofPayments) {
    this.#desk = desk;
    this.#payments = payments;
    this.cashier = cashier;
    this.custody = new ProofCustody(desk, cashier);
  }

  /** A new one, with a receipt book and nothing in its boxes unless said. */
  async desk(inBoxes: { readonly takingsFen?: number; readonly pettyFen?: number } = {}): Promise<string> {
    await (this.#ready ??= this.#hire());
    const number = (this.#desks += 1);
    const above = `1012${String(number).padStart(2, '0')}`;
    for (const code of [above, `${above}01`, `${above}02`])
      await this.accountant.call(addLedgerAccount, { code, title: '现金', reason: '设立收银台' });
    const { id: cashDeskId } = await this.#desk
      .as('finance_manager')
      .call(registerCashDesk, {
        ...{ deskName: `收银台${number}`, custodianId: this.cashier.caller.staffId },
        ...{ takingsAccount: `${above}01`, pettyAccount: `${above}02`, ...inBoxes },
      });
    await this.book(cashDeskId);
    return cashDeskId;
  }
  /** A book of a desk. */
  async book(cashDeskId: string): Promise<string> {
    const numbers = { series: `P${this.#desks}`, firstNumber: 1, lastNumber: 100 };
    return (await this.accountant.call(registerReceiptBook, { cashDeskId, ...numbers })).id;
  }
  /** The day that a new desk has begun. */
  async day(): Promise<string> {
    return (await this.cashier.call(openCashDay, { cashDeskId: await this.desk() })).id;
  }
  async countedDay(): Promise<string> {
    const cashDayId = await this.day();
    return (await this.cashier.call(countCash, { cashDayId, takings: [], petty: [] })).id;
  }
  async closedDay(): Promise<string> {
    return (await this.cashier.call(closeCashDay, { cashDayId: await this.countedDay() })).id;
  }
  /** 100 yuan that were missing as a day was closed. */
  async difference(): Promise<string> {
    const cashDeskId = await this.desk();
    const { id: cashDayId } = await this.cashier.call(openCashDay, { cashDeskId });
    await this.receiptOf(cashDeskId);
    await this.cashier.call(countCash, { cashDayId, takings: [], petty: [] });
    await this.cashier.call(closeCashDay, { cashDayId, explanations: { takings: '少收一张' } });
    const { items } = await this.accountant.call(listCashDifferences, { cashDeskId: [cashDeskId] });
    return items[0]!.id;
  }
  async decidedDifference(): Promise<string> {
    const decision = { cashDifferenceId: await this.difference(), outcome: 'expense' as const, reason: '已查明' };
    return (await this.#desk.as('finance_manager').call(decideCashDifference, decision)).id;
  }
  /** A receipt of a new desk's open day. */
  async receipt(): Promise<string> {
    const cashDeskId = await this.desk();
    await this.cashier.call(openCashDay, { cashDeskId });
    return this.receiptOf(cashDeskId);
  }
  async receiptOf(cashDeskId: string, amountFen = 10_000): Promise<string> {
    const parts = [{ method: 'cash' as const, amountFen }];
    const content = { payer: '林先生', kind: 'deposit' as const, parts, counterfeitChecked: true };
    return (await this.cashier.call(issueReceipt, { cashDeskId, ...content })).id;
  }
  /** Cash of a new desk's open day on its way to the bank. */
  async deposit(): Promise<string> {
    const cashDeskId = await this.desk();
    await this.cashier.call(openCashDay, { cashDeskId });
    await this.receiptOf(cashDeskId);
    return this.#depositOf(cashDeskId);
  }
  /** Petty cash of a new desk's open day. */
  async draw(): Promise<string> {
    const cashDeskId = await this.desk();
    await this.cashier.call(openCashDay, { cashDeskId });
    return this.#drawOf(cashDeskId);
  }
  /** What was paid out of the petty cash of a new desk's open day. */
  async payout(): Promise<string> {
    const cashDeskId = await this.desk();
    await this.cashier.call(openCashDay, { cashDeskId });
    await this.#drawOf(cashDeskId);
    return this.#payoutOf({ cashDeskId });
  }
  /** By which nothing may be spent yet. */
  async permit(): Promise<string> {
    const given = { bankName: '工商银行', number: this.bankNumber(), kinds: ['other' as const], monthlyFen: 10_000 };
    const days = { fromDay: '2026-01-01', untilDay: '2026-12-31' };
    return (await this.accountant.call(registerTakingsPermit, { ...given, ...days })).id;
  }
  async permitInForce(): Promise<string> {
    const takingsPermitId = await this.permit();
    return (await this.#desk.as('finance_manager').call(approveTakingsPermit, { takingsPermitId })).id;
  }
  /** A number of the bank's that no other document has. */
  bankNumber(): string {
    return `B${(this.#numbers += 1)}`;
  }
  /** Ids of a desk whose second day is open, and of documents on it; those of its first day are shown to all. */
  async ids(): Promise<Readonly<Record<string, string>>> {
    const cashDeskId = await this.desk();
    const first = await this.cashier.call(openCashDay, { cashDeskId });
    for (let one = 0; one < 2; one += 1) await this.receiptOf(cashDeskId);
    const takings = [{ denominationFen: 10_000, pieces: 2 }];
    await this.cashier.call(countCash, { cashDayId: first.id, takings, petty: [] });
    await this.cashier.call(closeCashDay, { cashDayId: first.id });
    const { id: cashDayId } = await this.cashier.call(openCashDay, { cashDeskId });
    const receiptId = await this.receiptOf(cashDeskId);
    const [book] = (await this.accountant.call(listReceiptBooks, { cashDeskId: [cashDeskId] })).items;
    const custodianId = this.cashier.caller.staffId;
    const cashDepositId = await this.#depositOf(cashDeskId);
    const cashDrawId = await this.#drawOf(cashDeskId);
    const documents = { receiptId, receiptBookId: book!.id, cashDepositId, cashDrawId };
    const takingsPermitId = await this.permitInForce();
    const cashPayoutId = await this.#payoutOf({ cashDeskId, from: 'takings', takingsPermitId });
    const paid = { takingsPermitId, cashPayoutId };
    const handedOver = await this.custody.ids(await this.desk());
    const cashDifferenceId = await this.difference();
    return { cashDeskId, cashDayId, custodianId, ...documents, ...paid, ...handedOver, cashDifferenceId };
  }
  get accountant(): Client {
    return this.#desk.as('accountant');
  }

  async #depositOf(cashDeskId: string): Promise<string> {
    return (await this.cashier.call(depositCash, { cashDeskId, bankAccount: '1002', amountFen: 10_000 })).id;
  }
  async #drawOf(cashDeskId: string): Promise<string> {
    const given = { cashDeskId, from: 'bank' as const, bankAccount: '1002', amountFen: 10_000 };
    return (await this.cashier.call(drawPettyCash, { ...given, number: this.bankNumber() })).id;
  }

  async #payoutOf(out: Omit<InputOf<typeof payOutCash>, 'paymentId'>): Promise<string> {
    const paymentId = await this.#payments.approved({ amountFen: 10_000 });
    return (await this.cashier.call(payOutCash, { paymentId, ...out })).id;
  }

  /** As if hr had told of them: its own people hold no cash. */
  async #hire(): Promise<void> {
    const { staffId, name, roles } = this.cashier.caller;
    await this.#desk.sql(
      'finance',
      'INSERT INTO staff_member (id, name, active, roles) VALUES ($1, $2, true, $3) ON CONFLICT DO NOTHING',
      [staffId, name, roles],
    );
  }
}
