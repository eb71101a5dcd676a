import { loanView, type getLoan, type ResponseOf } from '@bumen/contracts';
import { viewOf } from '@bumen/service-kit';
import type { Act } from '../acts.ts';
import { dayIn, daysBetween } from '../period/months.ts';
import type { Loan } from './loan.entity.ts';

export function loanViewOf(loan: Loan, act: Act): ResponseOf<typeof getLoan> {
  const isOpen = loan.state === 'open';
  const today = dayIn(act.at, act.zone!);
  return viewOf(loanView, loan, {
    ...{ amountFen: Number(loan.amountFen), settledFen: Number(loan.settledFen), openFen: loan.openFen },
    ageDays: isOpen ? daysBetween(loan.paidDay, today) : null,
    overdue: isOpen && loan.dueDay < today,
  });
}
