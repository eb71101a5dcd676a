import { cashBookingPolicy, type standard, type PolicyValue } from '@bumen/contracts';
import type {
  draftOpening,
  getChain,
  getPeriod,
  getVerification,
  getVoucher,
  listLedgerAccounts,
  listVouchers,
  ResponseOf,
} from '@bumen/contracts';
import { ApiClient, type ItemOf } from '../api-client.ts';
import { until } from '../until.ts';
import {
  deskAccounts,
  dollarRate,
  openingLines,
  paymentAccounts,
  sampleAccounts,
  vouchersOf,
  type SampleVoucher,
} from './book-entries.ts';

type Voucher = ResponseOf<typeof getVoucher>;
type Opening = ResponseOf<typeof draftOpening>;
type Verification = ResponseOf<typeof getVerification>;
type Period = ResponseOf<typeof getPeriod>;

/** So many months, the last of them the one that it is; the others are closed. */
const monthsCount = 3;
const usernames = ['cashier', 'cashier2', 'accountant', 'accountant2', 'finance_manager', 'general_manager'] as const;
type People = Readonly<Record<(typeof usernames)[number], ApiClient>>;

/**
 * Three months of a small company's books, each voucher through the hands of those who make, check, sign and post it
 * (F-07). What a start that was cut short has left is gone on with; books that are there are left alone.
 */
export async function loadBooks(baseUrl: string, report: (progress: string) => void, now: Date): Promise<void> {
  const today = dayOf(now);
  const books = new Books(await signInAll(baseUrl));
  const begun = await books.periods();
  const isDone = ({ state, reopenings }: Period) => state === 'closed' || reopenings > 0;
  if (begun.length >= monthsCount && begun.slice(0, monthsCount - 1).every(isDone)) return;

  report('accounts and months of the books');
  await books.addAccounts();
  await books.bookDesks();
  const first = begun[0]?.month ?? monthAfter(today.slice(0, 7), 1 - monthsCount);
  const months = Array.from({ length: monthsCount }, (_, index) => monthAfter(first, index));
  if (begun.length === 0) await books.people.accountant.post('/finance/periods', { month: first });
  // Those behind it open by themselves.
  const opened = async () => (await books.periods()).at(-1)!.month >= months.at(-1)!;
  await until('the months of the books are open', opened, 60_000);

  await books.openBalances();
  const plans: SampleVoucher[] = [];
  for (const [index, month] of months.entries())
    plans.push(...(await vouchersOf(month, index + 1)).filter(({ content }) => content.day <= today));
  report(`${plans.length} vouchers`);
  const vouchers = await books.submitAll(plans, months);
  // The last one waits to be checked, so that there is something to try.
  const last = vouchers.at(-1)!;
  const finished = last.month === months.at(-1) ? vouchers.slice(0, -1) : vouchers;
  await books.postAll(finished, plans);
  report('closing the months');
  await books.closeMonths(months.slice(0, -1));
}

class Books {
  readonly people: People;
  /** Ids of those that were there at the start, by day and summary. */
  readonly #there = new Map<string, string>();

  constructor(people: People) {
    this.people = people;
  }

  /** The oldest first. */
  async periods(): Promise<Period[]> {
    return (await this.people.accountant.get<{ items: Period[] }>('/finance/periods')).items.toReversed();
  }

  /** A cash desk is booked on accounts of the company, and not on those above them. */
  async bookDesks(): Promise<void> {
    const { finance_manager } = this.people;
    const { name } = cashBookingPolicy;
    const { items } = await finance_manager.get<ResponseOf<typeof standard.finance.listPolicies>>('/finance/policies');
    const { version, value } = items.find((one) => one.name === name)!;
    const now = value as PolicyValue<typeof cashBookingPolicy>;
    const after = { ...now, ...deskAccounts, paymentAccounts: { ...now.paymentAccounts, ...paymentAccounts } };
    if (now.bankAccount === after.bankAccount) return;
    const asked = { value: after, reason: '按明细科目设置' };
    await finance_manager.put(`/finance/policies/${name}`, asked, version);
  }

