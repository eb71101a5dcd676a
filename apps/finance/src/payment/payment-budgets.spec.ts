import fc from 'fast-check';
import {
  amendPayment,
  budgetPolicy,
  attachToPayment,
  endBudget,
  failPayment,
  getBudget,
  getPayment,
  refusePayment,
  sendPayment,
  settlePayment,
  withdrawPayment,
  type InputOf,
  type PolicyValue,
} from '@bumen/contracts';
import { newId } from '@bumen/service-kit';
import { refusal } from '@bumen/testing';
import { BudgetRig } from '../budget/budget.rig.ts';
import { FinanceRig, outcomes } from '../finance.rig.ts';
import { LoanRig } from '../loan/loan.rig.ts';
import { aPayee, paperNumber, PaymentRig, type Asked } from './payment.rig.ts';

let rig: FinanceRig;
let budgets: BudgetRig;
let payments: PaymentRig;
beforeEach(async () => {
  rig = await FinanceRig.open();
  budgets = await BudgetRig.open(rig);
  payments = new PaymentRig(rig);
});
afterEach(async () => {
  expect(await broken()).toEqual([]);
  await rig.close();
});

const reason = '不合规定';
/** 600 yuan of the department's 1,000, by transfer, which a finance manager signs alone. */
const of = (given: Asked = {}): Asked => ({
  ...{ way: 'transfer', departmentId: budgets.departmentId, amountFen: 60_000, payee: aPayee(), ...given },
});
const request = (given: Asked = {}) => payments.request(of(given));
const approved = (given: Asked = {}) => payments.approved(of(given));
const amend = async (paymentId: string, given: Asked) => {
  const documents = [{ kind: 'expense_claim' as const, number: paperNumber('BX') }];
  const asked = of(given);
  const payeeAccountId = await payments.accountOf(asked.payee!);
  const content = { kind: 'expense' as const, summary: '办公用品', documents, payeeAccountId, ...asked };
  return payments.requester.call(amendPayment, { ...(content as InputOf<typeof amendPayment>), paymentId });
};
const sums = async (budgetId: string) => {
  const { reservedFen, usedFen } = await rig.accountant.call(getBudget, { budgetId });
  return [reservedFen, usedFen];
};
const get = (paymentId: string) => rig.manager.call(getPayment, { paymentId });
const slipOf = (amountFen: number) => ({ number: paperNumber('HD'), day: '2026-03-02', amountFen });
const usedUp = { code: 'finance.budget.used_up' };
const setPolicy = (value: PolicyValue<typeof budgetPolicy>) => rig.hrSets(budgetPolicy, value);

/** Budgets that aren't what the payments say, and payments that have moved one otherwise than their state says. */
function broken(): Promise<object[]> {
  return rig.desk.sql(
    'finance',
    `SELECT b.id FROM budget b LEFT JOIN LATERAL (
         SELECT coalesce(sum(amount_fen) FILTER (WHERE state IN ('approved', 'sent')), 0) AS reserved,
                coalesce(sum(amount_fen) FILTER (WHERE state = 'paid'), 0) AS used
           FROM payment p WHERE p.budget ->> 'budgetId' = b.id::text) p ON true
      WHERE p.reserved <> b.reserved_fen OR p.used <> b.used_fen OR p.reserved + p.used > b.amount_fen
     UNION ALL
     SELECT p.id FROM payment p LEFT JOIN LATERAL (
         SELECT coalesce(sum(CASE kind WHEN 'reserve' THEN amount_fen WHEN 'unuse' THEN amount_fen ELSE -amount_fen END), 0) AS reserved,
                coalesce(sum(CASE kind WHEN 'use' THEN amount_fen WHEN 'unuse' THEN -amount_fen ELSE 0 END), 0) AS used
           FROM budget_move m WHERE m.payment_id = p.id) m ON true
      WHERE m.reserved <> CASE WHEN p.budget IS NOT NULL AND p.state <> 'paid' THEN p.amount_fen ELSE 0 END
         OR m.used <> CASE WHEN p.budget IS NOT NULL AND p.state = 'paid' THEN p.amount_fen ELSE 0 END`,
  );
}

test('F-17 what a payment takes is reserved with its last signature, used when it is paid, and beyond the budget it is not approved', async () => {
  const budgetId = await budgets.inForce();
  const first = await approved({ amountFen: 100_000, kind: 'project', accountCode: '5602' });
  expect(first).toMatchObject({ state: 'approved', budgetId });
  expect(await sums(budgetId)).toEqual([100_000, 0]);
  const { id: paymentId } = await request({ amountFen: 1 });
  const refused = await refusal(payments.sign(paymentId, rig.manager));
  expect(refused).toMatchObject({ ...usedUp, details: { departmentName: '技术部', leftFen: 0 } });
  expect(await get(paymentId)).toMatchObject({ state: 'requested', signatures: [], budgetId: null });
  await rig.cashier.call(sendPayment, { paymentId: first.id, bankAccount: '1002' });
  expect(await sums(budgetId)).toEqual([100_000, 0]);
  await rig.colleague.call(settlePayment, { paymentId: first.id, ...slipOf(100_000) });
  expect(await sums(budgetId)).toEqual([0, 100_000]);
  expect(await budgets.moves(budgetId)).toEqual([
    ['reserve', 100_000, 100_000, 0],
    ['use', 100_000, 0, 100_000],
  ]);
  expect(await refusal(payments.sign(paymentId, rig.manager))).toMatchObject(usedUp);
});

