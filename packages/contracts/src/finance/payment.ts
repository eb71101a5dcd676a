import { z } from 'zod';
import {
  attachmentViews,
  choice,
  day,
  event,
  handledBy,
  id,
  line,
  offersOf,
  paymentKind,
  paymentSigner,
  personalField,
  prose,
  says,
  transitions,
  version,
  wordsOf,
  type Role,
} from '../define/index.ts';
import { sumFen } from './cash-desk.ts';
import { payeeKind } from './cash-out.ts';
import { paperHand } from './hand.ts';
import { documentNumber, partyCode } from './journal.ts';
import { ledgerAccountCode } from './money.ts';
import { paymentMethod } from './receipt.ts';
import { ledgerReaders } from './roles.ts';
import { sourceDocumentKind } from './voucher.ts';

/** How money comes to the payee. */
export const paymentWay = choice({
  cash: { zh: '现金', en: 'cash' },
  transfer: { zh: '银行转账', en: 'bank transfer' },
  cheque: { zh: '支票', en: 'cheque' },
  wallet: { zh: '原路退回(扫码)', en: 'back to the wallet' },
  /** An expense that is set off against what its payee was lent; no money moves (F-05). */
  offset: { zh: '冲抵借款', en: 'set off against a loan' },
});

export const paymentState = choice({
  requested: { zh: '待签批', en: 'waiting for signatures' },
  approved: { zh: '已签批', en: 'signed' },
  sent: { zh: '已付出待回单', en: 'sent, the bank has not told' },
  paid: { zh: '已付', en: 'paid' },
  refused: { zh: '已拒绝', en: 'refused' },
  withdrawn: { zh: '已撤回', en: 'withdrawn' },
});
export type PaymentState = z.output<typeof paymentState>;
const notSent = ['requested', 'approved'] as const;
export const paymentSteps = transitions({
  name: 'finance.payment',
  states: wordsOf(paymentState),
  steps: {
    /** All signatures are void then, as they are with each paper that comes or goes. */
    amend: { from: notSent, to: 'requested', summary: { zh: '修改', en: 'amend it' } },
    attach: { from: notSent, to: 'requested', summary: { zh: '上传附件', en: 'attach a file' } },
    detach: { from: notSent, to: 'requested', summary: { zh: '移除附件', en: 'remove a file' } },
    sign: { from: ['requested'], to: ['requested', 'approved'], summary: { zh: '签批', en: 'sign it' } },
    refuse: { from: notSent, to: 'refused', summary: { zh: '拒绝', en: 'refuse it' } },
    withdraw: { from: notSent, to: 'withdrawn', summary: { zh: '撤回', en: 'withdraw it' } },
    /** Out of a box, by who holds it. */
    pay_out: { from: ['approved'], to: 'paid', summary: { zh: '现金付出', en: 'pay it out in cash' } },
    /** The money is in the box again, on the same day; its signatures stand. */
    take_back: {
      ...{ from: ['paid'], to: 'approved', automatic: true },
      summary: { zh: '退回现金', en: 'take its cash back' },
    },
    /** The bank is told; whether it has paid is known by its slip only. */
    send: { from: ['approved'], to: 'sent', summary: { zh: '付出', en: 'send it' } },
    settle: { from: ['sent'], to: 'paid', summary: { zh: '登记回单', en: 'record the bank’s slip' } },
    /** The bank sent it back; it is signed anew before anybody sends it again. */
    fail: { from: ['sent'], to: 'requested', summary: { zh: '登记退汇', en: 'record that it came back' } },
    /** It settles some of the payee's loan. */
    set_off: { from: ['approved'], to: 'paid', summary: { zh: '冲抵借款', en: 'set it off' } },
    /** It stays as it is while the cheque stands; what becomes of that is the cheque's own. */
    draw_cheque: { from: ['approved'], summary: { zh: '填写支票', en: 'draw a cheque for it' } },
    hand_out_cheque: {
      ...{ from: ['approved'], to: 'sent', automatic: true },
      summary: { zh: '交付支票', en: 'hand its cheque out' },
    },
    take_back_cheque: {
      ...{ from: ['sent'], to: 'approved', automatic: true },
      summary: { zh: '收回支票', en: 'take its cheque back' },
    },
    cash_cheque: {
      ...{ from: ['sent'], to: 'paid', automatic: true },
      summary: { zh: '兑付支票', en: 'have its cheque cashed' },
    },
    void_cheque: {
      ...{ from: ['approved', 'sent'], to: 'approved', automatic: true },
      summary: { zh: '作废支票', en: 'make its cheque void' },
    },
    make_voucher: { from: ['paid'], summary: { zh: '生成凭证', en: 'make its voucher' } },
  },
});

