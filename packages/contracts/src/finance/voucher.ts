import { z } from 'zod';
import {
  attachmentViews,
  choice,
  day,
  event,
  handledBy,
  id,
  offersOf,
  text,
  transitions,
  version,
  wordsOf,
  type Text,
} from '../define/index.ts';
import { paperHand } from './hand.ts';
import { documentNumber, journalDay, journalLine, journalLineView, journalSummary } from './journal.ts';
import { ledgerMonth } from './money.ts';
import { bookkeepers } from './roles.ts';

/** 收 tells of money that comes in, 付 of money that goes out, 转 of none (F-07). */
export const voucherKind = choice({
  receipt: { zh: '收', en: 'receipt' },
  payment: { zh: '付', en: 'payment' },
  transfer: { zh: '转', en: 'transfer' },
});
export type VoucherKind = z.output<typeof voucherKind>;

export const voucherState = choice({
  draft: { zh: '草稿', en: 'a draft' },
  submitted: { zh: '待审核', en: 'waiting to be checked' },
  checked: { zh: '已审核', en: 'checked' },
  signed: { zh: '出纳已签字', en: 'signed by the cashier' },
  posted: { zh: '已记账', en: 'posted' },
  voided: { zh: '已作废', en: 'void' },
  discarded: { zh: '已弃用', en: 'thrown away' },
});
export type VoucherState = z.output<typeof voucherState>;

export const voucherSteps = transitions({
  name: 'finance.voucher',
  states: wordsOf(voucherState),
  steps: {
    amend: { from: ['draft'], summary: { zh: '修改', en: 'amend it' } },
    /** What was checked is what is posted, with its papers. */
    attach: { from: ['draft'], summary: { zh: '上传附件', en: 'attach a file' } },
    detach: { from: ['draft'], summary: { zh: '移除附件', en: 'remove a file' } },
    /** It takes its number, and is printed with it. */
    submit: { from: ['draft'], to: 'submitted', summary: { zh: '提交', en: 'submit it' } },
    /** What was checked and signed counts no more. */
    return: { from: ['submitted', 'checked', 'signed'], to: 'draft', summary: { zh: '退回', en: 'return it' } },
    check: { from: ['submitted'], to: 'checked', summary: { zh: '审核', en: 'check it' } },
    sign: { from: ['checked'], to: 'signed', summary: { zh: '出纳签字', en: 'sign it as a cashier' } },
    post: { from: ['checked', 'signed'], to: 'posted', summary: { zh: '记账', en: 'post it' } },
    /** Its number stays, and blocks nothing. */
    void: { from: ['draft', 'submitted', 'checked', 'signed'], to: 'voided', summary: { zh: '作废', en: 'void it' } },
    /** By a voucher of its own, which goes through all hands. */
    make_red: { from: ['posted'], summary: { zh: '红字冲销', en: 'make a red voucher of it' } },
    /** Only before it has a number. */
    discard: { from: ['draft'], to: 'discarded', summary: { zh: '弃用', en: 'throw it away' } },
  },
});

/** What a voucher is made from (原始凭证). */
export const sourceDocumentKind = choice({
  receipt: { zh: '收据', en: 'receipt' },
  invoice: { zh: '发票', en: 'invoice' },
  bank_slip: { zh: '银行回单', en: 'bank slip' },
  deposit_slip: { zh: '进账单', en: 'deposit slip' },
  cheque: { zh: '支票存根', en: 'stub of a cheque' },
  contract: { zh: '合同', en: 'contract' },
  expense_claim: { zh: '报销单', en: 'expense claim' },
  loan_slip: { zh: '借款单', en: 'loan slip' },
  pay_sheet: { zh: '工资表', en: 'pay sheet' },
  count_sheet: { zh: '盘点表', en: 'count sheet' },
  calculation: { zh: '计算表', en: 'calculation' },
  voucher: { zh: '原凭证', en: 'voucher' },
  other: { zh: '其他', en: 'other' },
});
/** What the vouchers are for, as the ledger keeps it. */
export const voucherPurpose = choice({
  ordinary: { zh: '日常', en: 'ordinary' },
  closing: { zh: '结转', en: 'carried forward' },
  reversal: { zh: '红字冲销', en: 'reversal' },
});
export type VoucherPurpose = z.output<typeof voucherPurpose>;

export const voucherLinesMax = 100;
export const documentsMax = 50;
export const attachmentsCountMax = 999;

/** What a voucher says; its lines balance in CNY. */
export const voucherContent = z.object({
  kind: voucherKind,
  day: journalDay,
  summary: journalSummary.entered,
  lines: z.array(journalLine).min(2).max(voucherLinesMax),
  /** It is made from these, so there is one at least. */
  documents: z
    .array(z.object({ kind: sourceDocumentKind, number: documentNumber }))
    .min(1)
    .max(documentsMax),
  /** 附件张数: sheets that are attached to it. */
  attachmentsCount: z.int().min(0).max(attachmentsCountMax),
});
export type VoucherContent = z.output<typeof voucherContent>;

