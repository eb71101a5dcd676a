import { Column, Entity, Index } from 'typeorm';
import {
  cashDayNotOpen,
  cashDayTooEarly,
  cashDayUnclosed,
  cashDeskChanged,
  cashDeskHoldsCash,
  cashDeskLeftBehind,
  cashDeskNotYours,
  cashDeskSteps,
  cashHandoverUnderWay,
  cashLimitPassed,
  custodianAlone,
  type CashDeskState,
  type CashInBoxes,
  type Problem,
} from '@bumen/contracts';
import { StatefulAggregate, type ColumnsOf } from '@bumen/service-kit';
import type { Act } from '../acts.ts';
import { dayAfter, dayIn } from '../period/months.ts';
import { isBlindTo } from './blind.ts';

type Step = keyof typeof cashDeskSteps.steps;
interface Columns extends ColumnsOf<CashDesk, 'nextDeadlineAt' | 'nextQuietDay'> {}

/** What a desk is set up with. */
export type CashDeskGiven = Pick<
  Columns,
  'deskName' | 'custodianId' | 'custodianName' | 'takingsAccount' | 'pettyAccount'
>;
/** The day of a desk that is going on. */
export interface OpenDay {
  readonly cashDayId: string;
  readonly day: string;
}

/**
 * A cash desk (F-02) and who holds its cash. Whatever is done there is decided under its lock, so the day is closed
 * before a receipt or after it, and what is in its boxes belongs to one of both (F-08).
 */
@Entity('cash_desk')
@Index('cash_desk_custodian', ['custodianId', 'id'])
export class CashDesk extends StatefulAggregate<CashDeskState, Step, Act, Columns> {
  @Column('text')
  readonly deskName!: string;

  @Column('text')
  readonly state!: CashDeskState;

  /** Staff id. */
  @Column('uuid')
  readonly custodianId!: string;

  @Column('text')
  readonly custodianName!: string;

  @Column('text')
  readonly takingsAccount!: string;

  @Column('text')
  readonly pettyAccount!: string;

  /** The day that is going on, and whether it was counted; null between two. */
  @Column('uuid', { nullable: true })
  readonly dayId!: string | null;

  @Column('date', { nullable: true })
  readonly day!: string | null;

  @Column('boolean')
  readonly counted!: boolean;

  /** The last day that is closed; null before the first. */
  @Column('date', { nullable: true })
  readonly lastDay!: string | null;

  @Column('boolean')
  readonly overLimit!: boolean;

  /** The day that is going on has ended, and it was told. */
  @Column('boolean')
  readonly overdueTold!: boolean;

  /** Who holds its cash has left, or is a cashier no more, and it was told. */
  @Column('boolean')
  readonly leftBehind!: boolean;

  /** The handover that goes on; no day opens until it ends. */
  @Column('uuid', { nullable: true })
  readonly handoverId!: string | null;

  /** When a day ends that nobody has opened, or that was not closed. */
  @Column('timestamptz', { nullable: true })
  @Index('cash_desk_next_deadline', { where: 'next_deadline_at IS NOT NULL' })
  readonly nextDeadlineAt!: Date | null;

  static register(id: string, given: CashDeskGiven, act: Act): CashDesk {
    const desk = new CashDesk();
    const before = { dayId: null, day: null, counted: false, lastDay: null, overLimit: false, overdueTold: false };
    desk.open({ id, state: 'active', ...given, ...before, leftBehind: false, handoverId: null }, act);
    desk.#tell();
    return desk;
  }

  /** Throws cashDeskNotYours for all but who holds its cash. */
  refuseUnlessCustodian({ by }: Pick<Act, 'by'>): void {
    if (by.id !== this.custodianId) throw cashDeskNotYours({ custodian: this.custodianName });
  }

  /** Throws custodianAlone for who holds its cash: what checks them is done by somebody else (P-04). */
  refuseCustodian({ by }: Pick<Act, 'by'>): void {
    if (by.id === this.custodianId) throw custodianAlone();
  }

  /** The day on which something is done now, whatever the clock says; throws cashDayNotOpen. */
  openDay(): OpenDay {
    if (this.dayId === null || this.counted) throw cashDayNotOpen();
    return { cashDayId: this.dayId, day: this.day! };
  }

  /** As `openDay`, or the day that is counted: money still goes to the bank, so that it ends below the limit (F-03). */
  dayGoingOn(): OpenDay {
    if (this.dayId === null) throw cashDayNotOpen();
    return { cashDayId: this.dayId, day: this.day! };
  }

