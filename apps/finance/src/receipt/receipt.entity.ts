import { Check, Column, Entity, Index, Unique } from 'typeorm';
import {
  cashDeskNotYours,
  chequeGone,
  chequeNotInHand,
  custodianAlone,
  receiptChequeBack,
  receiptChequeLeft,
  receiptCopiesMissing,
  receiptIssued,
  receiptKept,
  receiptOfAnotherDay,
  receiptPaidBack,
  receiptRefunded,
  receiptRefundsChanged,
  receiptSteps,
  receiptVoidAsked,
  receiptVoided,
  type PaymentMethod,
  type Problem,
  type ReceiptContent,
  type PaperHand,
  type ReceiptState,
  type RefundRefusal,
} from '@bumen/contracts';
import { StatefulAggregate, type ColumnsOf } from '@bumen/service-kit';
import type { Act } from '../acts.ts';
import { handOf } from '../hand.ts';

type Step = keyof typeof receiptSteps.steps;
interface Columns extends ColumnsOf<Receipt, 'totalFen' | 'cashFen' | 'chequesFen'> {}

/** A receipt (F-02): its number comes from a registered book, and stays with it whatever becomes of it. */
@Entity('receipt')
@Unique('receipt_number_key', ['number'])
@Index('receipt_parts', ['parts'], { type: 'gin' })
@Check('receipt_refunded', 'refunded_fen BETWEEN 0 AND received_fen')
@Index('receipt_of_day', ['deskId', 'day', 'number'])
@Index('receipt_cheques', ['deskId', 'id'], { where: 'cheque_in_hand' })
export class Receipt extends StatefulAggregate<ReceiptState, Step, Act, Columns> {
  @Column('uuid')
  readonly deskId!: string;

  @Column('uuid')
  readonly bookId!: string;

  @Column('text')
  readonly number!: string;

  @Column('date')
  readonly day!: string;

  @Column('text')
  readonly state!: ReceiptState;

  @Column('text')
  readonly payer!: string;

  @Column('text')
  readonly kind!: ReceiptContent['kind'];

  @Column('text', { nullable: true })
  readonly contract!: string | null;

  /** That it pays back (F-05). */
  @Column('uuid', { nullable: true })
  readonly loanId!: string | null;

  @Column('jsonb')
  readonly parts!: ReceiptContent['parts'];

  /** What all parts come to; what goes back is never more, whatever else is believed (F-12). */
  @Column('bigint')
  readonly receivedFen!: string;

  @Column('bigint')
  readonly refundedFen!: string;

  /** The same of each part, in fen: paid back, or about to be. */
  @Column('jsonb')
  readonly refunds!: readonly number[];

  @Column('boolean')
  readonly chequeInHand!: boolean;

  /** Staff id. */
  @Column('uuid')
  readonly issuedById!: string;

  @Column('jsonb')
  readonly issued!: PaperHand;

  @Column('jsonb', { nullable: true })
  readonly voidAsked!: PaperHand | null;

  @Column('jsonb', { nullable: true })
  readonly voided!: PaperHand | null;

  /** Why it is void, or isn't. */
  @Column('text', { nullable: true })
  readonly reason!: string | null;

  static issue(
    id: string,
    given: Pick<Columns, 'deskId' | 'bookId' | 'number' | 'day'>,
    { payer, kind, contract, loanId, parts }: ReceiptContent,
    act: Act,
  ): Receipt {
    const receipt = new Receipt();
    const issued = handOf(act);
    const chequeInHand = parts.some(({ method }) => method === 'cheque');
    const receivedFen = String(parts.reduce((sum, { amountFen }) => sum + amountFen, 0));
    const content = { payer, kind, contract, loanId, parts, receivedFen, chequeInHand, issuedById: act.by.id, issued };
    const unrefunded = { refundedFen: '0', refunds: parts.map(() => 0) };
    receipt.open(
      { id, state: 'issued', ...given, ...content, ...unrefunded, voidAsked: null, voided: null, reason: null },
      act,
    );
    receipt.#tell(receiptIssued);
    return receipt;
  }

  get totalFen(): number {
    return Number(this.receivedFen);
  }
  /** What of it is in the takings. */
  get cashFen(): number {
    return this.#sumOf('cash');
  }
  get chequesFen(): number {
    return this.#sumOf('cheque');
  }

