import { Check, Column, Entity, Index } from 'typeorm';
import {
  budgetBelowUsed,
  budgetChanged,
  budgetNearlyUsed,
  budgetSteps,
  budgetUsedUp,
  budgetYearUnfit,
  id as uuid,
  secondHand,
  type BudgetMoveKind,
  type BudgetState,
  type PaperHand,
  type Problem,
} from '@bumen/contracts';
import { StatefulAggregate, type ColumnsOf } from '@bumen/service-kit';
import type { Act } from '../acts.ts';
import { handOf } from '../hand.ts';
import { dayIn } from '../period/months.ts';
import type { BudgetMove } from './budget-move.entity.ts';

type Step = keyof typeof budgetSteps.steps;
interface Columns extends ColumnsOf<Budget, 'isRaised' | 'leftFen'> {}
/** Whose budget it is, of what and when. */
export type BudgetOf = Pick<Columns, 'departmentId' | 'departmentName' | 'accountCode' | 'year'>;

/** What each move does to what is reserved and used. */
const effects = {
  ...{ reserve: { reserved: 1, used: 0 }, use: { reserved: -1, used: 1 } },
  ...{ free: { reserved: -1, used: 0 }, unuse: { reserved: 1, used: -1 } },
} as const satisfies Record<BudgetMoveKind, { readonly reserved: number; readonly used: number }>;

const proposed = { zh: '编制该预算', en: 'proposed the budget' };
const asked = { zh: '申请该调整', en: 'asked for the change' };
const hands = {
  zh: '须由另一位财务经理或总经理批准',
  en: 'another finance manager, or a general manager, approves it',
};

/**
 * What a department may spend on an account in a year (F-17). Everything is decided in its locked row: what is reserved
 * and used is never more than its amount, which the database holds as well. What is reserved in a year is paid from
 * that year's budget, also when that is later, and also when it has ended.
 */
@Entity('budget')
@Check('budget_within', 'reserved_fen >= 0 AND used_fen >= 0 AND reserved_fen + used_fen <= amount_fen')
// One is proposed or in force at a time, so nothing can be approved twice, and where to reserve is never a question.
@Index('budget_standing', ['departmentId', 'accountCode', 'year'], {
  unique: true,
  where: `state IN ('proposed', 'in_force', 'change_asked')`,
})
@Index('budget_account', ['accountCode'])
export class Budget extends StatefulAggregate<BudgetState, Step, Act, Columns> {
  @Column('text')
  readonly state!: BudgetState;

  @Column('uuid')
  readonly departmentId!: string;

  @Column('text')
  readonly departmentName!: string;

  @Column('text')
  readonly accountCode!: string;

  /** `YYYY` */
  @Column('text')
  readonly year!: string;

  @Column('bigint')
  readonly amountFen!: string;

  /** Of payments that are approved and not paid. */
  @Column('bigint')
  readonly reservedFen!: string;

  @Column('bigint')
  readonly usedFen!: string;

  /** How many payments have moved it, counting each move. */
  @Column('int')
  readonly moves!: number;

  /** So much of it is reserved and used that it was told. */
  @Column('boolean')
  readonly nearlyUsed!: boolean;

  @Column('uuid')
  readonly proposedById!: string;

  @Column('text')
  readonly proposedByName!: string;

  @Column('timestamptz')
  readonly proposedAt!: Date;

  @Column('jsonb', { nullable: true })
  readonly decided!: PaperHand | null;

  @Column('bigint', { nullable: true })
  readonly pendingFen!: string | null;

  @Column('jsonb', { nullable: true })
  readonly changeAsked!: PaperHand | null;

  @Column('jsonb', { nullable: true })
  readonly ended!: PaperHand | null;

  @Column('text', { nullable: true })
  readonly reason!: string | null;

  static propose(id: string, of: BudgetOf, amountFen: number, act: Act): Budget {
    const budget = new Budget();
    if (!isYearToPlan(of.year, act)) throw budgetYearUnfit({ year: of.year });
    const { by, at: proposedAt } = act;
    const sums = { amountFen: String(amountFen), reservedFen: '0', usedFen: '0', moves: 0, nearlyUsed: false };
    const before = { decided: null, pendingFen: null, changeAsked: null, ended: null, reason: null };
    const hand = { proposedById: by.id, proposedByName: by.name, proposedAt };
    budget.open({ id, state: 'proposed', ...of, ...sums, ...hand, ...before }, act);
    budget.#tell();
    return budget;
  }

  approve(act: Act): void {
    this.step('approve', act, { decided: handOf(act) });
    this.#tell();
  }

  refuse(reason: string, act: Act): void {
    this.step('refuse', act, { decided: handOf(act), reason });
    this.#tell();
  }

