import { Check, Entity, Index, Unique } from 'typeorm';
import {
  paymentAltered,
  paymentBookedWithDay,
  paymentChanged,
  paymentChequeStands,
  paymentDiffers,
  paymentNotSignedByYou,
  paymentNotYours,
  paymentOtherWay,
  paymentRefundTold,
  paymentPayeeAccountUnfit,
  paymentSlipDiffers,
  paymentVoucherTooEarly,
  voucherMakerUnfit,
  type PaymentContent,
  type PaymentSigner,
  type Problem,
} from '@bumen/contracts';
import type { Act } from '../acts.ts';
import { handOf } from '../hand.ts';
import type { PayeeAccount } from '../payee-account/payee-account.entity.ts';
import { isPaidTo } from '../payee-keys.ts';
import { dayIn } from '../period/months.ts';
import { plainNumber } from '../plain-number.ts';
import { digestOfPayment } from './payment-digest.ts';
import { handRefused } from './payment-hands.ts';
import {
  PaymentRecord,
  type Deputy,
  type PaymentBudget,
  type PaymentColumns,
  type PaymentSlip,
  type PaymentStep,
} from './payment-record.entity.ts';
import { contentOf, namedWrongly, type PaymentSaid } from './payment-said.ts';
import { refuseOtherRefund } from './refund-stays.ts';

interface Hand {
  readonly by: { readonly id: string; readonly name: string };
}

/**
 * A payment (F-06): asked for, signed by as many as the company's policy says, and paid exactly once. Everything is
 * decided under its lock. A signature holds for one content, and is void when any of that changes.
 */
@Entity('payment')
@Unique('payment_slip', ['slipKey'])
@Check(
  'payment_budget_follows',
  `budget IS NULL OR state IN ('approved', 'sent', 'paid') AND (budget ->> 'used')::boolean = (state = 'paid')`,
)
/** 前账不清,后账不借 (F-05). */
@Index('payment_loan_under_way', ['payeeCode'], {
  ...{ unique: true, where: `kind = 'loan' AND state IN ('requested', 'approved', 'sent')` },
})
@Index('payment_requester', ['requestedById', 'id'])
@Index('payment_account', ['accountNumber', 'kind'], { where: 'account_number IS NOT NULL' })
@Index('payment_payee', ['payeeCode', 'kind', 'day'], { where: 'payee_code IS NOT NULL' })
@Index('payment_payee_name', ['payeeNameKey', 'kind', 'day'])
@Index('payment_paid_day', ['paidDay'], { where: `state = 'paid'` })
@Index('payment_unvouched', ['paidDay'], { where: `state = 'paid' AND way <> 'cash' AND voucher_id IS NULL` })
@Index('payment_sent', ['sentDay', 'id'], { where: 'sent_day IS NOT NULL' })
@Index('payment_waiting', ['state', 'id'], { where: `state IN ('requested', 'approved', 'sent')` })
export class Payment extends PaymentRecord {
  /** `signers`: who has to sign. */
  static request(
    id: string,
    said: PaymentSaid,
    { signers, source = null }: Pick<PaymentColumns, 'signers'> & Partial<Pick<PaymentColumns, 'source'>>,
    act: Act,
  ): Payment {
    const payment = new Payment();
    const { id: requestedById } = act.by;
    const before = {
      budget: null,
      sent: null,
      sentDay: null,
      settled: null,
      slipKey: null,
      chequeId: null,
      paidDay: null,
      loanId: null,
      voucherId: null,
      reason: null,
    };
    payment.open(
      {
        ...{ id, state: 'requested', ...contentOf(said), source, day: dayIn(act.at, act.zone!) },
        ...{ requestedById, requested: handOf(act), preparerIds: [requestedById], signers, signatures: [] },
        ...before,
      },
      act,
    );
    payment.#tell();
    return payment;
  }

  /** What its signers sign. `files`: SHA-256 of its papers, in the order in which they came. */
  digest(files: readonly string[]): string {
    return digestOfPayment(this, files);
  }

