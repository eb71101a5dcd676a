// The books as those who keep them see them: accounts, months, vouchers and the hands that they go through.
import { setTimeout as pause } from 'node:timers/promises';
import { expect, Person, Surprise } from './person.mjs';

export const password = 'bumen-demo';
/** CNY for one dollar at the end of a month. */
const dollarRate = '7.15';
const usernames = ['cashier', 'cashier2', 'accountant', 'accountant2', 'finance_manager', 'general_manager', 'auditor'];

/** 500.00 yuan in fen. */
export const yuan = (amount) => Math.round(amount * 100);
export const monthOf = (day) => day.slice(0, 7);
export const monthAfter = (month, by = 1) => {
  const at = Number(month.slice(0, 4)) * 12 + Number(month.slice(5)) - 1 + by;
  return `${Math.floor(at / 12)}-${String((at % 12) + 1).padStart(2, '0')}`;
};
/** Nine in the morning of the company. */
export const morningOf = (day) => `${day}T09:00:00+08:00`;

export class Books {
  /** By username. */
  people = {};
  /** Vouchers and journals that the walk has made. */
  vouchers = 0;
  journals = 0;

  static async open(baseUrl) {
    const books = new Books();
    for (const username of usernames) books.people[username] = await Person.signIn(baseUrl, username, password);
    return books;
  }

  // ── the clock ──────────────────────────────────────────────────────────────

  async now() {
    return new Date((await this.people.general_manager.get('/clock')).now);
  }

  /** The day of the company's calendar. */
  async today() {
    return new Date((await this.now()).getTime() + 8 * 3_600_000).toISOString().slice(0, 10);
  }

  /** To the morning of that day, unless it is later already. */
  async moveTo(day) {
    if ((await this.today()) >= day) return;
    await this.people.general_manager.put('/clock', { to: morningOf(day) });
    const today = await this.today();
    expect(today === day, `The clock was moved to ${day}, and it is ${today}.`);
  }

  // ── accounts and months ────────────────────────────────────────────────────

  /** Adds the accounts below those of the standard that aren't there yet. */
  async ensureAccounts(wanted) {
    const { accountant } = this.people;
    const there = new Map((await accountant.all('/finance/accounts')).map((one) => [one.code, one]));
    for (const [code, title, currency = 'CNY'] of wanted) {
      if (!there.has(code))
        there.set(code, await accountant.post('/finance/accounts', { code, title, currency, reason: '明细核算' }));
      const { hasParts, currency: kept } = there.get(code);
      expect(!hasParts && kept === currency, `Account ${code} is not one in ${currency} that can be posted to.`);
    }
  }

  async periods() {
    return (await this.people.accountant.get('/finance/periods')).items;
  }

  async period(month) {
    const found = (await this.periods()).find((one) => one.month === month);
    expect(found !== undefined, `The month ${month} was never opened.`);
    return found;
  }

  openMonth(month) {
    return this.people.accountant.post('/finance/periods', { month });
  }

  /** A step of a month, such as `close`. */
  async stepMonth(by, month, step, body = {}) {
    return by.post(`/finance/periods/${(await this.period(month)).id}/${step}`, body);
  }

  /** By code: opening, debit, credit and closing of a month. */
  async balances(month) {
    const path = `/finance/reports/trial-balance?from=${month}&until=${month}`;
    return new Map((await this.people.finance_manager.all(path)).map((line) => [line.code, line]));
  }

