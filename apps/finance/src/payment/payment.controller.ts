import { Controller } from '@nestjs/common';
import {
  amendPayment,
  getPayment,
  listPayments,
  refusePayment,
  requestPayment,
  signPayment,
  withdrawPayment,
  type RequestOf,
  type ResponseOf,
} from '@bumen/contracts';
import { Attachments, currentWork, Handles } from '@bumen/service-kit';
import { Acts, type Act } from '../acts.ts';
import { Loans } from '../loan/loans.ts';
import { PayeeAccounts } from '../payee-account/payee-accounts.ts';
import { payeeKeysOf } from '../payee-keys.ts';
import { dayIn } from '../period/months.ts';
import { SigningAuthorities } from '../signing-authority/signing-authorities.ts';
import { PaymentBudgets } from './payment-budgets.ts';
import { PaymentContents } from './payment-contents.ts';
import { PaymentReaders } from './payment-readers.ts';
import type { Deputy } from './payment-record.entity.ts';
import type { PaymentSaid } from './payment-said.ts';
import { PaymentSigners } from './payment-signers.ts';
import { Payment } from './payment.entity.ts';
import { PaymentRepository } from './payment.repository.ts';
import { filesOfPayment, paymentListedOf, paymentViewOf } from './payment.view.ts';

type View = ResponseOf<typeof getPayment>;

/**
 * Rows are locked in one order everywhere: payment, payee, the payee's account, authority to sign, borrower, loan,
 * invoices, budget.
 */
@Controller()
export class PaymentController {
  constructor(
    private readonly payments: PaymentRepository,
    private readonly contents: PaymentContents,
    private readonly signers: PaymentSigners,
    private readonly budgets: PaymentBudgets,
    private readonly payeeAccounts: PayeeAccounts,
    private readonly authorities: SigningAuthorities,
    private readonly readers: PaymentReaders,
    private readonly loans: Loans,
    private readonly attachments: Attachments,
    private readonly acts: Acts,
  ) {}

  @Handles(requestPayment)
  async request(content: RequestOf<typeof requestPayment>): Promise<View> {
    const act = this.acts.current();
    const said = await this.contents.said(content, act);
    const id = currentWork().newId();
    const signers = await this.#signersOf({ id, source: null }, said, act);
    const payment = Payment.request(id, said, { signers }, act);
    await this.loans.refuseSecond(payment);
    await this.payments.takeInvoices(payment);
    await this.payments.save(payment);
    return paymentViewOf(payment, [], act);
  }

  @Handles(amendPayment)
  async amend({ paymentId, ...content }: RequestOf<typeof amendPayment>): Promise<View> {
    const act = this.acts.current();
    const payment = await this.#readable(paymentId, act);
    payment.refuseUnlessPossible('amend', act);
    const said = await this.contents.said(content, act);
    payment.amend(said, await this.#signersOf(payment, said, act), act);
    await this.loans.refuseSecond(payment);
    await this.payments.takeInvoices(payment);
    return this.#saved(payment, act);
  }

  @Handles(signPayment)
  async sign({ paymentId, digest, signingAuthorityId }: RequestOf<typeof signPayment>): Promise<View> {
    const act = this.acts.current();
    const inOwnName = signingAuthorityId === null;
    // A deputy is told by their authority whether it is for them.
    if (!inOwnName) await this.authorities.refuseOthers(signingAuthorityId, act);
    const payment = await (inOwnName ? this.#readable(paymentId, act) : this.payments.lock(paymentId));
    if (inOwnName) payment.refuseUnlessPossible('sign', act, null);
    const { signers, sumFen } = await this.signers.withSum(payment, act);
    await this.#refuseUnfitAccount(payment);
    const deputy = inOwnName ? null : await this.#deputy(signingAuthorityId, payment, sumFen, act);
    await this.loans.refuseSecond(payment);
    const attachments = await this.attachments.of(filesOfPayment(payment));
    payment.sign(digest, { files: attachments.map(({ sha256 }) => sha256), signers, deputy }, act);
    await this.budgets.reserve(payment, act);
    await this.payments.save(payment);
    return paymentViewOf(payment, attachments, act);
  }

  @Handles(refusePayment)
  async refuse({ paymentId, reason }: RequestOf<typeof refusePayment>): Promise<View> {
    const act = this.acts.current();
    const payment = await this.#readable(paymentId, act);
    payment.refuse(reason, act);
    await this.payments.freeInvoices(paymentId);
    return this.#saved(payment, act);
  }

  @Handles(withdrawPayment)
  async withdraw({ paymentId, reason }: RequestOf<typeof withdrawPayment>): Promise<View> {
    const act = this.acts.current();
    const payment = await this.#readable(paymentId, act);
    payment.withdraw(reason, act);
    await this.payments.freeInvoices(paymentId);
    return this.#saved(payment, act);
  }

  @Handles(getPayment)
  async get({ paymentId }: RequestOf<typeof getPayment>): Promise<View> {
    const act = this.acts.current();
    const payment = await this.payments.find(paymentId);
    await this.readers.refuseUnlessReads(payment, act);
    return paymentViewOf(payment, await this.attachments.of(filesOfPayment(payment)), act);
  }

  @Handles(listPayments)
  async list(request: RequestOf<typeof listPayments>): Promise<ResponseOf<typeof listPayments>> {
    const act = this.acts.current();
    const { items, nextCursor } = await this.payments.page(request, await this.readers.of(act));
    return { items: items.map((payment) => paymentListedOf(payment, act)), nextCursor };
  }

  /** Locked; whoever doesn't read it finds none, and isn't told who changed it. */
  async #readable(paymentId: string, act: Act): Promise<Payment> {
    await this.readers.refuseUnlessReads(await this.payments.find(paymentId), act);
    return this.payments.lock(paymentId);
  }

  /** Where it goes is in force, and what was asked for, until this transaction ends. */
  async #refuseUnfitAccount(payment: Payment): Promise<void> {
    payment.refuseUnlessNamed();
    const { payeeAccountId, payee } = payment;
    if (payeeAccountId !== null)
      payment.refuseAlteredAccount(await this.payeeAccounts.forPayment(payeeAccountId, payee));
  }

  /** `amountFen`: of what counts together, so that nothing is split below what an authority is for. */
  async #deputy(authorityId: string, { kind }: Payment, amountFen: number, act: Act): Promise<Deputy> {
    const signature = { deputyId: act.by.id, kind, amountFen, day: dayIn(act.at, act.zone!) };
    return { authorityId, ...(await this.authorities.forSigning(authorityId, signature)) };
  }

  #signersOf(
    { id, source }: Pick<Payment, 'id' | 'source'>,
    { kind, payee, accountNumber, amountFen }: PaymentSaid,
    act: Act,
  ) {
    const keys = payeeKeysOf(payee);
    return this.signers.of({ id, kind, source, accountNumber, amountFen: String(amountFen), ...keys }, act);
  }

  async #saved(payment: Payment, act: Act): Promise<View> {
    await this.payments.save(payment);
    return paymentViewOf(payment, await this.attachments.of(filesOfPayment(payment)), act);
  }
}