  /** The day that comes next: today for a new desk. It can be begun on the evening before. */
  nextDay({ at, zone }: Act): string {
    const today = dayIn(at, zone!);
    if (this.day !== null) throw cashDayUnclosed({ day: this.day });
    const next = this.lastDay === null ? today : dayAfter(this.lastDay, 1);
    if (next > dayAfter(today, 1)) throw cashDayTooEarly({ day: next });
    return next;
  }

  /** After the last that is closed. */
  get nextQuietDay(): string {
    return dayAfter(this.lastDay!, 1);
  }

  dayOpened({ cashDayId: dayId, day }: OpenDay, act: Act): void {
    this.refuseUnlessPossible('open_day', act);
    this.refuseUnlessCustodian(act);
    this.step('open_day', act, { dayId, day, counted: false, overdueTold: false });
    this.#tell();
  }
  /** One that nobody opened, that is over and doesn't pass by itself (F-03). */
  dayBegun({ cashDayId: dayId, day }: OpenDay, act: Act): void {
    this.become({ dayId, day, counted: false, overdueTold: false }, act);
    this.#tell();
  }
  dayCounted(act: Act): void {
    if (this.counted) return;
    this.become({ counted: true }, act);
    this.#tell();
  }
  /** `day`: the one that was going on, or one that nobody opened. */
  dayClosed(day: string, act: Act): void {
    this.become({ dayId: null, day: null, counted: false, lastDay: day, overdueTold: false }, act);
    this.#tell();
  }
  dayOverdue(act: Act): void {
    this.become({ overdueTold: true }, act);
    this.#tell();
  }

  /** Tells once for each time that the limit is passed (F-03). */
  holds({ takingsFen, pettyFen }: CashInBoxes, act: Act): void {
    const overLimit = takingsFen + pettyFen > act.rules.cashDesk.limitFen;
    if (overLimit === this.overLimit) return;
    this.become({ overLimit }, act);
    if (overLimit) {
      const { id: deskId, custodianId, day } = this;
      this.raise(cashLimitPassed, { deskId, custodianId, day });
    } else this.#tell();
  }

  retire({ takingsFen, pettyFen }: CashInBoxes, act: Act): void {
    this.refuseUnlessPossible('retire', act);
    if (takingsFen + pettyFen > 0 || this.day !== null) throw cashDeskHoldsCash();
    this.step('retire', act);
    this.#tell();
  }

  /** Between two days; throws cashDayUnclosed where one is going on (F-16). */
  beginHandover(handoverId: string, act: Act): void {
    this.step('hand_over', act, { handoverId });
    this.#tell();
  }
  /** The cash is theirs now. */
  handOver({ id: custodianId, name: custodianName }: { readonly id: string; readonly name: string }, act: Act): void {
    const custodian = { custodianId, custodianName, leftBehind: false };
    this.become({ ...custodian, handoverId: null, overdueTold: false }, act);
    this.#tell();
  }
  handoverEnds(act: Act): void {
    this.become({ handoverId: null, overdueTold: false }, act);
    this.#tell();
  }

  /** Whoever left the company holds its cash: it is told once, and handed over in their stead (F-16). */
  custodianIs(gone: boolean, act: Act): void {
    if (gone === this.leftBehind || this.state === 'retired') return;
    this.become({ leftBehind: gone }, act);
    const { id: deskId, custodianId, day } = this;
    if (gone) this.raise(cashDeskLeftBehind, { deskId, custodianId, day });
    else this.#tell();
  }

  /** Whoever counts the cash is not told what should be there, until the count is in (F-08). */
  isBlindTo(act: Pick<Act, 'by'>): boolean {
    return this.day !== null && !this.counted && isBlindTo(this.custodianId, act);
  }

  protected get table() {
    return cashDeskSteps;
  }

  protected override keepsFrom(step: Step, act: Act): Problem | undefined {
    const handedOver = this.handoverId === null ? undefined : cashHandoverUnderWay();
    switch (step) {
      case 'open_day':
        if (act.by.id !== this.custodianId) return cashDeskNotYours({ custodian: this.custodianName });
        return handedOver;
      case 'hand_over':
        return handedOver ?? (this.day === null ? undefined : cashDayUnclosed({ day: this.day }));
      case 'retire':
        return handedOver;
    }
  }

  protected become(changes: Partial<Columns>, { rules }: Act): void {
    Object.assign(this, changes);
    const ends = this.day ?? (this.lastDay === null ? null : dayAfter(this.lastDay, 1));
    const watched = this.state === 'active' && ends !== null && !this.overdueTold;
    Object.assign(this, { nextDeadlineAt: watched ? rules.endOfDay(ends) : null });
  }

  #tell(): void {
    const { id: deskId, state, custodianId, day, lastDay, overLimit } = this;
    this.raise(cashDeskChanged, { deskId, state, custodianId, day, lastDay, overLimit });
  }
}
