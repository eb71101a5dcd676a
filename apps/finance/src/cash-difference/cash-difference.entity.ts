import { Column, Entity, Index, Unique } from 'typeorm';
import {
  cashDecisionUnfit,
  cashDifferenceDecided,
  cashDifferenceFound,
  cashDifferenceSteps,
  cashDifferenceVouched,
  custodianAlone,
  type CashBox,
  type CashDifferenceDecision,
  type CashDifferenceOutcome,
  type CashDifferenceState,
  type Problem,
} from '@bumen/contracts';
import { StatefulAggregate, type ColumnsOf } from '@bumen/service-kit';
import type { Act } from '../acts.ts';
import type { LineDraft } from '../ledger/draft.ts';

type Step = keyof typeof cashDifferenceSteps.steps;
interface Columns extends ColumnsOf<CashDifference> {}
type Found = Pick<
  Columns,
  'deskId' | 'deskName' | 'cashDayId' | 'day' | 'box' | 'amountFen' | 'explanation' | 'custodianId' | 'custodianName'
>;

const ofShort: ReadonlySet<CashDifferenceOutcome> = new Set(['person_pays', 'expense']);
const accountOf = {
  person_pays: 'personAccount',
  expense: 'lossAccount',
  payable: 'payableAccount',
  income: 'gainAccount',
} as const satisfies Record<CashDifferenceOutcome, string>;

/** What was short or over in a box at the close of a day (F-08), until it is decided what becomes of it. */
@Entity('cash_difference')
@Unique('cash_difference_once', ['cashDayId', 'box'])
@Index('cash_difference_desk', ['deskId', 'id'])
@Index('cash_difference_open', ['day'], { where: `state = 'open'` })
export class CashDifference extends StatefulAggregate<CashDifferenceState, Step, Act, Columns> {
  @Column('uuid')
  readonly deskId!: string;

  /** As it was called then. */
  @Column('text')
  readonly deskName!: string;

  @Column('uuid')
  readonly cashDayId!: string;

  @Column('date')
  readonly day!: string;

  @Column('text')
  readonly box!: CashBox;

  @Column('bigint')
  readonly amountFen!: string;

  @Column('text')
  readonly explanation!: string;

  /** Who held the cash. */
  @Column('uuid')
  readonly custodianId!: string;

  @Column('text')
  readonly custodianName!: string;

  @Column('text')
  readonly state!: CashDifferenceState;

  @Column('timestamptz')
  readonly foundAt!: Date;

  @Column('timestamptz', { nullable: true })
  readonly decidedAt!: Date | null;

  @Column('jsonb', { nullable: true })
  readonly decision!: CashDifferenceDecision | null;

  @Column('text', { nullable: true })
  readonly reason!: string | null;

  @Column('uuid', { nullable: true })
  readonly voucherId!: string | null;

  static found(id: string, given: Found, act: Act): CashDifference {
    const difference = new CashDifference();
    const undecided = { decidedAt: null, decision: null, reason: null, voucherId: null };
    difference.open({ id, state: 'open', ...given, foundAt: act.at, ...undecided }, act);
    difference.#tell(cashDifferenceFound);
    return difference;
  }

  decide(
    outcome: CashDifferenceOutcome,
    { personId, reason }: { readonly personId: string | null; readonly reason: string },
    act: Act,
  ): void {
    this.refuseUnlessPossible('decide', act);
    const short = Number(this.amountFen) < 0;
    if (short !== ofShort.has(outcome) || (outcome === 'person_pays') !== (personId !== null))
      throw cashDecisionUnfit();
    const accountCode = act.rules.cashBooking[accountOf[outcome]];
    const decision = { outcome, accountCode, personId, byId: act.by.id, byName: act.by.name };
    this.step('decide', act, { decision: { ...decision, at: act.at.toISOString() }, decidedAt: act.at, reason });
    this.#tell(cashDifferenceDecided);
  }

  /** From 待处理财产损溢 to where it was decided. */
  decidedLines({ rules }: Act): LineDraft[] {
    const { accountCode, personId } = this.decision!;
    const amountFen = Math.abs(Number(this.amountFen));
    const short = Number(this.amountFen) < 0;
    const line = { amountFen, foreignAmount: null, reference: null };
    const party = personId === null ? null : `staff:${personId}`;
    const [debit, credit] = [{ side: 'debit' as const }, { side: 'credit' as const }];
    const suspense = { ...line, accountCode: rules.cashBooking.suspenseAccount, party: null };
    const decided = { ...line, accountCode, party };
    return short
      ? [
          { ...decided, ...debit },
          { ...suspense, ...credit },
        ]
      : [
          { ...suspense, ...debit },
          { ...decided, ...credit },
        ];
  }

  vouched(voucherId: string, act: Act): void {
    this.step('make_voucher', act, { voucherId });
    this.#tell(cashDifferenceVouched);
  }

  protected get table() {
    return cashDifferenceSteps;
  }

  protected override keepsFrom(step: Step, { by }: Act): Problem | undefined {
    return step === 'decide' && by.id === this.custodianId ? custodianAlone() : undefined;
  }

  protected become(changes: Partial<Columns>): void {
    Object.assign(this, changes);
  }

  #tell(event: typeof cashDifferenceFound): void {
    const { id: cashDifferenceId, deskId, cashDayId, day, box, state, custodianId } = this;
    this.raise(event, { cashDifferenceId, deskId, cashDayId, day, box, state, custodianId });
  }
}
