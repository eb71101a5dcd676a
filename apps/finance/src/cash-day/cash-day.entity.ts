import { hash } from 'node:crypto';
import { Column, Entity, Index, Unique } from 'typeorm';
import {
  cashBox,
  cashCountsTooMany,
  cashDayChanged,
  cashDayClosed,
  cashDayOverdue,
  cashDaySteps,
  cashDeskNotYours,
  cashDifferenceUnexplained,
  countsMax,
  custodianAlone,
  wordsOf,
  type CashBox,
  type CashCount,
  type CashDayState,
  type CashExplanations,
  type CashInBoxes,
  type ChainHead,
  type OverLimitAllowance,
  type PaperHand,
  type Problem,
} from '@bumen/contracts';
import { StatefulAggregate, type ColumnsOf } from '@bumen/service-kit';
import type { Act } from '../acts.ts';
import { handOf } from '../hand.ts';
import { cashBoxes, countOf, type Counted } from './counting.ts';

type Step = keyof typeof cashDaySteps.steps;
interface Columns extends ColumnsOf<CashDay, 'lastCount'> {}
/** Who holds the cash of its desk now. */
interface Asked {
  readonly holderId: string;
}

/** What a day is closed with. */
export interface Closing {
  readonly closing: CashInBoxes;
  /** Of the day before; null for the first. */
  readonly previousDigest: string | null;
  /** SHA-256 over all that was done on it. */
  readonly contents: string;
  readonly chainHead: ChainHead | null;
}
/** SHA-256 of nothing: what was done on a quiet day. */
export const nothingDone = hash('sha256', '', 'hex');

/** A day of a desk (F-08): opened as the one before was closed, counted blind, closed as it was counted. */
@Entity('cash_day')
@Unique('cash_day_once', ['deskId', 'day'])
export class CashDay extends StatefulAggregate<CashDayState, Step, Act, Columns, Asked> {
  @Column('uuid')
  readonly deskId!: string;

  @Column('date')
  readonly day!: string;

  @Column('text')
  @Index('cash_day_unclosed', { where: `state <> 'closed'` })
  readonly state!: CashDayState;

  @Column('boolean')
  readonly quiet!: boolean;

  /** Who held the cash on it. */
  @Column('uuid')
  readonly custodianId!: string;

  @Column('text')
  readonly custodianName!: string;

  @Column('jsonb', { nullable: true })
  readonly opened!: PaperHand | null;

  @Column('jsonb')
  readonly opening!: CashInBoxes;

  @Column('jsonb')
  readonly counts!: readonly CashCount[];

  @Column('jsonb', { nullable: true })
  readonly allowance!: OverLimitAllowance | null;

  @Column('jsonb', { nullable: true })
  readonly explanations!: CashExplanations | null;

  @Column('jsonb', { nullable: true })
  readonly closing!: CashInBoxes | null;

  @Column('jsonb', { nullable: true })
  readonly closed!: PaperHand | null;

  @Column('text', { nullable: true })
  readonly digest!: string | null;

  /** Of the ledger's chain as it was closed. */
  @Column('jsonb', { nullable: true })
  readonly chainHead!: ChainHead | null;

  /** What was made of its documents, in their order; null before (F-07). */
  @Column('jsonb', { nullable: true })
  readonly voucherIds!: readonly string[] | null;

  static open(
    id: string,
    given: Pick<Columns, 'deskId' | 'day' | 'custodianId' | 'custodianName' | 'opening'>,
    act: Act,
    opened: PaperHand | null = handOf(act),
  ): CashDay {
    const day = new CashDay();
    const before = { quiet: false, counts: [], allowance: null, explanations: null, closing: null, closed: null };
    day.open({ id, state: 'open', ...given, opened, ...before, digest: null, chainHead: null, voucherIds: null }, act);
    day.#tell();
    return day;
  }

  /** `expected`: what is in the boxes by what was done. */
  count(counted: Counted, expected: CashInBoxes, act: Act): void {
    this.refuseUnlessPossible('count', act);
    const count = countOf(counted, expected, this.counts.length + 1, act);
    this.step('count', act, { counts: [...this.counts, count] });
    this.#tell();
  }