  /** `day`: the desk's open one. With cash it waits for a second person, since it lowers the takings. */
  void(
    {
      reason,
      copiesBack,
      paidBack,
    }: { readonly reason: string; readonly copiesBack: boolean; readonly paidBack: boolean },
    day: string,
    act: Act,
  ): void {
    this.refuseUnlessPossible('void', act);
    this.#refuseUnlessOf(day);
    if (Number(this.refundedFen) > 0) throw receiptRefunded({ number: this.number });
    if (paidBack) throw receiptPaidBack();
    if (!copiesBack) throw receiptCopiesMissing();
    if (this.parts.some(({ method }) => method === 'cheque') && !this.chequeInHand) throw chequeGone();
    const hand = handOf(act);
    if (this.cashFen > 0) {
      this.step('void', act, { voidAsked: hand, reason }, 'void_asked');
      return this.#tell(receiptVoidAsked);
    }
    this.step('void', act, { voidAsked: hand, voided: hand, reason, chequeInHand: false }, 'voided');
    this.#tell(receiptVoided);
  }

  /** On its own day: none is counted before what was asked on it is decided. */
  approveVoid(act: Act): void {
    this.step('approve_void', act, { voided: handOf(act), chequeInHand: false });
    this.#tell(receiptVoided);
  }

  refuseVoid(reason: string, act: Act): void {
    this.step('refuse_void', act, { voidAsked: null, reason });
    this.#tell(receiptKept);
  }

  /** All of its cheques are on their way to the bank (F-02). Throws chequeNotInHand. */
  chequeLeaves(deskId: string): void {
    if (!this.chequeInHand || this.state !== 'issued' || this.deskId !== deskId)
      throw chequeNotInHand({ number: this.number });
    Object.assign(this, { chequeInHand: false });
    this.#tell(receiptChequeLeft);
  }
  /** The bank didn't take them. */
  chequeComesBack(): void {
    Object.assign(this, { chequeInHand: true });
    this.#tell(receiptChequeBack);
  }

  /**
   * The place of the part that goes back, by the way in which it came in, or why there is none (F-12). `reference`: the
   * number of the order, cheque or transfer, needed where several parts came that way.
   */
  partPaidBy(way: PaymentMethod | null, reference: string | null): number | RefundRefusal {
    const fitting = this.parts.flatMap((part, place) => {
      const fits = (way === null || part.method === way) && (reference === null || part.reference === reference);
      return fits ? [place] : [];
    });
    if (fitting.length > 1) return 'way_unclear';
    return fitting[0] ?? 'another_way';
  }
  /** Keeps so much of a part for a refund, or says why not. */
  reserveRefund(place: number, amountFen: number): RefundRefusal | undefined {
    if (this.state !== 'issued') return 'receipt_void';
    if (this.kind === 'repayment') return 'repayment';
    const part = this.parts[place]!;
    if (part.method === 'cheque' && this.chequeInHand) return 'cheque_in_hand';
    if (this.refunds[place]! + amountFen > part.amountFen) return 'more_than_received';
    this.#refund(place, amountFen);
    return undefined;
  }
  /** What was kept for a refund that isn't paid may be refunded again. */
  freeRefund(place: number, amountFen: number): void {
    this.#refund(place, -amountFen);
  }

  protected get table() {
    return receiptSteps;
  }

  protected override keepsFrom(step: Step, { by }: Act): Problem | undefined {
    const own = by.id === this.issuedById;
    const keepsBooks = by.roles.some((role) => role === 'accountant' || role === 'finance_manager');
    switch (step) {
      case 'void':
        return undefined;
      case 'approve_void':
        return own || by.id === this.voidAsked?.byId ? custodianAlone() : undefined;
      case 'refuse_void':
        return own || keepsBooks ? undefined : cashDeskNotYours({ custodian: this.issued.byName });
    }
  }

  protected become(changes: Partial<Columns>): void {
    Object.assign(this, changes);
  }

  #refund(place: number, amountFen: number): void {
    const refunds = this.refunds.map((fen, at) => (at === place ? fen + amountFen : fen));
    Object.assign(this, { refunds, refundedFen: String(Number(this.refundedFen) + amountFen) });
    this.#tell(receiptRefundsChanged);
  }

  #sumOf(wanted: PaymentMethod): number {
    return this.parts.reduce((sum, { method, amountFen }) => (method === wanted ? sum + amountFen : sum), 0);
  }

  #refuseUnlessOf(day: string): void {
    if (day !== this.day) throw receiptOfAnotherDay({ number: this.number, day: this.day });
  }

  #tell(event: typeof receiptIssued): void {
    const { id: receiptId, deskId, number, day, state, issuedById } = this;
    this.raise(event, { receiptId, deskId, number, day, state, issuedById });
  }
}
