import { randomUUID } from 'node:crypto';
import {
  beginClosing,
  budgetPolicy,
  closePeriod,
  getPeriod,
  getVerification,
  listPeriods,
  openPeriod,
  standard,
  startVerification,
  type DraftKind,
  type EntrySide,
  type InputOf,
  type Policy,
  type PolicyValue,
  type Role,
} from '@bumen/contracts';
import { newId, Transactions } from '@bumen/service-kit';
import { startDesk, until, type Client, type Desk } from '@bumen/testing';
import { FinanceModule } from './finance.module.ts';
import type { JournalDraft, LineDraft } from './ledger/draft.ts';
import { Ledger, type PostedJournal } from './ledger/ledger.ts';
import { lastDayOf, monthAfter } from './period/months.ts';

/** A Monday morning in working hours. */
export const mondayMorning = '2026-03-02T10:00:00+08:00';

/** A line in CNY: `['1001', 'debit', 100]`, or with an amount in the account's currency behind it. */
export type Line = readonly [accountCode: string, side: EntrySide, amountFen: number, foreignAmount?: number];
export const linesOf = (lines: readonly Line[]): LineDraft[] =>
  lines.map(([accountCode, side, amountFen, foreignAmount = null]) => ({
    ...{ accountCode, side, amountFen, foreignAmount, party: null, reference: null },
  }));

/** The finance service at a desk. */
export class FinanceRig {
  readonly desk: Desk;
  readonly cashier: Client;
  readonly accountant: Client;
  readonly colleague: Client;
  readonly manager: Client;
  readonly director: Client;

  #heard = 0;

  private constructor(desk: Desk) {
    const person = (role: Role, name: string) => desk.as(role, { staffId: randomUUID(), name });
    this.desk = desk;
    this.cashier = person('cashier', '陈出纳');
    this.accountant = person('accountant', '孙会计');
    this.colleague = person('accountant', '周会计');
    this.manager = person('finance_manager', '吴经理');
    this.director = person('general_manager', '郑总');
  }

  /** On a Monday morning in March, with the chart of small enterprises and no month open unless said. */
  static async open(...months: readonly string[]): Promise<FinanceRig> {
    const rig = new FinanceRig(await startDesk({ finance: FinanceModule }));
    rig.desk.clock.set(mondayMorning);
    await rig.withoutDepartments();
    for (const month of months) await rig.month(month);
    return rig;
  }

  close(): Promise<void> {
    return this.desk.close();
  }

  /** Payments name a department, and are of its budget, only where a spec is about that (F-17). */
  withoutDepartments(): Promise<void> {
    return this.hrSets(budgetPolicy, { ...budgetPolicy.default, departmentKinds: [] });
  }

