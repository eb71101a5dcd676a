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

const linesShownMax = 10;
/** `lines`: from 1. */
function unusualRates(lines: readonly number[]) {
  const shown = lines.slice(0, linesShownMax);
  const more = lines.length > shown.length;
  return {
    zh: `第 ${shown.join('、')}${more ? ' 等' : ' '}行的汇率与该币种上次使用的汇率相差很大;请核对外币金额和人民币金额`,
    en: `the rate of line ${shown.join(', ')}${more ? ' and others' : ''} is far from the one that was used last for its currency; look at both amounts`,
  };
}

/** `farRates`: lines whose rate is unusual (`VoucherRates`). */
export const voucherViewOf = (
  voucher: Voucher,
  { attachments, farRates }: { readonly attachments: View['attachments']; readonly farRates: readonly number[] },
  act: Act,
): View =>
  viewOf(voucherView, voucher, {
    label: voucher.label,
    amountFen: amountOf(voucher),
    lines: [...voucher.lines],
    documents: [...voucher.documents],
    attachments,
    redId: voucher.redId,
    warnings: [...(voucher.late ? [lateOne] : []), ...(farRates.length > 0 ? [unusualRates(farRates)] : [])],
    offers: voucher.offers(act),
  });
