import fc from 'fast-check';
import type { BudgetMoveKind } from '@bumen/contracts';
import { raisedBy } from '@bumen/service-kit';
import { by } from '../voucher/voucher.rig.ts';
import { Budget } from './budget.entity.ts';

const [one, two, other] = [1, 2, 3].map((n) => `0198c000-0000-7000-8000-00000000000${n}`) as [string, string, string];
const id = '0198c000-0000-7000-8000-0000000000dd';
const paymentId = '0198c000-0000-7000-8000-0000000000ee';
const reason = '按进度调整';

const of = { departmentId: other, departmentName: '技术部', accountCode: '5602', year: '2026' };
const proposed = (amountFen = 1_000, given: Partial<typeof of> = {}) =>
  Budget.propose(id, { ...of, ...given }, amountFen, by(one, 'accountant'));
function inForce(amountFen = 1_000) {
  const budget = proposed(amountFen);
  budget.approve(by(two, 'finance_manager'));
  return budget;
}
const moved = (budget: Budget, ...moves: [BudgetMoveKind, number][]) => {
  for (const [kind, fen] of moves) budget.move(kind, paymentId, fen, by(two, 'finance_manager'));
  return [Number(budget.reservedFen), Number(budget.usedFen)];
};
const types = (budget: Budget) => raisedBy(budget).map(({ type }) => type.split('.')[2]);

describe('the hands of a budget', () => {
  test('F-17 it is proposed by one and approved by another, whatever roles they have by now (P-04)', () => {
    const budget = proposed();
    expect(() => budget.approve(by(one, 'general_manager'))).toThrow('finance.second_hand');
    budget.approve(by(two, 'general_manager'));
    expect(budget).toMatchObject({ state: 'in_force', decided: { byId: two } });
    expect(types(budget)).toEqual(['changed', 'changed']);
  });

  test('F-17 another amount is asked for by one and approved by another, and until then nothing changes (P-04)', () => {
    const budget = inForce();
    budget.askChange(1_500, reason, by(two, 'finance_manager'));
    expect(budget).toMatchObject({ state: 'change_asked', amountFen: '1000', pendingFen: '1500' });
    expect(() => budget.askChange(2_000, reason, by(one, 'accountant'))).toThrow('step_refused');
    expect(() => budget.approveChange(by(two, 'general_manager'))).toThrow('finance.second_hand');
    budget.approveChange(by(other, 'general_manager'));
    expect(budget).toMatchObject({ state: 'in_force', amountFen: '1500', pendingFen: null, changeAsked: null });
    budget.askChange(1, reason, by(two, 'finance_manager'));
    budget.refuseChange('不予调整', by(two, 'finance_manager'));
    expect(budget).toMatchObject({ state: 'in_force', amountFen: '1500', pendingFen: null, reason: '不予调整' });
  });

  test('F-17 one that is refused or has ended takes no further step', () => {
    const refused = proposed();
    refused.refuse(reason, by(one, 'accountant'));
    const ended = inForce();
    ended.askChange(900, reason, by(one, 'accountant'));
    ended.end(reason, by(two, 'finance_manager'));
    expect(ended).toMatchObject({ state: 'ended', amountFen: '1000', pendingFen: null, ended: { byId: two } });
    for (const budget of [refused, ended]) expect(budget.offers(by(other, 'finance_manager'))).toEqual([]);
  });
});

