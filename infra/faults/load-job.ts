import { setTimeout as pause } from 'node:timers/promises';
import type { ServiceName } from '@bumen/contracts';
import { BooksJob, type Ask, type Hands } from './books-job.ts';
import { PaymentsJob } from './payments-job.ts';
import { RetryingClient, type ClientHabits, type Write } from './retrying-client.ts';
import { TillJob } from './till-job.ts';

/** One customer's matter, from the first word to a satisfied callback. */
export interface Contact {
  readonly mark: string;
  /** Told in the first callback; the ticket then comes back and is called about again. */
  readonly dissatisfied: boolean;
  ticketId?: string;
  finished: boolean;
  /** Why it could not be finished. */
  failure?: string;
}

/** Tokens of two people who share the work: who handles a ticket never calls its customer back (C-11). */
export interface Desk {
  readonly handler: string;
  readonly caller: string;
}

export interface LoadOptions extends ClientHabits {
  /** Begins every mark of this load, so that what it left can be told from everything else. */
  readonly tag: string;
  /** Contacts that each client begins at most; it stops earlier where it is told to. */
  readonly contactsEach: number;
  /** Vouchers, and as many payments, that each bookkeeper makes at most. */
  readonly vouchersEach: number;
  /** Cash desks, with two days each, that are set up one after the other at most; several go on at once. */
  readonly tillsEach: number;
  /** The day of all vouchers, in an open month. */
  readonly bookDay: string;
  /** Writes a second, all clients together. */
  readonly perS: number;
}

interface Clients {
  readonly handler: RetryingClient;
  readonly caller: RetryingClient;
}

interface CallbackSummary {
  readonly id: string;
  readonly round: number;
  readonly state: string;
}

class GivenUp extends Error {}

/**
 * Clerks who take contacts in, answer and resolve them and carry the callbacks out, and people who keep the books, pay
 * and close the days of cash desks, at a bounded rate (the real job).
 */
export class LoadJob {
  readonly options: LoadOptions;
  readonly contacts: Contact[] = [];
  readonly writes: Write[] = [];
  readonly books: BooksJob;
  readonly desks: TillJob;
  readonly payments: PaymentsJob;
  readonly #desks: Clients[];
  readonly #bookkeepers: Hands<RetryingClient>[];
  #ending = false;
  #begun = 0;
  #done: Promise<unknown> = Promise.resolve();
  #nextTurn = 0;

