import { z } from 'zod';
import { choice, day, problem, wordsOf } from '../define/index.ts';
import { paymentWay } from './payment.ts';

export const paymentNotFound = problem({
  code: 'finance.payment.not_found',
  status: 404,
  title: { zh: '没有这张付款单', en: 'No such payment' },
  detail: { zh: '找不到付款单 {id}', en: 'There is no payment {id}' },
  details: z.object({ id: z.string() }),
});
export const paymentNotYours = problem({
  code: 'finance.payment.not_yours',
  status: 403,
  title: { zh: '不是您的付款单', en: 'It is not yours' },
  detail: {
    zh: '只有申请人 {requester} 可以办理,或由会计、财务经理修改',
    en: 'Only {requester}, who asked for it, may do this, or an accountant or finance manager who amends it',
  },
  details: z.object({ requester: z.string() }),
});
export const paymentPayeeUnfit = problem({
  code: 'finance.payment.payee_unfit',
  status: 422,
  title: { zh: '收款人不符', en: 'The payee does not fit' },
  detail: {
    zh: '收款员工须在职且姓名一致;请从名册中选择',
    en: 'A payee of the staff works here and has that name; choose them from the list of staff',
  },
});
export const paymentAccountMiss = choice({
  missing: { zh: '转账未填写收款账户', en: 'a transfer names none' },
  not_transfer: { zh: '只有转账填写收款账户', en: 'only a transfer names one' },
  other_payee: { zh: '该账户属于其他收款人', en: 'it is another payee’s' },
});
export const paymentPayeeAccountUnfit = problem({
  code: 'finance.payment.payee_account_unfit',
  status: 422,
  title: { zh: '收款账户不符', en: 'The account of the payee does not fit' },
  detail: {
    zh: '收款账户不符:{why};请修改付款单,转账填写该收款人已登记的有效账户',
    en: 'The account does not fit: {why}; amend the payment, and name for a transfer an account in force of that payee',
  },
  called: { why: wordsOf(paymentAccountMiss) },
  details: z.object({ why: paymentAccountMiss }),
});
export const paymentRefundStays = problem({
  code: 'finance.payment.refund_stays',
  status: 422,
  title: { zh: '退款内容不可更改', en: 'A refund stays as it was asked for' },
  detail: {
    zh: '退款的类别、方式、收款人和金额以工单申请为准,其他付款不能改为退款;请由工单撤回后重新申请',
    en: 'Kind, way, payee and sum of a refund stay as its ticket asked, and nothing else becomes one; have the ticket withdraw it and ask anew',
  },
});
export const paymentAccountUnfit = problem({
  code: 'finance.payment.account_unfit',
  status: 422,
  title: { zh: '入账科目不符', en: 'It can not be booked there' },
  detail: {
    zh: '科目 {accountCode} 不存在、已停用、有下级科目,或是货币资金、权益、收入科目,或属于其他类别(工资、借款);请选择末级的费用、往来或成本科目',
    en: 'Account {accountCode} is unknown, closed, has accounts below it, is one of money, equity or income, or of another kind (wages, loans); choose one of expenses, parties or costs without parts',
  },
  details: z.object({ accountCode: z.string() }),
});
/** It would pass by every budget (F-17). */
export const paymentDepartmentMissing = problem({
  code: 'finance.payment.department_missing',
  status: 422,
  title: { zh: '未写明部门', en: 'It names no department' },
  detail: {
    zh: '这类付款须写明由哪个部门的预算支付;请选择部门',
    en: 'Payments of this kind name the department whose budget they are paid from; choose it',
  },
});
export const paymentInvoicePaid = problem({
  code: 'finance.payment.invoice_paid',
  status: 409,
  title: { zh: '该发票已申请付款', en: 'The invoice is paid with another payment' },
  detail: {
    zh: '发票 {number} 已在付款单 {paymentId} 中;同一发票不能重复支付,请核对发票代码和号码',
    en: 'Invoice {number} stands in payment {paymentId}, and is not paid twice; look at its code and number again',
  },
  details: z.object({ number: z.string(), paymentId: z.string() }),
});
/** What they signed would not be what they saw. */
export const paymentDiffers = problem({
  code: 'finance.payment.differs',
  status: 409,
  title: { zh: '付款单已变更', en: 'The payment has changed' },
  detail: {
    zh: '付款单的内容或附件与您看到的不同;请重新查看后再签批',
    en: 'What it says, or its papers, is not what you saw; look at it again before you sign',
  },
});
export const paymentAltered = problem({
  code: 'finance.payment.altered',
  status: 409,
  title: { zh: '付款单与签批内容不符', en: 'It is not what was signed' },
  detail: {
    zh: '付款单的内容已不是签批时的内容,不能付款;请报告审计并重新修改签批',
    en: 'What it says is not what was signed, so it is not paid; tell the auditor, and have it amended and signed anew',
  },
});
export const paymentNotSignedByYou = problem({
  code: 'finance.payment.not_signed_by_you',
  status: 403,
  title: { zh: '不需要您签批', en: 'Your signature is not asked for' },
  detail: {
    zh: '这张付款单还需要其他岗位签批,或您的岗位已签;请查看所需签字,代人签批的请注明授权',
    en: 'It waits for other roles, or yours has signed; look at which signatures are needed, and who signs for another names the authority',
  },
});
export const paymentBankUnfit = problem({
  code: 'finance.payment.bank_unfit',
  status: 422,
  title: { zh: '付款账户不符', en: 'It can not be paid from there' },
  detail: {
    zh: '转账须选择人民币银行存款末级科目,原路退回不选;请改选付款账户',
    en: 'A transfer is paid from an account of money in CNY at a bank, without parts, and what goes back to a wallet from none; choose it again',
  },
});
export const paymentOtherWay = problem({
  code: 'finance.payment.other_way',
  status: 409,
  title: { zh: '付款方式不符', en: 'It is paid in another way' },
  detail: {
    zh: '这张付款单的付款方式为{way};请按该方式办理,或由申请人修改后重新签批',
    en: 'It is paid by {way}; do that, or have it amended and signed anew',
  },
  called: { way: wordsOf(paymentWay) },
  details: z.object({ way: paymentWay }),
});
export const paymentSlipDiffers = problem({
  code: 'finance.payment.slip_differs',
  status: 422,
  title: { zh: '回单与付款单不符', en: 'The slip says something else' },
  detail: {
    zh: '付款 {amountFen} 元于 {day} 付出;回单为 {slipFen} 元、{slipDay}。请核对回单,不符的不能登记',
    en: 'It is {amountFen} yuan, sent on {day}; the slip says {slipFen} yuan on {slipDay}. Look at the slip, and record only one that agrees',
  },
  details: z.object({ amountFen: z.int(), day, slipFen: z.int(), slipDay: day }),
});
export const paymentSlipKnown = problem({
  code: 'finance.payment.slip_known',
  status: 409,
  title: { zh: '该回单已登记', en: 'The slip is recorded already' },
  detail: {
    zh: '回单 {number} 已登记在另一张付款单上;请核对回单编号',
    en: 'Slip {number} stands with another payment; look at its number again',
  },
  details: z.object({ number: z.string() }),
});
export const paymentVoucherTooEarly = problem({
  code: 'finance.payment.voucher_too_early',
  status: 422,
  title: { zh: '凭证日期早于付款日', en: 'Its voucher is not older than it' },
  detail: { zh: '付款日为 {day};请填写当日或以后的日期', en: 'It was paid on {day}; take that day or a later one' },
  details: z.object({ day }),
});
export const paymentChequeStands = problem({
  code: 'finance.payment.cheque_stands',
  status: 409,
  title: { zh: '已为其开具支票', en: 'A cheque stands for it' },
  detail: {
    zh: '已为这张付款单开具支票;请先收回并作废支票',
    en: 'A cheque was drawn for it; take the cheque back and make it void first',
  },
});
export const paymentBookedWithDay = problem({
  code: 'finance.payment.booked_with_day',
  status: 409,
  title: { zh: '随收银日凭证入账', en: 'It is booked with its day' },
  detail: {
    zh: '现金付款随收银台当日的凭证入账;请在日结后生成当日凭证',
    en: 'What is paid in cash is booked with the day of its desk; make the vouchers of that day once it is closed',
  },
});
/** What comes back of it later is a receipt. */
export const paymentRefundTold = problem({
  code: 'finance.payment.refund_told',
  status: 409,
  title: { zh: '退款已告知客户', en: 'The customer was told of the refund' },
  detail: {
    zh: '退款已付并已告知客户,不能退回;款项未交付的,请交付客户,收回的款项请开收据',
    en: 'The refund is paid and the customer was told, so it is not taken back; hand the money over, and issue a receipt for what comes back',
  },
});
