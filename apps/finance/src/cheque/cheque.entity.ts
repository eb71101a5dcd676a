import { Check, Column, Entity, Index, Unique } from 'typeorm';
import {
  chequeAltered,
  chequeChanged,
  chequeDiffers,
  chequeExpired,
  chequeRunOut,
  chequeSlipDiffers,
  chequeSteps,
  chequeStillOut,
  chequeUncashed,
  secondHand,
  type ChequeState,
  type PaperHand,
  type Problem,
  type Text,
} from '@bumen/contracts';
import { StatefulAggregate, type ColumnsOf } from '@bumen/service-kit';
import type { Act } from '../acts.ts';
import type { ChequeBook } from '../cheque-book/cheque-book.entity.ts';
import { handOf } from '../hand.ts';
import { isPaidTo } from '../payee-keys.ts';
import type { PaymentSlip } from '../payment/payment-record.entity.ts';
import type { Payment } from '../payment/payment.entity.ts';
import { dayAfter, dayIn } from '../period/months.ts';
import { digestOfAll } from '../written.ts';
import { lastDayOfCheque } from './validity.ts';

type Step = keyof typeof chequeSteps.steps;
interface Columns extends ColumnsOf<Cheque, 'nextDeadlineAt' | 'digest'> {}
/** What is written on a cheque. */
interface Filled {
  readonly paymentId: string;
  readonly payeeName: string;
  readonly amountFen: string;
  readonly day: string;
  readonly goodUntil: string;
}

const did = {
  drawn: { zh: '填写或交付这张支票', en: 'drew or handed out this cheque' },
  holds: { zh: '保管该支票簿', en: 'hold its book' },
  prepared: { zh: '申请或修改所付的付款单', en: 'asked for what it pays, or amended that' },
  payee: { zh: '是收款人', en: 'are its payee' },
} satisfies Record<string, Text>;
const hands: Text = {
  zh: '支票的填写、签章、登记兑付须由不同的人办理',
  en: 'a cheque is drawn, signed and recorded as cashed by different persons',
};
const refusal = (which: keyof typeof did): Problem => secondHand({ did: did[which], hands });
/** The version of what is digested; another list gets another number. */
const digestVersion = 'cheque 1';

/**
 * A cheque (F-11): filled in for one payment, signed by a general manager, handed out, and cashed or void. A number
 * that was spoiled says nothing. Whoever changes it has its payment's row.
 */
@Entity('cheque')
@Unique('cheque_number_key', ['bookId', 'place'])
@Check(
  'cheque_never_blank',
  `state = 'voided'
    OR payment_id IS NOT NULL AND payee_name IS NOT NULL AND amount_fen > 0 AND day IS NOT NULL AND good_until IS NOT NULL`,
)
@Index('cheque_payment', ['paymentId'], { unique: true, where: `state <> 'voided'` })
@Index('cheque_signed', ['bankAccount'], { where: `state = 'signed'` })
export class Cheque extends StatefulAggregate<ChequeState, Step, Act, Columns> {
  @Column('uuid')
  readonly bookId!: string;

  @Column('text')
  readonly bankAccount!: string;

  /** Its number without the series. */
  @Column('int')
  readonly place!: number;

  @Column('text')
  readonly number!: string;

  @Column('text')
  readonly state!: ChequeState;

  @Column('uuid', { nullable: true })
  readonly paymentId!: string | null;

  @Column('text', { nullable: true })
  readonly payeeName!: string | null;

  @Column('bigint', { nullable: true })
  readonly amountFen!: string | null;

  @Column('date', { nullable: true })
  readonly day!: string | null;

  @Column('date', { nullable: true })
  readonly goodUntil!: string | null;

  /** Staff id. */
  @Column('uuid')
  readonly drawnById!: string;

  @Column('jsonb')
  readonly filledIn!: PaperHand;

  @Column('jsonb', { nullable: true })
  readonly signature!: (PaperHand & { readonly digest: string }) | null;

