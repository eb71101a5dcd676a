import { Injectable } from '@nestjs/common';
import { budgetMoveView, type listBudgetMoves, type RequestOf, type ResponseOf } from '@bumen/contracts';
import { Repository, readPage, viewOf } from '@bumen/service-kit';
import { BudgetMove } from './budget-move.entity.ts';

@Injectable()
export class BudgetMoves extends Repository {
  /** Whoever adds one has the budget's row. */
  add(move: Partial<BudgetMove>): void {
    this.insert(BudgetMove, [move]);
  }

  page({ budgetId, ...request }: RequestOf<typeof listBudgetMoves>): Promise<ResponseOf<typeof listBudgetMoves>> {
    const query = this.select(BudgetMove, 'budget_move').where('budget_move.budgetId = :budgetId', { budgetId });
    return readPage(query, request, { by: ['seq'], direction: 'desc' }, (move) =>
      viewOf(budgetMoveView, move, {
        ...{ amountFen: Number(move.amountFen), reservedFen: Number(move.reservedFen) },
        usedFen: Number(move.usedFen),
      }),
    );
  }
}
