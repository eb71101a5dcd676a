import { bankDeposit, confirmCashDraw, depositCash, drawPettyCash } from '@bumen/contracts';
import { newId, Transactions } from '@bumen/service-kit';
import { CashRig } from '../cash-desk/cash-desk.rig.ts';
import { FinanceRig } from '../finance.rig.ts';
import { CashDayRepository } from './cash-day.repository.ts';
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

/** The digest of what was done on the first day of a desk. */
function contentsOf(cashDeskId: string): Promise<string> {
  const { app } = rig.desk.service('finance');
  const options = { name: 'finance.cash_day.get', actor: rig.accountant.caller.staffId, correlationId: newId() };
  return app.get(Transactions).run(options, () => app.get(CashDayRepository).contents(cashDeskId, '2026-03-02'));
}

test('F-01 what becomes of documents after their day leaves its digest as it was, and nothing else does', async () => {
  const cash = await CashRig.open(rig);
  const desk = { cashDeskId: cash.cashDeskId, bankAccount: '1002' };
  const cashDayId = await cash.openDay();
  await cash.issue();
  const deposit = await rig.cashier.call(depositCash, { ...desk, amountFen: 60_000 });
  const draw = await rig.cashier.call(drawPettyCash, { ...desk, from: 'bank', number: '30000001', amountFen: 5_000 });
  await cash.closeDay(cashDayId, 40_000, 5_000);
  const closed = await contentsOf(desk.cashDeskId);
  const slip = { number: 'JZ1', day: '2026-03-02', amountFen: 60_000 };
  await rig.accountant.call(bankDeposit, { cashDepositId: deposit.id, ...slip });
  await rig.accountant.call(confirmCashDraw, { cashDrawId: draw.id });
  expect(await contentsOf(desk.cashDeskId)).toBe(closed);
  for (const table of ['receipt', 'cash_deposit', 'cash_draw']) {
    const before = await contentsOf(desk.cashDeskId);
    const given = table === 'receipt' ? `payer = '别人'` : 'amount_fen = amount_fen - 1';
    await rig.desk.sql('finance', `UPDATE ${table} SET ${given} WHERE desk_id = $1`, [desk.cashDeskId]);
    expect({ table, same: (await contentsOf(desk.cashDeskId)) === before }).toEqual({ table, same: false });
  }
});
