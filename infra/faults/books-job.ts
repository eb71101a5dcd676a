import { createHash } from 'node:crypto';
import type { VoucherKind } from '@bumen/contracts';
import type { BoxAccounts } from './box-accounts.ts';
import type { Chance } from './chance.ts';
import type { PaidTo } from './payments-job.ts';
import type { RetryingClient } from './retrying-client.ts';

/** Those through whose hands a voucher goes (F-07). */
export interface Hands<Person = string> {
  /** Makes receipts and payments, and signs them. */
  readonly cashier: Person;
  /** Makes transfers, and checks what the cashier made. */
  readonly accountant: Person;
  /** Posts. */
  readonly poster: Person;
  /** Checks transfers. */
  readonly manager: Person;
  /** The desk whose cash the cashier holds; its day is open. */
  readonly cashDeskId: string;
  /** Staff id of the cashier. */
  readonly cashierId: string;
  /** To whom the cashier hands desks over (F-16), and their staff id. */
  readonly receiver: Person;
  readonly receiverId: string;
  /** For the desks that they set up besides: so many at once as there are of these. */
  readonly accounts: readonly BoxAccounts[];
  readonly paidTo: PaidTo;
}

/** One matter of the books: a voucher, and what becomes of it. */
export interface Paper {
  readonly mark: string;
  readonly kind: VoucherKind;
  readonly amountFen: number;
  /** A red one is posted and undone. */
  readonly fate: 'posted' | 'red' | 'voided';
  /** Of the file that is attached to it. */
  readonly sha256?: string;
  failure?: string;
}

export type Ask = (
  client: RetryingClient,
  ...write: Parameters<RetryingClient['write']>
) => Promise<Record<string, unknown>>;

const linesFor = {
  receipt: ['1001', '2203'],
  payment: ['5602', '1001'],
  transfer: ['1122', '5001'],
} as const satisfies Record<VoucherKind, readonly [debit: string, credit: string]>;

/**
 * People who keep the books: each voucher is made, submitted, checked, signed and posted by different hands, with a
 * paper at some, and is now and then void or undone in red.
 */
export class BooksJob {
  readonly papers: Paper[] = [];
  readonly #tag: string;
  /** The day of all vouchers, in an open month. */
  readonly #day: string;
  readonly #chance: Chance;
  readonly #ask: Ask;

  constructor(given: { tag: string; day: string; chance: Chance; ask: Ask }) {
    this.#tag = given.tag;
    this.#day = given.day;
    this.#chance = given.chance;
    this.#ask = given.ask;
  }

