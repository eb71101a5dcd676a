import { Column, Entity, Index } from 'typeorm';
import {
  permitReported,
  secondHand,
  takingsPermitChanged,
  takingsPermitSteps,
  takingsPermitUnfit,
  type CashBox,
  type PaperHand,
  type PaymentKind,
  type Problem,
  type TakingsPermitState,
} from '@bumen/contracts';
import { StatefulAggregate, type ColumnsOf } from '@bumen/service-kit';
import type { Act } from '../acts.ts';
import { handOf } from '../hand.ts';
import { plainNumber } from '../plain-number.ts';

type Step = keyof typeof takingsPermitSteps.steps;
interface Columns extends ColumnsOf<TakingsPermit> {}

const did = { zh: '登记该许可', en: 'registered the permit' };
const hands = { zh: '许可须由另一位财务经理批准', en: 'another finance manager approves it' };

/** 坐支许可 (F-04): by it the bank lets takings be spent. How much of it is used stands in a row for each month. */
@Entity('takings_permit')
// One that was used keeps its number, or it could be used up twice; one that was never approved may be registered anew.
@Index('takings_permit_number', ['numberKey'], { unique: true, where: `approved IS NOT NULL OR state <> 'revoked'` })
export class TakingsPermit extends StatefulAggregate<TakingsPermitState, Step, Act, Columns> {
  @Column('text')
  readonly state!: TakingsPermitState;

  @Column('text')
  readonly bankName!: string;

  @Column('text')
  readonly number!: string;

  /** Without what only separates its parts. */
  @Column('text')
  readonly numberKey!: string;

  @Column('text', { array: true })
  readonly kinds!: readonly PaymentKind[];

  @Column('bigint')
  readonly monthlyFen!: string;

  @Column('date')
  readonly fromDay!: string;

  @Column('date')
  readonly untilDay!: string;

  @Column('uuid')
  readonly registeredById!: string;

  @Column('text')
  readonly registeredByName!: string;

  @Column('timestamptz')
  readonly registeredAt!: Date;

  @Column('jsonb', { nullable: true })
  readonly approved!: PaperHand | null;

  @Column('jsonb', { nullable: true })
  readonly revoked!: PaperHand | null;

  @Column('text', { nullable: true })
  readonly reason!: string | null;

  static register(
    id: string,
    given: Pick<Columns, 'bankName' | 'number' | 'kinds' | 'fromDay' | 'untilDay'>,
    monthlyFen: number,
    act: Act,
  ): TakingsPermit {
    const permit = new TakingsPermit();
    const { by, at: registeredAt } = act;
    const registered = { registeredById: by.id, registeredByName: by.name, registeredAt };
    const before = { approved: null, revoked: null, reason: null };
    const content = { ...given, numberKey: plainNumber(given.number), monthlyFen: String(monthlyFen) };
    permit.open({ id, state: 'registered', ...content, ...registered, ...before }, act);
    permit.#tell();
    return permit;
  }

  approve(act: Act): void {
    this.step('approve', act, { approved: handOf(act) });
    this.#tell();
  }

  revoke(reason: string, act: Act): void {
    this.step('revoke', act, { revoked: handOf(act), reason });
    this.#tell();
  }

  /** The bank was told what of a month was used. */
  report(month: string, act: Act): void {
    this.step('report', act);
    const { id: takingsPermitId, number } = this;
    this.raise(permitReported, { takingsPermitId, number, month });
  }

  /** Throws takingsPermitUnfit where it doesn't allow such a payment on that day. */
  refuseUnless(kind: PaymentKind, from: CashBox, day: string): void {
    const why =
      (this.state !== 'in_force' && 'not_in_force') ||
      (from === 'petty' && 'petty') ||
      ((day < this.fromDay || day > this.untilDay) && 'dates') ||
      (!this.kinds.includes(kind) && 'other_use');
    if (why) throw takingsPermitUnfit({ number: this.number, why });
  }

  /** Whether some day of that month, `YYYY-MM`, is of it. */
  reaches(month: string): boolean {
    return month >= this.fromDay.slice(0, 7) && month <= this.untilDay.slice(0, 7);
  }

  protected get table() {
    return takingsPermitSteps;
  }

  protected override keepsFrom(step: Step, { by }: Act): Problem | undefined {
    return step === 'approve' && by.id === this.registeredById ? secondHand({ did, hands }) : undefined;
  }

  protected become(changes: Partial<Columns>): void {
    Object.assign(this, changes);
  }

  #tell(): void {
    const { id: takingsPermitId, number, state, fromDay, untilDay } = this;
    this.raise(takingsPermitChanged, { takingsPermitId, number, state, fromDay, untilDay });
  }
}
