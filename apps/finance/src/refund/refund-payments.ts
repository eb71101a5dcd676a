import { Injectable } from '@nestjs/common';
import {
  refundAsked,
  refundWithdrawalAsked,
  type DataOf,
  type PaymentContent,
  type PaymentMethod,
  type RefundRefusal,
} from '@bumen/contracts';
import { currentWork } from '@bumen/service-kit';
import type { Act } from '../acts.ts';
import { payeeKeysOf } from '../payee-keys.ts';
import { PaymentContents } from '../payment/payment-contents.ts';
import { PaymentSigners } from '../payment/payment-signers.ts';
import { Payment } from '../payment/payment.entity.ts';
import { PaymentRepository } from '../payment/payment.repository.ts';
import type { Receipt } from '../receipt/receipt.entity.ts';
import { ReceiptRepository } from '../receipt/receipt.repository.ts';
import { onBehalfOf } from './on-behalf-of.ts';
import { Refund } from './refund.entity.ts';
import { RefundRepository } from './refund.repository.ts';

type Asked = DataOf<typeof refundAsked>;

/** The same way back (原路退回): what came through the bank goes back through it. */
const wayBack: Readonly<Record<PaymentMethod, PaymentContent['way']>> = {
  ...{ cash: 'cash', cheque: 'transfer', transfer: 'transfer', wechat: 'wallet', alipay: 'wallet' },
};

/**
 * What tickets ask to be refunded becomes payments, which go through the hands of any other (F-06, F-12). Rows are
 * locked in one order: payment, payee, receipt, refund.
 */
@Injectable()
export class RefundPayments {
  constructor(
    private readonly refunds: RefundRepository,
    private readonly receipts: ReceiptRepository,
    private readonly payments: PaymentRepository,
    private readonly contents: PaymentContents,
    private readonly signers: PaymentSigners,
  ) {}

  /** A payment asked for by who asked on the ticket; or refused at once, with the reason. */
  async takeUp(asked: Asked, act: Act): Promise<void> {
    const { refundId, ticketId } = asked;
    const made = await this.#payment(asked, act);
    if (typeof made === 'string') return this.refunds.save(Refund.refuse(refundId, ticketId, made, act));
    const { payment, ...given } = made;
    await this.refunds.save(Refund.takeUp(refundId, ticketId, { paymentId: payment.id, ...given }, act));
    await this.payments.save(payment);
  }

  /** Decided under the payment's lock: what is paid by then stays paid. */
  async withdraw(asked: DataOf<typeof refundWithdrawalAsked>, act: Act): Promise<void> {
    const { paymentId, isOver } = await this.refunds.find(asked.refundId);
    if (isOver) return;
    const payment = await this.payments.lock(paymentId!);
    const refund = await this.refunds.lock(asked.refundId);
    // Paid or refused while this waited for its payment.
    if (refund.isOver) return;
    const { askedById: byId, askedByName: byName, reason } = asked;
    refund.noteWithdrawal({ byId, byName, reason }, act);
    await this.refunds.save(refund);
    await this.payments.save(payment);
  }

  async #payment(asked: Asked, act: Act) {
    const { refundId, ticketId, reference, situation, payeeName } = asked;
    const known = await this.#receiptOf(asked);
    if (typeof known === 'string') return known;
    const part = known.partPaidBy(asked.way, reference);
    if (typeof part === 'string') return part;
    const requester = onBehalfOf({ byId: asked.askedById, byName: asked.askedByName }, act);
    const said = await this.contents.saidByTicket(contentOf(asked, known, part), requester);
    const { id: receiptId } = known;
    const way = { receiptId, method: known.parts[part]!.method, reference: known.parts[part]!.reference };
    const source = { refundId, ticketId, ...way, otherPayee: payeeName !== null, situation };
    const id = currentWork().newId();
    const { kind, payee, amountFen } = said;
    const counted = { id, kind, accountNumber: null, amountFen: String(amountFen), ...payeeKeysOf(payee) };
    const signers = await this.signers.of({ ...counted, source }, requester);
    const receipt = await this.receipts.lock(receiptId);
    const why = receipt.reserveRefund(part, amountFen);
    if (why !== undefined) return why;
    await this.receipts.save(receipt);
    return { payment: Payment.request(id, said, { signers, source }, requester), receiptId, part, amountFen };
  }

  async #receiptOf({ receiptNumber, way, reference }: Asked): Promise<Receipt | RefundRefusal> {
    if (receiptNumber !== null) return (await this.receipts.numbered(receiptNumber)) ?? 'receipt_unknown';
    const [receipt, ...more] = await this.receipts.paidBy(way!, reference!);
    return receipt === undefined ? 'order_unknown' : more.length > 0 ? 'order_unclear' : receipt;
  }
}

/** To whoever paid, unless the ticket names somebody else. */
function contentOf(asked: Asked, receipt: Receipt, part: number): PaymentContent {
  const { method, reference } = receipt.parts[part]!;
  return {
    ...{ kind: 'refund', way: wayBack[method], amountFen: asked.amountFen, summary: `退款 ${asked.number}` },
    payee: { kind: 'person', payeeName: asked.payeeName ?? receipt.payer, party: null, staffId: null },
    ...{ payeeAccountId: null, accountCode: null, departmentId: null },
    documents: [
      { kind: 'receipt', number: receipt.number },
      ...(reference === null ? [] : [{ kind: 'other' as const, number: reference }]),
    ],
  };
}
