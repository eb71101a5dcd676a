// Payments as those who ask for them, sign them and pay them see them.
import { randomUUID } from 'node:crypto';
import { bank, office } from '../ledger-month/accounts.mjs';
import { Books, monthOf, password, yuan } from '../ledger-month/books.mjs';
import { expect, Person } from '../ledger-month/person.mjs';

const besides = ['agent', 'project_manager', 'department_manager', 'admin_officer'];
const roles = {
  project_manager: 'project_manager',
  accountant: 'accountant2',
  finance_manager: 'finance_manager',
  general_manager: 'general_manager',
};

export class Money {
  paid = 0;
  refunds = 0;
  #numbers = 0;

  constructor(books) {
    this.books = books;
    this.people = books.people;
    // So that the walk finds nothing of an earlier one.
    this.run = randomUUID().slice(0, 6).toUpperCase();
  }

  static async open(baseUrl) {
    const books = await Books.open(baseUrl);
    for (const username of besides) books.people[username] = await Person.signIn(baseUrl, username, password);
    const money = new Money(books);
    money.today = await books.today();
    await books.period(monthOf(money.today));
    await books.ensureAccounts([
      [bank, '基本存款账户'],
      [office, '办公费'],
    ]);
    money.accountCode = office;
    return money;
  }

  /** A number that no other paper has. */
  number(series) {
    return `${series}${this.run}${(this.#numbers += 1)}`;
  }

  /** A firm that nobody has paid. */
  firm() {
    const number = this.number('F');
    return { kind: 'firm', payeeName: `顺达${number}商行`, party: `supplier:${number}` };
  }
  /** Somebody of the staff. */
  async employee(username) {
    const { staffId, name } = await this.people[username].get('/session');
    return { kind: 'person', payeeName: name, staffId };
  }

  /** Registered by one and approved by another, so that it can be transferred to (F-06). */
  async accountOf(payee) {
    const { accountant, finance_manager } = this.people;
    const accountNumber = `6222${String(Date.now()).slice(-9)}${String((this.#numbers += 1)).padStart(3, '0')}`;
    const one = await accountant.post('/finance/payee-accounts', { payee, bankName: '工商银行', accountNumber });
    const path = `/finance/payee-accounts/${one.id}/approve`;
    await accountant.isRefused('forbidden', 'POST', path, {}, one.version);
    return (await finance_manager.post(path, {}, one.version)).id;
  }

  content(given) {
    return {
      ...{ kind: 'expense', way: 'transfer', amountFen: yuan(150), summary: '办公用品' },
      ...{ accountCode: this.accountCode, departmentId: this.departmentId },
      documents: [{ kind: 'invoice', number: this.number('FP') }],
      ...given,
    };
  }
  ask(given, by = this.people.agent) {
    return by.post('/finance/payments', this.content(given));
  }
  askIsRefused(code, given, by = this.people.agent) {
    return by.isRefused(code, 'POST', '/finance/payments', this.content(given));
  }

  see(payment, by = this.people.accountant) {
    return by.get(`/finance/payments/${payment.id}`);
  }
  step(by, payment, step, body = {}) {
    return by.post(`/finance/payments/${payment.id}/${step}`, body, payment.version);
  }
  isRefused(code, by, payment, step, body = {}) {
    return by.isRefused(code, 'POST', `/finance/payments/${payment.id}/${step}`, body, payment.version);
  }
  sign(by, { id, version, digest }) {
    return by.post(`/finance/payments/${id}/sign`, { digest }, version);
  }

  /** By all whom it takes. */
  async signed(payment) {
    let one = payment;
    for (const role of payment.signers) one = await this.sign(this.people[roles[role]], one);
    expect(one.state === 'approved', `A payment that all have signed is ${one.state}.`);
    return one;
  }

  /** Sent by the cashier, and paid once somebody else has recorded the bank's slip. */
  async transferred(payment) {
    const { cashier, accountant } = this.people;
    const sent = await this.step(cashier, payment, 'send', { bankAccount: payment.way === 'wallet' ? null : bank });
    expect(sent.state === 'sent', `A payment that was sent and not told by the bank is ${sent.state}.`);
    await this.isRefused('step_refused', cashier, sent, 'send', { bankAccount: bank });
    const slip = { number: this.number('HD'), day: await this.books.today(), amountFen: payment.amountFen };
    const wrong = { ...slip, amountFen: slip.amountFen + 1 };
    await this.isRefused('finance.payment.slip_differs', accountant, sent, 'settle', wrong);
    const paid = await this.step(accountant, sent, 'settle', slip);
    expect(paid.state === 'paid', `A payment of which the bank's slip is back is ${paid.state}.`);
    this.paid += 1;
    return paid;
  }

  /** Its voucher goes through all hands. */
  async booked(payment, by = this.people.cashier) {
    const { voucherId } = await this.step(by, payment, 'voucher');
    const voucher = await this.people.accountant.get(`/finance/vouchers/${voucherId}`);
    expect(voucher.amountFen === payment.amountFen, 'The voucher of a payment is of another sum.');
    return this.books.post(voucher);
  }
}