const payeeName = personalField('words', line(60));
/** Who is paid: a firm by the code of its party, somebody of the staff by their id. */
export const paymentPayee = z
  .object({
    kind: payeeKind,
    payeeName: payeeName.entered,
    party: partyCode.nullable().default(null),
    staffId: id.nullable().default(null),
  })
  .refine(
    ({ kind, party }) => kind === 'person' || party !== null,
    says({ zh: '收款单位须填往来编号', en: 'a firm has the code of its party' }),
  )
  .refine(
    ({ party }) => party === null || !/^(staff|loan):/i.test(party),
    says({ zh: '本单位员工请选择员工,不填往来编号', en: 'somebody of the staff is chosen as such, not by a code' }),
  )
  .refine(
    ({ kind, staffId }) => kind === 'person' || staffId === null,
    says({ zh: '收款单位不填员工', en: 'a firm is nobody of the staff' }),
  )
  .refine(
    ({ party, staffId }) => staffId === null || party === null,
    says({ zh: '员工以本人记账,不填往来编号', en: 'somebody of the staff has no other code of a party' }),
  );
export type PaymentPayee = z.output<typeof paymentPayee>;
export const paymentPayeeView = z.object({
  kind: payeeKind,
  payeeName: payeeName.shown,
  party: z.string().nullable(),
  staffId: id.nullable(),
});

/** 8 to 32 digits, as they are printed or in one; only the digits count. */
export const bankAccountNumber = personalField('account_number', z.string().regex(/^\d([ -]?\d){7,31}$/));

/** What it is paid for, in words. */
export const paymentSummary = personalField('words', line(200));
export const paymentDocumentsMax = 20;
/** What it rests on (原始凭证). Of an invoice its code and number, as `code/number` where it has both. */
const paymentDocuments = z
  .array(z.object({ kind: sourceDocumentKind, number: documentNumber }))
  .min(1)
  .max(paymentDocumentsMax);

export const documentsShown = z
  .array(z.object({ kind: sourceDocumentKind, number: z.string() }))
  .max(paymentDocumentsMax);

/** What a payment says; whoever signs it binds themselves to all of it (F-06). */
export const paymentContent = z
  .object({
    kind: paymentKind,
    way: paymentWay,
    payee: paymentPayee,
    /** To which a transfer goes. */
    payeeAccountId: id.nullable().default(null),
    amountFen: sumFen,
    /** What it is booked as; by the company's setting for its kind where nothing is said. */
    accountCode: ledgerAccountCode.nullable().default(null),
    /** Whose budget it is paid from. */
    departmentId: id.nullable().default(null),
    summary: paymentSummary.entered,
    documents: paymentDocuments,
  })
  .refine(
    ({ kind, payee, documents }) =>
      kind !== 'loan' || (payee.staffId !== null && documents.some((one) => one.kind === 'loan_slip')),
    says({ zh: '借款须由本单位员工凭借款单办理', en: 'a loan is given to somebody of the staff, on a loan slip' }),
  )
  .refine(
    ({ kind, way, payee }) => way !== 'offset' || (['expense', 'travel'].includes(kind) && payee.staffId !== null),
    says({ zh: '只有员工的费用报销和差旅费可冲抵借款', en: 'only expenses and travel of the staff are set off' }),
  );
