import { z } from 'zod';
import {
  choice,
  event,
  handledBy,
  id,
  offersOf,
  personalField,
  personName,
  problem,
  prose,
  reason,
  says,
  text,
  transitions,
  version,
  wordsOf,
} from '../define/index.ts';
import { ticketWatchers } from './roles.ts';
import { those, which } from './ticket-event-parts.ts';

/** What money is given back for. */
export const refundReason = choice({
  overcharged: { zh: '多收款项', en: 'too much was charged' },
  not_provided: { zh: '未提供服务或未发货', en: 'nothing was provided or delivered' },
  cancelled: { zh: '客户取消', en: 'the customer cancelled' },
  faulty: { zh: '质量问题', en: 'it was faulty' },
  compensation: { zh: '补偿', en: 'compensation' },
  other: { zh: '其他', en: 'other' },
});
/** How the money came in; it goes back the same way (原路退回). */
export const refundWay = choice({
  cash: { zh: '现金', en: 'cash' },
  cheque: { zh: '支票', en: 'cheque' },
  transfer: { zh: '转账', en: 'transfer' },
  wechat: { zh: '微信支付', en: 'WeChat Pay' },
  alipay: { zh: '支付宝', en: 'Alipay' },
});
export type RefundWay = z.output<typeof refundWay>;
/** Of which the customer has an order, where no receipt is at hand. */
const byOrder: readonly RefundWay[] = ['wechat', 'alipay'];

export const refundState = choice({
  asked: { zh: '已申请', en: 'asked for' },
  withdrawal_asked: { zh: '申请撤回', en: 'asked to be withdrawn' },
  paid: { zh: '已付', en: 'paid' },
  refused: { zh: '未获办理', en: 'refused' },
  withdrawn: { zh: '已撤回', en: 'withdrawn' },
});
export type RefundState = z.output<typeof refundState>;
const underWay = ['asked', 'withdrawal_asked'] as const;
export const refundSteps = transitions({
  name: 'tickets.refund',
  states: wordsOf(refundState),
  steps: {
    /** Finance says whether it came before the payment. */
    withdraw: { from: ['asked'], to: 'withdrawal_asked', summary: { zh: '撤回', en: 'withdraw it' } },
    /** As finance decided. */
    end: {
      from: underWay,
      to: ['paid', 'refused', 'withdrawn'],
      automatic: true,
      summary: { zh: '了结', en: 'end it' },
    },
  },
});

/** The number of a receipt, or of a wallet's order or a transfer. */
const paperNumber = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9_.:/-]{0,59}$/);
/** In fen, just below a billion yuan; never more than was received. */
const refundFen = z.int().min(1).max(99_999_999_999);
/** What signers should know of it. */
export const refundSituation = personalField('words', prose(2_000));
/** So many of a ticket are under way at once. */
export const refundsMax = 20;

export const refundRequest = z
  .object({
    receiptNumber: paperNumber.nullable(),
    /** Needed where the receipt was paid in several ways, and for an order. */
    way: refundWay.nullable().default(null),
    /** Of the wallet's order, or of the cheque or transfer. */
    reference: paperNumber.nullable().default(null),
    amountFen: refundFen,
    why: refundReason,
    situation: refundSituation.entered,
    /** Somebody else than who paid; it takes further signatures. */
    otherPayee: z.object({ payeeName: personName.entered }).nullable().default(null),
  })
  .refine(
    ({ receiptNumber, way, reference }) =>
      receiptNumber !== null || (way !== null && byOrder.includes(way) && reference !== null),
    {
      path: ['receiptNumber'],
      ...says({
        zh: '请填写收据号码,或微信、支付宝的收款方式与订单号',
        en: 'give the number of the receipt, or the wallet and the number of its order',
      }),
    },
  );
export type RefundRequest = z.output<typeof refundRequest>;

export const refundView = z.object({
  id,
  version,
  ticketId: id,
  state: refundState,
  receiptNumber: z.string().nullable(),
  way: refundWay.nullable(),
  reference: z.string().nullable(),
  amountFen: z.int(),
  why: refundReason,
  situation: refundSituation.shown,
  otherPayee: z.object({ payeeName: personName.shown }).nullable(),
  askedById: id,
  askedByName: z.string(),
  askedAt: z.iso.datetime(),
  /** Why finance didn't pay it; null where it did, or hasn't decided. */
  refusal: z.object({ code: z.string(), words: text }).nullable(),
  endedAt: z.iso.datetime().nullable(),
  offers: offersOf(refundSteps),
});
handledBy.add(refundView, { field: 'askedById' });

export const refundNotFound = problem({
  code: 'tickets.refund.not_found',
  status: 404,
  title: { zh: '没有这笔退款', en: 'No such refund' },
  detail: { zh: '找不到退款 {id}', en: 'There is no refund {id}' },
  details: z.object({ id: z.string() }),
});
export const refundNotYours = problem({
  code: 'tickets.refund.not_yours',
  status: 403,
  title: { zh: '不是您申请的退款', en: 'Not your refund' },
  detail: {
    zh: '该退款由 {askedByName} 申请;请由其本人、工单负责人或主管撤回',
    en: '{askedByName} asked for it; they, who is in charge of the ticket or a supervisor may withdraw it',
  },
  details: z.object({ askedByName: z.string() }),
});

const told = z.object({ ...which, refundId: id, at: z.iso.datetime() });
const alike = { version: 1, audience: 'services', visibleTo: ticketWatchers, about: those, rules: ['F-12'] } as const;
/** Finance pays it, or says why not. */
export const refundAsked = event({
  name: 'tickets.refund.asked',
  ...alike,
  about: { ...those, staff: ['assigneeId', 'askedById'] },
  data: told.extend({
    receiptNumber: z.string().nullable(),
    way: refundWay.nullable(),
    reference: z.string().nullable(),
    amountFen: z.int(),
    why: refundReason,
    situation: refundSituation.shown,
    /** Null where whoever paid gets it. */
    payeeName: personName.shown.nullable(),
    askedById: id,
    askedByName: z.string(),
  }),
  summary: { zh: '工单申请退款', en: 'A refund is asked for on a ticket' },
});
export const refundWithdrawalAsked = event({
  name: 'tickets.refund.withdrawal_asked',
  ...alike,
  about: { ...those, staff: ['assigneeId', 'askedById'] },
  data: told.extend({ askedById: id, askedByName: z.string(), reason }),
  summary: { zh: '工单申请撤回退款', en: 'A refund is to be withdrawn, unless it is paid already' },
});
export const refundEnded = event({
  name: 'tickets.refund.ended',
  ...alike,
  data: told.extend({ state: refundState }),
  summary: { zh: '工单退款已了结', en: 'A refund is paid, refused or withdrawn' },
});
/** On the ticket: one more is under way, or one less. */
export const ticketRefundNoted = event({
  name: 'tickets.ticket.refund_noted',
  ...alike,
  data: told.extend({ state: refundState, by: z.string() }),
  summary: { zh: '工单已记录退款进展', en: 'What became of a refund is noted on its ticket' },
});
