import fc from 'fast-check';
import {
  approveBudgetChange,
  askBudgetChange,
  budgetNearlyUsed,
  endBudget,
  getBudget,
  type BudgetMoveKind,
} from '@bumen/contracts';
import { newId } from '@bumen/service-kit';
import { refusal } from '@bumen/testing';
import { FinanceRig, outcomes } from '../finance.rig.ts';
import { BudgetRig } from './budget.rig.ts';

let rig: FinanceRig;
let budgets: BudgetRig;
beforeEach(async () => {
  rig = await FinanceRig.open();
  budgets = await BudgetRig.open(rig);
});
afterEach(async () => {
  expect(await broken()).toEqual([]);
  await rig.close();
});

const reason = '按进度调整';
const get = (budgetId: string) => rig.accountant.call(getBudget, { budgetId });
const lockOf = (budgetId: string) => ['SELECT id FROM budget WHERE id = $1 FOR UPDATE', [budgetId]] as const;

/** Budgets that aren't what their moves add up to, one after the other, or payments with more than they reserved. */
async function broken(): Promise<unknown[]> {
  const rows = await rig.desk.sql<object>(
    'finance',
    `SELECT b.id FROM budget b LEFT JOIN LATERAL (
         SELECT count(*) AS moves, coalesce(max(seq), 0) AS last,
                coalesce(sum(CASE kind WHEN 'reserve' THEN amount_fen WHEN 'unuse' THEN amount_fen ELSE -amount_fen END), 0) AS reserved,
                coalesce(sum(CASE kind WHEN 'use' THEN amount_fen WHEN 'unuse' THEN -amount_fen ELSE 0 END), 0) AS used
           FROM budget_move WHERE budget_id = b.id) m ON true
      WHERE m.moves <> b.moves OR m.last <> b.moves OR m.reserved <> b.reserved_fen OR m.used <> b.used_fen
         OR b.reserved_fen < 0 OR b.used_fen < 0 OR b.reserved_fen + b.used_fen > b.amount_fen`,
  );
  return rows;
}

test('F-17 a payment reserves of its budget, uses what it reserved or frees it, and each move is kept with what there is then', async () => {
  const budgetId = await budgets.inForce();
  const [paid, refused] = [newId(), newId()];
  expect(await budgets.reserve(paid, 60_000)).toBe(budgetId);
  await budgets.reserve(refused, 40_000);
  await budgets.use(budgetId, paid, 60_000);
  await budgets.free(budgetId, refused, 40_000);
  await budgets.unuse(budgetId, paid, 60_000);
  expect(await budgets.moves(budgetId)).toEqual([
    ['reserve', 60_000, 60_000, 0],
    ['reserve', 40_000, 100_000, 0],
    ['use', 60_000, 40_000, 60_000],
    ['free', 40_000, 0, 60_000],
    ['unuse', 60_000, 60_000, 0],
  ]);
  for (const change of ['UPDATE budget_move SET amount_fen = 1', 'DELETE FROM budget_move', 'TRUNCATE budget_move'])
    await expect(rig.desk.asOwner('finance', change)).rejects.toThrow(/append-only/);
});

test('F-17 without a budget in force nothing is reserved: none, not approved, of another year or account, or ended', async () => {
  const none = async (given: { day?: string; accountCode?: string } = {}) =>
    expect(await refusal(budgets.reserve(newId(), 1, given))).toMatchObject({
      code: 'finance.budget.none',
      details: { departmentName: '技术部' },
    });
  await none();
  await budgets.propose();
  await none();
  const other = await budgets.inForce({ year: '2027' });
  await none();
  expect(await budgets.reserve(newId(), 1, { day: '2027-12-31' })).toBe(other);
  await none({ accountCode: '5601' });
  await rig.manager.call(endBudget, { budgetId: other, reason });
  await none({ day: '2027-01-01' });
});

test('F-17 two payments on the last of a budget wait for one row, and one of them is refused', async () => {
  const budgetId = await budgets.inForce();
  await budgets.reserve(newId(), 99_999);
  const last = () => budgets.reserve(newId(), 1);
  expect(await rig.inLine(...lockOf(budgetId), [last, last])).toEqual(['ok', 'finance.budget.used_up']);
  const { details } = await refusal(last());
  expect(details).toEqual({ departmentName: '技术部', accountCode: '5602', year: '2026', leftFen: 0 });
  for (const more of ['reserved_fen = reserved_fen + 1', 'used_fen = used_fen - 1', 'amount_fen = amount_fen - 1'])
    await expect(rig.desk.sql('finance', `UPDATE budget SET ${more}`)).rejects.toThrow('budget_within');
});

