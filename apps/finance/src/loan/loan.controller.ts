import { Controller } from '@nestjs/common';
import {
  getLoan,
  listLoanMoves,
  listLoans,
  loanNotFound,
  loanReaders,
  type RequestOf,
  type ResponseOf,
  type Role,
} from '@bumen/contracts';
import { Handles } from '@bumen/service-kit';
import { Acts, type Act } from '../acts.ts';
import { dayIn } from '../period/months.ts';
import type { Loan } from './loan.entity.ts';
import { LoanRepository } from './loan.repository.ts';
import { loanViewOf } from './loan.view.ts';

@Controller()
export class LoanController {
  constructor(
    private readonly loans: LoanRepository,
    private readonly acts: Acts,
  ) {}

  @Handles(getLoan)
  async get({ loanId }: RequestOf<typeof getLoan>): Promise<ResponseOf<typeof getLoan>> {
    const act = this.acts.current();
    return loanViewOf(await this.#readable(loanId, act), act);
  }

  @Handles(listLoans)
  async list(request: RequestOf<typeof listLoans>): Promise<ResponseOf<typeof listLoans>> {
    const act = this.acts.current();
    const { items, nextCursor } = await this.loans.page(request, dayIn(act.at, act.zone!), onlyOf(act));
    return { items: items.map((loan) => loanViewOf(loan, act)), nextCursor };
  }

  @Handles(listLoanMoves)
  async moves(request: RequestOf<typeof listLoanMoves>): Promise<ResponseOf<typeof listLoanMoves>> {
    await this.#readable(request.loanId, this.acts.current());
    return this.loans.movesOf(request);
  }

  /** Throws loanNotFound for whoever doesn't read it. */
  async #readable(loanId: string, act: Act): Promise<Loan> {
    const loan = await this.loans.find(loanId);
    const ofStaffId = onlyOf(act);
    if (ofStaffId !== null && loan.borrowerId !== ofStaffId) throw loanNotFound({ id: loanId });
    return loan;
  }
}

/** Whose loans alone they read; null where they read all. */
const onlyOf = ({ by }: Act): string | null =>
  by.roles.some((role) => (loanReaders as readonly Role[]).includes(role)) ? null : by.id;
