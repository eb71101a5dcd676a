import { Injectable } from '@nestjs/common';
import {
  loanMoveView,
  loanNotFound,
  loanOpenAlready,
  loanView,
  type listLoanMoves,
  type listLoans,
  type RequestOf,
  type ResponseOf,
} from '@bumen/contracts';
import { AggregateRepository, keepOneOf, readPage, viewOf } from '@bumen/service-kit';
import { LoanMove } from './loan-move.entity.ts';
import { Loan } from './loan.entity.ts';

@Injectable()
export class LoanRepository extends AggregateRepository<Loan> {
  constructor() {
    super(Loan, {
      notFound: (id) => loanNotFound({ id }),
      view: loanView,
      unique: { loan_open: ({ borrowerName: borrower }) => loanOpenAlready({ borrower }) },
    });
  }

  /**
   * Nobody else lends to them, nor is it looked at whether they have left and owe something, before this transaction
   * ends.
   */
  async lockBorrower(borrowerId: string): Promise<void> {
    await this.lockRows('SELECT pg_advisory_xact_lock(hashtextextended($1, 0))', [`lent to ${borrowerId}`]);
  }

  /** The one that is open; undefined where none is. */
  async openOf(borrowerId: string): Promise<string | undefined> {
    const [row] = await this.read<{ id: string }>(`SELECT id FROM loan WHERE borrower_id = $1 AND state = 'open'`, [
      borrowerId,
    ]);
    return row?.id;
  }

  /** Whether one is asked for, and not paid yet. */
  async isUnderWay(borrowerId: string): Promise<boolean> {
    const [row] = await this.read<{ asked: boolean }>(
      `SELECT EXISTS (SELECT FROM payment WHERE payee_code = $1 AND kind = 'loan'
                       AND state IN ('requested', 'approved', 'sent')) AS asked`,
      [`staff:${borrowerId}`],
    );
    return row!.asked;
  }

  async worksHere(staffId: string): Promise<boolean> {
    const [row] = await this.read<{ active: boolean }>('SELECT active FROM staff_member WHERE id = $1', [staffId]);
    return row?.active === true;
  }

  /** `day`: today. `ofStaffId`: theirs only. */
  page(
    { state, borrowerId, borrowerGone, overdue, ...request }: RequestOf<typeof listLoans>,
    day: string,
    ofStaffId: string | null,
  ): Promise<{ items: Loan[]; nextCursor: string | null }> {
    const query = this.select(Loan, 'loan');
    const gone = borrowerGone === undefined ? undefined : [borrowerGone];
    keepOneOf(query, { state, borrowerId, borrowerGone: gone });
    if (ofStaffId !== null) query.andWhere('loan.borrowerId = :ofStaffId', { ofStaffId });
    if (overdue !== undefined)
      query.andWhere(`${overdue ? '' : 'NOT '}(loan.state = 'open' AND loan.dueDay < :day)`, { day });
    return readPage(query, request, { by: ['id'], direction: 'asc' }, (loan) => loan);
  }

  movesOf({ loanId, ...request }: RequestOf<typeof listLoanMoves>): Promise<ResponseOf<typeof listLoanMoves>> {
    const query = this.select(LoanMove, 'loan_move').where('loan_move.loanId = :loanId', { loanId });
    return readPage(query, request, { by: ['seq'], direction: 'asc' }, (move) =>
      viewOf(loanMoveView, move, {
        ...{ amountFen: Number(move.amountFen), settledFen: Number(move.settledFen) },
        at: move.at.toISOString(),
      }),
    );
  }

  protected override async saveParts(loan: Loan): Promise<void> {
    this.insert(LoanMove, loan.newMoves());
  }
}
