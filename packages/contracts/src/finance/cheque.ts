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
  transitions,
  version,
  wordsOf,
} from '../define/index.ts';
import { chequeReaders } from './cheque-book.ts';
import { paperHand } from './hand.ts';
import { ledgerAccountCode } from './money.ts';
import { bookkeepers, ledgerReaders } from './roles.ts';

export const chequeState = choice({
  drawn: { zh: '已填写,未签章', en: 'drawn and not signed' },
  signed: { zh: '已签章', en: 'signed' },
  handed_out: { zh: '已交付,未兑付', en: 'handed out, not cashed' },
  cashed: { zh: '已兑付', en: 'cashed' },
  voided: { zh: '已作废', en: 'void' },
});
export type ChequeState = z.output<typeof chequeState>;
export const chequeSteps = transitions({
  name: 'finance.cheque',
  states: wordsOf(chequeState),
  steps: {
    /** By a general manager; a cheque is void until then (F-06). */
    sign: { from: ['drawn'], to: 'signed', summary: { zh: '签章', en: 'sign it' } },
    hand_out: { from: ['signed'], to: 'handed_out', summary: { zh: '交付', en: 'hand it out' } },
    take_back: { from: ['handed_out'], to: 'signed', summary: { zh: '收回', en: 'take it back' } },
    /** The bank has paid it. */
    cash: { from: ['handed_out'], to: 'cashed', summary: { zh: '登记兑付', en: 'record that it was cashed' } },
    /** One that somebody else has is taken back first, unless it is expired. */
    void: { from: ['drawn', 'signed', 'handed_out'], to: 'voided', summary: { zh: '作废', en: 'make it void' } },
    warn: { from: ['handed_out'], automatic: true, summary: { zh: '催兑', en: 'tell that it is not cashed' } },
    expire: { from: ['drawn', 'signed', 'handed_out'], automatic: true, summary: { zh: '过期', en: 'let it expire' } },
  },
});

/** Whom it is made out to, and who took it. */
const payeeName = personalField('words', line(60));
export const chequeReceiver = personalField('words', line(60));

/** A cheque of a book (F-11). A number that was spoiled before anything was written is void, and says nothing. */
export const chequeView = z.object({
  id,
  version,
  chequeBookId: id,
  bankAccount: ledgerAccountCode,
  /** As it is printed. */
  number: z.string(),
  state: chequeState,
  paymentId: id.nullable(),
  payeeName: payeeName.shown.nullable(),
  amountFen: z.int().nullable(),
  /** The sum in capitals (大写金额) and the day as they are written on it. */
  amountWords: z.string().nullable(),
  day: day.nullable(),
  dayWords: z.string().nullable(),
  /** The last day on which the bank pays it. */
  goodUntil: day.nullable(),
  /** Who filled it in, or spoiled it. */
  drawnById: id,
  filledIn: paperHand,
  /** Over all that it says; who signs says which they saw. */
  digest: z.string().nullable(),
  signature: paperHand.extend({ digest: z.string() }).nullable(),
  handedOut: paperHand.extend({ receiver: chequeReceiver.shown, handedDay: day }).nullable(),
  cashed: paperHand.extend({ slipNumber: z.string(), slipDay: day }).nullable(),
  takenBack: paperHand.nullable(),
  voided: paperHand.nullable(),
  /** Why it was taken back or made void. */
  reason: z.string().nullable(),
  offers: offersOf(chequeSteps),
});
handledBy.add(chequeView, { field: 'drawnById' });

/** What became of a number of a book. */
export const chequeUse = choice({
  left: { zh: '未用', en: 'not used yet' },
  outstanding: { zh: '未兑付', en: 'outstanding' },
  used: { zh: '已兑付', en: 'used' },
  voided: { zh: '已作废', en: 'void' },
  cancelled: { zh: '已销号', en: 'cancelled' },
});