  async addAccounts(): Promise<void> {
    const { accountant } = this.people;
    const there = new Set(
      (await accountant.all<ItemOf<typeof listLedgerAccounts>>('/finance/accounts')).map(({ code }) => code),
    );
    for (const account of sampleAccounts)
      if (!there.has(account.code))
        await accountant.post('/finance/accounts', { ...account, reason: '按业务设置明细科目' });
  }

  /** Approved by two, and drafted and posted by two others (F-21). */
  async openBalances(): Promise<void> {
    const { accountant, accountant2, finance_manager: manager, general_manager: director } = this.people;
    let one =
      (await accountant.find<Opening>('/finance/opening')) ??
      (await accountant.post<Opening>('/finance/openings', { lines: openingLines, openItems: [] }));
    const step = async (by: ApiClient, name: string) => {
      one = await by.post<Opening>(`/finance/openings/${one.id}/${name}`, {}, { seen: one.version });
    };
    if (one.state === 'draft') await step(accountant, 'submit');
    if (one.state === 'submitted' && one.approvedByManager === null) await step(manager, 'approve');
    if (one.state === 'submitted') await step(director, 'approve');
    if (one.state === 'approved') await step(accountant2, 'post');
  }

  /** In this order, which gives them their numbers. */
  async submitAll(plans: readonly SampleVoucher[], months: readonly string[]): Promise<Voucher[]> {
    const { accountant } = this.people;
    for (const month of months)
      for (const { id, day, summary } of await accountant.all<ItemOf<typeof listVouchers>>(
        `/finance/vouchers?month=${month}`,
      ))
        this.#there.set(`${day} ${summary}`, id);
    const vouchers: Voucher[] = [];
    for (const { by, content } of plans) {
      const voucher = await this.#made(content, () => this.people[by].post<Voucher>('/finance/vouchers', content));
      vouchers.push(voucher.state === 'draft' ? await this.#step(by, voucher, 'submit') : voucher);
    }
    return vouchers;
  }

  /** Checked and signed side by side, posted in order: what is paid has to be there. */
  async postAll(vouchers: readonly Voucher[], plans: readonly SampleVoucher[]): Promise<void> {
    const ready = await sideBySide(vouchers, async (voucher, index) => {
      const { by, fate } = plans[index]!;
      let one = voucher;
      if (fate === 'void' && one.state === 'submitted') return this.#step(by, one, 'void', { reason: '收据开错' });
      if (one.state === 'submitted')
        one = await this.#step(one.kind === 'transfer' ? 'finance_manager' : 'accountant', one, 'check');
      if (one.state === 'checked' && by !== 'accountant') one = await this.#step(by, one, 'sign');
      return one;
    });
    for (const [index, voucher] of ready.entries()) {
      const posted =
        voucher.state === 'checked' || voucher.state === 'signed'
          ? await this.#step('accountant2', voucher, 'post')
          : voucher;
      if (plans[index]!.fate === 'red') await this.#undo(plans[index]!, posted);
    }
  }

  async closeMonths(months: readonly string[]): Promise<void> {
    for (const [index, period] of (await this.periods()).filter(({ month }) => months.includes(month)).entries())
      await this.#closeMonth(period, index + 1);
  }

  /** `nth`: of those that are closed, each of which is verified anew. */
  async #closeMonth(period: Period, nth: number): Promise<void> {
    const { accountant, finance_manager: manager } = this.people;
    const { id, state } = period;
    if (state === 'closed') return;
    await this.#revalue(period);
    await this.#carryForward(period);
    const chained = async () => (await accountant.get<ResponseOf<typeof getChain>>('/finance/chain')).waiting === 0;
    await until('what was posted is chained', chained, 60_000);
    const begun = await accountant.post<Verification>('/finance/verifications', { scope: 'new' }, { nth });
    const path = `/finance/verifications/${begun.id}`;
    const verified = async () => (await accountant.get<Verification>(path)).state !== 'running';
    await until('the books are verified', verified, 60_000);
    if (state === 'open') await accountant.post(`/finance/periods/${id}/begin-closing`, {});
    await manager.post(`/finance/periods/${id}/close`, {});
  }

