import { Column, Entity, Index, Unique } from 'typeorm';
import {
  secondHand,
  voucherAltered,
  voucherAmended,
  voucherAttached,
  voucherCheckerUnfit,
  voucherChecked,
  voucherDayAhead,
  voucherDetached,
  voucherDiscarded,
  voucherLabel,
  voucherMade,
  voucherMakerUnfit,
  voucherNotAmended,
  voucherNotNumbered,
  voucherNotSigned,
  voucherNotYours,
  voucherNumbered,
  voucherPosted,
  voucherRedAlready,
  voucherRedBefore,
  voucherRedOfRed,
  voucherReturned,
  voucherSigned,
  voucherWithoutCashier,
  voucherSteps,
  voucherSubmitted,
  voucherVoided,
  type Problem,
  type Text,
  type VoucherContent,
  type PaperHand,
  type VoucherKind,
  type VoucherPurpose,
  type VoucherSignature,
  type VoucherState,
} from '@bumen/contracts';
import { StatefulAggregate, type ColumnsOf } from '@bumen/service-kit';
import type { Act } from '../acts.ts';
import { handOf } from '../hand.ts';
import { dayIn, momentIn } from '../period/months.ts';
import { digestOfVoucher, sealOfVoucher } from './voucher-digest.ts';

type Step = keyof typeof voucherSteps.steps;
interface Columns extends ColumnsOf<Voucher, 'label' | 'redId'> {}

const untouched = { checked: null, signed: null, posted: null, reason: null, journalId: null } as const;

const did = {
  made: { zh: '填制这张凭证', en: 'made this voucher' },
  checked: { zh: '审核这张凭证', en: 'checked this voucher' },
  signed: { zh: '在这张凭证上签字', en: 'signed this voucher' },
} satisfies Record<string, Text>;
/** Only a cashier who made it may sign it, too. */
const hands: Text = {
  zh: '制单、审核、记账须由三人分别办理,审核人和记账人不能签字',
  en: 'it is made, checked and posted by three persons, and signed by none who checks or posts',
};

/**
 * A voucher (F-07): 收, 付 or 转. It is made, checked and posted by three persons, all decided under its lock, and 收 and
 * 付 are signed by a cashier before they are posted. Its number is taken as it is submitted and stays with it.
 */
@Entity('voucher')
@Unique('voucher_number_key', ['month', 'kind', 'number'])
@Index('voucher_maker', ['maker', 'id'])
@Index('voucher_unposted', ['month'], { where: `state NOT IN ('posted', 'voided', 'discarded')` })
@Index('voucher_red', ['redOfId'], { unique: true, where: `state NOT IN ('voided', 'discarded')` })
export class Voucher extends StatefulAggregate<VoucherState, Step, Act, Columns> {
  @Column('text')
  readonly kind!: VoucherKind;

  @Column('text')
  readonly state!: VoucherState;

  /** What the ledger keeps it as. */
  @Column('text')
  readonly purpose!: VoucherPurpose;

  @Column('date')
  readonly day!: string;

  /** Of its day, `YYYY-MM`. */
  @Column('text')
  readonly month!: string;

  /** Of its kind and month, from 1 without gaps; null before it was submitted. */
  @Column('int', { nullable: true })
  readonly number!: number | null;

  @Column('text')
  readonly summary!: string;

  @Column('jsonb')
  readonly lines!: VoucherContent['lines'];

  @Column('jsonb')
  readonly documents!: VoucherContent['documents'];

  @Column('smallint')
  readonly attachmentsCount!: number;

  /** It left its maker’s hand too many working days after its day. */
  @Column('boolean')
  readonly late!: boolean;

  /** Staff id. */
  @Column('uuid')
  readonly maker!: string;

  @Column('jsonb')
  readonly made!: PaperHand;

  /** Last. */
  @Column('timestamptz', { nullable: true })
  readonly submittedAt!: Date | null;

  @Column('jsonb', { nullable: true })
  readonly checked!: VoucherSignature | null;

  @Column('jsonb', { nullable: true })
  readonly signed!: VoucherSignature | null;

  @Column('jsonb', { nullable: true })
  readonly posted!: PaperHand | null;

  /** Why it was returned, or is void. */
  @Column('text', { nullable: true })
  readonly reason!: string | null;

