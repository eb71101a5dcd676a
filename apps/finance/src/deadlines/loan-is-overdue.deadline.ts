import { MeetsDeadlines, type DeadlineHandler } from '@bumen/service-kit';
import { Acts } from '../acts.ts';
import type { Loan } from '../loan/loan.entity.ts';
import { LoanRepository } from '../loan/loan.repository.ts';

/** A loan that is not settled by its last day is told of once (F-05). */
@MeetsDeadlines(LoanRepository, { zh: '借款逾期', en: 'A loan is overdue' })
export class LoanIsOverdue implements DeadlineHandler<Loan> {
  constructor(private readonly acts: Acts) {}

  timeIsUp(loan: Loan): void {
    loan.timeIsUp(this.acts.current());
  }
}
