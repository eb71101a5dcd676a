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
  paymentKind,
} from '../define/index.ts';
import { cashBox } from './cash-desk.ts';
import { payeeKind } from './cash-out.ts';
import { paperHand } from './hand.ts';
import { documentNumber, partyCode } from './journal.ts';
import { ledgerReaders } from './roles.ts';
import { sourceDocumentKind } from './voucher.ts';

export const cashPayoutState = choice({
  paid: { zh: '已付', en: 'paid' },
  returned: { zh: '已退回', en: 'given back' },
});
export type CashPayoutState = z.output<typeof cashPayoutState>;
export const cashPayoutSteps = transitions({
  name: 'finance.cash_payout',
  states: wordsOf(cashPayoutState),
  steps: {
    /** All of it, on its own day. */
    take_back: { from: ['paid'], to: 'returned', summary: { zh: '退回', en: 'take it back' } },
  },
});

const payeeName = personalField('words', line(60));
/** Who is paid. A firm has a code, so that what goes to it is counted together (F-20). */
export const payee = z
  .object({ kind: payeeKind, payeeName: payeeName.entered, party: partyCode.nullable().default(null) })
  .refine(
    ({ kind, party }) => kind === 'person' || party !== null,
    says({ zh: '收款单位须填往来编号', en: 'a firm has the code of its party' }),
  );
export type Payee = z.output<typeof payee>;
/** What it is paid on (原始凭证). Of an invoice its code and number, as `code/number` where it has both. */
export const payoutDocument = z.object({ kind: sourceDocumentKind, number: documentNumber });
export type PayoutDocument = z.output<typeof payoutDocument>;

/** Cash that was paid out (F-04). */
export const cashPayoutView = z.object({
  id,
  version,
  cashDeskId: id,
  day,
  state: cashPayoutState,
  from: cashBox,
  kind: paymentKind,
  payee: z.object({ kind: payeeKind, payeeName: payeeName.shown, party: z.string().nullable() }),
  amountFen: z.int(),
  document: z.object({ kind: sourceDocumentKind, number: z.string() }),
  /** By which it was paid out of takings. */
  takingsPermitId: id.nullable(),
  custodianId: id,
  paid: paperHand,
  returned: paperHand.nullable(),
  /** Why it came back. */
  reason: z.string().nullable(),
  offers: offersOf(cashPayoutSteps),
});
handledBy.add(cashPayoutView, { field: 'custodianId' });

export const cashPayoutNotFound = problem({
  code: 'finance.cash_payout.not_found',
  status: 404,
  title: { zh: '没有这笔付款', en: 'No such payment' },
  detail: { zh: '找不到付款 {id}', en: 'There is no payment {id}' },
  details: z.object({ id: z.string() }),
});
export const beyondCashUse = problem({
  code: 'finance.cash_payout.beyond_cash_use',
  status: 409,
  title: { zh: '超过现金使用范围', en: 'So much is not paid in cash' },
  detail: {
    zh: '对同一收款人 {days} 天内的现金付款合计不得超过 {maxFen} 元,拆分付款合并计算;请通过银行转账支付',
    en: 'Within {days} days at most {maxFen} yuan in cash go to one payee, and what is split counts together; pay it by the bank',
  },
  details: z.object({ days: z.int(), maxFen: z.int() }),
});
export const invoicePaid = problem({
  code: 'finance.cash_payout.invoice_paid',
  status: 409,
  title: { zh: '该发票已付款', en: 'The invoice was paid already' },
  detail: {
    zh: '发票 {number} 已付款,不能重复支付;请核对发票代码和号码',
    en: 'Invoice {number} was paid already, and is not paid twice; look at its code and number again',
  },
  details: z.object({ number: z.string() }),
});
export const payoutOfAnotherDay = problem({
  code: 'finance.cash_payout.of_another_day',
  status: 409,
  title: { zh: '不是当前营业日的付款', en: 'It is of another day' },
  detail: {
    zh: '付款属于 {day};只有当前营业日的付款可以退回,之后收回的款项请开收据',
    en: 'The payment is of {day}; only one of the open day is taken back, and for what comes back later a receipt is issued',
  },
  details: z.object({ day }),
});

/** The whole state of a payment, but never a sum (F-08). */
export const cashPayoutChanged = event({
  name: 'finance.cash_payout.changed',
  version: 1,
  audience: 'services',
  carriesState: true,
  visibleTo: ledgerReaders,
  toldToWhomItIsAbout: true,
  about: { staff: ['custodianId'] },
  data: z.object({
    cashPayoutId: id,
    deskId: id,
    day,
    state: cashPayoutState,
    from: cashBox,
    kind: paymentKind,
    takingsPermitId: id.nullable(),
    custodianId: id,
  }),
  summary: { zh: '现金付款变动', en: 'A payment in cash changed' },
  rules: ['F-04', 'F-20'],
});
