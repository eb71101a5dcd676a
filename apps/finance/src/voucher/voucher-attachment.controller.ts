import { Controller } from '@nestjs/common';
import {
  attachToVoucher,
  detachFromVoucher,
  openVoucherAttachment,
  type RequestOf,
  type ResponseOf,
} from '@bumen/contracts';
import { Attachments, Handles } from '@bumen/service-kit';
import { Acts, type Act } from '../acts.ts';
import { refuseUnlessReads } from './readers.ts';
import { VoucherRates } from './voucher-rates.repository.ts';
import type { Voucher } from './voucher.entity.ts';
import { VoucherRepository } from './voucher.repository.ts';
import { filesOf, voucherViewOf } from './voucher.view.ts';

type View = ResponseOf<typeof attachToVoucher>;

/** The papers of a voucher, as long as it is a draft (F-07). */
@Controller()
export class VoucherAttachmentController {
  constructor(
    private readonly vouchers: VoucherRepository,
    private readonly attachments: Attachments,
    private readonly rates: VoucherRates,
    private readonly acts: Acts,
  ) {}

  @Handles(attachToVoucher)
  async attach({ voucherId, ...given }: RequestOf<typeof attachToVoucher>): Promise<View> {
    const act = this.acts.current();
    const voucher = await this.vouchers.lock(voucherId);
    voucher.refuseUnlessPossible('attach', act);
    const { sha256 } = await this.attachments.add(filesOf(voucher), given);
    voucher.attach(sha256, act);
    await this.vouchers.save(voucher);
    return this.#viewOf(voucher, act);
  }

  @Handles(detachFromVoucher)
  async detach({ voucherId, attachmentId }: RequestOf<typeof detachFromVoucher>): Promise<View> {
    const act = this.acts.current();
    const voucher = await this.vouchers.lock(voucherId);
    voucher.refuseUnlessPossible('detach', act);
    const { sha256 } = await this.attachments.remove(filesOf(voucher), attachmentId);
    voucher.detach(sha256, act);
    await this.vouchers.save(voucher);
    return this.#viewOf(voucher, act);
  }

  @Handles(openVoucherAttachment)
  async open({
    voucherId,
    attachmentId,
  }: RequestOf<typeof openVoucherAttachment>): Promise<ResponseOf<typeof openVoucherAttachment>> {
    const voucher = await this.vouchers.find(voucherId);
    refuseUnlessReads(voucher, this.acts.current());
    return this.attachments.open(filesOf(voucher), attachmentId);
  }

  async #viewOf(voucher: Voucher, act: Act): Promise<View> {
    const attachments = await this.attachments.of(filesOf(voucher));
    return voucherViewOf(voucher, { attachments, farRates: await this.rates.unusualIn(voucher, act) }, act);
  }
}
