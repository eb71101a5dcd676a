import { countedMax, type BoundedCount } from '@bumen/contracts';
import { countedOn } from '../transaction/statement.ts';

/** Rows to count: `SELECT … FROM … WHERE …`, without an order. */
export interface Counted {
  readonly text: string;
  readonly values: readonly unknown[];
}

/** One statement that counts the rows of each query up to the bound, and what its one row says under their names. */
export function countEach(
  queries: Readonly<Record<string, Counted>>,
): Counted & { counts(row: Readonly<Record<string, number>>): Record<string, BoundedCount> } {
  const names = Object.keys(queries);
  const values: unknown[] = [];
  const columns = Object.values(queries).map((query, index) => {
    const text = countedOn(query.text, values.length);
    values.push(...query.values);
    return `(SELECT count(*)::int FROM (${text} LIMIT ${countedMax + 1}) AS counted) AS c${index}`;
  });
  return {
    text: `SELECT ${columns.join(', ')}`,
    values,
    counts: (row) =>
      Object.fromEntries(
        names.map((name, index) => {
          const counted = row[`c${index}`]!;
          return [name, { count: Math.min(counted, countedMax), more: counted > countedMax }];
        }),
      ),
  };
}
