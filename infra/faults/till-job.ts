import { cashDeskPolicy } from '@bumen/contracts';
import type { Ask, Hands } from './books-job.ts';
import type { BoxAccounts } from './box-accounts.ts';
import type { Chance } from './chance.ts';
import type { RetryingClient } from './retrying-client.ts';

/** How a day of a desk was to end. */
export interface TillDay {
  readonly mark: string;
  readonly custodianId: string;
  readonly takingsFen: number;
  readonly pettyFen: number;
}

/** A desk that is set up, has its two days and goes through two hands. */
export interface Till {
  readonly mark: string;
  /** Those that were closed. */
  readonly days: TillDay[];
  /** Who holds its cash in the end, as far as it came. */
  custodianId: string;
  failure?: string;
}

/** Somebody who holds the cash of a desk, and their staff id. */
interface Holder {
  readonly client: RetryingClient;
  readonly id: string;
}
interface Place {
  readonly till: Till;
  readonly path: string;
  readonly inBoxes: { takings: number; petty: number };
}

/**
 * People who set up desks, take money there, count and close their days and hand them over (F-08, F-16). A desk has two
 * days at once, since that of tomorrow may be opened this evening; so there is always a next desk.
 */
export class TillJob {
  readonly tills: Till[] = [];
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

  /** How many days were closed. */
  get closed(): number {
    return this.tills.reduce((sum, { days }) => sum + days.length, 0);
  }

  /** One desk after the other, as long as `goesOn` says so. */
  async work(hands: Hands<RetryingClient>, accounts: BoxAccounts, goesOn: (had: number) => boolean): Promise<void> {
    for (let had = 0; goesOn(had); had += 1) {
      const mark = `${this.#tag}-d${this.tills.length + 1}-`;
      const till: Till = { mark, days: [], custodianId: hands.cashierId };
      this.tills.push(till);
      try {
        await this.#carryThrough(hands, accounts.next(), till, had % 2 === 0);
      } catch (error) {
        till.failure = error instanceof Error ? error.message : String(error);
        return;
      }
    }
  }

