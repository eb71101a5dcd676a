import { Injectable } from '@nestjs/common';
import { budgetNone, type BudgetMoveKind } from '@bumen/contracts';
import type { Act } from '../acts.ts';
import { BudgetMoves } from './budget-moves.repository.ts';
import type { Budget } from './budget.entity.ts';
import { BudgetRepository } from './budget.repository.ts';
import { DepartmentRepository } from './departments.repository.ts';

/** Of which budget something is to be reserved; the year is that of the day, `YYYY-MM-DD`. */
export interface Spending {
  readonly departmentId: string;
  readonly accountCode: string;
  readonly day: string;
}

/**
 * What payments do to budgets (F-17). Whoever calls it has the payment's row, and by its state does each of these once;
 * the budget's row is locked then, until the transaction ends.
 */
@Injectable()
export class Budgets {
  constructor(
    private readonly budgets: BudgetRepository,
    private readonly moves: BudgetMoves,
    private readonly departments: DepartmentRepository,
  ) {}

  /** As a payment is approved; answers the id of the budget. Throws budgetNone, budgetUsedUp. */
  async reserve(
    { departmentId, accountCode, day }: Spending,
    paymentId: string,
    amountFen: number,
    act: Act,
  ): Promise<string> {
    const year = day.slice(0, 4);
    const budget = await this.budgets.lockInForce({ departmentId, accountCode, year });
    if (!budget) {
      const departmentName = (await this.departments.find(departmentId))?.name ?? departmentId;
      throw budgetNone({ departmentName, accountCode, year });
    }
    await this.#move(budget, 'reserve', paymentId, amountFen, act);
    return budget.id;
  }

  /** As it is paid. */
  async use(budgetId: string, paymentId: string, amountFen: number, act: Act): Promise<void> {
    await this.#move(await this.budgets.lock(budgetId), 'use', paymentId, amountFen, act);
  }

  /** As it is refused, withdrawn or changed, or the bank sent it back. */
  async free(budgetId: string, paymentId: string, amountFen: number, act: Act): Promise<void> {
    await this.#move(await this.budgets.lock(budgetId), 'free', paymentId, amountFen, act);
  }

  /** As it is taken back, and is approved and not paid again. */
  async unuse(budgetId: string, paymentId: string, amountFen: number, act: Act): Promise<void> {
    await this.#move(await this.budgets.lock(budgetId), 'unuse', paymentId, amountFen, act);
  }

  async #move(budget: Budget, kind: BudgetMoveKind, paymentId: string, amountFen: number, act: Act): Promise<void> {
    this.moves.add(budget.move(kind, paymentId, amountFen, act));
    await this.budgets.save(budget);
  }
}
