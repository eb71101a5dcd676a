import { Controller } from '@nestjs/common';
import { financeKeepsDepartmentCopy, type ReactedEvent } from '@bumen/contracts';
import { ReactsTo } from '@bumen/service-kit';
import { Acts } from '../acts.ts';
import { yearIn } from '../budget/budget.entity.ts';
import { BudgetRepository } from '../budget/budget.repository.ts';

/**
 * A budget is called as its department is called now (F-17). One that is closed keeps its budgets: what it has ordered
 * is still paid.
 */
@Controller()
export class KeepDepartmentCopy {
  constructor(
    private readonly budgets: BudgetRepository,
    private readonly acts: Acts,
  ) {}

  @ReactsTo(financeKeepsDepartmentCopy)
  async react({ data: { departmentId, name } }: ReactedEvent<typeof financeKeepsDepartmentCopy>): Promise<void> {
    const { at, zone } = this.acts.current();
    for (const budget of await this.budgets.lockStanding(departmentId, yearIn(at, zone!))) {
      budget.departmentIs(name);
      await this.budgets.save(budget);
    }
  }
}
