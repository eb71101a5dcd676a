import { z } from 'zod';
import { choice, day, event, id, offersOf, problem, transitions, version, wordsOf } from '../define/index.ts';
import { cashBox } from './cash-desk.ts';
import { paperHand } from './hand.ts';
import { ledgerAccountCode } from './money.ts';
import { ledgerReaders } from './roles.ts';

export const cashDepositKind = choice({ cash: { zh: '现金', en: 'cash' }, cheques: { zh: '支票', en: 'cheques' } });
export type CashDepositKind = z.output<typeof cashDepositKind>;
/** 在途 from the moment that it has left the desk until its slip is back, or it is. */
export const cashDepositState = choice({
  left: { zh: '在途', en: 'on its way' },
  return_asked: { zh: '在途,申请退回', en: 'on its way, said to be back' },
  banked: { zh: '已入账', en: 'at the bank' },
  returned: { zh: '已退回', en: 'back at the desk' },
});
export type CashDepositState = z.output<typeof cashDepositState>;
export const cashDepositSteps = transitions({
  name: 'finance.cash_deposit',
  states: wordsOf(cashDepositState),
  steps: {
    /** By its slip (进账单), and by somebody else than who carried it. */
    bank: { from: ['left', 'return_asked'], to: 'banked', summary: { zh: '登记进账单', en: 'record its slip' } },
    ask_return: { from: ['left'], to: 'return_asked', summary: { zh: '申请退回', en: 'say that it is back' } },
    /** By a second person, on an open day. */
    approve_return: {
      from: ['return_asked'],
      to: 'returned',
      summary: { zh: '同意退回', en: 'agree that it is back' },
    },
  },
});

export const chequesOfDepositMax = 50;

export const cashDepositView = z.object({
  id,
  version,
  cashDeskId: id,
  /** The desk's day on which it left. */
  day,
  state: cashDepositState,
  kind: cashDepositKind,
  /** From which it left; cheques are in none. */
  box: cashBox.nullable(),
  amountFen: z.int(),
  /** Of the ledger, to which it goes. */
  bankAccount: ledgerAccountCode,
  /** Whose cheques these are; none for cash. */
  receiptIds: z.array(id).max(chequesOfDepositMax),
  custodianId: id,
  carried: paperHand,
  slip: z.object({ number: z.string(), day }).nullable(),
  banked: paperHand.nullable(),
  returnAsked: paperHand.nullable(),
  returned: paperHand.nullable(),
  /** The desk's day on which it came back. */
  returnedDay: day.nullable(),
  /** Why it came back. */
  reason: z.string().nullable(),
  offers: offersOf(cashDepositSteps),
});

export const cashDepositNotFound = problem({
  code: 'finance.cash_deposit.not_found',
  status: 404,
  title: { zh: '没有这笔送存', en: 'No such deposit' },
  detail: { zh: '找不到送存 {id}', en: 'There is no deposit {id}' },
  details: z.object({ id: z.string() }),
});
export const depositSlipDiffers = problem({
  code: 'finance.cash_deposit.slip_differs',
  status: 422,
  title: { zh: '进账单与送存不符', en: 'The slip does not agree with the deposit' },
  detail: {
    zh: '送存 {amountFen} 元,于 {day} 离台,进账单为 {slipFen} 元,日期 {slipDay};金额须相等,日期不得早于离台日。请核对进账单,不符的向银行查询',
    en: '{amountFen} yuan left on {day}, and the slip says {slipFen} yuan on {slipDay}; the sums must be equal, and the slip is not of a day before. Look at the slip again, and ask the bank where it is right',
  },
  details: z.object({ amountFen: z.int(), day, slipFen: z.int(), slipDay: day }),
});
export const depositSlipUsed = problem({
  code: 'finance.cash_deposit.slip_used',
  status: 409,
  title: { zh: '进账单已登记', en: 'The slip is recorded already' },
  detail: {
    zh: '{bankAccount} 的进账单 {number} 已登记在另一笔送存上;请核对号码',
    en: 'Slip {number} of {bankAccount} stands with another deposit already; look at its number again',
  },
  details: z.object({ bankAccount: z.string(), number: z.string() }),
});
export const chequeNotInHand = problem({
  code: 'finance.cash_deposit.cheque_not_in_hand',
  status: 409,
  title: { zh: '没有待送存的支票', en: 'There is no cheque of it in hand' },
  detail: {
    zh: '收据 {number} 在本收银台没有待送存的支票,或正在作废;请在收据列表中按“支票未送存”查找',
    en: 'This desk has no cheque in hand of receipt {number}, or it is being made void; list receipts with a cheque in hand',
  },
  details: z.object({ number: z.string() }),
});

/** The whole state of a deposit, but never a sum (F-08). */
export const cashDepositChanged = event({
  name: 'finance.cash_deposit.changed',
  version: 1,
  audience: 'services',
  carriesState: true,
  visibleTo: ledgerReaders,
  toldToWhomItIsAbout: true,
  about: { staff: ['custodianId'] },
  data: z.object({
    cashDepositId: id,
    deskId: id,
    day,
    state: cashDepositState,
    kind: cashDepositKind,
    custodianId: id,
    returnedDay: day.nullable(),
  }),
  summary: { zh: '送存变动', en: 'A deposit changed' },
  rules: ['F-03'],
});
