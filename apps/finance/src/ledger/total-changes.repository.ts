import type { Gathered } from '@bumen/service-kit';
import type { LineDraft } from './draft.ts';

interface Sums {
  readonly account: string;
  readonly month: string;
  debit: number;
  credit: number;
  foreignDebit: number;
  foreignCredit: number;
}

// In one order, so that two that add to several totals never wait for each other.
const add = `INSERT INTO total (account, month, slot, debit, credit, foreign_debit, foreign_credit)
  SELECT t.account, t.month, pg_backend_pid() % 16, t.debit, t.credit, t.foreign_debit, t.foreign_credit
    FROM unnest($1::text[], $2::text[], $3::bigint[], $4::bigint[], $5::bigint[], $6::bigint[])
      AS t(account, month, debit, credit, foreign_debit, foreign_credit)
   ORDER BY t.account, t.month
  ON CONFLICT (account, month, slot) DO UPDATE SET debit = total.debit + excluded.debit,
    credit = total.credit + excluded.credit, foreign_debit = total.foreign_debit + excluded.foreign_debit,
    foreign_credit = total.foreign_credit + excluded.foreign_credit`;

/** What a transaction adds to the totals, written at its very end: whoever waits for a part waits for a commit only. */
export class TotalChanges implements Gathered {
  #sums = new Map<string, Sums>();

  add(month: string, lines: readonly LineDraft[]): void {
    for (const { accountCode: account, side, amountFen, foreignAmount } of lines) {
      const key = `${account} ${month}`;
      let sums = this.#sums.get(key);
      if (!sums)
        this.#sums.set(key, (sums = { account, month, debit: 0, credit: 0, foreignDebit: 0, foreignCredit: 0 }));
      sums[side] += amountFen;
      sums[side === 'debit' ? 'foreignDebit' : 'foreignCredit'] += foreignAmount ?? 0;
    }
  }

  mark(): () => void {
    const before = [...this.#sums].map(([key, sums]) => [key, { ...sums }] as const);
    return () => {
      this.#sums = new Map(before.map(([key, sums]) => [key, { ...sums }]));
    };
  }

  statement(): ReturnType<Gathered['statement']> {
    const sums = [...this.#sums.values()];
    if (sums.length === 0) return undefined;
    return {
      text: add,
      values: [
        sums.map((one) => one.account),
        sums.map((one) => one.month),
        sums.map((one) => one.debit),
        sums.map((one) => one.credit),
        sums.map((one) => one.foreignDebit),
        sums.map((one) => one.foreignCredit),
      ],
      rows: { table: 'total', keys: [...this.#sums.keys()] },
    };
  }
}
