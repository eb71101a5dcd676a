import {
  addLedgerAccount,
  agreeAccountClosing,
  approveBudget,
  approveBudgetChange,
  askAccountClosing,
  askBudgetChange,
  budgetChanged,
  endBudget,
  getBudget,
  listBudgetMoves,
  listBudgets,
  proposeBudget,
  refuseBudget,
  refuseBudgetChange,
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
afterEach(() => rig?.close());

const reason = '按进度调整';
const get = (budgetId: string) => rig.director.call(getBudget, { budgetId });
const approve = (budgetId: string, client = rig.manager) => client.call(approveBudget, { budgetId });
const askChange = (budgetId: string, amountFen: number, client = rig.accountant) =>
  client.call(askBudgetChange, { budgetId, amountFen, reason });
const approveChange = (budgetId: string, client = rig.manager) => client.call(approveBudgetChange, { budgetId });
const asManager = (staffId: string) => rig.desk.as('finance_manager', { staffId });
const close = async (code: string) => {
  const { id: accountClosingId } = await rig.accountant.call(askAccountClosing, { code, reason: '不再使用' });
  return rig.manager.call(agreeAccountClosing, { accountClosingId });
};

test('F-17 a budget is proposed by one and in force when another has approved it (P-04)', async () => {
  const budgetId = await budgets.propose();
  const self = asManager(rig.accountant.caller.staffId);
  expect(await refusal(approve(budgetId, self))).toMatchObject({ code: 'finance.second_hand' });
  expect(await approve(budgetId)).toMatchObject({
    ...{ state: 'in_force', departmentName: '技术部', accountCode: '5602', year: '2026' },
    ...{ amountFen: 100_000, reservedFen: 0, usedFen: 0, decided: { byName: '吴经理' } },
  });
  expect(await refusal(approve(budgetId, rig.director))).toMatchObject({ code: 'step_refused' });
  expect((await rig.told(budgetChanged)).map(({ data }) => (data as { state: string }).state)).toEqual([
    ...['proposed', 'in_force'],
  ]);
  const leader = rig.desk.as('department_manager');
  expect((await leader.call(listBudgets, { departmentId: [budgets.departmentId], year: ['2026'] })).items).toHaveLength(
    1,
  );
});

test('F-17 two who approve it at once approve it once', async () => {
  const budgetId = await budgets.propose();
  const held = ['SELECT id FROM budget WHERE id = $1 FOR UPDATE', [budgetId]] as const;
  const ends = await rig.inLine(...held, [() => approve(budgetId), () => approve(budgetId, rig.director)]);
  expect(ends.filter((end) => end === 'ok')).toHaveLength(1);
  expect(await rig.told(budgetChanged)).toHaveLength(2);
});

test('F-17 there is one at a time of a department, account and year, also where two propose it at once', async () => {
  const both = await outcomes([budgets.propose(), budgets.propose({}, rig.colleague)]);
  expect(both.toSorted()).toEqual(['finance.budget.stands', 'ok']);
  const other = await BudgetRig.open(rig, '运营部');
  for (const one of [() => other.propose(), () => budgets.propose({ year: '2027' })]) await one();
  const [first] = (await rig.accountant.call(listBudgets, { state: ['proposed'], year: ['2026'] })).items.slice(-1);
  expect(await rig.accountant.call(refuseBudget, { budgetId: first!.id, reason })).toMatchObject({ state: 'refused' });
  expect(await refusal(rig.manager.call(refuseBudget, { budgetId: first!.id, reason }))).toMatchObject({
    code: 'step_refused',
  });
  const budgetId = await budgets.inForce();
  expect(await refusal(budgets.propose())).toMatchObject({
    code: 'finance.budget.stands',
    details: { departmentName: '技术部', accountCode: '5602', year: '2026' },
  });
  await rig.manager.call(endBudget, { budgetId, reason });
  expect(await refusal(rig.director.call(endBudget, { budgetId, reason }))).toMatchObject({ code: 'step_refused' });
  await budgets.inForce();
});

test('F-17 a budget is of a department, an account that payments are booked on, and this year or the next one', async () => {
  const department = { code: 'finance.department.not_found' };
  expect(await refusal(budgets.propose({ departmentId: newId() }))).toMatchObject(department);
  expect(await refusal(budgets.propose({ accountCode: '5699' }))).toMatchObject({ code: 'finance.account.not_found' });
  await rig.accountant.call(addLedgerAccount, { code: '560101', title: '广告费', reason: '分户核算' });
  expect(await refusal(budgets.propose({ accountCode: '5601' }))).toMatchObject({ code: 'finance.account.has_parts' });
  await budgets.propose({ accountCode: '560101' });
  expect(await refusal(budgets.propose({ year: '2025' }))).toMatchObject({ code: 'finance.budget.year_unfit' });
  await close('1604');
  expect(await refusal(budgets.propose({ accountCode: '1604' }))).toMatchObject({ code: 'finance.account.closed' });
});

test('F-17 another amount is asked for by one and approved by another, never below what is reserved and used (P-04)', async () => {
  const budgetId = await budgets.inForce();
  const paymentId = newId();
  await budgets.reserve(paymentId, 60_000);
  expect(await refusal(askChange(budgetId, 59_999))).toMatchObject({
    code: 'finance.budget.below_used',
    details: { leastFen: 60_000 },
  });
  expect(await askChange(budgetId, 60_000, rig.manager)).toMatchObject({ state: 'change_asked', pendingFen: 60_000 });
  expect(await refusal(askChange(budgetId, 70_000))).toMatchObject({ code: 'step_refused' });
  expect(await refusal(approveChange(budgetId))).toMatchObject({ code: 'finance.second_hand' });
  // Until then it is what it was.
  await budgets.reserve(newId(), 1);
  expect(await refusal(approveChange(budgetId, rig.director))).toMatchObject({
    code: 'finance.budget.below_used',
    details: { leastFen: 60_001 },
  });
  const refused = await rig.manager.call(refuseBudgetChange, { budgetId, reason });
  expect(refused).toMatchObject({ state: 'in_force', amountFen: 100_000, pendingFen: null, reason });
  for (const call of [
    rig.manager.call(refuseBudgetChange, { budgetId, reason }),
    approveChange(budgetId, rig.director),
  ])
    expect(await refusal(call)).toMatchObject({ code: 'step_refused' });
  await askChange(budgetId, 200_000);
  expect(await approveChange(budgetId)).toMatchObject({ state: 'in_force', amountFen: 200_000, changeAsked: null });
});

test('F-17 whoever approves another amount has seen which one', async () => {
  const budgetId = await budgets.inForce();
  const seen = (await askChange(budgetId, 100_001)).version;
  await rig.accountant.call(refuseBudgetChange, { budgetId, reason });
  await askChange(budgetId, 900_000);
  const blind = rig.manager.call(approveBudgetChange, { budgetId }, { ifMatch: seen });
  expect(await refusal(blind)).toMatchObject({ code: 'version_mismatch' });
  expect((await get(budgetId)).amountFen).toBe(100_000);
});

describe('what happens afterwards', () => {
  test('F-17 once the year is over nothing of it is approved or changed, and what is reserved is paid from it', async () => {
    const [proposed, changing] = [await budgets.propose({ accountCode: '5601' }), await budgets.inForce()];
    const paymentId = newId();
    await budgets.reserve(paymentId, 40_000);
    await askChange(changing, 120_000);
    rig.desk.clock.set('2027-01-04T10:00:00+08:00');
    for (const call of [approve(proposed), approveChange(changing)])
      expect(await refusal(call)).toMatchObject({ code: 'finance.budget.year_unfit' });
    await rig.manager.call(refuseBudgetChange, { budgetId: changing, reason });
    expect(await refusal(askChange(changing, 130_000))).toMatchObject({ code: 'finance.budget.year_unfit' });
    const another = budgets.reserve(newId(), 1, { day: '2027-01-04' });
    expect(await refusal(another)).toMatchObject({ code: 'finance.budget.none', details: { year: '2027' } });
    await budgets.use(changing, paymentId, 40_000);
    expect(await get(changing)).toMatchObject({ reservedFen: 0, usedFen: 40_000 });
  });

  test('F-17 a budget is called as its department is called now, and one that has ended as it was called then', async () => {
    const ended = await budgets.inForce();
    await rig.manager.call(endBudget, { budgetId: ended, reason });
    const [standing, waiting] = [await budgets.inForce(), await budgets.propose({ year: '2027' })];
    await budgets.departmentIs({ name: '研发部' });
    const names = await Promise.all([ended, standing, waiting].map(async (one) => (await get(one)).departmentName));
    expect(names).toEqual(['技术部', '研发部', '研发部']);
    // Another one is called as it was, and mixed up with it by nobody.
    const heir = await BudgetRig.open(rig, '技术部');
    await heir.inForce();
    expect(await budgets.reserve(newId(), 1)).toBe(standing);
  });

  test('F-17 a department that is closed spends what it has, and gets no more', async () => {
    const [proposed, budgetId] = [await budgets.propose({ year: '2027' }), await budgets.inForce()];
    await askChange(budgetId, 200_000);
    await budgets.departmentIs({ active: false });
    for (const call of [budgets.propose({ accountCode: '5601' }), approve(proposed), approveChange(budgetId)])
      expect(await refusal(call)).toMatchObject({
        code: 'finance.department.closed',
        details: { departmentName: '技术部' },
      });
    await rig.accountant.call(refuseBudgetChange, { budgetId, reason });
    await budgets.use(budgetId, newId(), await budgets.reserve(newId(), 30_000).then(() => 30_000));
    await askChange(budgetId, 30_000);
    expect(await approveChange(budgetId)).toMatchObject({ amountFen: 30_000, usedFen: 30_000 });
  });

  test('F-01 F-17 an account stays open while a budget is of it, and what is reserved there is not paid', async () => {
    const inUse = { code: 'finance.account_closing.in_use' };
    const budgetId = await budgets.propose({ accountCode: '1604' });
    expect(await refusal(close('1604'))).toMatchObject(inUse);
    await approve(budgetId);
    const paymentId = newId();
    await budgets.reserve(paymentId, 5_000, { accountCode: '1604' });
    await rig.manager.call(endBudget, { budgetId, reason });
    expect(await refusal(close('1604'))).toMatchObject(inUse);
    await budgets.free(budgetId, paymentId, 5_000);
    await close('1604');
  });

  test('F-01 F-17 of two, one who proposes a budget and one who closes its account, one is refused', async () => {
    const { id: accountClosingId } = await rig.accountant.call(askAccountClosing, { code: '1604', reason: '不再使用' });
    const ends = await outcomes([
      budgets.propose({ accountCode: '1604' }, rig.colleague),
      rig.manager.call(agreeAccountClosing, { accountClosingId }),
    ]);
    expect(ends.filter((end) => end === 'ok')).toHaveLength(1);
    expect(ends.join()).toMatch(/finance\.account\.closed|finance\.account_closing\.in_use/);
  });
});

test('F-17 what there is not is not found, and a list is read by what it is of', async () => {
  const budgetId = newId();
  for (const call of [
    ...[get(budgetId), approve(budgetId), approveChange(budgetId), askChange(budgetId, 1)],
    ...[refuseBudget, refuseBudgetChange, endBudget].map((one) => rig.manager.call(one, { budgetId, reason })),
    rig.accountant.call(listBudgetMoves, { budgetId }),
  ])
    expect(await refusal(call)).toMatchObject({ code: 'finance.budget.not_found' });
  const [first, second] = [await budgets.propose(), await budgets.inForce({ accountCode: '5601' })];
  const found = async (request: Parameters<typeof list>[0]) => (await list(request)).items.map(({ id }) => id);
  const list = (request: { accountCode?: string[]; state?: ('proposed' | 'in_force')[]; cursor?: string }) =>
    rig.accountant.call(listBudgets, request);
  expect(await found({})).toEqual([second, first]);
  expect(await found({ accountCode: ['5602'] })).toEqual([first]);
  expect(await found({ state: ['in_force'] })).toEqual([second]);
  expect(await refusal(list({ cursor: 'none' }))).toMatchObject({ code: 'invalid_cursor' });
  const moves = rig.accountant.call(listBudgetMoves, { budgetId: first, cursor: 'none' });
  expect(await refusal(moves)).toMatchObject({ code: 'invalid_cursor' });
  expect(await refusal(rig.desk.as('cashier').call(proposeBudget, sample()))).toMatchObject({ code: 'forbidden' });
});
const sample = () => ({ departmentId: budgets.departmentId, accountCode: '5603', year: '2026', amountFen: 1 });