  /** A policy of hr's that it shares, from now on. */
  async hrSets<P extends Policy>({ name }: P, value: PolicyValue<P>): Promise<void> {
    const effectiveFrom = this.desk.clock.now().toISOString();
    const version = (this.#heard += 1);
    const data = { name, value: value as never, effectiveFrom };
    await this.desk.publish(standard.hr.policySet, data, { subject: name, version });
    await this.desk.settle();
  }

  /** The events of this type that were raised, in their order. */
  async told({ name }: { readonly name: string }) {
    return (await this.desk.outbox('finance')).filter(({ type }) => type === name);
  }

  /** A month of the books, and all between it and the last one, opened where they aren't by themselves; its id. */
  async month(month: string): Promise<string> {
    for (;;) {
      const { items } = await this.accountant.call(listPeriods, {});
      const found = items.find((one) => one.month === month);
      if (found) return found.id;
      const next = items[0] === undefined ? month : monthAfter(items[0].month, 1);
      const [end] = await outcomes([this.accountant.call(openPeriod, { month: next })]);
      // Meanwhile it may have opened by itself.
      if (end !== 'ok' && end !== 'finance.period.out_of_order') throw new Error(`${next} is not opened: ${end}`);
    }
  }

  /** Moves the clock on to a day of the company, unless it is later already. */
  comeTo(day: string): void {
    const at = new Date(`${day}T10:00:00+08:00`);
    if (this.desk.clock.now() < at) this.desk.clock.set(at);
  }

  /** Gives whatever is posted its place in the chain, and looks at all of it. */
  async verify(given: InputOf<typeof startVerification> = { scope: 'whole' }) {
    await this.desk.sweep();
    let one = await this.accountant.call(startVerification, given);
    while (one.state === 'running') {
      // It goes on a little later.
      this.desk.clock.advance({ seconds: 1 });
      await this.desk.sweep();
      one = await this.accountant.call(getVerification, { verificationId: one.id });
    }
    return one;
  }

  async closeMonth(periodId: string): Promise<void> {
    const { month } = await this.accountant.call(getPeriod, { periodId });
    this.comeTo(lastDayOf(month));
    await this.accountant.call(beginClosing, { periodId });
    await this.verify({ scope: 'new' });
    await this.manager.call(closePeriod, { periodId });
  }

  /** Does something with the ledger in a transaction of its own, as a voucher would. */
  inLedger<T>(act: (ledger: Ledger) => Promise<T>): Promise<T> {
    const { app } = this.desk.service('finance');
    const options = { name: 'finance.voucher.post', actor: this.accountant.caller.staffId, correlationId: newId() };
    return app.get(Transactions).run(options, () => act(app.get(Ledger)));
  }

  post(lines: readonly Line[], given: { day?: string; kind?: DraftKind } = {}): Promise<PostedJournal> {
    return this.inLedger((ledger) => ledger.post(draftOf(lines, given)));
  }
  reverse(journalId: string, day = '2026-03-02'): Promise<PostedJournal> {
    return this.inLedger((ledger) => ledger.reverse(journalId, { day, voucherId: null, summary: '冲销' }));
  }

  /**
   * Races calls: somebody holds these rows until each of them has begun and waits, one after the other. The first two
   * have their turns in this order; behind one that changes the row, all that wait for it start anew and come in any
   * order (PostgreSQL queues for a version of a row, not for the row). `meanwhile`: what happens while all of them
   * wait. How each ended.
   */
  async inLine(
    held: string,
    values: readonly unknown[],
    calls: readonly (() => Promise<unknown>)[],
    meanwhile: () => Promise<unknown> = async () => undefined,
  ): Promise<string[]> {
    const ends: Promise<string[]>[] = [];
    await this.desk.holding('finance', held, values, async (waiting) => {
      for (const call of calls) {
        ends.push(outcomes([call()]));
        await until(`${ends.length} wait`, async () => (await waiting()) >= ends.length);
      }
      await meanwhile();
    });
    return (await Promise.all(ends)).flat();
  }

  /** Debit less credit of each account that has any, by its entries and by its totals. */
  async balances(): Promise<{ summed: Record<string, number>; kept: Record<string, number> }> {
    const both = await Promise.all(
      [
        `SELECT account, sum(CASE side WHEN 'debit' THEN amount_fen ELSE -amount_fen END) AS balance FROM entry GROUP BY 1`,
        'SELECT account, sum(debit - credit) AS balance FROM total GROUP BY 1',
      ].map((text) => this.desk.sql<{ account: string; balance: string }>('finance', `${text} ORDER BY 1`)),
    );
    const [summed, kept] = both.map((rows) =>
      Object.fromEntries(rows.map(({ account, balance }) => [account, Number(balance)])),
    );
    return { summed: summed!, kept: kept! };
  }
}

export const draftOf = (
  lines: readonly Line[],
  { day = '2026-03-02', kind = 'ordinary' }: { day?: string; kind?: DraftKind } = {},
): JournalDraft => ({ day, kind, voucherId: null, summary: '收款', lines: linesOf(lines) });

/** How a call ended: `ok`, or the code of the problem. For races, of which one must win. */
export async function outcomes(calls: readonly Promise<unknown>[]): Promise<string[]> {
  const settled = await Promise.allSettled(calls);
  return settled.map((one) =>
    one.status === 'fulfilled' ? 'ok' : String((one.reason as { code?: string }).code ?? one.reason),
  );
}
