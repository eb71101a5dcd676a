import { Injectable } from '@nestjs/common';
import { budgetNotFound, budgetStands, budgetView, type listBudgets, type RequestOf } from '@bumen/contracts';
import { AggregateRepository, keepOneOf, readPage } from '@bumen/service-kit';
import { Budget, type BudgetOf } from './budget.entity.ts';

/** Those from which something new may be reserved. */
const inForce = `state IN ('in_force', 'change_asked')`;

@Injectable()
export class BudgetRepository extends AggregateRepository<Budget> {
  constructor() {
    super(Budget, {
      notFound: (id) => budgetNotFound({ id }),
      view: budgetView,
      unique: {
        budget_standing: ({ departmentName, accountCode, year }) => budgetStands({ departmentName, accountCode, year }),
      },
      // They follow from the moves, each of which is kept with who made it.
      workedOut: ['reservedFen', 'usedFen', 'moves', 'nearlyUsed'],
    });
  }

  /** The one in force of a department, account and year, locked. */
  async lockInForce({
    departmentId,
    accountCode,
    year,
  }: Omit<BudgetOf, 'departmentName'>): Promise<Budget | undefined> {
    const [budget] = await this.lockWhere(`department_id = $1 AND account_code = $2 AND year = $3 AND ${inForce}`, [
      departmentId,
      accountCode,
      year,
    ]);
    return budget;
  }

  /** Those of a department that are proposed or in force, of this year and later ones, locked. */
  async lockStanding(departmentId: string, year: string): Promise<Budget[]> {
    return this.lockWhere(`department_id = $1 AND year >= $2 AND (state = 'proposed' OR ${inForce})`, [
      departmentId,
      year,
    ]);
  }

  page({
    departmentId,
    accountCode,
    year,
    state,
    ...request
  }: RequestOf<typeof listBudgets>): Promise<{ items: Budget[]; nextCursor: string | null }> {
    const query = this.select(Budget, 'budget');
    keepOneOf(query, { departmentId, accountCode, year, state });
    return readPage(query, request, { by: ['id'], direction: 'desc' }, (budget) => budget);
  }
}
