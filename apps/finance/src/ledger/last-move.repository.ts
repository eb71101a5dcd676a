import { balanceTooLow } from '@bumen/contracts';
import type { Gathered } from '@bumen/service-kit';

/** How one journal moves one guarded balance. */
export interface LastMove {
  readonly account: string;
  readonly journalId: string;
  readonly amount: number;
}

const move =
  'UPDATE guarded SET balance = balance + $2, version = version + 1 WHERE account = $1 RETURNING version, balance';
// Without a balance that could be moved it has no version, and is refused.
const keep = `INSERT INTO guarded_move (account, version, journal_id, amount, balance_after)
  VALUES ($1, (SELECT version FROM moved), $2, $3, (SELECT balance FROM moved))`;

/**
 * The one guarded balance that most transactions move. It is locked and moved by their last statement, so that whoever
 * posts to the same bank waits for a commit only; the table itself refuses what would fall below nothing.
 */
export class LastMoveChange implements Gathered {
  #move: LastMove | undefined;

  /** Whether it was taken; one transaction has one of these. */
  take(one: LastMove): boolean {
    if (this.#move) return false;
    this.#move = one;
    return true;
  }

  mark(): () => void {
    const before = this.#move;
    return () => {
      this.#move = before;
    };
  }

  statement(): ReturnType<Gathered['statement']> {
    if (!this.#move) return undefined;
    const { account, journalId, amount } = this.#move;
    const refused = (error: unknown) =>
      (error as { readonly constraint?: string }).constraint === 'guarded_balance'
        ? balanceTooLow({ accountCode: account })
        : undefined;
    return [
      { text: move, values: [account, amount], as: 'moved', rows: { table: 'guarded', keys: [account] }, refused },
      { text: keep, values: [account, journalId, amount], rows: { table: 'guarded_move', keys: [] } },
    ];
  }
}