  /** By a finance manager, for who is gone; it is closed with it. */
  countInStead(counted: Counted, expected: CashInBoxes, act: Act): void {
    this.refuseUnlessPossible('close_in_stead', act);
    this.become({ counts: [...this.counts, countOf(counted, expected, this.counts.length + 1, act)] });
  }

  /** By a finance manager, for this day (F-03). */
  allow(reason: string, act: Act): void {
    this.step('allow_over_limit', act, { allowance: { ...handOf(act), reason } });
    this.#tell();
  }

  /** What was counted last, which is what counts. */
  get lastCount(): CashCount | undefined {
    return this.counts.at(-1);
  }

  /** Why each box that doesn't agree doesn't; throws cashDifferenceUnexplained. */
  explained(given: { readonly [Box in CashBox]?: string | undefined }): CashExplanations {
    const off = cashBoxes.filter((box) => this.lastCount![box].differenceFen !== 0);
    const unexplained = off.filter((box) => given[box] === undefined);
    if (unexplained.length > 0)
      throw cashDifferenceUnexplained({ boxes: unexplained.map((box) => wordsOf(cashBox)[box]) });
    return Object.fromEntries(
      cashBoxes.map((box) => [box, off.includes(box) ? given[box]! : null]),
    ) as CashExplanations;
  }

  close(explanations: CashExplanations, closing: Closing, act: Act, verb: 'close' | 'close_in_stead' = 'close'): void {
    this.step(verb, act, { explanations, closed: handOf(act), ...this.#ended(closing) });
    this.#tellClosed();
  }

  /** Nothing happened on it, and it is over. */
  pass(closing: Omit<Closing, 'closing' | 'contents'>, act: Act): void {
    const ended = this.#ended({ ...closing, closing: this.opening, contents: nothingDone });
    this.step('pass', act, { quiet: true, ...ended });
    this.#tellClosed();
  }

  /** By who held its cash, or holds that of its desk now. */
  vouched(voucherIds: readonly string[], act: Act): void {
    this.step('make_vouchers', act, { voucherIds });
    this.#tell();
  }

  overdue(): void {
    const { id: cashDayId, deskId, day, custodianId } = this;
    this.raise(cashDayOverdue, { cashDayId, deskId, day, custodianId });
  }

  protected get table() {
    return cashDaySteps;
  }

  protected override keepsFrom(step: Step, act: Act, asked?: Asked): Problem | undefined {
    const own = act.by.id === this.custodianId;
    switch (step) {
      case 'count':
        if (!own) return cashDeskNotYours({ custodian: this.custodianName });
        return this.counts.length < countsMax ? undefined : cashCountsTooMany({ max: countsMax });
      case 'close':
        return own ? undefined : cashDeskNotYours({ custodian: this.custodianName });
      case 'close_in_stead':
      case 'allow_over_limit':
        return own ? custodianAlone() : undefined;
      case 'make_vouchers':
        if (own || asked === undefined || asked.holderId === act.by.id) return undefined;
        return cashDeskNotYours({ custodian: this.custodianName });
      case 'pass':
        return undefined;
    }
  }

  protected become(changes: Partial<Columns>): void {
    Object.assign(this, changes);
  }

  #ended({ closing, previousDigest, contents, chainHead }: Closing): Partial<Columns> {
    const parts = [previousDigest ?? '', this.deskId, this.day, closing.takingsFen, closing.pettyFen, contents];
    return { closing, chainHead, digest: hash('sha256', parts.join('\n'), 'hex') };
  }

  #tell(): void {
    const { id: cashDayId, deskId, day, state, quiet, counts, allowance, voucherIds } = this;
    const told = { cashDayId, deskId, day, state, quiet, counts: counts.length, allowed: allowance !== null };
    this.raise(cashDayChanged, { ...told, vouched: voucherIds !== null });
  }
  #tellClosed(): void {
    this.#tell();
    const { id: cashDayId, deskId, day, digest } = this;
    this.raise(cashDayClosed, { cashDayId, deskId, day, digest: digest! });
  }
}