  /** Today's or the one behind it, with nothing in it and all before it closed; its first day is today. */
  async comeToFreshMonth() {
    const today = await this.today();
    const begun = (await this.periods()).map(({ month }) => month).toReversed();
    const isFresh = async (month) => today === `${month}-01` && (await this.#vouchersOf(month)).length === 0;
    const now = monthOf(today);
    const fresh = (await isFresh(now)) ? now : monthAfter(now);
    expect(begun.length === 0 || begun.at(-1) <= fresh, `${begun.at(-1)} is open already, and it is ${today} only.`);
    if (begun.length === 0) await this.openMonth(fresh);
    await this.moveTo(`${fresh}-01`);
    // What was begun goes on by itself.
    await this.period(fresh);
    for (const { month, state } of (await this.periods()).toReversed())
      if (month < fresh && state !== 'closed') await this.finish(month);
    return fresh;
  }

  /** What is left to do in a month: its vouchers go through all hands, and it is closed. */
  async finish(month) {
    for (const { id, state } of await this.#vouchersOf(month))
      if (!['posted', 'voided', 'discarded'].includes(state))
        await this.post(await this.people.accountant.get(`/finance/vouchers/${id}`));
    if ((await this.period(month)).state === 'open')
      await this.stepMonth(this.people.accountant, month, 'begin-closing');
    await this.close(month);
  }

  /** Carries forward, verifies and closes a month that is being closed. */
  async close(month) {
    await this.revalue(month);
    await this.carryForward(month);
    await this.verify('new');
    await this.stepMonth(this.people.finance_manager, month, 'close');
  }

  /** 期末调汇: foreign accounts are brought to what they are worth on the last day. */
  async revalue(month) {
    const { accountant } = this.people;
    const { id } = await this.period(month);
    const { items } = await accountant.get(`/finance/periods/${id}/blockers`);
    if (!items.some(({ kind }) => kind === 'not_revalued')) return;
    const rates = [{ currency: 'USD', rate: dollarRate }];
    const { vouchers } = await accountant.post(`/finance/periods/${id}/revalue`, { rates });
    this.vouchers += vouchers.length;
    for (const one of vouchers) await this.post(await accountant.get(`/finance/vouchers/${one.id}`));
  }

  /** 结转损益: by vouchers through all hands, until income and expenses stand at nothing. */
  async carryForward(month) {
    const { accountant } = this.people;
    const { id } = await this.period(month);
    const isLeft = async () =>
      (await accountant.get(`/finance/periods/${id}/blockers`)).items.some(
        ({ kind }) => kind === 'not_carried_forward',
      );
    while (await isLeft()) {
      const { vouchers } = await accountant.post(`/finance/periods/${id}/carry-forward`);
      this.vouchers += vouchers.length;
      await accountant.isRefused('finance.period.carried_already', 'POST', `/finance/periods/${id}/carry-forward`, {});
      for (const one of vouchers) await this.post(await accountant.get(`/finance/vouchers/${one.id}`));
    }
  }

  /** In the order of their making. */
  async #vouchersOf(month) {
    return (await this.people.accountant.all(`/finance/vouchers?month=${month}`)).toReversed();
  }

  // ── vouchers ───────────────────────────────────────────────────────────────

  /** Account, side, amount in fen, and the amount in its own currency where that isn't CNY. */
  static lines(lines) {
    return lines.map(([accountCode, side, amountFen, foreignAmount = null]) => ({
      ...{ accountCode, side, amountFen, foreignAmount },
    }));
  }

  static content({ kind, day, summary, lines, document, attachmentsCount = 1 }) {
    const documents = [{ kind: document[0], number: document[1] }];
    return { kind, day, summary, attachmentsCount, documents, lines: Books.lines(lines) };
  }

  async make(by, draft) {
    const voucher = await by.post('/finance/vouchers', Books.content(draft));
    this.vouchers += 1;
    expect(voucher.state === 'draft', `A voucher that was just made is ${voucher.state}, and not a draft.`);
    return voucher;
  }

  /** A step on what was looked at last. */
  step(by, voucher, step, body = {}) {
    return by.post(`/finance/vouchers/${voucher.id}/${step}`, body, voucher.version);
  }

  /** Expects a step to be refused. */
  isRefused(by, voucher, step, code, body = {}) {
    return by.isRefused(code, 'POST', `/finance/vouchers/${voucher.id}/${step}`, body, voucher.version);
  }

  /** Through all hands that are left. */
  async post(voucher) {
    let one = voucher;
    for (let hand = this.#nextHand(one); hand !== undefined; hand = this.#nextHand(one))
      one = await this.step(hand.by, one, hand.step);
    expect(one.state === 'posted' && one.journalId !== null, `A voucher through all hands is ${one.state}.`);
    this.journals += 1;
    return one;
  }

  async posted(by, draft) {
    return this.post(await this.make(by, draft));
  }

  #nextHand({ state, kind, maker, checked, signed }) {
    const { cashier, cashier2, accountant, accountant2, finance_manager } = this.people;
    const others = (people, ...hands) => {
      const found = people.find(({ staffId }) => !hands.includes(staffId));
      if (found === undefined) throw new Surprise('Nobody is left for the next hand of a voucher.');
      return found;
    };
    const its = Object.values(this.people).find(({ staffId }) => staffId === maker);
    switch (state) {
      case 'draft':
        expect(its !== undefined, 'A draft was made by somebody whom the walk does not know.');
        return { step: 'submit', by: its };
      case 'submitted':
        return { step: 'check', by: kind === 'transfer' ? finance_manager : others([accountant, accountant2], maker) };
      case 'checked':
        if (kind !== 'transfer') return { step: 'sign', by: [cashier, cashier2].includes(its) ? its : cashier };
      // falls through: a transfer is not signed
      case 'signed':
        return {
          step: 'post',
          by: others([accountant2, accountant, finance_manager], maker, checked.byId, signed?.byId),
        };
      default:
        return undefined;
    }
  }

  // ── proofs ─────────────────────────────────────────────────────────────────

  /** Once everything that was posted stands in the chain. */
  async verify(scope) {
    const { auditor } = this.people;
    await eventually('what was posted to be chained', async () => (await auditor.get('/finance/chain')).waiting === 0);
    let found = await auditor.post('/finance/verifications', { scope });
    await eventually('a verification to end', async () => {
      found = await auditor.get(`/finance/verifications/${found.id}`);
      return found.state !== 'running';
    });
    expect(found.state === 'sound', `The books are ${found.state}: ${JSON.stringify(found.finding)}.`);
    return found;
  }
}

async function eventually(what, isSo) {
  for (const until = Date.now() + 60_000; !(await isSo()); await pause(200))
    expect(Date.now() < until, `Waited a minute for ${what}, in vain.`);
}
