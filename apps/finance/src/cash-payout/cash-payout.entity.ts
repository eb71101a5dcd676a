import { hash } from 'node:crypto';
import { Column, Entity, Index, Unique } from 'typeorm';
import {
  cashPayoutChanged,
  cashPayoutSteps,
  payoutOfAnotherDay,
  type CashBox,
  type PaperHand,
  type CashPayoutState,
  type Payee,
  type PayoutDocument,
  type PaymentKind,
} from '@bumen/contracts';
import { StatefulAggregate, type ColumnsOf } from '@bumen/service-kit';
import type { Act } from '../acts.ts';
import { handOf } from '../hand.ts';
import { plainName } from '../payee-keys.ts';
import { plainNumber } from '../plain-number.ts';

type Step = keyof typeof cashPayoutSteps.steps;
/** Follow from whom it goes to and what it is paid on. */
type Keys = 'firm' | 'firmName' | 'invoice';
interface Columns extends ColumnsOf<CashPayout, 'month'> {}

/** Cash that was paid out (F-04). */
@Entity('cash_payout')
@Unique('cash_payout_invoice', ['invoice'])
@Index('cash_payout_of_day', ['deskId', 'day', 'id'])
@Index('cash_payout_permit', ['takingsPermitId', 'id'], { where: 'takings_permit_id IS NOT NULL' })
@Index('cash_payout_firm', ['firm', 'day'], { where: 'firm IS NOT NULL' })
@Index('cash_payout_firm_name', ['firmName', 'day'], { where: 'firm_name IS NOT NULL' })
export class CashPayout extends StatefulAggregate<CashPayoutState, Step, Act, Columns> {
  @Column('uuid')
  readonly deskId!: string;

  @Column('date')
  readonly day!: string;

  @Column('text')
  readonly state!: CashPayoutState;

  @Column('text')
  readonly box!: CashBox;

  @Column('text')
  readonly kind!: PaymentKind;

  @Column('jsonb')
  readonly payee!: Payee;

  /** The firm by its code and by its name, so that another spelling is no other firm; null for a person. */
  @Column('text', { nullable: true })
  readonly firm!: string | null;

  /** SHA-256, since the name may be a person's. */
  @Column('text', { nullable: true })
  readonly firmName!: string | null;

  @Column('bigint')
  readonly amountFen!: string;

  @Column('jsonb')
  readonly document!: PayoutDocument;

  /** The invoice that is paid, without what only separates its parts; null for others, and where it came back. */
  @Column('text', { nullable: true })
  readonly invoice!: string | null;

  @Column('uuid', { nullable: true })
  readonly takingsPermitId!: string | null;

  @Column('uuid')
  readonly custodianId!: string;

  @Column('jsonb')
  readonly paid!: PaperHand;

  @Column('jsonb', { nullable: true })
  readonly returned!: PaperHand | null;

  @Column('text', { nullable: true })
  readonly reason!: string | null;

  static pay(
    id: string,
    given: Omit<Columns, 'id' | 'state' | 'amountFen' | 'paid' | 'returned' | 'reason' | Keys>,
    amountFen: number,
    act: Act,
  ): CashPayout {
    const payout = new CashPayout();
    const { payee, document } = given;
    const isFirm = payee.kind === 'firm';
    const keys = {
      firm: isFirm ? payee.party!.toUpperCase() : null,
      firmName: isFirm ? hash('sha256', plainName(payee.payeeName), 'hex') : null,
      invoice: document.kind === 'invoice' ? plainNumber(document.number) : null,
    };
    const before = { returned: null, reason: null };
    payout.open(
      { id, state: 'paid', ...given, ...keys, amountFen: String(amountFen), paid: handOf(act), ...before },
      act,
    );
    payout.#tell();
    return payout;
  }

  /** `YYYY-MM` */
  get month(): string {
    return this.day.slice(0, 7);
  }

  /** `day`: the desk's open one. Its invoice may be paid then. */
  takeBack(reason: string, day: string, act: Act): void {
    this.refuseUnlessPossible('take_back', act);
    if (day !== this.day) throw payoutOfAnotherDay({ day: this.day });
    this.step('take_back', act, { returned: handOf(act), reason, invoice: null });
    this.#tell();
  }

  protected get table() {
    return cashPayoutSteps;
  }

  protected become(changes: Partial<Columns>): void {
    Object.assign(this, changes);
  }

  #tell(): void {
    const { id: cashPayoutId, deskId, day, state, box: from, kind, takingsPermitId, custodianId } = this;
    this.raise(cashPayoutChanged, { cashPayoutId, deskId, day, state, from, kind, takingsPermitId, custodianId });
  }
}
