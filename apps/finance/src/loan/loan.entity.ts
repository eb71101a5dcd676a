import { Check, Column, Entity, Index } from 'typeorm';
import {
  loanChanged,
  loanLeftBehind,
  loanOverdue,
  loanSteps,
  loanTooMuch,
  secondHand,
  type LoanMoveKind,
  type LoanState,
} from '@bumen/contracts';
import { StatefulAggregate, type ColumnsOf } from '@bumen/service-kit';
import type { Act } from '../acts.ts';
import { dayAfter } from '../period/months.ts';
import type { LoanMove } from './loan-move.entity.ts';

type Step = keyof typeof loanSteps.steps;
interface Columns extends ColumnsOf<Loan, 'nextDeadlineAt' | 'openFen'> {}
/** What it is given with. */
export type LoanGiven = Pick<
  Columns,
  'paymentId' | 'borrowerId' | 'borrowerName' | 'accountCode' | 'amountFen' | 'paidDay'
>;
/** What settles it, or gives that back: a sum above nothing. */
export interface LoanDocument {
  readonly documentId: string;
  readonly amountFen: number;
}

const ownLoan = () =>
  secondHand({
    did: { zh: '是借款人', en: 'are who borrowed it' },
    hands: { zh: '本人的借款由他人办理冲抵或收款', en: 'what settles somebody’s own loan is done by another person' },
  });

/**
 * What somebody of the staff was lent (F-05). It is settled under its lock, never by more than is open; of one person
 * one is open at most, which an index decides where two are given at once.
 */
@Entity('loan')
@Check('loan_within', 'settled_fen BETWEEN 0 AND amount_fen')
@Check('loan_settled', `(state = 'settled') = (settled_fen = amount_fen)`)
@Index('loan_open', ['borrowerId'], { unique: true, where: `state = 'open'` })
@Index('loan_payment', ['paymentId'], { unique: true, where: `state = 'open'` })
@Index('loan_borrower', ['borrowerId', 'id'])
export class Loan extends StatefulAggregate<LoanState, Step, Act, Columns> {
  @Column('text')
  readonly state!: LoanState;

  @Column('uuid')
  readonly paymentId!: string;

  /** Staff id. */
  @Column('uuid')
  readonly borrowerId!: string;

  @Column('text')
  readonly borrowerName!: string;

  @Column('boolean')
  readonly borrowerGone!: boolean;

  @Column('text')
  readonly accountCode!: string;

  @Column('bigint')
  readonly amountFen!: string;

  @Column('bigint')
  readonly settledFen!: string;

  /** How many moves it has had. */
  @Column('int')
  readonly moves!: number;

  @Column('date')
  readonly paidDay!: string;

  /** The last day on which it isn't overdue. */
  @Column('date')
  readonly dueDay!: string;

  @Column('boolean')
  readonly overdueTold!: boolean;

  @Column('timestamptz', { nullable: true })
  @Index('loan_next_deadline', { where: 'next_deadline_at IS NOT NULL' })
  readonly nextDeadlineAt!: Date | null;

  #moved: Partial<LoanMove>[] = [];

  /** `gone`: they have left the company before it was paid. */
  static give(id: string, given: LoanGiven, gone: boolean, act: Act): Loan {
    const loan = new Loan();
    const dueDay = dayAfter(given.paidDay, act.rules.loan.dueDays);
    const nothing = { settledFen: '0', moves: 0, borrowerGone: false, overdueTold: false };
    loan.open({ id, state: 'open', ...given, ...nothing, dueDay }, act);
    loan.#tell();
    loan.borrowerIs(gone, act);
    return loan;
  }

  get openFen(): number {
    return Number(this.amountFen) - Number(this.settledFen);
  }

  /** Throws loanTooMuch, and secondHand for who borrowed it. */
  settle(kind: Exclude<LoanMoveKind, 'repayment_void'>, { documentId, amountFen }: LoanDocument, act: Act): void {
    this.refuseUnlessPossible('settle', act);
    const { openFen, borrowerName: borrower } = this;
    if (amountFen > openFen) throw loanTooMuch({ borrower, openFen, amountFen });
    this.#move(kind, documentId, amountFen, act);
    this.step('settle', act, this.#settledBy(amountFen), amountFen === openFen ? 'settled' : 'open');
    this.#tell();
  }

  /** What a receipt has settled is owed again. */
  giveBack({ documentId, amountFen }: LoanDocument, act: Act): void {
    this.refuseUnlessPossible('give_back', act);
    this.#move('repayment_void', documentId, -amountFen, act);
    this.step('give_back', act, this.#settledBy(-amountFen));
    this.#tell();
  }

  /** Whoever borrowed it has left the company, or is back. */
  borrowerIs(gone: boolean, act: Act): void {
    if (gone === this.borrowerGone || this.state !== 'open') return;
    this.become({ borrowerGone: gone }, act);
    this.#tell();
    const { id: loanId, borrowerId } = this;
    if (gone) this.raise(loanLeftBehind, { loanId, borrowerId });
  }

  timeIsUp(act: Act): void {
    this.become({ overdueTold: true }, act);
    const { id: loanId, borrowerId, dueDay } = this;
    this.raise(loanOverdue, { loanId, borrowerId, dueDay });
  }

  /** Its moves that are not kept yet; each is asked for once. */
  newMoves(): readonly Partial<LoanMove>[] {
    return this.#moved.splice(0);
  }

  protected get table() {
    return loanSteps;
  }

  protected override keepsFrom(step: Step, { by }: Act) {
    return step === 'settle' && by.id === this.borrowerId ? ownLoan() : undefined;
  }

  protected become(changes: Partial<Columns>, { rules }: Act): void {
    Object.assign(this, changes);
    const watched = this.state === 'open' && !this.overdueTold;
    Object.assign(this, { nextDeadlineAt: watched ? rules.endOfDay(this.dueDay) : null });
  }

  #settledBy(amountFen: number): Pick<Columns, 'settledFen' | 'moves'> {
    return { settledFen: String(Number(this.settledFen) + amountFen), moves: this.moves + 1 };
  }
  #move(kind: LoanMoveKind, documentId: string, amountFen: number, act: Act): void {
    const { settledFen, moves: seq } = this.#settledBy(amountFen);
    this.#moved.push({
      ...{ loanId: this.id, seq, kind, documentId, settledFen },
      ...{ amountFen: String(amountFen), at: act.at },
    });
  }

  #tell(): void {
    const { id: loanId, paymentId, state, borrowerId, borrowerGone, moves, dueDay } = this;
    this.raise(loanChanged, { loanId, paymentId, state, borrowerId, borrowerGone, moves, dueDay });
  }
}