  /** One voucher after the other, as long as `goesOn` says so. */
  async work(hands: Hands<RetryingClient>, goesOn: (had: number) => boolean): Promise<void> {
    // Nobody pays out more than they have taken in, so that a refusal is a fault.
    let cashFen = 0;
    for (let had = 0; goesOn(had); had += 1) {
      const amountFen = 1 + this.#chance.below(10_000);
      const kind = this.#chance.oneOf(cashFen < amountFen ? (['receipt', 'transfer'] as const) : kinds);
      const fate = this.#chance.oneOf(['posted', 'posted', 'posted', 'red', 'voided'] as const);
      const mark = `${this.#tag}-b${this.papers.length + 1}-`;
      const file = this.#chance.next() < 0.4 ? pdf(mark) : undefined;
      const sha256 = file && createHash('sha256').update(file).digest('hex');
      const paper: Paper = { mark, kind, amountFen, fate, ...(sha256 !== undefined && { sha256 }) };
      this.papers.push(paper);
      try {
        await this.#carryThrough(hands, paper, file);
        await this.#atDesk(hands, mark);
        if (this.#chance.next() < 0.2) await this.#verify(hands.poster, mark);
        if (fate === 'posted') cashFen += kind === 'receipt' ? amountFen : kind === 'payment' ? -amountFen : 0;
      } catch (error) {
        paper.failure = error instanceof Error ? error.message : String(error);
        return;
      }
    }
  }

  async #carryThrough(hands: Hands<RetryingClient>, paper: Paper, file: Uint8Array | undefined): Promise<void> {
    const { mark, kind, amountFen, fate } = paper;
    const maker = kind === 'transfer' ? hands.accountant : hands.cashier;
    const [debit, credit] = linesFor[kind];
    const line = (accountCode: string, side: string) => ({ accountCode, side, amountFen, foreignAmount: null });
    const voucher = await this.#ask(maker, 'finance', 'make', `${mark}v`, 'POST', '/finance/vouchers', {
      ...{ kind, day: this.#day, summary: `${mark}v`, attachmentsCount: 1 },
      documents: [{ kind: 'receipt', number: 'SJ-0001' }],
      lines: [line(debit, 'debit'), line(credit, 'credit')],
    });
    const path = `/finance/vouchers/${String(voucher['id'])}`;
    if (file)
      await this.#ask(
        maker,
        ...(['finance', 'attach', `${mark}v`, 'POST', `${path}/attachments?fileName=paper.pdf`, file] as const),
        { 'content-type': 'application/pdf' },
      );
    if (fate === 'voided') {
      await this.#step(maker, `${mark}v`, path, 'submit');
      await this.#step(maker, `${mark}v`, path, 'void', { reason: 'a mistake' });
      return;
    }
    await this.#throughHands(hands, paper, `${mark}v`, path);
    if (fate === 'posted') return;
    const asked = { day: this.#day, summary: `${mark}r`, attachmentsCount: 1 };
    const red = await this.#ask(maker, 'finance', 'make red', `${mark}r`, 'POST', `${path}/make-red`, asked);
    await this.#throughHands(hands, paper, `${mark}r`, `/finance/vouchers/${String(red['id'])}`);
  }

  /** F-02, F-03: cash is taken for a receipt, and now and then brought to the bank, whose slip comes back. */
  async #atDesk({ cashier, accountant, cashDeskId }: Hands<RetryingClient>, mark: string): Promise<void> {
    const amountFen = 1 + this.#chance.below(10_000);
    const desk = `/finance/cash-desks/${cashDeskId}`;
    const content = { payer: `${mark}c`, kind: 'other', counterfeitChecked: true };
    const parts = [{ method: 'cash', amountFen }];
    await this.#ask(cashier, 'finance', 'receipt', `${mark}c`, 'POST', `${desk}/receipts`, { ...content, parts });
    if (this.#chance.next() < 0.6) return;
    const asked = { bankAccount: '1002', amountFen };
    const deposit = await this.#ask(cashier, 'finance', 'deposit', `${mark}c`, 'POST', `${desk}/deposits`, asked);
    const path = `/finance/cash-deposits/${String(deposit['id'])}/bank`;
    const slip = { number: `${mark}c`, day: this.#day, amountFen };
    await this.#ask(accountant, 'finance', 'slip', `${mark}c`, 'POST', path, slip);
  }

  /** F-01: the books are sound at every moment, whatever is being written to them. */
  async #verify(by: RetryingClient, mark: string): Promise<void> {
    const scope = this.#chance.oneOf(['new', 'whole']);
    const found = await this.#ask(by, 'finance', 'verify', mark, 'POST', '/finance/verifications', { scope });
    if (found['state'] === 'broken')
      throw new Error(`a verification (${scope}) found sound books broken: ${JSON.stringify(found['finding'])}`);
  }

  async #throughHands(
    { cashier, accountant, poster, manager }: Hands<RetryingClient>,
    { kind }: Paper,
    mark: string,
    path: string,
  ): Promise<void> {
    const moves = kind !== 'transfer';
    await this.#step(moves ? cashier : accountant, mark, path, 'submit');
    await this.#step(moves ? accountant : manager, mark, path, 'check');
    if (moves) await this.#step(cashier, mark, path, 'sign');
    await this.#step(poster, mark, path, 'post');
  }

  /** Decides on the voucher as it is (R6). */
  async #step(by: RetryingClient, mark: string, path: string, step: string, body: object = {}): Promise<void> {
    const { version } = await by.read<{ version: number }>(path);
    await this.#ask(by, 'finance', step, mark, 'POST', `${path}/${step}`, body, { 'if-match': `"${version}"` });
  }
}

const kinds = ['receipt', 'payment', 'transfer'] as const;

/** A paper of one line. */
const pdf = (text: string): Uint8Array =>
  Buffer.from(`%PDF-1.7\n1 0 obj\n<< /Title (${text}) >>\nendobj\ntrailer << /Root 1 0 R >>\nstartxref\n9\n%%EOF\n`);
