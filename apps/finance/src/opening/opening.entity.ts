import { Column, Entity } from 'typeorm';
import {
  openingApprovedAlready,
  openingChanged,
  openingSteps,
  openingUnbalanced,
  openItemUnfit,
  secondHand,
  type OpeningContent,
  type PaperHand,
  type OpeningState,
  type Problem,
  type Text,
} from '@bumen/contracts';
import { StatefulAggregate, type Act, type ColumnsOf } from '@bumen/service-kit';
import { handOf } from '../hand.ts';
import { refuseTooLarge } from '../ledger/draft.ts';

type Step = keyof typeof openingSteps.steps;
interface Columns extends ColumnsOf<Opening, 'sums'> {}

/** The only set; two that draft one at once meet at its key. */
export const openingId: string = '019c0000-0000-7000-8000-000000000003';

const nobody = { approvedByManager: null, approvedByDirector: null } as const;
const did = {
  drafted: { zh: '编制期初余额', en: 'drafted the opening balances' },
  approved: { zh: '批准期初余额', en: 'approved the opening balances' },
} satisfies Record<string, Text>;
const hands: Text = {
  zh: '编制、两次批准、记账须由不同的人办理',
  en: 'they are drafted, approved twice and posted by different persons',
};

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
  readonly drafted!: PaperHand;

  @Column('jsonb', { nullable: true })
  readonly approvedByManager!: PaperHand | null;

  @Column('jsonb', { nullable: true })
  readonly approvedByDirector!: PaperHand | null;

  @Column('jsonb', { nullable: true })
  readonly posted!: PaperHand | null;

  @Column('uuid', { nullable: true })
  readonly journalId!: string | null;

  static draft({ lines, openItems }: OpeningContent, act: Act): Opening {
    refuseTooLarge(lines);
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
    this.refuseUnlessPossible('amend', act);
    refuseTooLarge(lines);
    const drafters = [...new Set([...this.drafters, act.by.id])];
    this.step('amend', act, { lines, openItems, drafters, drafted: handOf(act), ...nobody });
  }

  /**
   * `money`: codes of the accounts among its lines that are cash, bank or other money; `firstDay`: of the books.
   */
  submit({ money, firstDay }: { money: ReadonlySet<string>; firstDay: string }, act: Act): void {
    this.refuseUnlessPossible('submit', act);
    const { debitFen, creditFen } = this.sums;
    if (debitFen !== creditFen)
      throw openingUnbalanced({ debitFen, creditFen, differenceFen: Math.abs(debitFen - creditFen) });
    const seen = new Map<string, number>();
    for (const [index, one] of this.openItems.entries()) {
      const why = whyUnfit(one, { money, firstDay, same: seen.get(asKey(one)) });
      if (why) throw openItemUnfit({ item: index + 1, accountCode: one.accountCode, why });
      seen.set(asKey(one), index + 1);
    }
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
    if (this.drafters.includes(act.by.id)) return secondHand({ did: did.drafted, hands });
    if ([this.approvedByManager, this.approvedByDirector].some((hand) => hand?.byId === act.by.id))
      return secondHand({ did: did.approved, hands });
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

type OpenItem = OpeningContent['openItems'][number];
const asKey = ({ accountCode, kind, day, number, amountFen }: OpenItem): string =>
  [accountCode, kind, day, number, amountFen].join(' ');

/** `same`: which item before it says the same. */
function whyUnfit(
  { accountCode, day }: OpenItem,
  { money, firstDay, same }: { money: ReadonlySet<string>; firstDay: string; same: number | undefined },
): Text | undefined {
  if (!money.has(accountCode))
    return { zh: '不是期初分录中的货币资金科目', en: 'it is no account of money among the lines' };
  if (day >= firstDay)
    return {
      zh: `日期须早于账簿的第一天 ${firstDay};之后的收付请填制凭证`,
      en: `its day must lie before ${firstDay}, the first day of the books; what came later is told by a voucher`,
    };
  if (same !== undefined) return { zh: `与第 ${same} 项相同`, en: `it is the same as item ${same}` };
  return undefined;
}
