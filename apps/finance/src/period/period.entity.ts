import { Column, Entity, Unique } from 'typeorm';
import {
  closingByAnother,
  monthsAheadMax,
  monthsBackMax,
  periodChanged,
  periodNotCloseable,
  periodNotLast,
  periodNotOver,
  periodOutOfOrder,
  periodSteps,
  periodTooFar,
  reopeningAskedAlready,
  reopeningByAnother,
  reopeningNotAsked,
  type ClosingBlocker,
  type ExchangeRates,
  type PeriodState,
  type Problem,
} from '@bumen/contracts';
import { StatefulAggregate, type Act, type ColumnsOf } from '@bumen/service-kit';
import { beginOf, dayIn, lastDayOf, monthAfter, monthIn } from './months.ts';

type Step = keyof typeof periodSteps.steps;
interface Columns extends ColumnsOf<Period, 'nextDeadlineAt'> {}

const nobodyAsks = { askedBy: null, askedByName: null, askedAt: null };

/**
 * A month of the books (F-09). Whoever posts holds its row (FOR KEY SHARE), and whoever closes it waits for them
 * (FOR UPDATE), so nothing slips into a month that is being closed.
 */
@Entity('period')
@Unique('period_month_key', ['month'])
export class Period extends StatefulAggregate<PeriodState, Step, Act, Columns> {
  /** `YYYY-MM`. */
  @Column('text')
  readonly month!: string;

  @Column('text')
  readonly state!: PeriodState;

  /** Staff id, or the name of the deadline by which it opened. */
  @Column('text')
  readonly openedBy!: string;

  @Column('timestamptz')
  readonly openedAt!: Date;

  /** Staff id of who began to close it; null while it is open. */
  @Column('uuid', { nullable: true })
  readonly closingBy!: string | null;

  @Column('text', { nullable: true })
  readonly closedBy!: string | null;

  @Column('timestamptz', { nullable: true })
  readonly closedAt!: Date | null;

  /** Who asks to have it reopened. */
  @Column('uuid', { nullable: true })
  readonly askedBy!: string | null;

  @Column('text', { nullable: true })
  readonly askedByName!: string | null;

  @Column('timestamptz', { nullable: true })
  readonly askedAt!: Date | null;

  @Column('int')
  readonly reopenings!: number;

  /** Of its last day, as they were given last; none before. */
  @Column('jsonb')
  readonly rates!: ExchangeRates;

  /** When the month behind it begins, where the company is; then that is opened. */
  @Column('timestamptz')
  readonly endsAt!: Date;

  #why: string | null = null;
  #followed = false;

  /** `last`: the last one that was opened; undefined before the first. */
  static begin(id: string, month: string, last: string | undefined, act: Act): Period {
    if (last !== undefined && month !== monthAfter(last, 1)) throw periodOutOfOrder({ next: monthAfter(last, 1) });
    const now = monthIn(act.at, act.zone!);
    const [earliest, latest] = [monthAfter(now, -monthsBackMax), monthAfter(now, monthsAheadMax)];
    if (month < earliest || month > latest) throw periodTooFar({ earliest, latest });
    const period = new Period();
    const opened = { openedBy: act.by.id, openedAt: act.at, closingBy: null, closedBy: null, closedAt: null };
    const endsAt = beginOf(`${monthAfter(month, 1)}-01`, act.zone!);
    period.open({ id, month, state: 'open', ...opened, ...nobodyAsks, reopenings: 0, rates: [], endsAt }, act);
    return period;
  }

  /** It is due where it is the last one, and over (`PeriodRepository.dueIds`). */
  get nextDeadlineAt(): Date | null {
    return this.#followed ? null : this.endsAt;
  }

  /** The month behind it, which begins. */
  followedBy(id: string, act: Act): Period {
    this.#followed = true;
    return Period.begin(id, monthAfter(this.month, 1), this.month, act);
  }

  /** What foreign money is worth on its last day. */
  revalue(rates: ExchangeRates, act: Act): void {
    this.step('revalue', act, { rates });
  }

  beginClosing(act: Act): void {
    this.step('begin_closing', act, { closingBy: act.by.id });
  }

  stopClosing(why: string, act: Act): void {
    this.#because(why, () => this.step('stop_closing', act, { closingBy: null }));
  }

  /** `blockers`: all that keeps it from being closed, as it is under the locks. */
  close(blockers: readonly ClosingBlocker[], act: Act): void {
    this.refuseUnlessPossible('close', act);
    if (blockers.length > 0) throw periodNotCloseable({ month: this.month, why: blockers.map(({ why }) => why) });
    this.step('close', act, { closedBy: act.by.id, closedAt: act.at });
  }

  /** `last`: the month that was closed last. */
  askReopening(why: string, last: string, act: Act): void {
    this.refuseUnlessPossible('ask_reopening', act);
    this.#refuseUnlessLast(last);
    const asked = { askedBy: act.by.id, askedByName: act.by.name, askedAt: act.at };
    this.#because(why, () => this.step('ask_reopening', act, asked));
  }

  refuseReopening(why: string, act: Act): void {
    this.#because(why, () => this.step('refuse_reopening', act, nobodyAsks));
  }

  reopen(why: string, last: string, act: Act): void {
    this.refuseUnlessPossible('reopen', act);
    this.#refuseUnlessLast(last);
    const reopened = {
      ...nobodyAsks,
      closingBy: null,
      closedBy: null,
      closedAt: null,
      reopenings: this.reopenings + 1,
    };
    this.#because(why, () => this.step('reopen', act, reopened));
  }

  protected get table() {
    return periodSteps;
  }

  protected override keepsFrom(step: Step, act: Act): Problem | undefined {
    switch (step) {
      case 'ask_reopening':
        return this.askedBy === null ? undefined : reopeningAskedAlready();
      case 'refuse_reopening':
        return this.askedBy === null ? reopeningNotAsked() : undefined;
      case 'reopen':
        if (this.askedBy === null) return reopeningNotAsked();
        return this.askedBy === act.by.id ? reopeningByAnother() : undefined;
      case 'close':
        return this.closingBy === act.by.id ? closingByAnother() : undefined;
      case 'begin_closing':
      case 'stop_closing':
        return undefined;
      case 'revalue': {
        const from = lastDayOf(this.month);
        return dayIn(act.at, act.zone!) < from ? periodNotOver({ month: this.month, from }) : undefined;
      }
    }
  }

  protected become(changes: Partial<Columns>): void {
    Object.assign(this, changes);
    const { id: periodId, month, state, reopenings } = this;
    this.raise(periodChanged, { periodId, month, state, reopenings, reason: this.#why });
  }

  #refuseUnlessLast(last: string): void {
    if (last !== this.month) throw periodNotLast({ last });
  }

  #because(why: string, act: () => void): void {
    this.#why = why;
    act();
    this.#why = null;
  }
}