test('F-17 of a lower amount and a reservation at once, whichever comes first keeps the other out', async () => {
  const budgetId = await budgets.inForce();
  const reserve = () => budgets.reserve(newId(), 60_000);
  const lower = () => rig.manager.call(approveBudgetChange, { budgetId });
  await rig.accountant.call(askBudgetChange, { budgetId, amountFen: 50_000, reason });
  expect(await rig.inLine(...lockOf(budgetId), [reserve, lower])).toEqual(['ok', 'finance.budget.below_used']);
  await budgets.free(budgetId, newId(), 60_000);
  expect(await rig.inLine(...lockOf(budgetId), [lower, reserve])).toEqual(['ok', 'finance.budget.used_up']);
  expect(await get(budgetId)).toMatchObject({ amountFen: 50_000, reservedFen: 0 });
});

test('F-17 whoever reserves while it is being ended finds none, or ends up in what is still paid from it', async () => {
  const [first, second] = [await budgets.inForce(), await budgets.inForce({ accountCode: '5601' })];
  const end = (budgetId: string) => () => rig.manager.call(endBudget, { budgetId, reason });
  const reserve = (accountCode: string) => () => budgets.reserve(newId(), 1_000, { accountCode });
  expect(await rig.inLine(...lockOf(first), [end(first), reserve('5602')])).toEqual(['ok', 'finance.budget.none']);
  expect(await rig.inLine(...lockOf(second), [reserve('5601'), end(second)])).toEqual(['ok', 'ok']);
  expect(await get(second)).toMatchObject({ state: 'ended', reservedFen: 1_000 });
  await budgets.use(second, newId(), 1_000);
  await budgets.unuse(second, newId(), 1_000);
  await budgets.free(second, newId(), 1_000);
});

test('F-17 that a budget is nearly used is told once, and what is reserved is no other version of what people decide', async () => {
  const budgetId = await budgets.inForce();
  const { version } = await get(budgetId);
  await budgets.reserve(newId(), 80_000);
  expect((await get(budgetId)).version).toBe(version);
  await budgets.reserve(newId(), 10_000);
  await budgets.reserve(newId(), 1_000);
  expect((await rig.told(budgetNearlyUsed)).map(({ data }) => data)).toEqual([
    { budgetId, departmentId: budgets.departmentId, accountCode: '5602', year: '2026', percent: 90 },
  ]);
});

test('F-17 whatever payments and changes meet in one budget, it is never more than its amount, and what its moves add up to', async () => {
  const budgetId = await budgets.inForce();
  const step = fc.record({
    what: fc.constantFrom('reserve', 'reserve', 'use', 'free', 'unuse', 'ask', 'approve'),
    which: fc.nat(20),
    fen: fc.integer({ min: 1, max: 45_000 }),
  });
  /** Payments by what became of them, as their own rows would say. */
  const payments = new Map<string, { state: 'reserved' | 'used' | 'moving'; fen: number }>();
  const move = async (kind: Exclude<BudgetMoveKind, 'reserve'>, from: 'reserved' | 'used', which: number) => {
    const fitting = [...payments].filter(([, { state }]) => state === from);
    const [id, payment] = fitting[which % Math.max(1, fitting.length)] ?? [];
    if (!id || !payment) return;
    payments.set(id, { ...payment, state: 'moving' });
    await budgets[kind](budgetId, id, payment.fen);
    if (kind === 'free') payments.delete(id);
    else payments.set(id, { ...payment, state: kind === 'use' ? 'used' : 'reserved' });
  };
  const done = async ({ what, which, fen }: { what: string; which: number; fen: number }): Promise<unknown> => {
    switch (what) {
      case 'reserve': {
        const id = newId();
        await budgets.reserve(id, fen);
        return payments.set(id, { state: 'reserved', fen });
      }
      case 'use':
        return move('use', 'reserved', which);
      case 'free':
        return move('free', 'reserved', which);
      case 'unuse':
        return move('unuse', 'used', which);
      case 'ask':
        return rig.accountant.call(askBudgetChange, { budgetId, amountFen: fen * 4, reason });
      default:
        return rig.manager.call(approveBudgetChange, { budgetId });
    }
  };
  const ends = new Set<string>();
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 30, maxLength: 45, size: 'max' }), async (steps) => {
      for (let at = 0; at < steps.length; at += 3)
        for (const end of await outcomes(steps.slice(at, at + 3).map(done))) ends.add(end);
      const kept = [...payments.values()];
      const sumOf = (state: string) => kept.reduce((sum, one) => sum + (one.state === state ? one.fen : 0), 0);
      expect(await get(budgetId)).toMatchObject({ reservedFen: sumOf('reserved'), usedFen: sumOf('used') });
      expect(await broken()).toEqual([]);
    }),
    { seed: 20_260_302, numRuns: 5, endOnFailure: true },
  );
  expect(
    [...ends].filter((end) => !/^(ok|finance\.budget|step_refused|version_mismatch|write_conflict)/.test(end)),
  ).toEqual([]);
  expect(ends).toContain('finance.budget.used_up');
}, 60_000);
