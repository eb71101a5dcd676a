import { z } from 'zod';
import {
  choice,
  day,
  event,
  handledBy,
  id,
  offersOf,
  problem,
  transitions,
  version,
  wordsOf,
  paymentKind,
} from '../define/index.ts';
import { cashBox } from './cash-desk.ts';
import { paperHand } from './hand.ts';
import { ledgerAccountCode } from './money.ts';
import { documentsShown, paymentPayeeView } from './payment.ts';
import { ledgerReaders } from './roles.ts';

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

/** A payment that was paid in cash (F-04, F-06), with what it said. */
export const cashPayoutView = z.object({
  id,
  version,
  paymentId: id,
  cashDeskId: id,
  day,
  state: cashPayoutState,
  from: cashBox,
  kind: paymentKind,
  payee: paymentPayeeView,
  amountFen: z.int(),
  accountCode: ledgerAccountCode,
  documents: documentsShown,
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
  title: { zh: '没有这笔现金付款', en: 'No such payment in cash' },
  detail: { zh: '找不到现金付款 {id}', en: 'There is no payment in cash {id}' },
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
    paymentId: id,
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
