import { Injectable } from '@nestjs/common';
import { loanNoneOpen, loanOpenAlready } from '@bumen/contracts';
import { currentWork } from '@bumen/service-kit';
import { Acts, type Act } from '../acts.ts';
import type { Payment } from '../payment/payment.entity.ts';
import type { Receipt } from '../receipt/receipt.entity.ts';
import { Loan } from './loan.entity.ts';
import { LoanRepository } from './loan.repository.ts';

/**
 * What payments and receipts do to loans (F-05). Whoever calls it has their row; then the borrower and the loan are
 * locked, in this order.
 */
@Injectable()
export class Loans {
  constructor(
    private readonly loans: LoanRepository,
    private readonly acts: Acts,
  ) {}

  /** 前账不清,后账不借: throws loanOpenAlready where it would lend to somebody who owes something. */
  async refuseSecond({
    kind,
    payee: { staffId, payeeName: borrower },
  }: Pick<Payment, 'kind' | 'payee'>): Promise<void> {
    if (kind !== 'loan') return;
    await this.loans.lockBorrower(staffId!);
    if ((await this.loans.openOf(staffId!)) !== undefined) throw loanOpenAlready({ borrower });
  }

  /** Whatever way it is paid in: what is lent is owed as it is paid, and what is set off settles what is owed. */
  async follow(payment: Payment): Promise<void> {
    const act = this.acts.current();
    if (payment.state === 'approved' && payment.loanId !== null) return this.#takeBack(payment, payment.loanId, act);
    if (payment.state !== 'paid' || payment.loanId !== null) return;
    if (payment.kind === 'loan') payment.loanIs(await this.#give(payment, act));
    else if (payment.way === 'offset') payment.loanIs(await this.#setOff(payment, act));
  }

  /** A receipt that names one settles it. */
  async repay({ id: documentId, loanId, totalFen: amountFen }: Receipt, act: Act): Promise<void> {
    if (loanId === null) return;
    const loan = await this.loans.lock(loanId);
    loan.settle('repayment', { documentId, amountFen }, act);
    await this.loans.save(loan);
  }

  /** That receipt is void. Throws loanOpenAlready where they have borrowed, or asked for, another one meanwhile. */
  async giveBack({ id: documentId, loanId, totalFen: amountFen }: Receipt, act: Act): Promise<void> {
    if (loanId === null) return;
    const { borrowerId, borrowerName: borrower } = await this.loans.find(loanId);
    await this.loans.lockBorrower(borrowerId);
    const other = await this.loans.openOf(borrowerId);
    if ((other !== undefined && other !== loanId) || (await this.loans.isUnderWay(borrowerId)))
      throw loanOpenAlready({ borrower });
    const loan = await this.loans.lock(loanId);
    loan.giveBack({ documentId, amountFen }, act);
    await this.loans.save(loan);
  }

  async #give(payment: Payment, act: Act): Promise<string> {
    const { id: paymentId, accountCode, amountFen, paidDay, payee } = payment;
    const { staffId, payeeName: borrowerName } = payee;
    await this.loans.lockBorrower(staffId!);
    const given = { paymentId, borrowerId: staffId!, borrowerName, accountCode, amountFen, paidDay: paidDay! };
    const loan = Loan.give(currentWork().newId(), given, !(await this.loans.worksHere(staffId!)), act);
    await this.loans.save(loan);
    return loan.id;
  }

  /** Its cash is in the box again: nothing is owed, unless some of it is settled already. Throws loanTooMuch. */
  async #takeBack(payment: Payment, loanId: string, act: Act): Promise<void> {
    const loan = await this.loans.lock(loanId);
    loan.settle('taken_back', { documentId: payment.id, amountFen: Number(payment.amountFen) }, act);
    await this.loans.save(loan);
    payment.loanIs(null);
  }

  async #setOff({ id: documentId, amountFen, payee }: Payment, act: Act): Promise<string> {
    const loanId = await this.loans.openOf(payee.staffId!);
    if (loanId === undefined) throw loanNoneOpen({ borrower: payee.payeeName });
    const loan = await this.loans.lock(loanId);
    loan.settle('offset', { documentId, amountFen: Number(amountFen) }, act);
    await this.loans.save(loan);
    return loan.id;
  }
}
