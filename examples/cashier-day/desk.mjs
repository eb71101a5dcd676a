// A cash desk as its custodian and those who look at it see it.
import { bank } from '../ledger-month/accounts.mjs';
import { Books, monthOf } from '../ledger-month/books.mjs';
import { expect } from '../ledger-month/person.mjs';

const denominations = [10_000, 5_000, 2_000, 1_000, 500, 200, 100, 50, 20, 10, 5, 2, 1];

/** Notes and coins that come to a sum. */
export function pieces(fen) {
  let left = fen;
  return denominations.flatMap((denominationFen) => {
    const count = Math.floor(left / denominationFen);
    left -= count * denominationFen;
    return count === 0 ? [] : [{ denominationFen, pieces: count }];
  });
}
export const dayAfter = (day, by = 1) =>
  new Date(Date.parse(`${day}T00:00:00Z`) + by * 86_400_000).toISOString().slice(0, 10);
export const cashOf = (amountFen) => ({ method: 'cash', amountFen });

/** What the walk knows of the desk, which its custodian isn't told. */
export class CashDesk {
  receipts = 0;
  daysClosed = 0;
  takingsFen = 0;
  pettyFen = 0;

  constructor(books, { id, deskName, takingsAccount, pettyAccount }) {
    this.books = books;
    this.id = id;
    this.name = deskName;
    this.path = `/finance/cash-desks/${id}`;
    Object.assign(this, { takingsAccount, pettyAccount });
    this.series = `W${takingsAccount}`;
  }

  get custodian() {
    return this.books.people[this.holder ?? 'cashier'];
  }

  /** Two accounts of cash that no desk has, below 1001. */
  static async freeAccounts(books) {
    const { accountant } = books.people;
    const there = new Set((await accountant.all('/finance/accounts')).map(({ code }) => code));
    const codes = Array.from({ length: 99 }, (_, index) => `1001${String(index + 1).padStart(2, '0')}`);
    const free = codes.filter((code) => !there.has(code)).slice(0, 2);
    expect(free.length === 2, 'There is no room for another desk below 1001.');
    await books.ensureAccounts([
      [free[0], '营业款'],
      [free[1], '备用金'],
    ]);
    return free;
  }

  view(by) {
    return by.get(this.path);
  }

  async openDay() {
    const day = await this.custodian.post(`${this.path}/days`);
    expect(day.state === 'open' && day.opening === null, 'An open day tells its custodian what was in the boxes.');
    this.today = day;
    return day;
  }

  async receive(content) {
    const receipt = await this.custodian.post(`${this.path}/receipts`, { ...content, counterfeitChecked: true });
    this.receipts += 1;
    this.takingsFen += receipt.cashFen;
    return receipt;
  }

  /** A payment in cash, asked for. */
  ask(content, by = this.books.people.accountant2) {
    return by.post('/finance/payments', { way: 'cash', summary: '日常费用', ...content });
  }

  /** Asked for, and signed by all whom it takes. */
  async approved(content, by) {
    let payment = await this.ask(content, by);
    while (payment.state === 'requested') {
      const signed = payment.signatures.map(({ role }) => role);
      const signer = this.books.people[payment.signers.find((role) => !signed.includes(role))];
      const { id, digest, version } = payment;
      payment = await signer.post(`/finance/payments/${id}/sign`, { digest }, version);
    }
    expect(payment.state === 'approved', `A payment that all have signed is ${payment.state}.`);
    return payment;
  }

  /** Out of petty cash unless said. */
  async pay({ id: paymentId, version }, out = {}) {
    const payout = await this.custodian.post(`${this.path}/payouts`, { paymentId, ...out }, version);
    this[payout.from === 'petty' ? 'pettyFen' : 'takingsFen'] -= payout.amountFen;
    return payout;
  }

  /** Petty cash from the bank; somebody else looks at it. */
  async draw(content) {
    const draw = await this.custodian.post(`${this.path}/draws`, content);
    this.pettyFen += draw.amountFen;
    const confirm = `/finance/cash-draws/${draw.id}/confirm`;
    await this.custodian.isRefused('forbidden', 'POST', confirm, {}, draw.version);
    return this.books.people.accountant.post(confirm, {}, draw.version);
  }

  /** `short`: so much less is found in a box than should be there; less than nothing is over. */
  async count(short = {}) {
    this.today = await this.custodian.post(`/finance/cash-days/${this.today.id}/counts`, {
      takings: pieces(this.takingsFen - (short.takings ?? 0)),
      petty: pieces(this.pettyFen - (short.petty ?? 0)),
    });
    return this.today.counts.at(-1);
  }

  closeIsRefused(code, explanations = {}) {
    const path = `/finance/cash-days/${this.today.id}/close`;
    return this.custodian.isRefused(code, 'POST', path, { explanations }, this.today.version);
  }

  async close(explanations = {}) {
    const path = `/finance/cash-days/${this.today.id}/close`;
    return this.#isClosed(await this.custodian.post(path, { explanations }, this.today.version));
  }

  /** The refusal; null where the bank isn't open that day, and the day is closed. */
  async closeUnlessOverLimit() {
    const path = `/finance/cash-days/${this.today.id}/close`;
    const code = 'finance.cash_day.over_limit';
    const { refused, body } = await this.custodian.mayBeRefused(code, 'POST', path, {}, this.today.version);
    if (!refused) this.#isClosed(body);
    return refused ? body : null;
  }

  #isClosed(closed) {
    expect(closed.state === 'closed' && closed.digest !== null, `A day that was closed is ${closed.state}.`);
    this.today = closed;
    this.takingsFen = closed.closing.takingsFen;
    this.pettyFen = closed.closing.pettyFen;
    this.daysClosed += 1;
    return closed;
  }

  /** The morning of the next Monday. */
  static async comeToMonday(books) {
    const today = await books.today();
    const weekday = new Date(`${today}T00:00:00Z`).getUTCDay();
    const monday = dayAfter(today, (8 - weekday) % 7 || 7);
    await books.moveTo(monday);
    await books.period(monthOf(monday)).catch(() => books.openMonth(monthOf(monday)));
    return monday;
  }

  /** What a desk is booked on has no accounts below it; where it has, the first of those takes its place. */
  static async isBooked(books) {
    const { accountant, finance_manager } = books.people;
    await books.ensureAccounts([[bank, '基本存款账户']]);
    const accounts = await accountant.all('/finance/accounts');
    const leaf = (value) => {
      if (typeof value === 'object')
        return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, leaf(one)]));
      const found = accounts.find(({ code, hasParts }) => code.startsWith(value) && !hasParts);
      return found?.code ?? value;
    };
    const name = 'finance.cash_booking';
    const { value, version } = (await finance_manager.get('/finance/policies')).items.find((one) => one.name === name);
    const after = leaf(value);
    if (JSON.stringify(after) === JSON.stringify(value)) return;
    await finance_manager.put(`/finance/policies/${name}`, { value: after, reason: '按明细科目设置' }, version);
  }

  static open(baseUrl) {
    return Books.open(baseUrl);
  }
}
