import { Controller } from '@nestjs/common';
import { financeKeepsStaffCopy, type ReactedEvent } from '@bumen/contracts';
import { ReactsTo } from '@bumen/service-kit';
import { Acts } from '../acts.ts';
import { CashDeskRepository } from '../cash-desk/cash-desk.repository.ts';
import { CustodyItemRepository } from '../custody-item/custody-item.repository.ts';
import { LoanRepository } from '../loan/loan.repository.ts';

/**
 * Whoever leaves while holding something is told of (F-16, F-18): what they hold isn't theirs to take along. So is who
 * owes a loan (F-05), and who holds a desk and is a cashier no more.
 */
@Controller()
export class KeepStaffCopy {
  constructor(
    private readonly items: CustodyItemRepository,
    private readonly desks: CashDeskRepository,
    private readonly loans: LoanRepository,
    private readonly acts: Acts,
  ) {}

  /** Their row is locked as the copy is written, and the items, desks and loans then, as everywhere. */
  @ReactsTo(financeKeepsStaffCopy)
  async react({ data: { staffId, active, roles } }: ReactedEvent<typeof financeKeepsStaffCopy>): Promise<void> {
    const act = this.acts.current();
    for (const id of await this.items.heldBy(staffId)) {
      const item = await this.items.lock(id);
      if (item.holderId === staffId) item.holderIs(!active, act);
      await this.items.save(item);
    }
    const isCashier = active && roles.includes('cashier');
    for (const id of await this.desks.heldBy(staffId)) {
      const desk = await this.desks.lock(id);
      if (desk.custodianId === staffId) desk.custodianIs(!isCashier, act);
      await this.desks.save(desk);
    }
    await this.loans.lockBorrower(staffId);
    const loanId = await this.loans.openOf(staffId);
    if (loanId === undefined) return;
    const loan = await this.loans.lock(loanId);
    loan.borrowerIs(!active, act);
    await this.loans.save(loan);
  }
}
