import { Injectable } from '@nestjs/common';
import { balanceTooLow, reversedAlready, type PeriodState } from '@bumen/contracts';
import { Repository } from '@bumen/service-kit';
import type { AccountFacts, Books, LineDraft } from './draft.ts';
import { Entry } from './entry.entity.ts';
import { GuardedMove } from './guarded.entity.ts';
import { JournalUnchained } from './journal-unchained.entity.ts';
import { Journal } from './journal.entity.ts';
import { LastMoveChange } from './last-move.repository.ts';
import { TotalChanges } from './total-changes.repository.ts';

/** How a journal moves a guarded balance. */
interface Move {
  readonly journalId: string;
  readonly amount: number;
}
/** By account, in the order in which they are posted. */
export type Moves = ReadonlyMap<string, readonly Move[]>;

/**
 * Which of so many, as a part of a statement and its values. A few are parameters of their own: of a list the server
 * doesn't know how long it is, and plans anew each time, which costs more than to look for them.
 */
const fewMax = 8;
function among(column: string, items: readonly string[]): { readonly text: string; readonly values: unknown[] } {
  if (items.length > fewMax) return { text: `${column} = ANY($1::text[])`, values: [items] };
  return { text: `${column} IN (${items.map((_, index) => `$${index + 1}`).join(', ')})`, values: [...items] };
}
type Periods = { readonly month: string; readonly state: PeriodState }[];

@Injectable()
export class LedgerRepository extends Repository {
  /**
   * The books as they are for whoever posts: no month is closed, and no account gets parts, is closed or goes, before
   * the transaction ends. The accounts are read in a statement of their own, after the wait for the months: what waits
   * and reads in one sees the past.
   */
  async hold(months: readonly string[], codes: readonly string[]): Promise<Books> {
    const [periods, accounts] = await Promise.all([this.#holdMonths(months), this.#facts(codes)]);
    return booksOf(periods, accounts);
  }

  /** The same without keeping anything from changing. */
  async look(months: readonly string[], codes: readonly string[]): Promise<Books> {
    const [periods, accounts] = await Promise.all([
      this.read<Periods[number]>('SELECT month, state FROM period WHERE month = ANY($1::text[])', [months]),
      this.#facts(codes),
    ]);
    return booksOf(periods, accounts);
  }

  /**
   * Moves guarded balances. One by one journal is moved by the last statement; several at once, each in its locked row
   * and all in the order of their codes, so that two that move several never wait for each other. Throws balanceTooLow,
   * or the commit does, where one would fall below nothing after any of its moves.
   */
  async move(moves: Moves): Promise<void> {
    const [[account, [first, ...more]] = ['', []], ...others] = moves;
    const isOne = first !== undefined && more.length === 0 && others.length === 0;
    if (isOne && this.gather(LastMoveChange, () => new LastMoveChange()).take({ account, ...first })) return;
    const inOrder = [...moves].toSorted(([one], [other]) => (one < other ? -1 : 1));
    const moved = await Promise.all(
      inOrder.map(([code, all]) => {
        const after = sumsOf(all);
        return this.change<{ balance: string; version: number }>(
          `UPDATE guarded SET balance = balance + $2, version = version + $4
             WHERE account = $1 AND balance + $3 >= 0 RETURNING balance, version`,
          [code, after.at(-1), Math.min(0, ...after), all.length],
        );
      }),
    );
    const rows = inOrder.flatMap(([code, all], index) => {
      const row = moved[index]![0];
      if (!row) throw balanceTooLow({ accountCode: code });
      const after = sumsOf(all);
      const before = Number(row.balance) - after.at(-1)!;
      return all.map(({ journalId, amount }, place) => ({
        account: code,
        version: row.version - all.length + place + 1,
        journalId,
        amount: String(amount),
        balanceAfter: String(before + after[place]!),
      }));
    });
    this.insert(GuardedMove, rows);
  }

  /** Whether the guarded accounts hold enough for this now; for looking only. */
  async holdEnough(moves: ReadonlyMap<string, number>): Promise<void> {
    const [low] = await this.read<{ account: string }>(
      `SELECT m.account FROM unnest($1::text[], $2::bigint[]) AS m(account, amount)
         JOIN guarded g ON g.account = m.account WHERE m.amount < 0 AND g.balance + m.amount < 0 ORDER BY 1 LIMIT 1`,
      [[...moves.keys()], [...moves.values()]],
    );
    if (low) throw balanceTooLow({ accountCode: low.account });
  }

  /** Writes what was decided. It goes out with the commit, and is refused as a whole where it doesn't balance. */
  keep(journals: readonly Journal[], entries: readonly Entry[]): void {
    const reversed = journals.find(({ reverses }) => reverses !== null)?.reverses;
    this.insert(
      Journal,
      journals,
      typeof reversed === 'string' ? { journal_reverses_key: () => reversedAlready({ id: reversed }) } : {},
    );
    this.insert(Entry, entries);
    this.insert(
      JournalUnchained,
      journals.map(({ id: journalId }) => ({ journalId })),
    );
  }

  addToTotals(month: string, lines: readonly LineDraft[]): void {
    this.gather(this, () => new TotalChanges()).add(month, lines);
  }

  #holdMonths(months: readonly string[]): Promise<Periods[number][]> {
    const { text, values } = among('month', months);
    return this.lockRows<Periods[number]>(
      `SELECT month, state FROM period WHERE ${text} ORDER BY month FOR KEY SHARE`,
      values,
    );
  }

  #facts(codes: readonly string[]): Promise<AccountFacts[]> {
    const { text, values } = among('a.code', codes);
    return this.read<AccountFacts>(
      `SELECT a.code, a.currency, a.guarded, a.closed, EXISTS (SELECT 1 FROM account p WHERE p.above = a.code) AS "hasParts"
         FROM account a WHERE ${text}`,
      values,
    );
  }
}

const booksOf = (periods: Periods, accounts: readonly AccountFacts[]): Books => ({
  periods: new Map(periods.map(({ month, state }) => [month, state])),
  accounts: new Map(accounts.map((one) => [one.code, one])),
});

/** What it comes to after each. */
function sumsOf(moves: readonly Move[]): number[] {
  let sum = 0;
  return moves.map(({ amount }) => (sum += amount));
}