  @Column('jsonb', { nullable: true })
  readonly handedOut!: (PaperHand & { readonly receiver: string; readonly handedDay: string }) | null;

  @Column('jsonb', { nullable: true })
  readonly cashed!: (PaperHand & { readonly slipNumber: string; readonly slipDay: string }) | null;

  @Column('jsonb', { nullable: true })
  readonly takenBack!: PaperHand | null;

  @Column('jsonb', { nullable: true })
  readonly voided!: PaperHand | null;

  @Column('text', { nullable: true })
  readonly reason!: string | null;

  /** That it is not cashed and nearly expired, and that it is expired, is told once each. */
  @Column('boolean')
  readonly warned!: boolean;

  @Column('boolean')
  readonly expired!: boolean;

  @Column('timestamptz', { nullable: true })
  @Index('cheque_next_deadline', { where: 'next_deadline_at IS NOT NULL' })
  readonly nextDeadlineAt!: Date | null;

  /** For a payment that is signed, on the day of now. */
  static draw(id: string, book: ChequeBook, place: number, payment: Payment, act: Act): Cheque {
    const day = dayIn(act.at, act.zone!);
    const { payee, amountFen, id: paymentId } = payment;
    const goodUntil = lastDayOfCheque(day, act.rules.cheque, act.rules.isBankDay);
    const filled = { paymentId, payeeName: payee.payeeName, amountFen, day, goodUntil };
    const cheque = new Cheque();
    cheque.#begin({ id, state: 'drawn', voided: null, reason: null, ...filled }, book, place, act);
    return cheque;
  }

  /** A number that is void before anything was written. */
  static spoil(id: string, book: ChequeBook, place: number, reason: string, act: Act): Cheque {
    const nothing = { paymentId: null, payeeName: null, amountFen: null, day: null, goodUntil: null };
    const cheque = new Cheque();
    cheque.#begin({ id, state: 'voided', voided: handOf(act), reason, ...nothing }, book, place, act);
    return cheque;
  }

  /** Over all that is written on it; null where nothing is. */
  get digest(): string | null {
    const { bankAccount, number, paymentId, payeeName, amountFen, day, goodUntil } = this;
    if (paymentId === null) return null;
    return digestOfAll(digestVersion, [bankAccount, number, paymentId, payeeName, amountFen, day, goodUntil]);
  }

  /** `seen`: the digest of what they looked at. `holderId`: who holds the book now. */
  sign(seen: string, payment: Payment, holderId: string, act: Act): void {
    this.refuseUnlessPossible('sign', act);
    if (act.by.id === holderId) throw refusal('holds');
    if (payment.preparerIds.includes(act.by.id)) throw refusal('prepared');
    if (isPaidTo(payment.payee, act.by)) throw refusal('payee');
    this.#refuseExpired(act);
    const { digest } = this;
    if (seen !== digest) throw chequeDiffers();
    this.#refuseOther(payment);
    this.step('sign', act, { signature: { ...handOf(act), digest } });
    this.#tell();
  }

  handOut(receiver: string, payment: Payment, act: Act): void {
    this.refuseUnlessPossible('hand_out', act);
    this.#refuseExpired(act);
    this.#refuseAltered();
    this.#refuseOther(payment);
    this.step('hand_out', act, { handedOut: { ...handOf(act), receiver, handedDay: dayIn(act.at, act.zone!) } });
    this.#tell();
  }

  takeBack(reason: string, act: Act): void {
    this.step('take_back', act, { handedOut: null, takenBack: handOf(act), reason });
    this.#tell();
  }

  /** What the bank paid on a day on which it was good, however late its slip comes. */
  cash({ number: slipNumber, day: slipDay, amountFen: slipFen }: PaymentSlip, act: Act): void {
    this.refuseUnlessPossible('cash', act);
    this.#refuseAltered();
    const [amountFen, goodUntil, { handedDay }] = [Number(this.amountFen), this.goodUntil!, this.handedOut!];
    const isGood = slipDay >= handedDay && slipDay <= goodUntil && slipDay <= dayIn(act.at, act.zone!);
    if (slipFen !== amountFen || !isGood)
      throw chequeSlipDiffers({ amountFen, handedDay, goodUntil, slipFen, slipDay });
    this.step('cash', act, { cashed: { ...handOf(act), slipNumber, slipDay } });
    this.#tell();
  }