/** A hand that answers for what the voucher says. `digest`: SHA-256 over all of it, its papers included. */
const voucherSignature = paperHand.extend({ digest: z.string() });
export type VoucherSignature = z.output<typeof voucherSignature>;

export const voucherSummary = z.object({
  id,
  version,
  kind: voucherKind,
  state: voucherState,
  purpose: voucherPurpose,
  day,
  month: ledgerMonth,
  /** Of its kind and month, from 1; null before it was submitted. */
  number: z.int().nullable(),
  /** 收-1; null before it has a number. */
  label: text.nullable(),
  summary: journalSummary.shown,
  /** What its debit lines come to. */
  amountFen: z.int(),
  attachmentsCount: z.int(),
  /** It left its maker's hand too many working days after its day. */
  late: z.boolean(),
  maker: id,
  made: paperHand,
  submittedAt: z.iso.datetime().nullable(),
});
handledBy.add(voucherSummary, { field: 'maker' });

export const irregularVoucher = voucherSummary.extend({
  /** Its day lies before that of a lower number. */
  outOfOrder: z.boolean(),
  /** For how many days it has waited since it was submitted; null where it waits no more, or not too long. */
  waitingDays: z.int().nullable(),
});
handledBy.add(irregularVoucher, { field: 'maker' });

export const voucherView = voucherSummary.extend({
  lines: z.array(journalLineView).max(voucherLinesMax),
  documents: z.array(z.object({ kind: sourceDocumentKind, number: z.string() })).max(documentsMax),
  /** Papers as files; `attachmentsCount` is what people count. */
  attachments: attachmentViews,
  checked: voucherSignature.nullable(),
  signed: voucherSignature.nullable(),
  posted: paperHand.nullable(),
  /** Why it was returned or is void. */
  reason: z.string().nullable(),
  journalId: id.nullable(),
  /** The posted voucher that it reverses. */
  redOfId: id.nullable(),
  /** The red voucher that undoes it, or is to once it is posted. */
  redId: id.nullable(),
  /** What is unusual about it. */
  warnings: z.array(text).max(2),
  offers: offersOf(voucherSteps),
});
handledBy.add(voucherView, { field: 'maker' });

/** 收-1 */
export const voucherLabel = (kind: VoucherKind, number: number): Text => {
  const { zh, en } = wordsOf(voucherKind)[kind];
  return { zh: `${zh}-${number}`, en: `${en} ${number}` };
};

/** What events of a voucher tell; never amounts, since cashiers hear of their own (F-08). */
const told = z.object({
  voucherId: id,
  kind: voucherKind,
  state: voucherState,
  day,
  month: ledgerMonth,
  number: z.int().nullable(),
  makerId: id,
  late: z.boolean(),
});
const voucherEvent = <Name extends string>(name: Name, summary: Text) =>
  event({
    name: `finance.voucher.${name}`,
    version: 1,
    audience: 'services',
    visibleTo: bookkeepers,
    toldToWhomItIsAbout: true,
    about: { staff: ['makerId'] },
    data: told,
    summary,
    rules: ['F-07'],
  });
export const voucherMade = voucherEvent('made', { zh: '已制单', en: 'A voucher was made' });
export const voucherAmended = voucherEvent('amended', { zh: '凭证已修改', en: 'A voucher was amended' });
export const voucherSubmitted = voucherEvent('submitted', { zh: '凭证待审核', en: 'A voucher waits to be checked' });
export const voucherReturned = voucherEvent('returned', { zh: '凭证已退回', en: 'A voucher was returned' });
export const voucherChecked = voucherEvent('checked', { zh: '凭证已审核', en: 'A voucher was checked' });
export const voucherSigned = voucherEvent('signed', { zh: '出纳已签字', en: 'A cashier has signed a voucher' });
export const voucherVoided = voucherEvent('voided', { zh: '凭证已作废', en: 'A voucher is void' });
export const voucherDiscarded = voucherEvent('discarded', { zh: '草稿已弃用', en: 'A draft was thrown away' });
export const voucherPosted = event({
  name: 'finance.voucher.posted',
  version: 1,
  audience: 'services',
  visibleTo: bookkeepers,
  toldToWhomItIsAbout: true,
  about: { staff: ['makerId'] },
  data: told.extend({ journalId: id, redOfId: id.nullable() }),
  summary: { zh: '凭证已记账', en: 'A voucher was posted' },
  rules: ['F-07'],
});
/** `sha256`: of the file's bytes. */
const voucherFileEvent = <Name extends string>(name: Name, summary: Text) =>
  event({
    name: `finance.voucher.${name}`,
    version: 1,
    audience: 'services',
    visibleTo: bookkeepers,
    toldToWhomItIsAbout: true,
    about: { staff: ['makerId'] },
    data: told.extend({ sha256: z.string() }),
    summary,
    rules: ['F-07'],
  });
export const voucherAttached = voucherFileEvent('attached', { zh: '凭证附件已上传', en: 'A file was attached' });
export const voucherDetached = voucherFileEvent('detached', { zh: '凭证附件已移除', en: 'A file was removed' });