export const chequeNotFound = problem({
  code: 'finance.cheque.not_found',
  status: 404,
  title: { zh: '没有这张支票', en: 'No such cheque' },
  detail: { zh: '找不到支票 {id}', en: 'There is no cheque {id}' },
  details: z.object({ id: z.string() }),
});
export const chequeNotYours = problem({
  code: 'finance.cheque.not_in_your_hand',
  status: 403,
  title: { zh: '支票簿不由您保管', en: 'The book is not in your hand' },
  detail: {
    zh: '支票簿由 {person} 保管,只有保管人可以填写、交付和作废空白支票',
    en: '{person} holds the book; who holds it fills in its cheques, hands them out and voids what is blank',
  },
  details: z.object({ person: z.string() }),
});
export const chequeBookUsedUp = problem({
  code: 'finance.cheque.book_used_up',
  status: 409,
  title: { zh: '没有可用的支票', en: 'There is no cheque left' },
  detail: {
    zh: '支票簿 {series} 已用完或已收回;请由会计登记新的支票簿',
    en: 'Book {series} is used up or was returned; have an accountant register another one',
  },
  details: z.object({ series: z.string() }),
});
/** What they signed would not be what they saw. */
export const chequeDiffers = problem({
  code: 'finance.cheque.differs',
  status: 409,
  title: { zh: '支票与您看到的不同', en: 'The cheque is not what you saw' },
  detail: {
    zh: '支票的收款人、金额、号码或日期与您看到的不同;请重新查看后再签章',
    en: 'Its payee, sum, number or day is not what you saw; look at it again before you sign',
  },
});
export const chequeAltered = problem({
  code: 'finance.cheque.altered',
  status: 409,
  title: { zh: '支票与付款单或签章内容不符', en: 'It is not what was signed' },
  detail: {
    zh: '支票的内容已不是付款单或签章时的内容;请作废此支票,报告审计,重新开具',
    en: 'What it says is not what the payment says or what was signed; make it void, tell the auditor, and draw another one',
  },
});
export const chequeExpired = problem({
  code: 'finance.cheque.expired',
  status: 409,
  title: { zh: '支票已过期', en: 'The cheque is expired' },
  detail: {
    zh: '支票 {number} 的有效期到 {goodUntil};过期支票只能作废,请重新开具',
    en: 'Cheque {number} was good until {goodUntil}; it can only be made void, so draw another one',
  },
  details: z.object({ number: z.string(), goodUntil: day }),
});
export const chequeSlipDiffers = problem({
  code: 'finance.cheque.slip_differs',
  status: 422,
  title: { zh: '银行回单与支票不符', en: 'The bank’s slip says something else' },
  detail: {
    zh: '支票 {amountFen} 元,{handedDay} 交付,有效期到 {goodUntil};回单为 {slipFen} 元、{slipDay}。请核对回单,不符的向银行查询',
    en: 'It is {amountFen} yuan, handed out on {handedDay} and good until {goodUntil}; the slip says {slipFen} yuan on {slipDay}. Look at the slip, and ask the bank where it is right',
  },
  details: z.object({ amountFen: z.int(), handedDay: day, goodUntil: day, slipFen: z.int(), slipDay: day }),
});
export const chequeStillOut = problem({
  code: 'finance.cheque.still_out',
  status: 409,
  title: { zh: '支票尚在收款人手中', en: 'Somebody else still has it' },
  detail: {
    zh: '支票 {number} 已交付,有效期到 {goodUntil};请先收回,或过期后再作废',
    en: 'Cheque {number} was handed out and is good until {goodUntil}; take it back first, or wait until then',
  },
  details: z.object({ number: z.string(), goodUntil: day }),
});
/** How much there is, is told to nobody who asks by drawing. */
export const bankTooLow = problem({
  code: 'finance.payment.bank_too_low',
  status: 409,
  title: { zh: '银行存款不足', en: 'There is not so much at the bank' },
  detail: {
    zh: '科目 {accountCode} 的账面余额减去已开出、已汇出而尚未入账的款项后不足支付;请换付款账户,或待款项入账后再办理',
    en: 'What the books have on account {accountCode}, less what was signed or sent and is not booked yet, is not enough; pay from another account, or wait until money has come in and is booked',
  },
  details: z.object({ accountCode: z.string() }),
});

const told = { chequeId: id, chequeBookId: id, number: z.string(), paymentId: id.nullable() };
/** The whole state of a cheque, but no sum and no name. */
export const chequeChanged = event({
  name: 'finance.cheque.changed',
  version: 1,
  audience: 'services',
  carriesState: true,
  visibleTo: chequeReaders,
  data: z.object({ ...told, state: chequeState, goodUntil: day.nullable() }),
  summary: { zh: '支票变动', en: 'A cheque changed' },
  rules: ['F-11'],
});
/** It was handed out, and its last day is near. */
export const chequeUncashed = event({
  name: 'finance.cheque.uncashed',
  version: 1,
  audience: 'services',
  visibleTo: ['cashier', ...bookkeepers],
  toldToWhomItIsAbout: true,
  about: { staff: ['drawnById'] },
  data: z.object({ ...told, drawnById: id, goodUntil: day }),
  summary: { zh: '支票即将过期,尚未兑付', en: 'A cheque is not cashed, and expires soon' },
  rules: ['F-11'],
});
export const chequeRunOut = event({
  name: 'finance.cheque.expired',
  version: 1,
  audience: 'services',
  visibleTo: ['cashier', ...ledgerReaders],
  toldToWhomItIsAbout: true,
  about: { staff: ['drawnById'] },
  data: z.object({ ...told, drawnById: id, goodUntil: day }),
  summary: { zh: '支票已过期', en: 'A cheque is expired' },
  rules: ['F-11'],
});
