import { z } from 'zod';
import {
  choice,
  day,
  event,
  handledBy,
  id,
  line,
  offersOf,
  personalField,
  problem,
  says,
  transitions,
  version,
  wordsOf,
  type Text,
} from '../define/index.ts';
import { sumFen } from './cash-desk.ts';
import { paperHand } from './hand.ts';
import { documentNumber } from './journal.ts';
import { ledgerReaders } from './roles.ts';

/** What is paid with it. */
export const receiptKind = choice({
  deposit: { zh: '定金', en: 'deposit' },
  first_instalment: { zh: '一期款', en: 'first instalment' },
  second_instalment: { zh: '二期款', en: 'second instalment' },
  final: { zh: '尾款', en: 'final payment' },
  repayment: { zh: '还款', en: 'repayment' },
  other: { zh: '其他', en: 'other' },
});
export const paymentMethod = choice({
  cash: { zh: '现金', en: 'cash' },
  cheque: { zh: '支票', en: 'cheque' },
  transfer: { zh: '转账', en: 'transfer' },
  wechat: { zh: '微信支付', en: 'WeChat Pay' },
  alipay: { zh: '支付宝', en: 'Alipay' },
});
export type PaymentMethod = z.output<typeof paymentMethod>;
export const wallets: ReadonlySet<PaymentMethod> = new Set(['wechat', 'alipay']);

export const receiptState = choice({
  issued: { zh: '有效', en: 'issued' },
  void_asked: { zh: '申请作废', en: 'asked to be void' },
  voided: { zh: '已作废', en: 'void' },
});
export type ReceiptState = z.output<typeof receiptState>;
export const receiptSteps = transitions({
  name: 'finance.receipt',
  states: wordsOf(receiptState),
  steps: {
    /** On its own day, with all of its copies back. One without cash is void at once. */
    void: { from: ['issued'], to: ['void_asked', 'voided'], summary: { zh: '作废', en: 'make it void' } },
    /** By a second person, since it lowers the takings. */
    approve_void: { from: ['void_asked'], to: 'voided', summary: { zh: '同意作废', en: 'agree that it is void' } },
    refuse_void: { from: ['void_asked'], to: 'issued', summary: { zh: '不同意作废', en: 'keep it' } },
  },
});

export const receiptMethodsMax = 5;
/** One way in which a part of it is paid. Of a wallet the whole sum, and of that what the wallet keeps. */
const receiptPart = z
  .object({
    method: paymentMethod,
    amountFen: sumFen,
    /** The number of the cheque, of the transfer or of the wallet's order. */
    reference: documentNumber.nullable().default(null),
    feeFen: z.int().min(0).default(0),
  })
  .refine(
    ({ method, reference }) => (method === 'cash') === (reference === null),
    says({ zh: '现金以外的收款方式须填单号,现金不填', en: 'all but cash have a number, and cash has none' }),
  )
  .refine(
    ({ method, amountFen, feeFen }) => feeFen === 0 || (wallets.has(method) && feeFen < amountFen),
    says({ zh: '只有扫码收款有手续费,且小于收款金额', en: 'only a wallet has a fee, and it is less than the sum' }),
  );
/** Who paid, as it is written on the receipt. */
export const receiptPayer = personalField('words', line(60));

export const receiptContent = z
  .object({
    payer: receiptPayer.entered,
    kind: receiptKind,
    contract: documentNumber.nullable().default(null),
    /** That it pays back (F-05). */
    loanId: id.nullable().default(null),
    parts: z.array(receiptPart).min(1).max(receiptMethodsMax),
    /** The notes were looked at with the detector. */
    counterfeitChecked: z.boolean().default(false),
  })
  .refine(
    ({ parts }) => parts.filter(({ method }) => method === 'cash').length <= 1,
    says({ zh: '现金只填一行', en: 'cash stands there once' }),
  )
  .refine(
    ({ loanId, kind, parts }) =>
      loanId === null || (kind === 'repayment' && parts.every(({ method }) => method !== 'cheque')),
    says({ zh: '只有还款收据填写借款,且不收支票', en: 'only a repayment names a loan, and none by cheque' }),
  )
  .refine(
    ({ parts, counterfeitChecked }) => counterfeitChecked || parts.every(({ method }) => method !== 'cash'),
    says({ zh: '收现金须先验钞', en: 'look at the notes with the detector before you take them' }),
  );
export type ReceiptContent = z.output<typeof receiptContent>;