  amend(said: PaymentSaid, signers: readonly PaymentSigner[], act: Act): void {
    this.refuseUnlessPossible('amend', act);
    refuseOtherRefund(this, said);
    const day = dayIn(act.at, act.zone!);
    this.step('amend', act, { ...contentOf(said), ...this.#unsigned(act), signers, day, reason: null });
    this.#tell();
  }
  attach(act: Act): void {
    this.step('attach', act, this.#unsigned(act));
    this.#tell();
  }
  detach(act: Act): void {
    this.step('detach', act, this.#unsigned(act));
    this.#tell();
  }

  /** `seen`: the digest of what they looked at. `signers`: who has to sign now, by what counts together. */
  sign(
    seen: string,
    {
      files,
      signers,
      deputy = null,
    }: { files: readonly string[]; signers: readonly PaymentSigner[]; deputy?: Deputy | null },
    act: Act,
  ): void {
    this.refuseUnlessPossible('sign', act, deputy);
    const digest = this.digest(files);
    if (seen !== digest) throw paymentDiffers();
    const role = this.#roleFor(signers, act, deputy);
    if (!role) throw paymentNotSignedByYou();
    const inStead = { forId: deputy?.principalId ?? null, authorityId: deputy?.authorityId ?? null };
    const signatures = [...this.signatures, { ...handOf(act), role, ...inStead, digest }];
    const isComplete = signers.every((one) => signatures.some((signature) => signature.role === one));
    this.step('sign', act, { signers, signatures }, isComplete ? 'approved' : 'requested');
    this.#tell();
  }

  refuse(reason: string, act: Act): void {
    this.step('refuse', act, { reason });
    this.#tell();
  }
  withdraw(reason: string, act: Act): void {
    this.step('withdraw', act, { reason });
    this.#tell();
  }

  /** Throws paymentPayeeAccountUnfit where it goes to no account and should, or the other way round. */
  refuseUnlessNamed(): void {
    const why = namedWrongly(this);
    if (why) throw paymentPayeeAccountUnfit({ why });
  }
  /** Throws paymentAltered where the account has another number than who asked for it and who signed it saw. */
  refuseAlteredAccount({ accountNumber }: PayeeAccount): void {
    if (accountNumber !== this.accountNumber) throw paymentAltered();
  }
  /** Whoever had a hand in where it goes doesn't send it there (P-04). */
  refuseHandsOf({ registeredById, approved }: PayeeAccount, { by }: Act): void {
    if (by.id === registeredById || by.id === approved?.byId) throw handRefused('account');
  }

  /** Throws paymentAltered where it isn't what was signed, or not by all who had to. */
  refuseAltered(files: readonly string[]): void {
    const digest = this.digest(files);
    const signed = new Set(this.signatures.flatMap((one) => (one.digest === digest ? [one.role] : [])));
    const altered = this.signatures.some((one) => one.digest !== digest);
    if (altered || this.signers.some((one) => !signed.has(one))) throw paymentAltered();
  }

  /** In cash, out of a box. `day`: of its desk. */
  payOut(day: string, files: readonly string[], act: Act): void {
    this.refuseUnlessPossible('pay_out', act);
    this.refuseAltered(files);
    this.step('pay_out', act, { paidDay: day, reason: null });
    this.#tell();
  }
  /** Its cash is in the box again; it may be paid out anew. */
  takeBack(reason: string, act: Act): void {
    this.step('take_back', act, { paidDay: null, reason });
    this.#tell();
  }

  send(bankAccount: string, files: readonly string[], act: Act): void {
    this.refuseUnlessPossible('send', act);
    this.refuseAltered(files);
    this.step('send', act, { sent: { ...handOf(act), bankAccount }, sentDay: dayIn(act.at, act.zone!) });
    this.#tell();
  }

  settle({ number: slipNumber, day: slipDay, amountFen: slipFen }: PaymentSlip, act: Act): void {
    this.refuseUnlessPossible('settle', act);
    const [amountFen, day] = [Number(this.amountFen), dayIn(new Date(this.sent!.at), act.zone!)];
    const ahead = slipDay > dayIn(act.at, act.zone!);
    if (slipFen !== amountFen || slipDay < day || ahead) throw paymentSlipDiffers({ amountFen, day, slipFen, slipDay });
    this.step('settle', act, this.#settled(slipNumber, slipDay, act));
    this.#tell();
  }

  /** Nothing was paid. It is signed anew before it is sent again. */
  fail(reason: string, act: Act): void {
    this.step('fail', act, { sent: null, sentDay: null, signatures: [], reason });
    this.#tell();
  }

  /** No money moves: it settles some of what its payee was lent (F-05). */
  setOff(files: readonly string[], act: Act): void {
    this.refuseUnlessPossible('set_off', act);
    this.refuseAltered(files);
    this.step('set_off', act, { paidDay: dayIn(act.at, act.zone!) });
    this.#tell();
  }

  loanIs(loanId: string | null): void {
    this.become({ loanId });
  }

  drawCheque(chequeId: string, act: Act): void {
    this.step('draw_cheque', act, { chequeId });
    this.#tell();
  }
  handOutCheque(bankAccount: string, files: readonly string[], act: Act): void {
    this.refuseUnlessPossible('hand_out_cheque', act);
    this.refuseAltered(files);
    this.step('hand_out_cheque', act, { sent: { ...handOf(act), bankAccount } });
    this.#tell();
  }
  takeBackCheque(act: Act): void {
    this.step('take_back_cheque', act, { sent: null });
    this.#tell();
  }
  /** The cheque has looked at the slip. */
  cashCheque({ number: slipNumber, day: slipDay }: PaymentSlip, act: Act): void {
    this.step('cash_cheque', act, this.#settled(slipNumber, slipDay, act));
    this.#tell();
  }
  voidCheque(act: Act): void {
    this.step('void_cheque', act, { chequeId: null, sent: null });
    this.#tell();
  }

  /** `day`: of its voucher. */
  refuseVoucher(day: string, act: Act): void {
    this.refuseUnlessPossible('make_voucher', act);
    if (day < this.paidDay!) throw paymentVoucherTooEarly({ day: this.paidDay! });
  }
  vouched(voucherId: string, act: Act): void {
    this.step('make_voucher', act, { voucherId });
    this.#tell();
  }

  /** What it has of a budget now. */
  budgetIs(budget: PaymentBudget | null): void {
    this.become({ budget });
  }

  /** `deputy`: by which they would sign; null in their own name, undefined in whichever. */
  protected override keepsFrom(step: PaymentStep, act: Act, deputy?: Deputy | null): Problem | undefined {
    const { by } = act;
    const keepsBooks = by.roles.some((role) => role === 'accountant' || role === 'finance_manager');
    const own = by.id === this.requestedById;
    switch (step) {
      case 'amend':
      case 'attach':
      case 'detach':
        return own || keepsBooks ? this.#chequeStands() : paymentNotYours({ requester: this.requested.byName });
      case 'withdraw':
        return own ? this.#chequeStands() : paymentNotYours({ requester: this.requested.byName });
      case 'refuse':
        return this.signers.some((role) => by.roles.includes(role)) || by.roles.includes('general_manager')
          ? this.#chequeStands()
          : paymentNotSignedByYou();
      case 'take_back':
        return this.source === null ? undefined : paymentRefundTold();
      case 'cash_cheque':
        return this.#keepsFromPaying(act);
      case 'take_back_cheque':
      case 'void_cheque':
        return undefined;
      case 'make_voucher':
        if (this.way === 'cash') return paymentBookedWithDay();
        return this.way === 'offset' && !by.roles.includes('accountant') ? voucherMakerUnfit() : undefined;
      case 'sign':
        return this.#keepsFromSigning(act, deputy);
      case 'draw_cheque':
        return this.#otherWay('cheque') ?? this.#chequeStands() ?? this.#keepsFromPaying(act);
      case 'hand_out_cheque':
        return this.#keepsFromPaying(act);
      case 'pay_out':
        return this.#otherWay('cash') ?? this.#keepsFromPaying(act);
      case 'send':
        return this.#otherWay('transfer', 'wallet') ?? this.#keepsFromPaying(act);
      case 'set_off':
        return this.#otherWay('offset') ?? this.#keepsFromPaying(act);
      case 'settle':
      case 'fail':
        return this.#byCheque() ?? (by.id === this.sent?.byId ? handRefused('sent') : this.#keepsFromPaying(act));
    }
  }

  /** What a cheque stands for stays as it is. */
  #chequeStands(): Problem | undefined {
    return this.chequeId === null ? undefined : paymentChequeStands();
  }
  #byCheque(): Problem | undefined {
    return this.way === 'cheque' ? paymentOtherWay({ way: 'cheque' }) : undefined;
  }

  #settled(slipNumber: string, slipDay: string, act: Act): Pick<PaymentColumns, 'settled' | 'slipKey' | 'paidDay'> {
    const slipKey = `${this.sent!.bankAccount} ${plainNumber(slipNumber)}`;
    return { settled: { ...handOf(act), slipNumber, slipDay }, slipKey, paidDay: slipDay };
  }

  #otherWay(...ways: readonly PaymentContent['way'][]): Problem | undefined {
    return ways.includes(this.way) ? undefined : paymentOtherWay({ way: this.way });
  }

  /** Whoever pays has neither asked for it nor signed it, and gets none of it. */
  #keepsFromPaying(act: Act): Problem | undefined {
    if (this.#hasPrepared(act)) return handRefused('prepared');
    if (this.#hasSigned(act)) return handRefused('signed');
    return this.#isPayee(act) ? handRefused('payee') : undefined;
  }
  /** Who signs for another counts as both, so neither has had another hand in it. */
  #keepsFromSigning(act: Act, deputy?: Deputy | null): Problem | undefined {
    if (this.#hasPrepared(act)) return handRefused('prepared');
    if (this.#isPayee(act)) return handRefused('payee');
    if (this.#hasSigned(act)) return handRefused('signed');
    const principal = deputy && { by: { id: deputy.principalId, name: deputy.principalName } };
    if (principal && (this.#hasPrepared(principal) || this.#isPayee(principal) || this.#hasSigned(principal)))
      return handRefused('principal');
    return deputy === undefined || this.#roleFor(this.signers, act, deputy) ? undefined : paymentNotSignedByYou();
  }
  #hasPrepared({ by }: Hand): boolean {
    return this.preparerIds.includes(by.id);
  }
  #hasSigned({ by }: Hand): boolean {
    return this.signatures.some(({ byId, forId }) => byId === by.id || forId === by.id);
  }
  #isPayee({ by }: Hand): boolean {
    return isPaidTo(this.payee, by);
  }

  /** The first of the roles that nobody has signed for, and that is theirs, or that they have for another. */
  #roleFor(signers: readonly PaymentSigner[], { by }: Act, deputy: Deputy | null): PaymentSigner | undefined {
    const signed = new Set(this.signatures.map(({ role }) => role));
    return signers.find((role) => !signed.has(role) && (deputy ? role === deputy.role : by.roles.includes(role)));
  }

  /** Whoever changes what it says has prepared it, and nobody has signed that. */
  #unsigned({ by }: Act): Pick<PaymentColumns, 'signatures' | 'preparerIds'> {
    return { signatures: [], preparerIds: [...new Set([...this.preparerIds, by.id])] };
  }

  #tell(): void {
    const { id: paymentId, state, kind, way, requestedById, signatures, paidDay } = this;
    this.raise(paymentChanged, { paymentId, state, kind, way, requestedById, signatures: signatures.length, paidDay });
  }
}
