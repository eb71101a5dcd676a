import { z } from 'zod';
import { id, problem, text } from '../define/index.ts';

export const voucherNotFound = problem({
  code: 'finance.voucher.not_found',
  status: 404,
  title: { zh: '没有这张凭证', en: 'No such voucher' },
  detail: { zh: '找不到凭证 {id}', en: 'There is no voucher {id}' },
  details: z.object({ id: z.string() }),
});
/** Money that comes in is told of by 收, money that goes out or from one place to another by 付, the rest by 转. */
export const voucherKindUnfit = problem({
  code: 'finance.voucher.kind_unfit',
  status: 422,
  title: { zh: '凭证类别不符', en: 'The kind does not fit' },
  detail: {
    zh: '这些分录应填制{fitting}凭证:收款用“收”,付款及现金与银行之间划转用“付”,不涉及货币资金用“转”',
    en: 'These lines belong on a {fitting} voucher: money that comes in is a receipt, money that goes out or from cash to bank or back a payment, and all else a transfer',
  },
  details: z.object({ fitting: text }),
});
export const voucherMakerUnfit = problem({
  code: 'finance.voucher.maker_unfit',
  status: 403,
  title: { zh: '转账凭证由会计填制', en: 'An accountant makes transfer vouchers' },
  detail: { zh: '出纳只填制收款和付款凭证', en: 'A cashier makes receipts and payments only' },
});
export const voucherNotYours = problem({
  code: 'finance.voucher.not_yours',
  status: 403,
  title: { zh: '不是您填制的凭证', en: 'You did not make this voucher' },
  detail: {
    zh: '草稿由制单人修改、提交,由制单人或财务经理弃用;出纳只作废自己填制的凭证',
    en: 'A draft is amended and submitted by its maker, and thrown away by them or the finance manager; a cashier voids their own only',
  },
});
export const voucherCheckerUnfit = problem({
  code: 'finance.voucher.checker_unfit',
  status: 403,
  title: { zh: '应由他人审核', en: 'Somebody else checks this kind' },
  detail: {
    zh: '收款、付款凭证由会计审核,转账凭证由财务经理审核',
    en: 'An accountant checks receipts and payments, the finance manager transfers',
  },
});
/** Nobody here changes what was checked; so somebody has changed it in the database (F-01). */
export const voucherAltered = problem({
  code: 'finance.voucher.altered',
  status: 409,
  title: { zh: '凭证内容与审核时不同', en: 'It is not what was checked' },
  detail: {
    zh: '凭证或其附件在审核后被改动;请退回重新审核,并报告系统管理员和审计员',
    en: 'The voucher or its papers were altered behind the back of who checked it; return it, and tell the administrator and the auditor',
  },
});
export const voucherWithoutCashier = problem({
  code: 'finance.voucher.without_cashier',
  status: 403,
  title: { zh: '转账凭证不经出纳', en: 'A transfer goes through no cashier' },
  detail: {
    zh: '出纳只在收款和付款凭证上签字,也不退回转账凭证;转账凭证审核后直接记账',
    en: 'Cashiers sign and return receipts and payments only; a transfer is posted once it is checked',
  },
});
export const voucherNotSigned = problem({
  code: 'finance.voucher.not_signed',
  status: 409,
  title: { zh: '出纳尚未签字', en: 'No cashier has signed it' },
  detail: { zh: '收款、付款凭证须先由出纳签字', en: 'A receipt or payment is signed by a cashier first' },
});
/** A number stays in its month and kind, and is never thrown away. */
export const voucherNumbered = problem({
  code: 'finance.voucher.numbered',
  status: 409,
  title: { zh: '凭证已编号', en: 'The voucher has a number' },
  detail: {
    zh: '{month} 的 {label} 已编号,不能弃用或改为其他月份、类别;请将其作废并另行填制',
    en: '{label} of {month} has its number: it goes to no other month or kind and is not thrown away; void it and make a new one',
  },
  details: z.object({ label: text, month: z.string() }),
});
export const voucherNotNumbered = problem({
  code: 'finance.voucher.not_numbered',
  status: 409,
  title: { zh: '草稿尚未编号', en: 'The draft has no number yet' },
  detail: { zh: '没有编号的草稿请直接弃用', en: 'Throw a draft away that has no number' },
});
/** What has not happened yet is not booked; what carries a month forward is dated on its last day. */
export const voucherDayAhead = problem({
  code: 'finance.voucher.day_ahead',
  status: 422,
  title: { zh: '凭证日期晚于今天', en: 'Its day has not come' },
  detail: {
    zh: '今天是 {today};凭证按业务发生的日期填制,不能填以后的日期',
    en: 'It is {today} today; a voucher has the day on which its business happened, and none to come',
  },
  details: z.object({ today: z.string() }),
});
export const voucherRedBefore = problem({
  code: 'finance.voucher.red_before',
  status: 422,
  title: { zh: '红字凭证早于原凭证', en: 'It would undo what was not there' },
  detail: {
    zh: '原凭证的日期是 {day};红字凭证请用该日或以后的日期',
    en: 'The voucher that it reverses is of {day}; take that day or a later one',
  },
  details: z.object({ day: z.string() }),
});
export const voucherRedAlready = problem({
  code: 'finance.voucher.red_already',
  status: 409,
  title: { zh: '已有红字凭证', en: 'There is a red voucher already' },
  detail: {
    zh: '这张凭证已有红字凭证;一张凭证只冲销一次',
    en: 'It has a red voucher already; a voucher is reversed once',
  },
  details: z.object({ id }),
});
export const voucherRedOfRed = problem({
  code: 'finance.voucher.red_of_red',
  status: 409,
  title: { zh: '红字凭证不能再冲销', en: 'A red voucher is not reversed' },
  detail: {
    zh: '这张凭证本身是红字冲销;请重新填制一张正确的凭证',
    en: 'It is a reversal itself; make a new voucher that is right',
  },
});
/** What a red voucher says follows from the one that it reverses; so does what carries forward. */
export const voucherNotAmended = problem({
  code: 'finance.voucher.not_amended',
  status: 409,
  title: { zh: '内容不能修改', en: 'Its content is given' },
  detail: {
    zh: '红字凭证和结转凭证的内容由账簿得出,不能修改;不合适请弃用或作废',
    en: 'What a red voucher or one that carries forward says follows from the books; throw it away, or void it',
  },
});