  async #carryThrough(
    hands: Hands<RetryingClient>,
    { groups, boxes }: ReturnType<BoxAccounts['next']>,
    till: Till,
    isHandedOver: boolean,
  ): Promise<void> {
    const { mark } = till;
    const { cashier, cashierId, accountant, manager, receiver, receiverId } = hands;
    for (const code of [...groups, ...boxes]) {
      const added = { code, title: `${mark}${code}`, reason: '设立收银台' };
      await this.#ask(accountant, 'finance', 'account', `${mark}${code}`, 'POST', '/finance/accounts', added);
    }
    const inBoxes = { takings: this.#chance.below(1_000), petty: this.#chance.below(10_000) };
    const { id } = await this.#ask(manager, 'finance', 'set up', mark, 'POST', '/finance/cash-desks', {
      ...{ deskName: mark, custodianId: cashierId, takingsAccount: boxes[0], pettyAccount: boxes[1] },
      ...{ takingsFen: inBoxes.takings, pettyFen: inBoxes.petty },
    });
    const book = { cashDeskId: id, series: `T${boxes[0]}`, firstNumber: 1, lastNumber: 50 };
    await this.#ask(accountant, 'finance', 'receipt book', mark, 'POST', '/finance/receipt-books', book);
    const place = { till, path: `/finance/cash-desks/${String(id)}`, inBoxes };
    const giver = { client: cashier, id: cashierId };
    await this.#runDay(hands, place, giver, `${mark}1`);
    if (isHandedOver) await this.#handOver(hands, place);
    await this.#runDay(hands, place, isHandedOver ? { client: receiver, id: receiverId } : giver, `${mark}2`);
  }

  /** Opened, counted blind and closed, and its vouchers made. */
  async #runDay({ accountant }: Hands<RetryingClient>, place: Place, by: Holder, mark: string): Promise<void> {
    const { till, path, inBoxes } = place;
    const ask = (kind: string, at: string, to: string, body: object, headers?: Record<string, string>) =>
      this.#ask(by.client, 'finance', kind, at, 'POST', to, body, headers);
    const opened = await ask('open day', mark, `${path}/days`, {});
    const day = `/finance/cash-days/${String(opened['id'])}`;
    for (let number = 1 + this.#chance.below(3); number > 0; number -= 1) {
      const amountFen = 1 + this.#chance.below(10_000);
      const content = { payer: `${mark}r${number}`, kind: 'other', counterfeitChecked: true };
      await ask('receipt', `${mark}r${number}`, `${path}/receipts`, {
        ...{ ...content, parts: [{ method: 'cash', amountFen }] },
      });
      inBoxes.takings += amountFen;
    }
    const off = { takings: this.#off(inBoxes.takings), petty: this.#off(inBoxes.petty) };
    const isBankedLater = this.#chance.next() < 0.5;
    const bank = async (mostFen: number) => {
      const amountFen = 1 + this.#chance.below(mostFen);
      const asked = { bankAccount: '1002', amountFen };
      const deposit = await ask('deposit', mark, `${path}/deposits`, asked);
      inBoxes.takings -= amountFen;
      // That of tomorrow comes back tomorrow.
      if (opened['day'] !== this.#day || this.#chance.next() < 0.3) return;
      const slip = { number: mark, day: this.#day, amountFen };
      const to = `/finance/cash-deposits/${String(deposit['id'])}/bank`;
      await this.#ask(accountant, 'finance', 'slip', mark, 'POST', to, slip);
    };
    if (!isBankedLater && off.takings === 0) await bank(inBoxes.takings);
    const found = { takings: inBoxes.takings + off.takings, petty: inBoxes.petty + off.petty };
    const counted = { takings: piecesOf(found.takings), petty: piecesOf(found.petty) };
    await ask('count', mark, `${day}/counts`, counted);
    if (isBankedLater && found.takings > 0) await bank(Math.min(found.takings, inBoxes.takings));
    for (const box of ['takings', 'petty'] as const) inBoxes[box] += off[box];
    const { version } = await by.client.read<{ version: number }>(day);
    const explanations = { takings: '找零', petty: '找零' };
    await ask('close', mark, `${day}/close`, { explanations }, { 'if-match': `"${version}"` });
    till.days.push({ mark, custodianId: by.id, takingsFen: inBoxes.takings, pettyFen: inBoxes.petty });
    // No voucher is of tomorrow, and one of another month has to wait for it.
    if (opened['day'] === this.#day) await ask('vouchers', mark, `${day}/vouchers`, {});
  }

  /** F-16: three hands, and the cash is somebody else's. */
  async #handOver(hands: Hands<RetryingClient>, { till, path }: Place): Promise<void> {
    const { cashier, receiver, receiverId, accountant } = hands;
    const mark = `${till.mark}h`;
    const asked = { receiverId, reason: mark };
    const begun = await this.#ask(cashier, 'finance', 'hand over', mark, 'POST', `${path}/handovers`, asked);
    const handover = `/finance/cash-handovers/${String(begun['id'])}`;
    const sign = async (by: RetryingClient, kind: string, step: string) => {
      const { version } = await by.read<{ version: number }>(handover);
      const seen = { 'if-match': `"${version}"` };
      await this.#ask(by, 'finance', kind, mark, 'POST', `${handover}/${step}`, {}, seen);
    };
    await sign(receiver, 'take over', 'receive');
    await sign(accountant, 'attest', 'witness');
    till.custodianId = receiverId;
  }

  /** Now and then there is less or more than there should be. */
  #off(fen: number): number {
    if (this.#chance.next() < 0.7) return 0;
    const by = 1 + this.#chance.below(500);
    return this.#chance.next() < 0.5 ? by : -Math.min(by, fen);
  }
}

/** So much in notes and coins. */
function piecesOf(fen: number): { denominationFen: number; pieces: number }[] {
  let left = fen;
  return cashDeskPolicy.default.denominationsFen.flatMap((denominationFen) => {
    const pieces = Math.floor(left / denominationFen);
    left -= pieces * denominationFen;
    return pieces === 0 ? [] : [{ denominationFen, pieces }];
  });
}