  @Column('uuid', { nullable: true })
  readonly journalId!: string | null;

  /** The posted voucher that it reverses. */
  @Column('uuid', { nullable: true })
  readonly redOfId!: string | null;

  #redId: string | null = null;

  /** `given`: what it is for, where it isn't an ordinary one. */
  static make(
    id: string,
    content: VoucherContent,
    act: Act,
    given: Pick<Columns, 'purpose' | 'redOfId'> = { purpose: 'ordinary', redOfId: null },
  ): Voucher {
    refuseUnlessMakes(content.kind, act);
    if (given.purpose !== 'closing') refuseAhead(content.day, act);
    const voucher = new Voucher();
    const made = handOf(act);
    const facts = { maker: act.by.id, made, late: isLate(content.day, act.at, act), number: null, submittedAt: null };
    voucher.open({ id, state: 'draft', ...contentOf(content), ...given, ...facts, ...untouched }, act);
    voucher.#tell(voucherMade);
    return voucher;
  }

  /** The whole content anew. */
  amend(content: VoucherContent, act: Act): void {
    this.refuseUnlessPossible('amend', act);
    refuseUnlessMakes(content.kind, act);
    refuseAhead(content.day, act);
    const after = contentOf(content);
    if (this.number !== null && (after.kind !== this.kind || after.month !== this.month)) throw this.#numbered();
    this.step('amend', act, { ...after, late: isLate(content.day, this.#madeAt(act), act) });
    this.#tell(voucherAmended);
  }

  attach(sha256: string, act: Act): void {
    this.step('attach', act);
    this.raise(voucherAttached, { ...this.#told, sha256 });
  }

  detach(sha256: string, act: Act): void {
    this.step('detach', act);
    this.raise(voucherDetached, { ...this.#told, sha256 });
  }

  /** `number`: the next of its kind and month, or the one that it has. */
  submit(number: number, act: Act): void {
    if (this.number !== null && number !== this.number) throw new Error(`voucher ${this.id} keeps its number`);
    const late = this.late || (this.number === null && isLate(this.day, act.at, act));
    this.step('submit', act, { number, late, submittedAt: act.at, reason: null });
    this.#tell(voucherSubmitted);
  }

  return(reason: string, act: Act): void {
    this.step('return', act, { reason, checked: null, signed: null });
    this.#tell(voucherReturned);
  }

  /** `files`: SHA-256 of its papers, in the order in which they came. */
  check(files: readonly string[], act: Act): void {
    this.step('check', act, { checked: { ...handOf(act), digest: digestOfVoucher(this, files) } });
    this.#tell(voucherChecked);
  }

  sign(files: readonly string[], act: Act): void {
    this.refuseUnlessPossible('sign', act);
    this.#refuseAltered(files);
    this.step('sign', act, { signed: { ...handOf(act), digest: digestOfVoucher(this, files) } });
    this.#tell(voucherSigned);
  }

  /** What the ledger keeps of it once this person posts it. Throws where it isn't what was checked and signed. */
  sealFor(files: readonly string[], act: Act): string {
    this.refuseUnlessPossible('post', act);
    this.#refuseAltered(files);
    return sealOfVoucher({ ...this, posted: handOf(act) }, files);
  }

  post(journalId: string, act: Act): void {
    this.step('post', act, { posted: handOf(act), journalId });
    this.raise(voucherPosted, { ...this.#told, journalId, redOfId: this.redOfId });
  }

  void(reason: string, act: Act): void {
    this.step('void', act, { reason });
    this.#tell(voucherVoided);
  }

  discard(act: Act): void {
    this.step('discard', act);
    this.#tell(voucherDiscarded);
  }

  /** Another one that undoes it, in red on the same sides (F-01). */
  makeRed(id: string, given: Pick<VoucherContent, 'day' | 'summary' | 'attachmentsCount'>, act: Act): Voucher {
    this.refuseUnlessPossible('make_red', act);
    if (given.day < this.day) throw voucherRedBefore({ day: this.day });
    const { kind, month, number } = this;
    const lines = this.lines.map((line) => ({
      ...line,
      amountFen: -line.amountFen,
      foreignAmount: line.foreignAmount === null ? null : -line.foreignAmount,
    }));
    const documents = [{ kind: 'voucher' as const, number: `${month}-${kind}-${number}` }];
    return Voucher.make(id, { ...given, kind, lines, documents }, act, { purpose: 'reversal', redOfId: this.id });
  }

  /** What is known of it besides: the red voucher that undoes it, or is to. */
  knowRed(redId: string | null): void {
    this.#redId = redId;
  }

  get redId(): string | null {
    return this.#redId;
  }

  /** 收-1; null before it has a number. */
  get label(): Text | null {
    return this.number === null ? null : voucherLabel(this.kind, this.number);
  }

  protected get table() {
    return voucherSteps;
  }

  protected override keepsFrom(step: Step, act: Act): Problem | undefined {
    const own = this.maker === act.by.id;
    const keepsBooks = act.by.roles.some((role) => role === 'accountant' || role === 'finance_manager');
    switch (step) {
      case 'amend':
        if (!own) return voucherNotYours();
        return this.purpose === 'ordinary' ? undefined : voucherNotAmended();
      case 'attach':
      case 'detach':
      case 'submit':
        return own ? undefined : voucherNotYours();
      case 'return':
        return keepsBooks || this.kind !== 'transfer' ? undefined : voucherWithoutCashier();
      case 'check':
        return this.#handBefore('made', act) ?? (this.#isCheckedBy(act) ? undefined : voucherCheckerUnfit());
      case 'sign':
        return this.kind === 'transfer' ? voucherWithoutCashier() : this.#handBefore('checked', act);
      case 'post':
        if (this.kind !== 'transfer' && this.signed === null) return voucherNotSigned();
        return this.#handBefore('made', act) ?? this.#handBefore('checked', act) ?? this.#handBefore('signed', act);
      case 'void':
        if (this.number === null) return voucherNotNumbered();
        return own || keepsBooks ? undefined : voucherNotYours();
      case 'make_red':
        if (this.purpose === 'reversal') return voucherRedOfRed();
        return this.#redId === null ? undefined : voucherRedAlready({ id: this.#redId });
      case 'discard':
        if (this.number !== null) return this.#numbered();
        return own || act.by.roles.includes('finance_manager') ? undefined : voucherNotYours();
    }
  }

  protected become(changes: Partial<Columns>): void {
    Object.assign(this, changes);
  }

  /** What has no number is made as long as its maker has it: a draft of nothing doesn't keep the time. */
  #madeAt({ at }: Act): Date {
    return this.number === null ? at : new Date(this.made.at);
  }

  #refuseAltered(files: readonly string[]): void {
    const now = digestOfVoucher(this, files);
    if ([this.checked, this.signed].some((hand) => hand !== null && hand.digest !== now)) throw voucherAltered();
  }

  #isCheckedBy({ by }: Act): boolean {
    return by.roles.includes(this.kind === 'transfer' ? 'finance_manager' : 'accountant');
  }

  #handBefore(hand: keyof typeof did, act: Act): Problem | undefined {
    return this[hand]?.byId === act.by.id ? secondHand({ did: did[hand], hands }) : undefined;
  }

  #numbered(): Problem {
    return voucherNumbered({ label: this.label!, month: this.month });
  }

  get #told() {
    const { id: voucherId, kind, state, day, month, number, maker: makerId, late } = this;
    return { voucherId, kind, state, day, month, number, makerId, late };
  }

  #tell(event: typeof voucherMade): void {
    this.raise(event, this.#told);
  }
}

const contentOf = ({ kind, day, summary, lines, documents, attachmentsCount }: VoucherContent) => ({
  ...{ kind, day, summary, lines, documents, attachmentsCount },
  month: day.slice(0, 7),
});

function refuseUnlessMakes(kind: VoucherKind, { by }: Act): void {
  if (kind === 'transfer' && !by.roles.includes('accountant')) throw voucherMakerUnfit();
}

function refuseAhead(day: string, { at, zone }: Act): void {
  const today = dayIn(at, zone!);
  if (day > today) throw voucherDayAhead({ today });
}

/** Made after the last working day that the policy allows (F-07). */
function isLate(day: string, madeAt: Date, { rules, zone }: Act): boolean {
  const last = rules.workingTime.endOfWorkday(momentIn(day, zone!), rules.voucher.lateAfterWorkdays);
  // Days may end at midnight, which is the next one's.
  return dayIn(madeAt, zone!) > dayIn(new Date(last.getTime() - 1), zone!);
}
