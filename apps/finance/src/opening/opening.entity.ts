import { Column, Entity } from 'typeorm';
import {
  openingApprovedAlready,
  openingChanged,
  openingSecondHand,
  openingSteps,
  openingUnbalanced,
  openItemUnfit,
  type OpeningContent,
  type OpeningHand,
  type OpeningState,
  type Problem,
  type Text,
} from '@bumen/contracts';
import { StatefulAggregate, type Act, type ColumnsOf } from '@bumen/service-kit';

type Step = keyof typeof openingSteps.steps;
interface Columns extends ColumnsOf<Opening, 'sums'> {}

/** The only set; two that draft one at once meet at its key. */
export const openingId: string = '019c0000-0000-7000-8000-000000000003';

const nobody = { approvedByManager: null, approvedByDirector: null } as const;
const did = { drafted: { zh: '编制了', en: 'drafted' }, approved: { zh: '批准了', en: 'approved' } } satisfies Record<
  string,
  Text
>;

/**
 * The opening balances with the open items of that day (F-21): registered once, approved by the finance manager and the
 * general manager, neither of whom drafted them, and posted as one journal by somebody else.
 */
@Entity('opening')
export class Opening extends StatefulAggregate<OpeningState, Step, Act, Columns> {
  @Column('text')
  readonly state!: OpeningState;

  @Column('jsonb')
  readonly lines!: OpeningContent['lines'];

  /** Kept for the first reconciliation. */
  @Column('jsonb')
  readonly openItems!: OpeningContent['openItems'];

  /** Staff ids of all who drafted or amended them. */
  @Column('jsonb')
  readonly drafters!: readonly string[];

  /** Last. */
  @Column('jsonb')
  readonly drafted!: OpeningHand;

  @Column('jsonb', { nullable: true })
  readonly approvedByManager!: OpeningHand | null;

  @Column('jsonb', { nullable: true })
  readonly approvedByDirector!: OpeningHand | null;

  @Column('jsonb', { nullable: true })
  readonly posted!: OpeningHand | null;

  @Column('uuid', { nullable: true })
  readonly journalId!: string | null;

  static draft({ lines, openItems }: OpeningContent, act: Act): Opening {
    const opening = new Opening();
    const drafted = handOf(act);
    opening.open(
      {
        ...{ id: openingId, state: 'draft', lines, openItems, drafters: [act.by.id], drafted },
        ...{ ...nobody, posted: null, journalId: null },
      },
      act,
    );
    return opening;
  }

  /** The whole content anew; who approved it before has approved something else. */
  amend({ lines, openItems }: OpeningContent, act: Act): void {
    const drafters = [...new Set([...this.drafters, act.by.id])];
    this.step('amend', act, { lines, openItems, drafters, drafted: handOf(act), ...nobody });
  }

  /** `money`: codes of the accounts among its lines that are cash, bank or other money. */
  submit(money: ReadonlySet<string>, act: Act): void {
    this.refuseUnlessPossible('submit', act);
    const { debitFen, creditFen } = this.sums;
    if (debitFen !== creditFen)
      throw openingUnbalanced({ debitFen, creditFen, differenceFen: Math.abs(debitFen - creditFen) });
    const unfit = this.openItems.findIndex(({ accountCode }) => !money.has(accountCode));
    if (unfit !== -1) throw openItemUnfit({ item: unfit + 1, accountCode: this.openItems[unfit]!.accountCode });
    this.step('submit', act);
  }

  approve(act: Act): void {
    this.refuseUnlessPossible('approve', act);
    const as = this.#placeFor(act)!;
    const other = as === 'approvedByManager' ? this.approvedByDirector : this.approvedByManager;
    this.step('approve', act, { [as]: handOf(act) }, other === null ? 'submitted' : 'approved');
  }

  post(journalId: string, act: Act): void {
    this.step('post', act, { posted: handOf(act), journalId });
  }

  /** What debit and credit come to, in CNY. */
  get sums(): { readonly debitFen: number; readonly creditFen: number } {
    const of = (wanted: string) =>
      this.lines.reduce((sum, { side, amountFen }) => (side === wanted ? sum + amountFen : sum), 0);
    return { debitFen: of('debit'), creditFen: of('credit') };
  }

  protected get table() {
    return openingSteps;
  }

  protected override keepsFrom(step: Step, act: Act): Problem | undefined {
    if (step !== 'approve' && step !== 'post') return undefined;
    if (this.drafters.includes(act.by.id)) return openingSecondHand({ did: did.drafted });
    if ([this.approvedByManager, this.approvedByDirector].some((hand) => hand?.byId === act.by.id))
      return openingSecondHand({ did: did.approved });
    return step === 'post' || this.#placeFor(act) ? undefined : openingApprovedAlready();
  }

  protected become(changes: Partial<Columns>): void {
    Object.assign(this, changes);
    const { state, drafted, approvedByManager, approvedByDirector, journalId } = this;
    const approvals = [approvedByManager, approvedByDirector].filter((hand) => hand !== null).length;
    this.raise(openingChanged, { openingId: this.id, state, drafterId: drafted.byId, approvals, journalId });
  }

  /** As which of the two they may approve it still. */
  #placeFor({ by }: Act): 'approvedByManager' | 'approvedByDirector' | undefined {
    if (by.roles.includes('finance_manager') && this.approvedByManager === null) return 'approvedByManager';
    return by.roles.includes('general_manager') && this.approvedByDirector === null ? 'approvedByDirector' : undefined;
  }
}

const handOf = ({ at, by }: Act): OpeningHand => ({ byId: by.id, byName: by.name, at: at.toISOString() });
