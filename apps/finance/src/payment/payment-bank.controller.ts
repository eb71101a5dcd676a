import { Controller } from '@nestjs/common';
import {
  failPayment,
  makePaymentVoucher,
  paymentBankUnfit,
  sendPayment,
  setOffPayment,
  settlePayment,
  type getPayment,
  type RequestOf,
  type ResponseOf,
  type VoucherContent,
} from '@bumen/contracts';
import { Attachments, Handles } from '@bumen/service-kit';
import { Acts, type Act } from '../acts.ts';
import { LoanRepository } from '../loan/loan.repository.ts';
import { PayeeAccounts } from '../payee-account/payee-accounts.ts';
import { VoucherDrafts } from '../voucher/voucher-drafts.ts';
import { BankAccounts } from './bank-accounts.repository.ts';
import { BankRoom } from './bank-room.repository.ts';
import { voucherOfOffset, voucherOfPayment } from './payment-voucher.ts';
import type { Payment } from './payment.entity.ts';
import { PaymentRepository } from './payment.repository.ts';
import { filesOfPayment, paymentViewOf } from './payment.view.ts';

type View = ResponseOf<typeof getPayment>;

/**
 * What goes through the bank or a wallet: sent once, and paid when the bank says so (F-06). What is set off against a
 * loan is paid by that (F-05). Rows are locked in one order everywhere: payment, borrower, loan.
 */
@Controller()
export class PaymentBankController {
  constructor(
    private readonly payments: PaymentRepository,
    private readonly banks: BankAccounts,
    private readonly payeeAccounts: PayeeAccounts,
    private readonly loans: LoanRepository,
    private readonly room: BankRoom,
    private readonly drafts: VoucherDrafts,
    private readonly attachments: Attachments,
    private readonly acts: Acts,
  ) {}

  @Handles(sendPayment)
  async send({ paymentId, bankAccount }: RequestOf<typeof sendPayment>): Promise<View> {
    const act = this.acts.current();
    const payment = await this.payments.lock(paymentId);
    payment.refuseUnlessPossible('send', act);
    const from = await this.#accountFor(payment, bankAccount, act);
    await this.#refuseUnfitPayee(payment, act);
    const files = (await this.attachments.of(filesOfPayment(payment))).map(({ sha256 }) => sha256);
    payment.send(from, files, act);
    if (payment.way === 'transfer') await this.room.refuseUnlessRoom(from, Number(payment.amountFen));
    return this.#saved(payment, act);
  }

  @Handles(settlePayment)
  async settle({ paymentId, ...slip }: RequestOf<typeof settlePayment>): Promise<View> {
    const act = this.acts.current();
    const payment = await this.payments.lock(paymentId);
    payment.settle(slip, act);
    return this.#saved(payment, act);
  }

  @Handles(failPayment)
  async fail({ paymentId, reason }: RequestOf<typeof failPayment>): Promise<View> {
    const act = this.acts.current();
    const payment = await this.payments.lock(paymentId);
    payment.fail(reason, act);
    return this.#saved(payment, act);
  }

  @Handles(setOffPayment)
  async setOff({ paymentId }: RequestOf<typeof setOffPayment>): Promise<View> {
    const act = this.acts.current();
    const payment = await this.payments.lock(paymentId);
    payment.refuseUnlessPossible('set_off', act);
    const files = (await this.attachments.of(filesOfPayment(payment))).map(({ sha256 }) => sha256);
    payment.setOff(files, act);
    return this.#saved(payment, act);
  }

  @Handles(makePaymentVoucher)
  async makeVoucher({ paymentId, day }: RequestOf<typeof makePaymentVoucher>): Promise<View> {
    const act = this.acts.current();
    const payment = await this.payments.lock(paymentId);
    payment.refuseVoucher(day ?? payment.paidDay!, act);
    const { voucherId } = payment;
    if (voucherId === null || !(await this.drafts.standing([voucherId])).has(voucherId)) {
      const [voucher] = await this.drafts.draft([await this.#booked(payment, day ?? payment.paidDay!)], act);
      payment.vouched(voucher!.id, act);
    }
    return this.#saved(payment, act);
  }

  /** It goes where its signers said, by nobody who had a hand in that. */
  async #refuseUnfitPayee(payment: Payment, act: Act): Promise<void> {
    payment.refuseUnlessNamed();
    const { payeeAccountId, payee } = payment;
    if (payeeAccountId === null) return;
    const account = await this.payeeAccounts.forPayment(payeeAccountId, payee);
    payment.refuseAlteredAccount(account);
    payment.refuseHandsOf(account, act);
  }

  async #booked(payment: Payment, day: string): Promise<VoucherContent> {
    if (payment.way !== 'offset') return voucherOfPayment(payment, day);
    return voucherOfOffset(payment, await this.loans.find(payment.loanId!), day);
  }

  /** From which it is paid. Throws paymentBankUnfit. */
  async #accountFor({ way }: Payment, bankAccount: string | null, { rules }: Act): Promise<string> {
    if (way === 'wallet' && bankAccount === null) return rules.cashBooking.walletAccount;
    if (way !== 'transfer' || bankAccount === null || !(await this.banks.isBank(bankAccount))) throw paymentBankUnfit();
    return bankAccount;
  }

  async #saved(payment: Payment, act: Act): Promise<View> {
    await this.payments.save(payment);
    return paymentViewOf(payment, await this.attachments.of(filesOfPayment(payment)), act);
  }
}