export const receiptView = z.object({
  id,
  version,
  cashDeskId: id,
  receiptBookId: id,
  /** As it is printed: series and number, such as `A2026-00000017`. */
  number: z.string(),
  /** The open day of its desk, whatever the clock says (F-08). */
  day,
  state: receiptState,
  payer: receiptPayer.shown,
  kind: receiptKind,
  contract: z.string().nullable(),
  /** That it pays back (F-05); null for others. */
  loanId: id.nullable(),
  parts: z
    .array(
      z.object({
        method: paymentMethod,
        amountFen: z.int(),
        reference: z.string().nullable(),
        feeFen: z.int(),
        netFen: z.int(),
        refundedFen: z.int(),
      }),
    )
    .max(receiptMethodsMax),
  totalFen: z.int(),
  /** What of it was refunded, or is about to be (F-12). */
  refundedFen: z.int(),
  /** In capitals, as it is written on the paper (大写): 壹仟贰佰元整. */
  totalInWords: z.string(),
  cashFen: z.int(),
  /** 现金收讫 is stamped on it. */
  cashReceived: z.boolean(),
  /** A cheque of it has not gone to the bank. */
  chequeInHand: z.boolean(),
  issuedById: id,
  issued: paperHand,
  voidAsked: paperHand.nullable(),
  voided: paperHand.nullable(),
  /** Why it is void, or why not. */
  reason: z.string().nullable(),
  offers: offersOf(receiptSteps),
});
handledBy.add(receiptView, { field: 'issuedById' });

export const receiptNotFound = problem({
  code: 'finance.receipt.not_found',
  status: 404,
  title: { zh: '没有这张收据', en: 'No such receipt' },
  detail: { zh: '找不到收据 {id}', en: 'There is no receipt {id}' },
  details: z.object({ id: z.string() }),
});
export const receiptOfAnotherDay = problem({
  code: 'finance.receipt.of_another_day',
  status: 409,
  title: { zh: '不是当前营业日的收据', en: 'It is of another day' },
  detail: {
    zh: '收据 {number} 属于 {day};只有当前营业日的收据可以作废,之后请开红字收据或办理退款',
    en: 'Receipt {number} is of {day}; only one of the open day is made void, and later the money is refunded',
  },
  details: z.object({ number: z.string(), day }),
});
export const receiptCopiesMissing = problem({
  code: 'finance.receipt.copies_missing',
  status: 422,
  title: { zh: '收据各联未收齐', en: 'Its copies are not all back' },
  detail: { zh: '作废须收回全部联次', en: 'A receipt is void only with all of its copies back' },
});
/** What is handed back out of the takings is paid out of them (F-04). */
export const receiptPaidBack = problem({
  code: 'finance.receipt.paid_back',
  status: 409,
  title: { zh: '退还现金属于退款,不是作废', en: 'Money handed back is a refund' },
  detail: {
    zh: '不得从营业款中退还现金(坐支);请按退款办理,从备用金或银行支付',
    en: 'Nothing is handed back out of takings; refund it from petty cash or by the bank',
  },
});
export const chequeGone = problem({
  code: 'finance.receipt.cheque_gone',
  status: 409,
  title: { zh: '支票已送存', en: 'The cheque has gone to the bank' },
  detail: { zh: '收据的支票已送存银行;请办理退款', en: 'A cheque of it is with the bank; refund it instead' },
});

export const receiptRefunded = problem({
  code: 'finance.receipt.refunded',
  status: 409,
  title: { zh: '收据已有退款', en: 'Something of it was refunded' },
  detail: {
    zh: '收据 {number} 已有退款或退款正在办理,不能作废;请先由工单撤回退款',
    en: 'Something of receipt {number} was refunded, or is about to be, so it stays; have its ticket withdraw the refund first',
  },
  details: z.object({ number: z.string() }),
});

/** What events tell of it; never a sum (F-08). */
const told = z.object({ receiptId: id, deskId: id, number: z.string(), day, state: receiptState, issuedById: id });
const receiptEvent = <Name extends string>(name: Name, summary: Text) =>
  event({
    name: `finance.receipt.${name}`,
    version: 1,
    audience: 'services',
    visibleTo: ledgerReaders,
    toldToWhomItIsAbout: true,
    about: { staff: ['issuedById'] },
    data: told,
    summary,
    rules: ['F-02'],
  });
export const receiptIssued = receiptEvent('issued', { zh: '已开收据', en: 'A receipt was issued' });
export const receiptVoidAsked = receiptEvent('void_asked', { zh: '收据申请作废', en: 'A receipt is asked to be void' });
export const receiptVoided = receiptEvent('voided', { zh: '收据已作废', en: 'A receipt is void' });
export const receiptKept = receiptEvent('kept', { zh: '收据不作废', en: 'A receipt stays' });
/** It is on its way to the bank, or was returned by it. */
export const receiptChequeLeft = receiptEvent('cheque_left', { zh: '支票已送存', en: 'Its cheque went to the bank' });
export const receiptChequeBack = receiptEvent('cheque_back', { zh: '支票已退回', en: 'Its cheque came back' });
/** Something of it is to go back to who paid, or isn't any more (F-12). */
export const receiptRefundsChanged = receiptEvent('refunds_changed', {
  zh: '收据退款变动',
  en: 'A refund of it changed',
});
