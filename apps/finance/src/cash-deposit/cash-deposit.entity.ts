import { Column, Entity, Index, Unique } from 'typeorm';
import {
  cashDepositChanged,
  cashDepositSteps,
  custodianAlone,
  depositSlipDiffers,
  type CashBox,
  type CashDepositKind,
  type CashDepositState,
  type PaperHand,
  type Problem,
} from '@bumen/contracts';
import { StatefulAggregate, type ColumnsOf } from '@bumen/service-kit';
import type { Act } from '../acts.ts';
import { handOf } from '../hand.ts';
import { dayIn } from '../period/months.ts';
import { plainNumber } from '../plain-number.ts';

type Step = keyof typeof cashDepositSteps.steps;
interface Columns extends ColumnsOf<CashDeposit> {}
export interface DepositSlip {
  readonly number: string;
  readonly day: string;
}

/** Money on its way from a desk to the bank (F-03): it has left the desk, and isn't there until its slip is back. */
@Entity('cash_deposit')
@Unique('cash_deposit_slip', ['bankAccount', 'slipKey'])
@Index('cash_deposit_of_day', ['deskId', 'day', 'id'])
@Index('cash_deposit_under_way', ['deskId', 'id'], { where: `state IN ('left', 'return_asked')` })
export class CashDeposit extends StatefulAggregate<CashDepositState, Step, Act, Columns> {
  @Column('uuid')
  readonly deskId!: string;

  @Column('date')
  readonly day!: string;

  @Column('text')
  readonly state!: CashDepositState;

  @Column('text')
  readonly kind!: CashDepositKind;

  /** From which it left; null for cheques. */
  @Column('text', { nullable: true })
  readonly box!: CashBox | null;

  @Column('bigint')
  readonly amountFen!: string;

  @Column('text')
  readonly bankAccount!: string;

  @Column('uuid', { array: true })
  readonly receiptIds!: readonly string[];

  /** Who held the cash as it left. */
  @Column('uuid')
  readonly custodianId!: string;

  @Column('jsonb')
  readonly carried!: PaperHand;

  /** As the bank printed it; null until it is back. */
  @Column('text', { nullable: true })
  readonly slipNumber!: string | null;

  /** Without what only separates its parts. */
  @Column('text', { nullable: true })
  readonly slipKey!: string | null;

  @Column('date', { nullable: true })
  readonly slipDay!: string | null;

  @Column('jsonb', { nullable: true })
  readonly banked!: PaperHand | null;

  @Column('jsonb', { nullable: true })
  readonly returnAsked!: PaperHand | null;

  @Column('jsonb', { nullable: true })
  readonly returned!: PaperHand | null;

  @Column('date', { nullable: true })
  readonly returnedDay!: string | null;

  @Column('text', { nullable: true })
  readonly reason!: string | null;

  static leave(
    id: string,
    given: Pick<Columns, 'deskId' | 'day' | 'kind' | 'box' | 'bankAccount' | 'receiptIds' | 'custodianId'>,
    amountFen: number,
    act: Act,
  ): CashDeposit {
    const deposit = new CashDeposit();
    const before = { slipNumber: null, slipKey: null, slipDay: null, banked: null, returnAsked: null, returned: null };
    deposit.open(
      {
        ...{ id, state: 'left', ...given, amountFen: String(amountFen), carried: handOf(act) },
        ...{ ...before, returnedDay: null, reason: null },
      },
      act,
    );
    deposit.#tell();
    return deposit;
  }

  bank({ number, day }: DepositSlip, slipFen: number, act: Act): void {
    this.refuseUnlessPossible('bank', act);
    const amountFen = Number(this.amountFen);
    // The day of the desk may be that of tomorrow, and what left yesterday may be written down today.
    const left = [this.day, dayIn(new Date(this.carried.at), act.zone!)].toSorted()[0]!;
    if (slipFen !== amountFen || day < left) throw depositSlipDiffers({ amountFen, day: left, slipFen, slipDay: day });
    this.step('bank', act, { slipNumber: number, slipKey: plainNumber(number), slipDay: day, banked: handOf(act) });
    this.#tell();
  }

  askReturn(reason: string, act: Act): void {
    this.step('ask_return', act, { returnAsked: handOf(act), reason });
    this.#tell();
  }

  /** `returnedDay`: the desk's open one. */
  approveReturn(returnedDay: string, act: Act): void {
    this.step('approve_return', act, { returned: handOf(act), returnedDay });
    this.#tell();
  }

  protected get table() {
    return cashDepositSteps;
  }

  protected override keepsFrom(step: Step, { by }: Act): Problem | undefined {
    const carrier = by.id === this.custodianId || by.id === this.carried.byId;
    switch (step) {
      case 'bank':
        return carrier ? custodianAlone() : undefined;
      case 'ask_return':
        return undefined;
      case 'approve_return':
        return carrier || by.id === this.returnAsked?.byId ? custodianAlone() : undefined;
    }
  }

  protected become(changes: Partial<Columns>): void {
    Object.assign(this, changes);
  }

  #tell(): void {
    const { id: cashDepositId, deskId, day, state, kind, custodianId, returnedDay } = this;
    this.raise(cashDepositChanged, { cashDepositId, deskId, day, state, kind, custodianId, returnedDay });
  }
}
