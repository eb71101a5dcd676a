import { randomUUID } from 'node:crypto';
import {
  getLoan,
  listLoanMoves,
  listLoans,
  setOffPayment,
  staffChanged,
  type getPayment,
  type InputOf,
  type requestPayment,
  type ResponseOf,
  type Role,
} from '@bumen/contracts';
import type { Client } from '@bumen/testing';
import { hire } from '../cash-desk/cash-desk.rig.ts';
import type { FinanceRig } from '../finance.rig.ts';
import { paperNumber, PaymentRig } from '../payment/payment.rig.ts';

type Asked = Partial<InputOf<typeof requestPayment>>;

/** People of the staff who borrow, and what becomes of it. */
export class LoanRig {
  readonly finance: FinanceRig;
  readonly payments: PaymentRig;
  #people = 0;

  constructor(finance: FinanceRig) {
    this.finance = finance;
    this.payments = new PaymentRig(finance);
  }

  /** Somebody who works here and owes nothing. */
  async person(): Promise<Client> {
    const person = this.finance.desk.as('agent', { staffId: randomUUID(), name: `员工${(this.#people += 1)}` });
    await hire(this.finance, person);
    return person;
  }

  /** What makes a payment one that lends 1,000 yuan by transfer. */
  lent({ caller }: Client, given: Asked = {}): Asked {
    return {
      ...{ kind: 'loan', way: 'transfer', amountFen: 100_000, summary: '备用金借款' },
      payee: { kind: 'person', payeeName: caller.name, staffId: caller.staffId },
      documents: [{ kind: 'loan_slip', number: paperNumber('JK') }],
      ...given,
    };
  }
  /** 300 yuan of expenses that are set off. */
  claimed({ caller }: Client, given: Asked = {}): Asked {
    return {
      ...{ kind: 'expense', way: 'offset', amountFen: 30_000, summary: '差旅报销' },
      payee: { kind: 'person', payeeName: caller.name, staffId: caller.staffId },
      ...given,
    };
  }

  /** Their loan, open since the second of March. */
  async open(person: Client, given: Asked = {}): Promise<ResponseOf<typeof getLoan>> {
    const { loanId } = await this.payments.paid(this.lent(person, given));
    return this.get(loanId!);
  }
  /** Somebody who owes 1,000 yuan, and their loan. */
  async debtor(given: Asked = {}) {
    const person = await this.person();
    return { person, loan: await this.open(person, given) };
  }

  get(loanId: string, by: Client = this.finance.accountant) {
    return by.call(getLoan, { loanId });
  }
  async moves(loanId: string) {
    const { items } = await this.finance.accountant.call(listLoanMoves, { loanId });
    return items.map(({ kind, amountFen, settledFen }) => [kind, amountFen, settledFen]);
  }
  async openOf({ caller }: Client) {
    const { items } = await this.finance.accountant.call(listLoans, { borrowerId: [caller.staffId], state: ['open'] });
    return items;
  }

  /** By an accountant who hasn't signed it. */
  setOff(paymentId: string, by: Client = this.finance.colleague): Promise<ResponseOf<typeof getPayment>> {
    return by.call(setOffPayment, { paymentId });
  }

  /** hr tells that they left, or are back. */
  async isHere({ caller: { staffId, name, roles } }: Client, active: boolean, version: number): Promise<void> {
    const { desk } = this.finance;
    const told = { staffId, number: 'A001', name, active, teamId: null, departmentId: null, profile: null, skills: [] };
    await desk.publish(staffChanged, { ...told, roles: roles as Role[] }, { subject: staffId, version });
    await desk.settle();
  }
}
