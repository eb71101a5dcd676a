import { Controller } from '@nestjs/common';
import {
  approveBudget,
  approveBudgetChange,
  askBudgetChange,
  budgetView,
  endBudget,
  getBudget,
  ledgerAccountClosed,
  ledgerAccountHasParts,
  ledgerAccountNotFound,
  listBudgetMoves,
  listBudgets,
  payingDepartmentClosed,
  proposeBudget,
  refuseBudget,
  refuseBudgetChange,
  type RequestOf,
  type ResponseOf,
} from '@bumen/contracts';
import { currentWork, Handles, viewOf } from '@bumen/service-kit';
import { Acts, type Act } from '../acts.ts';
import { AccountRepository } from '../chart/account.repository.ts';
import { ChartRepository } from '../chart/chart.repository.ts';
import { BudgetMoves } from './budget-moves.repository.ts';
import { Budget } from './budget.entity.ts';
import { BudgetRepository } from './budget.repository.ts';
import { DepartmentRepository } from './departments.repository.ts';

type View = ResponseOf<typeof getBudget>;

/** Rows are locked in one order everywhere: chart, payment, budget. */
@Controller()
export class BudgetController {
  constructor(
    private readonly budgets: BudgetRepository,
    private readonly moves: BudgetMoves,
    private readonly departments: DepartmentRepository,
    private readonly charts: ChartRepository,
    private readonly accounts: AccountRepository,
    private readonly acts: Acts,
  ) {}

  /** Whoever closes the account waits, and finds that a budget is of it (F-01). */
  @Handles(proposeBudget)
  async propose({ departmentId, amountFen, ...of }: RequestOf<typeof proposeBudget>): Promise<View> {
    const act = this.acts.current();
    await this.charts.hold();
    const { name: departmentName } = await this.departments.open(departmentId);
    await this.#refuseUnlessUsable(of.accountCode);
    const budget = Budget.propose(currentWork().newId(), { departmentId, departmentName, ...of }, amountFen, act);
    await this.budgets.save(budget);
    return budgetViewOf(budget, act);
  }

  @Handles(approveBudget)
  approve({ budgetId }: RequestOf<typeof approveBudget>): Promise<View> {
    return this.#change(budgetId, async (budget, act) => {
      budget.refuseUnlessPossible('approve', act);
      await this.#refuseWhereClosed(budget);
      budget.approve(act);
    });
  }

  @Handles(refuseBudget)
  refuse({ budgetId, reason }: RequestOf<typeof refuseBudget>): Promise<View> {
    return this.#change(budgetId, (budget, act) => budget.refuse(reason, act));
  }

  @Handles(askBudgetChange)
  askChange({ budgetId, amountFen, reason }: RequestOf<typeof askBudgetChange>): Promise<View> {
    return this.#change(budgetId, (budget, act) => budget.askChange(amountFen, reason, act));
  }

  @Handles(approveBudgetChange)
  approveChange({ budgetId }: RequestOf<typeof approveBudgetChange>): Promise<View> {
    return this.#change(budgetId, async (budget, act) => {
      budget.refuseUnlessPossible('approve_change', act);
      if (budget.isRaised) await this.#refuseWhereClosed(budget);
      budget.approveChange(act);
    });
  }

  @Handles(refuseBudgetChange)
  refuseChange({ budgetId, reason }: RequestOf<typeof refuseBudgetChange>): Promise<View> {
    return this.#change(budgetId, (budget, act) => budget.refuseChange(reason, act));
  }

  @Handles(endBudget)
  end({ budgetId, reason }: RequestOf<typeof endBudget>): Promise<View> {
    return this.#change(budgetId, (budget, act) => budget.end(reason, act));
  }

  @Handles(getBudget)
  async get({ budgetId }: RequestOf<typeof getBudget>): Promise<View> {
    return budgetViewOf(await this.budgets.find(budgetId), this.acts.current());
  }

  @Handles(listBudgets)
  async list(request: RequestOf<typeof listBudgets>): Promise<ResponseOf<typeof listBudgets>> {
    const act = this.acts.current();
    const { items, nextCursor } = await this.budgets.page(request);
    return { items: items.map((budget) => budgetViewOf(budget, act)), nextCursor };
  }

  @Handles(listBudgetMoves)
  async listMoves(request: RequestOf<typeof listBudgetMoves>): Promise<ResponseOf<typeof listBudgetMoves>> {
    await this.budgets.find(request.budgetId);
    return this.moves.page(request);
  }

  /** Payments are booked on accounts that are open and have none below. */
  async #refuseUnlessUsable(accountCode: string): Promise<void> {
    const account = await this.accounts.find(accountCode);
    if (!account) throw ledgerAccountNotFound({ code: accountCode });
    if (account.closed) throw ledgerAccountClosed({ codes: [accountCode] });
    const withParts = await this.accounts.withParts([accountCode]);
    if (withParts.has(accountCode)) throw ledgerAccountHasParts({ codes: [accountCode] });
  }

  /** A department that was closed spends what it has, and gets no more. */
  async #refuseWhereClosed({ departmentId, departmentName }: Budget): Promise<void> {
    const department = await this.departments.find(departmentId);
    if (department?.active !== true) throw payingDepartmentClosed({ departmentName });
  }

  async #change(budgetId: string, change: (budget: Budget, act: Act) => void | Promise<void>): Promise<View> {
    const act = this.acts.current();
    const budget = await this.budgets.lock(budgetId);
    await change(budget, act);
    await this.budgets.save(budget);
    return budgetViewOf(budget, act);
  }
}

const budgetViewOf = (budget: Budget, act: Act): View =>
  viewOf(budgetView, budget, {
    ...{ amountFen: Number(budget.amountFen), reservedFen: Number(budget.reservedFen) },
    ...{ usedFen: Number(budget.usedFen), pendingFen: budget.pendingFen === null ? null : Number(budget.pendingFen) },
    offers: budget.offers(act),
  });
