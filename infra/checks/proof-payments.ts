import { randomUUID } from 'node:crypto';
import {
  getPayment,
  refusePayment,
  requestPayment,
  sendPayment,
  setOffPayment,
  settlePayment,
  signPayment,
  withdrawPayment,
  type InputOf,
} from '@bumen/contracts';
import type { Client, Desk } from '@bumen/testing';
import { ProofCheques } from './proof-cheques.ts';
import { ProofPayees } from './proof-payees.ts';

/** The payments of the proof house; each goes to a person of its own, so that none counts together with others. */
export class ProofPayments {
  readonly #desk: Desk;
  readonly cashier: Client;
  readonly manager: Client;
  readonly payees: ProofPayees;
  readonly cheques: ProofCheques;
  readonly #requester: () => Client;
  #numbers = 0;
  #funded: Promise<unknown> | undefined;

  /** `requester`: who asks for all of them. */
  constructor(desk: Desk, cashier: Client, requester: () => Client) {
    this.#desk = desk;
    this.cashier = cashier;
    this.#requester = requester;
    this.manager = desk.as('finance_manager');
    this.payees = new ProofPayees(desk);
    this.cheques = new ProofCheques(desk, this);
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
  async sent(given: Partial<InputOf<typeof requestPayment>> = {}): Promise<string> {
    await this.funded();
    const paymentId = await this.approved({ ...(await this.byTransfer()), ...given });
    return (await this.cashier.call(sendPayment, { paymentId, bankAccount: '1002' })).id;
  }
  /** As if the books had a thousand yuan at the bank. */
  funded(): Promise<unknown> {
    return (this.#funded ??= this.#desk.sql(
      'finance',
      `UPDATE guarded SET balance = balance + 100000 WHERE account = '1002'`,
    ));
  }
  async paid(): Promise<string> {
    return (await this.#paid()).id;
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
    const loanId = await this.settledLoan(lister.caller);
    await this.settledLoan(lister.caller);
    const known = { ...(await this.payees.ids(lister)), ...(await this.cheques.ids()) };
    return { paymentId: await this.requested(), loanId, ...known };
  }

  /** Somebody of the staff owes ten yuan. */
  async loan(person: Person = aPerson()): Promise<string> {
    const payee = await this.#payee(person);
    const documents = [{ kind: 'loan_slip' as const, number: `JK${this.#numbers}` }];
    const to = await this.payees.payeeWithAccount(payee);
    return (await this.#paid({ kind: 'loan', documents, ...to })).loanId!;
  }
  /** By two expenses. */
  async settledLoan(person: Person = aPerson()): Promise<string> {
    const loanId = await this.loan(person);
    const payee = await this.#payee(person);
    for (let one = 0; one < 2; one += 1) {
      const paymentId = await this.approved({ kind: 'expense', way: 'offset', payee, amountFen: 500 });
      await this.#desk.as('accountant').call(setOffPayment, { paymentId });
    }
    return loanId;
  }

  /** What makes a payment one by transfer. */
  async byTransfer(): Promise<Partial<InputOf<typeof requestPayment>>> {
    return { way: 'transfer', ...(await this.payees.payeeWithAccount()) };
  }

  async #paid(given: Partial<InputOf<typeof requestPayment>> = {}) {
    const paymentId = await this.sent(given);
    const slip = { number: `HD${this.#numbers}`, day: '2026-03-02', amountFen: 1_000 };
    return this.#desk.as('accountant').call(settlePayment, { paymentId, ...slip });
  }

  /** As if hr had told of them; of whom it has told, by the name that it told. */
  async #payee({ staffId, name }: Person) {
    const insert = `INSERT INTO staff_member (id, name, active, roles) VALUES ($1, $2, true, '{}') ON CONFLICT DO NOTHING`;
    await this.#desk.sql('finance', insert, [staffId, name]);
    const told = 'SELECT name FROM staff_member WHERE id = $1';
    const [one] = await this.#desk.sql<{ name: string }>('finance', told, [staffId]);
    return { kind: 'person' as const, payeeName: one!.name, staffId };
  }
}

interface Person {
  readonly staffId: string;
  readonly name: string;
}
const aPerson = (): Person => ({ name: '王借款', staffId: randomUUID() });