  /** 期末调汇. */
  async #revalue({ id, month }: Period): Promise<void> {
    const rates = [{ currency: 'USD', rate: dollarRate }];
    if (await this.#isKeptOpenBy(id, 'not_revalued'))
      if ((await this.#closingDrafts(month)).length === 0)
        await this.people.accountant.post(`/finance/periods/${id}/revalue`, { rates });
    await this.#postClosingDrafts(month);
  }

  /** 结转损益: until nothing is left that keeps the month from being closed. */
  async #carryForward({ id, month }: Period): Promise<void> {
    for (let nth = 1; await this.#isKeptOpenBy(id, 'not_carried_forward'); nth += 1) {
      if ((await this.#closingDrafts(month)).length === 0)
        await this.people.accountant.post(`/finance/periods/${id}/carry-forward`, {}, { nth });
      await this.#postClosingDrafts(month);
    }
  }

  async #isKeptOpenBy(periodId: string, what: string): Promise<boolean> {
    const path = `/finance/periods/${periodId}/blockers`;
    const { items } = await this.people.accountant.get<{ items: { kind: string }[] }>(path);
    return items.some(({ kind }) => kind === what);
  }

  async #closingDrafts(month: string): Promise<ItemOf<typeof listVouchers>[]> {
    const path = `/finance/vouchers?month=${month}`;
    return (await this.people.accountant.all<ItemOf<typeof listVouchers>>(path)).filter(
      ({ purpose, state }) => purpose === 'closing' && ['draft', 'submitted', 'checked'].includes(state),
    );
  }

  async #postClosingDrafts(month: string): Promise<void> {
    for (const draft of (await this.#closingDrafts(month)).toReversed()) {
      let one = await this.people.accountant.get<Voucher>(`/finance/vouchers/${draft.id}`);
      if (one.state === 'draft') one = await this.#step('accountant', one, 'submit');
      if (one.state === 'submitted') one = await this.#step('finance_manager', one, 'check');
      await this.#step('accountant2', one, 'post');
    }
  }

  async #undo({ by, content }: SampleVoucher, { id }: Voucher): Promise<void> {
    const given = { day: content.day, summary: `冲销:${content.summary}` };
    let red = await this.#made(given, () => this.people[by].post<Voucher>(`/finance/vouchers/${id}/make-red`, given));
    if (red.state === 'draft') red = await this.#step(by, red, 'submit');
    if (red.state === 'submitted') red = await this.#step('accountant', red, 'check');
    if (red.state === 'checked') red = await this.#step(by, red, 'sign');
    if (red.state === 'signed') await this.#step('accountant2', red, 'post');
  }

  #made({ day, summary }: { readonly day: string; readonly summary: string }, make: () => Promise<Voucher>) {
    const id = this.#there.get(`${day} ${summary}`);
    return id === undefined ? make() : this.people.accountant.get<Voucher>(`/finance/vouchers/${id}`);
  }

  #step(by: keyof People, { id, version }: Voucher, step: string, body: object = {}): Promise<Voucher> {
    return this.people[by].post<Voucher>(`/finance/vouchers/${id}/${step}`, { ...body }, { seen: version });
  }
}

async function signInAll(baseUrl: string): Promise<People> {
  const clients = await Promise.all(
    usernames.map(async (username) => [username, await ApiClient.signIn(baseUrl, username)] as const),
  );
  return Object.fromEntries(clients) as People;
}

/** What becomes of each, in their order; so many at once. */
async function sideBySide<In, Out>(items: readonly In[], work: (item: In, index: number) => Promise<Out>) {
  const results: Out[] = [];
  const rest = items.entries();
  const worker = async () => {
    for (const [index, item] of rest) results[index] = await work(item, index);
  };
  await Promise.all(Array.from({ length: 6 }, worker));
  return results;
}

/** Of the company's calendar. */
const dayOf = (now: Date): string => new Date(now.getTime() + 8 * 3_600_000).toISOString().slice(0, 10);

function monthAfter(month: string, by: number): string {
  const at = Number(month.slice(0, 4)) * 12 + Number(month.slice(5)) - 1 + by;
  return `${Math.floor(at / 12)}-${String((at % 12) + 1).padStart(2, '0')}`;
}