describe('what payments do to it', () => {
  test('F-17 what is approved is reserved, what is paid used, what is refused freed, and what is taken back reserved again', () => {
    const budget = inForce();
    expect(moved(budget, ['reserve', 600])).toEqual([600, 0]);
    expect(moved(budget, ['reserve', 400])).toEqual([1_000, 0]);
    expect(moved(budget, ['use', 600])).toEqual([400, 600]);
    expect(moved(budget, ['free', 400])).toEqual([0, 600]);
    expect(moved(budget, ['unuse', 600])).toEqual([600, 0]);
    expect(budget.leftFen).toBe(400);
  });

  test('F-17 no more is reserved than is left, to the fen', () => {
    const budget = inForce();
    moved(budget, ['reserve', 999]);
    expect(() => moved(budget, ['reserve', 2])).toThrow('finance.budget.used_up');
    expect(moved(budget, ['reserve', 1], ['use', 1_000])).toEqual([0, 1_000]);
    expect(() => moved(budget, ['reserve', 1])).toThrow('finance.budget.used_up');
  });

  test('F-17 what was never reserved is neither used nor freed', () => {
    const budget = inForce();
    for (const kind of ['use', 'free', 'unuse'] as const) expect(() => moved(budget, [kind, 1])).toThrow('nothing to');
  });

  test('F-17 whose step moved it is kept, and of what came about by itself that nobody did', () => {
    const budget = inForce();
    const kept = budget.move('reserve', paymentId, 100, by(two, 'finance_manager'));
    expect(kept).toMatchObject({ byId: two, byName: '张三' });
    const reaction = {
      ...by(two, 'finance_manager'),
      by: { id: 'finance.free-what-a-ticket-took-back', name: '', roles: [], teamId: null },
    };
    expect(budget.move('free', paymentId, 100, reaction)).toMatchObject({ byId: null, byName: null });
  });

  test('F-17 what is reserved when it ends is still paid from it', () => {
    const budget = inForce();
    moved(budget, ['reserve', 700]);
    budget.end(reason, by(two, 'finance_manager'));
    expect(moved(budget, ['use', 500], ['free', 200], ['unuse', 500], ['use', 500])).toEqual([0, 500]);
  });

  test('F-17 its amount is never less than what is reserved and used, whatever happened since it was asked for', () => {
    const budget = inForce();
    moved(budget, ['reserve', 300]);
    expect(() => budget.askChange(299, reason, by(one, 'accountant'))).toThrow('finance.budget.below_used');
    budget.askChange(300, reason, by(one, 'accountant'));
    moved(budget, ['reserve', 1]);
    expect(() => budget.approveChange(by(two, 'finance_manager'))).toThrow('finance.budget.below_used');
    moved(budget, ['free', 1]);
    budget.approveChange(by(two, 'finance_manager'));
    expect(budget).toMatchObject({ amountFen: '300', reservedFen: '300' });
  });

  test('F-17 that it is nearly used is told once for each time that it comes so far', () => {
    const budget = inForce();
    moved(budget, ['reserve', 899]);
    expect(types(budget)).not.toContain('nearly_used');
    moved(budget, ['reserve', 1], ['reserve', 50], ['use', 950]);
    expect(types(budget).filter((type) => type === 'nearly_used')).toHaveLength(1);
    moved(budget, ['unuse', 950], ['free', 500], ['reserve', 500]);
    expect(types(budget).filter((type) => type === 'nearly_used')).toHaveLength(2);
    budget.askChange(2_000, reason, by(one, 'accountant'));
    budget.approveChange(by(two, 'finance_manager'));
    budget.askChange(960, reason, by(one, 'accountant'));
    budget.approveChange(by(two, 'finance_manager'));
    expect(types(budget).filter((type) => type === 'nearly_used')).toHaveLength(3);
  });
});

describe('its year', () => {
  test('F-17 is this one or the next one', () => {
    for (const year of ['2025', '2028']) expect(() => proposed(1, { year })).toThrow('finance.budget.year_unfit');
    for (const year of ['2026', '2027']) expect(proposed(1, { year }).state).toBe('proposed');
  });

  test('F-17 once it is over nothing is approved or asked for any more, and what is reserved is still paid', () => {
    const [late, changing, budget] = [proposed(), inForce(), inForce()];
    changing.askChange(2_000, reason, by(one, 'accountant'));
    moved(budget, ['reserve', 1_000]);
    // It is the first of January there, and still December in London.
    const newYear = by(two, 'finance_manager', '2026-12-31T16:00:00Z');
    expect(() => late.approve(newYear)).toThrow('finance.budget.year_unfit');
    expect(() => changing.approveChange(newYear)).toThrow('finance.budget.year_unfit');
    expect(() => budget.askChange(2_000, reason, newYear)).toThrow('finance.budget.year_unfit');
    budget.move('use', paymentId, 1_000, newYear);
    expect(budget.usedFen).toBe('1000');
    changing.refuseChange(reason, newYear);
    budget.end(reason, newYear);
  });
});

test('F-17 whatever payments do in any order, reserved and used are never more than the amount, and are what the moves add up to', () => {
  const kinds = ['reserve', 'use', 'free', 'unuse', 'amount'] as const;
  const step = fc.record({ kind: fc.constantFrom(...kinds), fen: fc.integer({ min: 1, max: 700 }) });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
      const budget = inForce();
      const sums = { reserved: 0, used: 0 };
      let moves = 0;
      for (const { kind, fen } of steps) {
        try {
          if (kind === 'amount') {
            budget.askChange(fen * 2, reason, by(one, 'accountant'));
            budget.approveChange(by(two, 'finance_manager'));
            continue;
          }
          const { seq, reservedFen, usedFen } = budget.move(kind, paymentId, fen, by(two, 'finance_manager'));
          sums.reserved += { reserve: fen, use: -fen, free: -fen, unuse: fen }[kind];
          sums.used += { reserve: 0, use: fen, free: 0, unuse: -fen }[kind];
          expect(seq).toBe((moves += 1));
          expect([reservedFen, usedFen]).toEqual([String(sums.reserved), String(sums.used)]);
        } catch (error) {
          expect(String(error)).toMatch(/used_up|below_used|nothing to/);
        }
        expect([Number(budget.reservedFen), Number(budget.usedFen)]).toEqual([sums.reserved, sums.used]);
        expect(Math.min(sums.reserved, sums.used, budget.leftFen)).toBeGreaterThanOrEqual(0);
      }
      expect(budget.moves).toBe(moves);
    }),
  );
});
