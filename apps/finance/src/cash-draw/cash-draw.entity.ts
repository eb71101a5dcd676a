import { Column, Entity, Index } from 'typeorm';
import {
  cashDrawChanged,
  cashDrawSteps,
  custodianAlone,
  type CashDrawState,
  type PaperHand,
  type Problem,
} from '@bumen/contracts';
import { StatefulAggregate, type ColumnsOf } from '@bumen/service-kit';
import type { Act } from '../acts.ts';
import { handOf } from '../hand.ts';
import { plainNumber } from '../plain-number.ts';

type Step = keyof typeof cashDrawSteps.steps;
interface Columns extends ColumnsOf<CashDraw> {}

/** Petty cash that was drawn from the bank (F-04). It is in the box at once, and confirmed by a second person. */
@Entity('cash_draw')
@Index('cash_draw_number', ['bankAccount', 'numberKey'], { unique: true, where: `state <> 'refused'` })
@Index('cash_draw_of_day', ['deskId', 'day', 'id'])
export class CashDraw extends StatefulAggregate<CashDrawState, Step, Act, Columns> {
  @Column('uuid')
  readonly deskId!: string;

  @Column('date')
  readonly day!: string;

  @Column('text')
  readonly state!: CashDrawState;

  @Column('bigint')
  readonly amountFen!: string;

  @Column('text')
  readonly bankAccount!: string;

  @Column('text')
  readonly number!: string;

  /** Without what only separates its parts. */
  @Column('text')
  readonly numberKey!: string;

  @Column('uuid')
  readonly custodianId!: string;

  @Column('jsonb')
  readonly drawn!: PaperHand;

  @Column('jsonb', { nullable: true })
  readonly confirmed!: PaperHand | null;

  @Column('jsonb', { nullable: true })
  readonly refused!: PaperHand | null;

  @Column('date', { nullable: true })
  readonly refusedDay!: string | null;

  @Column('text', { nullable: true })
  readonly reason!: string | null;

  static draw(
    id: string,
    given: Pick<Columns, 'deskId' | 'day' | 'bankAccount' | 'number' | 'custodianId'>,
    amountFen: number,
    act: Act,
  ): CashDraw {
    const draw = new CashDraw();
    const before = { confirmed: null, refused: null, refusedDay: null, reason: null };
    const content = { ...given, numberKey: plainNumber(given.number), amountFen: String(amountFen) };
    draw.open({ id, state: 'drawn', ...content, drawn: handOf(act), ...before }, act);
    draw.#tell();
    return draw;
  }

  confirm(act: Act): void {
    this.step('confirm', act, { confirmed: handOf(act) });
    this.#tell();
  }

  /** `refusedDay`: the desk's open one. */
  refuse(reason: string, refusedDay: string, act: Act): void {
    this.step('refuse', act, { refused: handOf(act), refusedDay, reason });
    this.#tell();
  }

  protected get table() {
    return cashDrawSteps;
  }

  protected override keepsFrom(_step: Step, { by }: Act): Problem | undefined {
    return by.id === this.custodianId || by.id === this.drawn.byId ? custodianAlone() : undefined;
  }

  protected become(changes: Partial<Columns>): void {
    Object.assign(this, changes);
  }

  #tell(): void {
    const { id: cashDrawId, deskId, day, state, custodianId, refusedDay } = this;
    this.raise(cashDrawChanged, { cashDrawId, deskId, day, state, custodianId, refusedDay });
  }
}
