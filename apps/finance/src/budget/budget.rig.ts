import { randomUUID } from 'node:crypto';
import { approveBudget, departmentChanged, listBudgetMoves, proposeBudget, type InputOf } from '@bumen/contracts';
import { newId, Transactions } from '@bumen/service-kit';
import { Acts, type Act } from '../acts.ts';
import type { FinanceRig } from '../finance.rig.ts';
import { Budgets } from './budgets.ts';

/** A department whose budgets are set and used. */
export class BudgetRig {
  readonly finance: FinanceRig;
  readonly departmentId: string;
  #told = 0;

  private constructor(finance: FinanceRig) {
    this.finance = finance;
    this.departmentId = randomUUID();
  }

  static async open(finance: FinanceRig, name = '技术部'): Promise<BudgetRig> {
    const rig = new BudgetRig(finance);
    await rig.departmentIs({ name });
    return rig;
  }

  /** What hr tells of the department. */
  async departmentIs(given: { readonly name?: string; readonly active?: boolean }): Promise<void> {
    const { desk } = this.finance;
    const { departmentId } = this;
    const version = (this.#told += 1);
    await desk.publish(
      departmentChanged,
      { departmentId, name: '技术部', active: true, ...given },
      { subject: departmentId, version },
    );
    await desk.settle();
  }

  /** Of 1,000 yuan for 管理费用 in 2026 unless said. */
  async propose(given: Partial<InputOf<typeof proposeBudget>> = {}, client = this.finance.accountant): Promise<string> {
    const { departmentId } = this;
    const content = { departmentId, accountCode: '5602', year: '2026', amountFen: 100_000, ...given };
    return (await client.call(proposeBudget, content)).id;
  }
  async inForce(given: Partial<InputOf<typeof proposeBudget>> = {}): Promise<string> {
    const budgetId = await this.propose(given);
    await this.finance.manager.call(approveBudget, { budgetId });
    return budgetId;
  }

  /** Does something with budgets in a transaction of its own, as the step of a payment would. */
  inPayment<T>(pay: (budgets: Budgets, act: Act) => Promise<T>): Promise<T> {
    const { app } = this.finance.desk.service('finance');
    const { staffId } = this.finance.manager.caller;
    const options = { name: 'finance.budget.move', actor: staffId, correlationId: newId() };
    return app.get(Transactions).run(options, () => pay(app.get(Budgets), app.get(Acts).current()));
  }
  /** As a payment is approved; answers the id of the budget. */
  reserve(paymentId: string, amountFen: number, given: { day?: string; accountCode?: string } = {}): Promise<string> {
    const spending = { departmentId: this.departmentId, accountCode: '5602', day: '2026-03-02', ...given };
    return this.inPayment((budgets, act) => budgets.reserve(spending, paymentId, amountFen, act));
  }
  use(budgetId: string, paymentId: string, amountFen: number): Promise<void> {
    return this.inPayment((budgets, act) => budgets.use(budgetId, paymentId, amountFen, act));
  }
  free(budgetId: string, paymentId: string, amountFen: number): Promise<void> {
    return this.inPayment((budgets, act) => budgets.free(budgetId, paymentId, amountFen, act));
  }
  unuse(budgetId: string, paymentId: string, amountFen: number): Promise<void> {
    return this.inPayment((budgets, act) => budgets.unuse(budgetId, paymentId, amountFen, act));
  }

  /** The moves of a budget, the first one first: kind, amount, what is reserved and used then. */
  async moves(budgetId: string) {
    const { items } = await this.finance.accountant.call(listBudgetMoves, { budgetId, limit: 200 });
    return items
      .toReversed()
      .map(({ kind, amountFen, reservedFen, usedFen }) => [kind, amountFen, reservedFen, usedFen] as const);
  }
}
