import { FinanceRig } from '../finance.rig.ts';
import { dayContents } from './day-contents.ts';

let rig: FinanceRig;
beforeAll(async () => {
  rig = await FinanceRig.open();
});
afterAll(() => rig?.close());

/** Tables that have a desk and a day, and belong to none. */
const beside = new Set([
  // The day itself.
  'cash_day',
  // Its `day` is the one that is going on.
  'cash_desk',
]);

test('F-01 the digest of a day covers each table of a desk’s day, and says of each column whether it may change later', async () => {
  const columns = await rig.desk.sql<{ table: string; name: string }>(
    'finance',
    `SELECT table_name AS table, column_name AS name FROM information_schema.columns c WHERE table_schema = 'public'
       AND 2 = (SELECT count(*) FROM information_schema.columns o WHERE o.table_schema = 'public'
                   AND o.table_name = c.table_name AND o.column_name IN ('desk_id', 'day'))
     ORDER BY 1, 2`,
  );
  const stored = Map.groupBy(columns, ({ table }) => table);
  for (const table of beside) stored.delete(table);
  const covered = Map.groupBy(dayContents, ({ table }) => table);
  expect([...covered.keys()].toSorted()).toEqual([...stored.keys()].toSorted());
  for (const [table, parts] of covered) {
    const said = parts.flatMap((part) => [...part.columns.map(({ name }) => name), ...part.later, 'desk_id']);
    expect({ table, columns: [...new Set(said)].toSorted() }).toEqual({
      table,
      columns: stored
        .get(table)!
        .map(({ name }) => name)
        .toSorted(),
    });
  }
});