test('F-17 without a budget in force it is not approved, whoever signs', async () => {
  const { id: paymentId } = await request();
  expect(await refusal(payments.sign(paymentId, rig.manager))).toMatchObject({
    code: 'finance.budget.none',
    details: { departmentName: '技术部', accountCode: '5602', year: '2026' },
  });
  await budgets.inForce({ accountCode: '5601' });
  expect(await refusal(payments.sign(paymentId, rig.manager))).toMatchObject({ code: 'finance.budget.none' });
  await budgets.inForce();
  expect(await payments.sign(paymentId, rig.manager)).toMatchObject({ state: 'approved' });
});

test('F-17 what was reserved is freed when the payment is refused, withdrawn, amended, or a paper comes, and when the bank sent it back', async () => {
  const budgetId = await budgets.inForce();
  const frees: ((paymentId: string) => Promise<unknown>)[] = [
    (paymentId) => rig.manager.call(refusePayment, { paymentId, reason }),
    (paymentId) => payments.requester.call(withdrawPayment, { paymentId, reason }),
    (paymentId) => amend(paymentId, { amountFen: 70_000 }),
    (paymentId) => {
      const bytes = new TextEncoder().encode('%PDF-1.7\ntrailer << >>\nstartxref\n9\n%%EOF\n');
      return payments.requester.call(attachToPayment, {
        paymentId,
        fileName: '发票.pdf',
        file: { type: 'application/pdf', bytes },
      });
    },
    async (paymentId) => {
      await rig.cashier.call(sendPayment, { paymentId, bankAccount: '1002' });
      await rig.colleague.call(failPayment, { paymentId, reason: '账号有误' });
    },
  ];
  for (const free of frees) {
    const { id: paymentId } = await approved();
    expect(await sums(budgetId)).toEqual([60_000, 0]);
    await free(paymentId);
    expect(await sums(budgetId)).toEqual([0, 0]);
    const now = await get(paymentId);
    expect(now.budgetId).toBeNull();
    if (now.state === 'requested') {
      // Signed anew it is reserved anew, by what it amounts to now.
      await payments.sign(paymentId, rig.manager);
      expect(await sums(budgetId)).toEqual([now.amountFen, 0]);
      await rig.manager.call(refusePayment, { paymentId, reason });
    }
  }
});

test('F-17 of two payments on the last of a budget one is approved, also by two who sign at once', async () => {
  const budgetId = await budgets.inForce();
  const two = [await request(), await request()];
  const held = ['SELECT id FROM budget WHERE id = $1 FOR UPDATE', [budgetId]] as const;
  const ends = await rig.inLine(
    ...held,
    two.map(
      ({ id }) =>
        () =>
          payments.sign(id, rig.manager),
    ),
  );
  expect(ends).toEqual(['ok', usedUp.code]);
  expect(await sums(budgetId)).toEqual([60_000, 0]);
});

test('F-17 what is freed and what is paid at once moves the budget once', async () => {
  const budgetId = await budgets.inForce();
  const { id: paymentId } = await approved();
  const ends = await outcomes([
    rig.cashier.call(sendPayment, { paymentId, bankAccount: '1002' }),
    rig.manager.call(refusePayment, { paymentId, reason }),
    payments.requester.call(withdrawPayment, { paymentId, reason }),
  ]);
  expect(ends.filter((end) => end === 'ok')).toHaveLength(1);
  const { state } = await get(paymentId);
  expect(await sums(budgetId)).toEqual([state === 'sent' ? 60_000 : 0, 0]);
});

test('F-17 an expense that is set off uses the budget as if it were paid, and the loan that it settles none', async () => {
  const budgetId = await budgets.inForce();
  const loans = new LoanRig(rig);
  const { departmentId } = budgets;
  const { person } = await loans.debtor({ departmentId });
  expect(await sums(budgetId)).toEqual([0, 0]);
  const { id: paymentId } = await payments.approved(loans.claimed(person, { departmentId }));
  expect(await sums(budgetId)).toEqual([30_000, 0]);
  const ends = await outcomes([loans.setOff(paymentId), loans.setOff(paymentId)]);
  expect(ends.filter((end) => end === 'ok')).toHaveLength(1);
  expect(await sums(budgetId)).toEqual([0, 30_000]);
});

