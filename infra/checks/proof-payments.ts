import {
  getPayment,
  refusePayment,
  requestPayment,
  sendPayment,
  settlePayment,
  signPayment,
  withdrawPayment,
  type InputOf,
} from '@bumen/contracts';
import type { Client, Desk } from '@bumen/testing';
import { ProofPayees } from './proof-payees.ts';

/** The payments of the proof house; each goes to a person of its own, so that none counts together with others. */
export class ProofPayments {
  readonly #desk: Desk;
  readonly cashier: Client;
  readonly manager: Client;
  readonly payees: ProofPayees;
  readonly #requester: () => Client;
  #numbers = 0;

  /** `requester`: who asks for all of them. */
  constructor(desk: Desk, cashier: Client, requester: () => Client) {
    this.#desk = desk;
    this.cashier = cashier;
    this.#requester = requester;
    this.manager = desk.as('finance_manager');
    this.payees = new ProofPayees(desk);
  }

  /** Ten yuan of expenses, paid in cash unless said. */
  async requested(given: Partial<InputOf<typeof requestPayment>> = {}): Promise<string> {
    const number = (this.#numbers += 1);
    const asked = {
      ...{ kind: 'other' as const, way: 'cash' as const, amountFen: 1_000, summary: '办公用品' },
      payee: { kind: 'person' as const, payeeName: `收款人${number}` },
      documents: [{ kind: 'expense_claim' as const, number: `BX${number}` }],
    };
    return (await this.#requester().call(requestPayment, { ...asked, ...given })).id;
  }
  async approved(given: Partial<InputOf<typeof requestPayment>> = {}): Promise<string> {
    const paymentId = await this.requested(given);
    const { digest } = await this.manager.call(getPayment, { paymentId });
    return (await this.manager.call(signPayment, { paymentId, digest })).id;
  }
  async sent(): Promise<string> {
    const paymentId = await this.approved(await this.byTransfer());
    return (await this.cashier.call(sendPayment, { paymentId, bankAccount: '1002' })).id;
  }
  async paid(): Promise<string> {
    const paymentId = await this.sent();
    const slip = { number: `HD${this.#numbers}`, day: '2026-03-02', amountFen: 1_000 };
    return (await this.#desk.as('accountant').call(settlePayment, { paymentId, ...slip })).id;
  }
  async refused(): Promise<string> {
    const paymentId = await this.requested();
    return (await this.manager.call(refusePayment, { paymentId, reason: '不合规定' })).id;
  }
  async withdrawn(): Promise<string> {
    const paymentId = await this.requested();
    return (await this.#requester().call(withdrawPayment, { paymentId, reason: '不再需要' })).id;
  }

  /** `lister`: who is asked for lists of their own. */
  async ids(lister: Client): Promise<Readonly<Record<string, string>>> {
    return { paymentId: await this.requested(), ...(await this.payees.ids(lister)) };
  }

  /** What makes a payment one by transfer. */
  async byTransfer(): Promise<Partial<InputOf<typeof requestPayment>>> {
    return { way: 'transfer', ...(await this.payees.payeeWithAccount()) };
  }
}