export type PaymentContent = z.output<typeof paymentContent>;

/** What a ticket said of the refund that it pays (F-12). */
const situation = personalField('words', prose(2_000));
export const paymentSource = z.object({
  refundId: id,
  ticketId: id,
  /** Of which something goes back, and how that came in. */
  receiptId: id,
  method: paymentMethod,
  /** The number of the wallet's order, of the cheque or of the transfer. */
  reference: z.string().nullable(),
  /** Somebody else than who paid gets it. */
  otherPayee: z.boolean(),
  situation: situation.shown,
});
export type PaymentSource = z.output<typeof paymentSource>;

/** A hand under what the payment said, by its digest. */
const paymentSignature = paperHand.extend({
  role: paymentSigner,
  /** In whose stead; null for themselves. */
  forId: id.nullable(),
  authorityId: id.nullable(),
  digest: z.string(),
});
export type PaymentSignature = z.output<typeof paymentSignature>;
export const paymentSignaturesMax = 10;

export const paymentView = z.object({
  id,
  version,
  state: paymentState,
  kind: paymentKind,
  way: paymentWay,
  payee: paymentPayeeView,
  payeeAccountId: id.nullable(),
  /** Digits alone; of the payee’s account. */
  accountNumber: bankAccountNumber.shown.nullable(),
  amountFen: z.int(),
  accountCode: ledgerAccountCode,
  departmentId: id.nullable(),
  summary: paymentSummary.shown,
  documents: documentsShown,
  attachments: attachmentViews,
  /** The ticket's refund that it pays; null for others. */
  source: paymentSource.nullable(),
  /** The day on which it was asked for. */
  day,
  requestedById: id,
  requested: paperHand,
  /** Over all that it says, its papers included; who signs says which they saw. */
  digest: z.string(),
  /** Who has to sign, as it was reckoned last. */
  signers: z.array(paymentSigner).max(paymentSignaturesMax),
  signatures: z.array(paymentSignature).max(paymentSignaturesMax),
  /** Who told the bank, and from which account; null before. */
  sent: paperHand.extend({ bankAccount: ledgerAccountCode }).nullable(),
  /** The budget in which it is reserved, or that it has used; null where it has none. */
  budgetId: id.nullable(),
  /** The bank's slip. */
  settled: paperHand.extend({ slipNumber: z.string(), slipDay: day }).nullable(),
  /** The cheque that stands for it. */
  chequeId: id.nullable(),
  /** In cash: the day of the desk that paid it. */
  paidDay: day.nullable(),
  /** The loan that it has given, or settled some of (F-05). */
  loanId: id.nullable(),
  voucherId: id.nullable(),
  /** Why it was refused or withdrawn, or came back. */
  reason: z.string().nullable(),
  offers: offersOf(paymentSteps),
});
handledBy.add(paymentView, { field: 'requestedById' });
/** As it is listed, without its papers. */
export const paymentListed = paymentView.omit({ attachments: true, digest: true });
handledBy.add(paymentListed, { field: 'requestedById' });

/** Those who read all payments; wages only those who keep the books and who pay them. */
export const paymentReaders = [
  'cashier',
  'project_manager',
  'department_manager',
  ...ledgerReaders,
] as const satisfies readonly Role[];

/** The whole state of a payment, but no sum and no name. */
export const paymentChanged = event({
  name: 'finance.payment.changed',
  version: 1,
  audience: 'services',
  carriesState: true,
  visibleTo: ['cashier', ...ledgerReaders],
  toldToWhomItIsAbout: true,
  about: { staff: ['requestedById'] },
  data: z.object({
    paymentId: id,
    state: paymentState,
    kind: paymentKind,
    way: paymentWay,
    requestedById: id,
    signatures: z.int(),
    paidDay: day.nullable(),
  }),
  summary: { zh: '付款单变动', en: 'A payment changed' },
  rules: ['F-06'],
});