  askChange(amountFen: number, reason: string, act: Act): void {
    this.refuseUnlessPossible('ask_change', act);
    this.#refuseBelowUsed(amountFen);
    this.step('ask_change', act, { pendingFen: String(amountFen), changeAsked: handOf(act), reason });
    this.#tell();
  }

  /** Whether it would be more than now. */
  get isRaised(): boolean {
    return Number(this.pendingFen ?? 0) > Number(this.amountFen);
  }

  /** What was reserved meanwhile counts. */
  approveChange(act: Act): void {
    this.refuseUnlessPossible('approve_change', act);
    const amountFen = this.pendingFen!;
    this.#refuseBelowUsed(Number(amountFen));
    this.step('approve_change', act, { amountFen, ...noChange });
    this.#tell();
    this.#lookHowFar(act);
  }

  refuseChange(reason: string, act: Act): void {
    this.step('refuse_change', act, { ...noChange, reason });
    this.#tell();
  }

  end(reason: string, act: Act): void {
    this.step('end', act, { ...noChange, ended: handOf(act), reason });
    this.#tell();
  }

  /** The department is called otherwise now. */
  departmentIs(departmentName: string): void {
    if (departmentName === this.departmentName) return;
    this.become({ departmentName });
    this.#tell();
  }

  /**
   * What a payment does to it; the step of the payment sees to it that it does so once. Throws budgetUsedUp where less
   * is left than is to be reserved.
   */
  move(kind: BudgetMoveKind, paymentId: string, amountFen: number, act: Act): Partial<BudgetMove> {
    const left = this.leftFen;
    if (kind === 'reserve' && amountFen > left) {
      const { departmentName, accountCode, year } = this;
      throw budgetUsedUp({ departmentName, accountCode, year, leftFen: left });
    }
    const { reserved, used } = effects[kind];
    const reservedFen = Number(this.reservedFen) + reserved * amountFen;
    const usedFen = Number(this.usedFen) + used * amountFen;
    if (reservedFen < 0 || usedFen < 0) throw new Error(`payment ${paymentId} has nothing to ${kind} in ${this.id}`);
    const sums = { reservedFen: String(reservedFen), usedFen: String(usedFen) };
    this.become({ ...sums, moves: this.moves + 1 });
    this.#lookHowFar(act);
    // Whatever acts by itself has a name of its own, and no id.
    const person = uuid.safeParse(act.by.id).success ? act.by : null;
    return {
      ...{ budgetId: this.id, seq: this.moves, kind, paymentId, amountFen: String(amountFen) },
      ...{ ...sums, byId: person?.id ?? null, byName: person?.name ?? null, at: act.at },
    };
  }

  /** What is neither reserved nor used. */
  get leftFen(): number {
    return Number(this.amountFen) - Number(this.reservedFen) - Number(this.usedFen);
  }

  protected get table() {
    return budgetSteps;
  }

  protected override keepsFrom(step: Step, act: Act): Problem | undefined {
    switch (step) {
      case 'approve':
        if (act.by.id === this.proposedById) return secondHand({ did: proposed, hands });
        break;
      case 'approve_change':
        if (act.by.id === this.changeAsked?.byId) return secondHand({ did: asked, hands });
        break;
      case 'ask_change':
        break;
      case 'refuse':
      case 'refuse_change':
      case 'end':
        return undefined;
    }
    return isYearToPlan(this.year, act) ? undefined : budgetYearUnfit({ year: this.year });
  }

  protected become(changes: Partial<Columns>): void {
    Object.assign(this, changes);
  }

  #refuseBelowUsed(amountFen: number): void {
    const leastFen = Number(this.reservedFen) + Number(this.usedFen);
    if (amountFen < leastFen) throw budgetBelowUsed({ leastFen });
  }

  /** Tells once for each time that it is nearly used. */
  #lookHowFar(act: Act): void {
    const amountFen = Number(this.amountFen);
    const percent = act.rules.budget.nearlyUsedPercent;
    const nearlyUsed = (amountFen - this.leftFen) * 100 >= amountFen * percent;
    if (nearlyUsed === this.nearlyUsed) return;
    this.become({ nearlyUsed });
    const { id: budgetId, departmentId, accountCode, year } = this;
    if (nearlyUsed) this.raise(budgetNearlyUsed, { budgetId, departmentId, accountCode, year, percent });
  }

  #tell(): void {
    const { id: budgetId, departmentId, accountCode, year, state, amountFen } = this;
    this.raise(budgetChanged, { budgetId, departmentId, accountCode, year, state, amountFen: Number(amountFen) });
  }
}

const noChange = { pendingFen: null, changeAsked: null } as const;

/** This year, or the next one. */
function isYearToPlan(year: string, { at, zone }: Act): boolean {
  const ahead = Number(year) - Number(yearIn(at, zone!));
  return ahead === 0 || ahead === 1;
}
export const yearIn = (at: Date, zone: string): string => dayIn(at, zone).slice(0, 4);