  /** `holderId`: who holds the book now. */
  void(reason: string, holderId: string, act: Act): void {
    this.refuseUnlessPossible('void', act);
    if (this.state !== 'drawn' && act.by.id === holderId) throw refusal('holds');
    const { number, goodUntil } = this;
    if (this.state === 'handed_out' && !this.#isExpired(act)) throw chequeStillOut({ number, goodUntil: goodUntil! });
    this.step('void', act, { voided: handOf(act), reason });
    this.#tell();
  }

  /** Its last day is near, or over. */
  timeIsUp(act: Act): void {
    const { id: chequeId, bookId: chequeBookId, number, paymentId, drawnById } = this;
    const data = { chequeId, chequeBookId, number, paymentId, drawnById, goodUntil: this.goodUntil! };
    if (this.#isExpired(act)) {
      this.step('expire', act, { expired: true });
      this.raise(chequeRunOut, data);
    } else {
      this.step('warn', act, { warned: true });
      this.raise(chequeUncashed, data);
    }
  }

  protected get table() {
    return chequeSteps;
  }

  protected override keepsFrom(step: Step, { by }: Act): Problem | undefined {
    switch (step) {
      case 'sign':
        return by.id === this.drawnById ? refusal('drawn') : undefined;
      case 'cash':
        return by.id === this.drawnById || by.id === this.handedOut?.byId ? refusal('drawn') : undefined;
      case 'void':
        return this.state !== 'drawn' && by.id === this.drawnById ? refusal('drawn') : undefined;
      case 'hand_out':
      case 'take_back':
      case 'warn':
      case 'expire':
        return undefined;
    }
  }

  protected become(changes: Partial<Columns>, { rules }: Act): void {
    Object.assign(this, changes);
    const { goodUntil, state, warned, expired } = this;
    const stands = goodUntil !== null && state !== 'cashed' && state !== 'voided' && !expired;
    const near = stands && state === 'handed_out' && !warned;
    const last = stands ? dayAfter(goodUntil, near ? -1 - rules.cheque.chaseDays : 0) : null;
    Object.assign(this, { nextDeadlineAt: last === null ? null : rules.endOfDay(last) });
  }

  #begin(
    given: Pick<Columns, 'id' | 'state' | 'voided' | 'reason' | keyof Filled>,
    book: ChequeBook,
    place: number,
    act: Act,
  ): void {
    const printed = { bookId: book.id, bankAccount: book.bankAccount, place, number: book.printed(place) };
    const later = { signature: null, handedOut: null, cashed: null, takenBack: null, warned: false, expired: false };
    this.open({ ...given, ...printed, drawnById: act.by.id, filledIn: handOf(act), ...later }, act);
    this.#tell();
  }

  #isExpired({ at, zone }: Act): boolean {
    return dayIn(at, zone!) > this.goodUntil!;
  }
  #refuseExpired(act: Act): void {
    const { number, goodUntil } = this;
    if (this.#isExpired(act)) throw chequeExpired({ number, goodUntil: goodUntil! });
  }
  /** It still says what was signed. */
  #refuseAltered(): void {
    if (this.signature?.digest !== this.digest) throw chequeAltered();
  }
  /** It says what its payment says. */
  #refuseOther({ id, payee, amountFen }: Payment): void {
    if (id !== this.paymentId || payee.payeeName !== this.payeeName || amountFen !== this.amountFen)
      throw chequeAltered();
  }

  #tell(): void {
    const { id: chequeId, bookId: chequeBookId, number, paymentId, state, goodUntil } = this;
    this.raise(chequeChanged, { chequeId, chequeBookId, number, paymentId, state, goodUntil });
  }
}
