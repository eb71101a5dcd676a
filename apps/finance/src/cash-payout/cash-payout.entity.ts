import { hash } from 'node:crypto';
import { Column, Entity, Index } from 'typeorm';
import {
  cashPayoutChanged,
  cashPayoutSteps,
  payoutOfAnotherDay,
  type CashBox,
  type PaperHand,
  type CashPayoutState,
} from '@bumen/contracts';
import { StatefulAggregate, type ColumnsOf } from '@bumen/service-kit';
import type { Act } from '../acts.ts';
import { handOf } from '../hand.ts';
import { plainName } from '../payee-keys.ts';
import type { Payment } from '../payment/payment.entity.ts';

type Step = keyof typeof cashPayoutSteps.steps;
/** What a payment said as it was paid. */
type Said = Pick<Payment, 'kind' | 'payee' | 'amountFen' | 'accountCode' | 'documents'>;
interface Columns extends ColumnsOf<CashPayout, 'month'> {}

/** A payment that was paid in cash (F-04, F-06), with what it said then. */
@Entity('cash_payout')
@Index('cash_payout_payment', ['paymentId', 'id'])
@Index('cash_payout_paid_once', ['paymentId'], { unique: true, where: `state = 'paid'` })
@Index('cash_payout_of_day', ['deskId', 'day', 'id'])
@Index('cash_payout_permit', ['takingsPermitId', 'id'], { where: 'takings_permit_id IS NOT NULL' })
@Index('cash_payout_firm', ['firm', 'day'], { where: 'firm IS NOT NULL' })
@Index('cash_payout_firm_name', ['firmName', 'day'], { where: 'firm_name IS NOT NULL' })
export class CashPayout extends StatefulAggregate<CashPayoutState, Step, Act, Columns> {
  @Column('uuid')
  readonly paymentId!: string;

  @Column('uuid')
  readonly deskId!: string;

  @Column('date')
  readonly day!: string;

  @Column('text')
  readonly state!: CashPayoutState;

  @Column('text')
  readonly box!: CashBox;

  @Column('text')
  readonly kind!: Payment['kind'];

  @Column('jsonb')
  readonly payee!: Payment['payee'];

  /**
   * Who has a party is a firm, whatever it is written as: by its code and by its name, so that another spelling is no
   * other firm. Null for a person.
   */
  @Column('text', { nullable: true })
  readonly firm!: string | null;

  /** SHA-256, since the name may be a person's. */
  @Column('text', { nullable: true })
  readonly firmName!: string | null;

  @Column('bigint')
  readonly amountFen!: string;

  /** What it is booked as. */
  @Column('text')
  readonly accountCode!: string;

  @Column('jsonb')
  readonly documents!: Payment['documents'];

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
    { id: paymentId, kind, payee, amountFen, accountCode, documents }: Pick<Payment, 'id'> & Said,
    given: Pick<Columns, 'deskId' | 'day' | 'custodianId' | 'box' | 'takingsPermitId'>,
    act: Act,
  ): CashPayout {
    const payout = new CashPayout();
    const firm = payee.party?.toUpperCase() ?? null;
    const firmName = firm === null ? null : hash('sha256', plainName(payee.payeeName), 'hex');
    payout.open(
      {
        ...{ id, state: 'paid', paymentId, kind, payee, firm, firmName, amountFen, accountCode, documents, ...given },
        ...{ paid: handOf(act), returned: null, reason: null },
      },
      act,
    );
    payout.#tell();
    return payout;
  }

  /** `YYYY-MM` */
  get month(): string {
    return this.day.slice(0, 7);
  }

  /** `day`: the desk's open one. */
  takeBack(reason: string, day: string, act: Act): void {
    this.refuseUnlessPossible('take_back', act);
    if (day !== this.day) throw payoutOfAnotherDay({ day: this.day });
    this.step('take_back', act, { returned: handOf(act), reason });
    this.#tell();
  }

  protected get table() {
    return cashPayoutSteps;
  }

  protected become(changes: Partial<Columns>): void {
    Object.assign(this, changes);
  }

  #tell(): void {
    const { id: cashPayoutId, paymentId, deskId, day, state, box: from, kind, takingsPermitId, custodianId } = this;
    const about = { cashPayoutId, paymentId, deskId, day, takingsPermitId, custodianId };
    this.raise(cashPayoutChanged, { ...about, state, from, kind });
  }
}