test('F-17 what was approved before the budget ended, or before the year did, is paid from it', async () => {
  const budgetId = await budgets.inForce();
  const [first, second] = [await approved({ amountFen: 40_000 }), await approved({ amountFen: 50_000 })];
  await rig.manager.call(endBudget, { budgetId, reason });
  const next = await budgets.inForce();
  await rig.cashier.call(sendPayment, { paymentId: first.id, bankAccount: '1002' });
  await rig.colleague.call(settlePayment, { paymentId: first.id, ...slipOf(40_000) });
  rig.desk.clock.set('2027-01-04T10:00:00+08:00');
  await rig.cashier.call(sendPayment, { paymentId: second.id, bankAccount: '1002' });
  await rig.colleague.call(settlePayment, { paymentId: second.id, ...slipOf(50_000), day: '2027-01-04' });
  expect(await sums(budgetId)).toEqual([0, 90_000]);
  expect(await sums(next)).toEqual([0, 0]);
});

test('F-17 which kinds are of a budget, and which have to name a department, is the company’s to say', async () => {
  const budgetId = await budgets.inForce();
  expect(await approved({ kind: 'wages', accountCode: null })).toMatchObject({ state: 'approved', budgetId: null });
  expect(await approved({ departmentId: null })).toMatchObject({ state: 'approved', budgetId: null });
  await setPolicy({ kinds: ['other'], departmentKinds: ['expense'], nearlyUsedPercent: 90 });
  expect(await approved({ kind: 'other' })).toMatchObject({ budgetId });
  const missing = { code: 'finance.payment.department_missing' };
  expect(await refusal(request({ departmentId: null }))).toMatchObject(missing);
  const travel = await request({ kind: 'travel', departmentId: null });
  expect(await refusal(amend(travel.id, { departmentId: null }))).toMatchObject(missing);
  // What has something of a budget keeps it, whatever is said later.
  await setPolicy({ kinds: [], departmentKinds: [], nearlyUsedPercent: 90 });
  expect(await sums(budgetId)).toEqual([60_000, 0]);
});

test('F-17 unless the company says otherwise nobody escapes a budget by naming no department', async () => {
  await setPolicy(budgetPolicy.default);
  for (const kind of ['expense', 'travel', 'project', 'supplier'] as const)
    expect(await refusal(request({ kind, departmentId: null }))).toMatchObject({
      code: 'finance.payment.department_missing',
    });
  await request({ kind: 'other', departmentId: null });
});

test('F-17 a department that nobody knows is refused, and one that is closed still pays what it has ordered', async () => {
  const unknown = { code: 'finance.department.not_found' };
  expect(await refusal(request({ departmentId: newId() }))).toMatchObject(unknown);
  const { id: paymentId } = await request();
  expect(await refusal(amend(paymentId, { departmentId: newId() }))).toMatchObject(unknown);
  const budgetId = await budgets.inForce();
  await budgets.departmentIs({ active: false });
  expect(await approved()).toMatchObject({ state: 'approved', budgetId });
});

test('F-17 the database refuses a payment that is not what its budget says', async () => {
  await budgets.inForce();
  await approved();
  for (const state of ['paid', 'refused', 'requested'])
    await expect(rig.desk.sql('finance', `UPDATE payment SET state = '${state}'`)).rejects.toThrow(
      'payment_budget_follows',
    );
});

test('F-17 whatever happens to payments of one budget in any order, at once, it is what they say and never more than its amount', async () => {
  const budgetId = await budgets.inForce({ amountFen: 150_000 });
  const ids: string[] = [];
  const step = fc.record({
    what: fc.constantFrom('ask', 'sign', 'sign', 'sign', 'send', 'send', 'settle', 'fail', 'refuse', 'withdraw'),
    which: fc.nat(1_000),
    fen: fc.integer({ min: 1, max: 60_000 }),
  });
  const done = async ({ what, which, fen }: { what: string; which: number; fen: number }): Promise<unknown> => {
    const paymentId = ids.at(-1 - (which % Math.min(Math.max(1, ids.length), 6))) ?? newId();
    switch (what) {
      case 'ask':
        return request({ amountFen: fen }).then(({ id }) => ids.push(id));
      case 'sign':
        return payments.sign(paymentId, rig.manager);
      case 'send':
        return rig.cashier.call(sendPayment, { paymentId, bankAccount: '1002' });
      case 'settle':
        return rig.colleague.call(settlePayment, { paymentId, ...slipOf((await get(paymentId)).amountFen) });
      case 'fail':
        return rig.colleague.call(failPayment, { paymentId, reason });
      case 'refuse':
        return rig.manager.call(refusePayment, { paymentId, reason });
      default:
        return payments.requester.call(withdrawPayment, { paymentId, reason });
    }
  };
  const ends = new Set<string>();
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 40, maxLength: 50, size: 'max' }), async (steps) => {
      for (let one = 0; one < 4; one += 1) ids.push((await request({ amountFen: 30_000 })).id);
      for (let at = 0; at < steps.length; at += 3)
        for (const end of await outcomes(steps.slice(at, at + 3).map(done))) ends.add(end);
      expect(await broken()).toEqual([]);
    }),
    { seed: 20_260_302, numRuns: 3, endOnFailure: true },
  );
  expect([...ends].filter((end) => !/^(ok|finance\.|step_refused|version_mismatch|write_conflict)/.test(end))).toEqual(
    [],
  );
  expect(ends).toContain('ok');
  expect((await budgets.moves(budgetId)).length).toBeGreaterThan(5);
}, 60_000);
