import type { Ask, Hands } from './books-job.ts';
import type { Chance } from './chance.ts';
import type { RetryingClient } from './retrying-client.ts';

/** To whom the payments of one load go, and by whose money. */
export interface PaidTo {
  readonly payee: { readonly kind: 'firm'; readonly payeeName: string; readonly party: string };
  readonly payeeAccountId: string;
  /** Whose budget they are paid from. */
  readonly departmentId: string;
}

/** What is asked for, and what becomes of it. */
export interface Bill {
  readonly mark: string;
  readonly amountFen: number;
  /** `again`: the bank sent it back once, so it was signed and sent anew. */
  readonly fate: 'paid' | 'again' | 'refused' | 'withdrawn';
  failure?: string;
}

const fates = ['paid', 'paid', 'paid', 'again', 'refused', 'withdrawn'] as const;

/**
 * People who ask for payments, sign them, send them and record what the bank says (F-06); each has its voucher in the
 * end.
 */
export class PaymentsJob {
  readonly bills: Bill[] = [];
  readonly #tag: string;
  readonly #day: string;
  readonly #chance: Chance;
  readonly #ask: Ask;

  constructor(given: { tag: string; day: string; chance: Chance; ask: Ask }) {
    this.#tag = given.tag;
    this.#day = given.day;
    this.#chance = given.chance;
    this.#ask = given.ask;
  }

  /** One payment after the other, as long as `goesOn` says so. */
  async work(hands: Hands<RetryingClient>, goesOn: (had: number) => boolean): Promise<void> {
    for (let had = 0; goesOn(had); had += 1) {
      const mark = `${this.#tag}-p${this.bills.length + 1}-`;
      // So little that what goes to one payee together still takes one signature.
      const bill: Bill = { mark, amountFen: 1 + this.#chance.below(20), fate: this.#chance.oneOf(fates) };
      this.bills.push(bill);
      try {
        await this.#carryThrough(hands, bill);
      } catch (error) {
        bill.failure = error instanceof Error ? error.message : String(error);
        return;
      }
    }
  }

  async #carryThrough(hands: Hands<RetryingClient>, { mark, amountFen, fate }: Bill): Promise<void> {
    const { cashier, accountant, poster, manager, paidTo } = hands;
    const asked = {
      ...{ kind: 'other', way: 'transfer', ...paidTo, amountFen, summary: mark },
      documents: [{ kind: 'invoice', number: mark.slice(0, -1) }],
    };
    const { id } = await this.#ask(accountant, 'finance', 'ask payment', mark, 'POST', '/finance/payments', asked);
    const path = `/finance/payments/${String(id)}`;
    const reason = 'not needed any more';
    if (fate === 'refused') return this.#step(manager, mark, path, 'refuse', { reason });
    if (fate === 'withdrawn') return this.#step(accountant, mark, path, 'withdraw', { reason });
    await this.#sent(hands, `${mark}1`, path);
    if (fate === 'again') {
      await this.#step(poster, mark, path, 'fail', { reason: 'the bank sent it back' });
      await this.#sent(hands, `${mark}2`, path);
    }
    await this.#step(poster, mark, path, 'settle', { number: mark.slice(0, -1), day: this.#day, amountFen });
    await this.#step(cashier, mark, path, 'voucher');
  }

  /** `mark`: of the bill and of how often it is sent. */
  async #sent({ cashier, manager }: Hands<RetryingClient>, mark: string, path: string): Promise<void> {
    const { digest } = await manager.read<{ digest: string }>(path);
    await this.#step(manager, mark, path, 'sign', { digest });
    await this.#step(cashier, mark, path, 'send', { bankAccount: '1002' });
  }

  /** Decides on the payment as it is (R6). */
  async #step(by: RetryingClient, mark: string, path: string, step: string, body: object = {}): Promise<void> {
    const { version } = await by.read<{ version: number }>(path);
    const seen = { 'if-match': `"${version}"` };
    await this.#ask(by, 'finance', `${step} payment`, mark, 'POST', `${path}/${step}`, body, seen);
  }
}
