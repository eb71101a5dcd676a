import { Injectable } from '@nestjs/common';
import { Acts, type Act } from '../acts.ts';
import { Budgets } from '../budget/budgets.ts';
import { dayIn } from '../period/months.ts';
import type { Payment } from './payment.entity.ts';

/** What payments take of budgets (F-17). Whoever calls it has the payment's row; the budget's is locked then. */
@Injectable()
export class PaymentBudgets {
  constructor(
    private readonly budgets: Budgets,
    private readonly acts: Acts,
  ) {}

  /**
   * With its last signature, in the budget of the year in which it is approved; that one pays it, also when that is
   * later. Throws budgetNone, budgetUsedUp.
   */
  async reserve(payment: Payment, act: Act): Promise<void> {
    const { id, state, kind, departmentId, accountCode } = payment;
    if (state !== 'approved' || departmentId === null || !act.rules.budget.kinds.includes(kind)) return;
    const amountFen = Number(payment.amountFen);
    const spending = { departmentId, accountCode, day: dayIn(act.at, act.zone!) };
    const budgetId = await this.budgets.reserve(spending, id, amountFen, act);
    payment.budgetIs({ budgetId, amountFen, used: false });
  }

  /** Used where it is paid, reserved again where it is paid no more, and freed where it is not signed any more. */
  async follow(payment: Payment): Promise<void> {
    const { id, state, budget } = payment;
    if (!budget) return;
    const { budgetId, amountFen, used } = budget;
    const act = this.acts.current();
    const isUsed = state === 'paid';
    if (used && !isUsed) await this.budgets.unuse(budgetId, id, amountFen, act);
    if (isUsed && !used) await this.budgets.use(budgetId, id, amountFen, act);
    const isHeld = isUsed || state === 'approved' || state === 'sent';
    if (!isHeld) await this.budgets.free(budgetId, id, amountFen, act);
    if (!isHeld || used !== isUsed) payment.budgetIs(isHeld ? { ...budget, used: isUsed } : null);
  }
}
