import { Controller } from '@nestjs/common';
import {
  attachToPayment,
  detachFromPayment,
  openPaymentAttachment,
  type RequestOf,
  type ResponseOf,
} from '@bumen/contracts';
import { Attachments, Handles } from '@bumen/service-kit';
import { Acts, type Act } from '../acts.ts';
import { PaymentReaders } from './payment-readers.ts';
import type { Payment } from './payment.entity.ts';
import { PaymentRepository } from './payment.repository.ts';
import { filesOfPayment, paymentViewOf } from './payment.view.ts';

type View = ResponseOf<typeof attachToPayment>;

/** The papers of a payment; each that comes or goes voids its signatures (F-06). */
@Controller()
export class PaymentAttachmentController {
  constructor(
    private readonly payments: PaymentRepository,
    private readonly readers: PaymentReaders,
    private readonly attachments: Attachments,
    private readonly acts: Acts,
  ) {}

  @Handles(attachToPayment)
  async attach({ paymentId, ...given }: RequestOf<typeof attachToPayment>): Promise<View> {
    const act = this.acts.current();
    await this.readers.refuseUnlessReads(await this.payments.find(paymentId), act);
    const payment = await this.payments.lock(paymentId);
    payment.attach(act);
    await this.attachments.add(filesOfPayment(payment), given);
    return this.#saved(payment, act);
  }

  @Handles(detachFromPayment)
  async detach({ paymentId, attachmentId }: RequestOf<typeof detachFromPayment>): Promise<View> {
    const act = this.acts.current();
    await this.readers.refuseUnlessReads(await this.payments.find(paymentId), act);
    const payment = await this.payments.lock(paymentId);
    payment.detach(act);
    await this.attachments.remove(filesOfPayment(payment), attachmentId);
    return this.#saved(payment, act);
  }

  @Handles(openPaymentAttachment)
  async open({
    paymentId,
    attachmentId,
  }: RequestOf<typeof openPaymentAttachment>): Promise<ResponseOf<typeof openPaymentAttachment>> {
    const payment = await this.payments.find(paymentId);
    await this.readers.refuseUnlessReads(payment, this.acts.current());
    return this.attachments.open(filesOfPayment(payment), attachmentId);
  }

  async #saved(payment: Payment, act: Act): Promise<View> {
    await this.payments.save(payment);
    return paymentViewOf(payment, await this.attachments.of(filesOfPayment(payment)), act);
  }
}