  constructor(baseUrl: string, desks: readonly Desk[], bookkeepers: readonly Hands[], options: LoadOptions) {
    this.options = options;
    const { tag, bookDay: day, chance } = options;
    const ask: Ask = (by, ...write) => this.#write(by, ...write);
    this.books = new BooksJob({ tag, day, chance, ask });
    this.desks = new TillJob({ tag, day, chance, ask });
    this.payments = new PaymentsJob({ tag, day, chance, ask });
    const client = (token: string) => new RetryingClient(baseUrl, token, options, this.writes);
    this.#desks = desks.map(({ handler, caller }) => ({ handler: client(handler), caller: client(caller) }));
    this.#bookkeepers = bookkeepers.map(({ cashier, accountant, poster, manager, receiver, ...given }) => ({
      ...{ cashier: client(cashier), accountant: client(accountant), receiver: client(receiver) },
      ...{ poster: client(poster), manager: client(manager), ...given },
    }));
  }

  start(): this {
    const { vouchersEach, tillsEach } = this.options;
    this.#done = Promise.all([
      ...this.#desks.map((desk) => this.#work(desk)),
      ...this.#bookkeepers.map((hands) => this.books.work(hands, (had) => had < vouchersEach && !this.#ending)),
      ...this.#bookkeepers.map((hands) => this.payments.work(hands, (had) => had < vouchersEach && !this.#ending)),
      ...this.#bookkeepers.flatMap((hands) =>
        hands.accounts.map((one) => this.desks.work(hands, one, (had) => had < tillsEach && !this.#ending)),
      ),
    ]);
    return this;
  }

  /** Resolves when what was begun is finished; nothing new is begun. */
  async end(): Promise<void> {
    this.#ending = true;
    await this.finished();
  }

  /** Resolves when every client has had all its contacts. */
  async finished(): Promise<void> {
    await this.#done;
    for (const { handler, caller } of this.#desks) for (const one of [handler, caller]) one.close();
    for (const { cashier, accountant, poster, manager, receiver } of this.#bookkeepers)
      for (const one of [cashier, accountant, poster, manager, receiver]) one.close();
  }

  /** The moment of the first answer to a write that was begun since, if there is one yet. */
  firstAnswerSince(moment: number, service?: ServiceName): number | undefined {
    let first: number | undefined;
    for (let at = this.writes.length - 1; at >= 0 && this.writes[at]!.beganAt >= moment - 30_000; at -= 1) {
      const { beganAt, answeredAt, status = 0, service: asked } = this.writes[at]!;
      if (beganAt >= moment && answeredAt !== undefined && status < 300 && (service === undefined || asked === service))
        first = Math.min(first ?? Infinity, answeredAt);
    }
    return first;
  }

  /** In a few words: what was asked, what came of it, and why contacts were given up. */
  heard(): string {
    const counted = (words: readonly string[]) =>
      JSON.stringify(
        Object.fromEntries([...Map.groupBy(words, (word) => word)].map(([word, all]) => [word, all.length])),
      );
    const writes = counted(this.writes.map((one) => `${one.kind} ${one.status ?? 'unanswered'}`));
    const setbacks = counted(this.writes.flatMap((one) => one.setbacks));
    const failures = this.failures()
      .map((one) => one.failure)
      .slice(0, 3);
    return `writes: ${writes}, setbacks: ${setbacks}, given up: ${JSON.stringify(failures)}`;
  }

  /** What a client that retries could not finish. */
  failures(): { readonly mark: string; readonly failure: string }[] {
    return this.#matters.flatMap(({ mark, failure }) => (failure === undefined ? [] : [{ mark, failure }]));
  }

  get #matters() {
    return [...this.contacts, ...this.books.papers, ...this.desks.tills, ...this.payments.bills];
  }

  async #work(desk: Clients): Promise<void> {
    for (let had = 0; had < this.options.contactsEach && !this.#ending; had += 1) {
      const number = (this.#begun += 1);
      const contact: Contact = {
        mark: `${this.options.tag}-${number}-`,
        dissatisfied: this.options.chance.next() < 0.4,
        finished: false,
      };
      this.contacts.push(contact);
      try {
        await this.#carryThrough(desk, contact);
        contact.finished = true;
      } catch (error) {
        contact.failure = error instanceof Error ? error.message : String(error);
      }
    }
  }

  async #carryThrough({ handler, caller }: Clients, contact: Contact): Promise<void> {
    const { mark } = contact;
    const name = `客户${mark}`;
    const phone = `13${String(Date.now() % 100_000).padStart(5, '0')}${String(this.options.chance.below(10_000)).padStart(4, '0')}`;
    const opened = await this.#write(handler, 'tickets', 'open', `${mark}q`, 'POST', '/tickets', {
      channel: 'chat',
      nature: 'consult',
      question: `${mark}q`,
      customer: { name, phone },
    });
    const ticketId = opened['id'] as string;
    contact.ticketId = ticketId;
    for (let round = 1; ; round += 1) {
      const at = `${mark}${round}`;
      const ticket = `/tickets/${ticketId}`;
      await this.#write(handler, 'tickets', 'accept', `${at}a`, 'POST', `${ticket}/accept`, {});
      await this.#write(handler, 'tickets', 'reply', `${at}r`, 'POST', `${ticket}/replies`, { text: `${at}r` });
      await this.#resolve(handler, ticket, `${at}s`);
      const callback = await this.#callbackOf(caller, ticketId, round);
      const path = `/callbacks/${callback}`;
      await this.#write(caller, 'callbacks', 'take', `${at}t`, 'POST', `${path}/take`, {});
      const begun = await this.#write(caller, 'callbacks', 'attempt', `${at}b`, 'POST', `${path}/attempts`, {
        channel: 'message',
      });
      const attempts = begun['attempts'] as { id: string }[];
      await this.#write(
        caller,
        'callbacks',
        'attempt end',
        `${at}e`,
        'POST',
        `${path}/attempts/${attempts.at(-1)!.id}/end`,
        { outcome: 'reached' },
      );
      const unhappy = contact.dissatisfied && round === 1;
      await this.#write(caller, 'callbacks', 'record', `${at}n`, 'PUT', `${path}/record`, {
        answers: { solved: !unhappy, score: unhappy ? 1 : 5 },
        remarks: `${at}n`,
      });
      await this.#write(
        caller,
        'callbacks',
        'complete',
        `${at}c`,
        'POST',
        `${path}/complete`,
        unhappy ? { verdict: 'dissatisfied', reasons: ['not_solved'], remedy: '重新处理' } : { verdict: 'satisfied' },
      );
      if (!unhappy) return;
      await this.#eventually(
        `${mark} comes back`,
        async () => (await handler.read<{ reopenings: number }>(ticket)).reopenings === 1 || undefined,
      );
    }
  }

  /** Decides on the ticket as it is, and looks again where a deadline or a reaction changed it meanwhile (R6). */
  async #resolve(client: RetryingClient, ticket: string, mark: string): Promise<void> {
    const resolution = { cause: '原因', remedy: '办法', reply: mark };
    await this.#eventually(`${ticket} stays as it was seen`, async () => {
      const { version } = await client.read<{ version: number }>(ticket);
      const seen = { 'if-match': `"${version}"` };
      const write = await this.#try(client, 'tickets', 'resolve', mark, 'POST', `${ticket}/resolve`, resolution, seen);
      return write.status === 412 ? undefined : answerOf(write);
    });
  }

  #callbackOf(client: RetryingClient, ticketId: string, round: number): Promise<string> {
    return this.#eventually(`the callback of round ${round} appears`, async () => {
      const { items } = await client.read<{ items: CallbackSummary[] }>(`/callbacks?ticketId=${ticketId}`);
      return items.find((one) => one.round === round)?.id;
    });
  }

  async #eventually<T>(what: string, ask: () => Promise<T | undefined>): Promise<T> {
    const end = performance.now() + this.options.patienceMs;
    for (;;) {
      const found = await ask();
      if (found !== undefined) return found;
      if (performance.now() > end) throw new GivenUp(`waited in vain until ${what}`);
      await pause(50);
    }
  }

  async #write(
    client: RetryingClient,
    ...write: Parameters<RetryingClient['write']>
  ): Promise<Record<string, unknown>> {
    return answerOf(await this.#try(client, ...write));
  }

  async #try(client: RetryingClient, ...write: Parameters<RetryingClient['write']>): Promise<Write> {
    await this.#turn();
    return client.write(...write);
  }

  /** Each write has its moment, so that the rate holds and a stall isn't followed by a rush. */
  async #turn(): Promise<void> {
    const now = Date.now();
    this.#nextTurn = Math.max(now, this.#nextTurn + 1_000 / this.options.perS);
    if (this.#nextTurn > now) await pause(this.#nextTurn - now);
  }
}

/** What a write was answered. Throws GivenUp where it was refused, or never answered. */
function answerOf({ kind, mark, status, setbacks, tries, answer }: Write): Record<string, unknown> {
  if (status === undefined)
    throw new GivenUp(`${kind} of ${mark} was never answered: ${setbacks.slice(-3).join(', ')}`);
  if (status >= 300)
    throw new GivenUp(
      `${kind} of ${mark} was refused after ${tries} tries: ${status} ${String(answer?.['code'])} ${String(answer?.['detail'])}`,
    );
  return answer!;
}
