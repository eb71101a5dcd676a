import { voucherSummary, voucherView, type getVoucher, type listVouchers, type ResponseOf } from '@bumen/contracts';
import { viewOf, type Owner } from '@bumen/service-kit';
import type { Act } from '../acts.ts';
import type { Voucher } from './voucher.entity.ts';

type View = ResponseOf<typeof getVoucher>;
type Summary = ResponseOf<typeof listVouchers>['items'][number];

const lateOne = {
  zh: '提交时距业务日期已超过规定的工作日',
  en: 'its maker submitted it more working days after its day than are allowed',
};

const amountOf = ({ lines }: Pick<Voucher, 'lines'>): number =>
  lines.reduce((sum, { side, amountFen }) => (side === 'debit' ? sum + amountFen : sum), 0);

export const voucherSummaryOf = (voucher: Voucher): Summary =>
  viewOf(voucherSummary, voucher, { label: voucher.label, amountFen: amountOf(voucher) });

/** As what the kit keeps its files. */
export const filesOf = ({ id }: Pick<Voucher, 'id'>): Owner => ({ kind: 'voucher', id });

export const voucherViewOf = (voucher: Voucher, attachments: View['attachments'], act: Act): View =>
  viewOf(voucherView, voucher, {
    label: voucher.label,
    amountFen: amountOf(voucher),
    lines: [...voucher.lines],
    documents: [...voucher.documents],
    attachments,
    redId: voucher.redId,
    warnings: voucher.late ? [lateOne] : [],
    offers: voucher.offers(act),
  });
