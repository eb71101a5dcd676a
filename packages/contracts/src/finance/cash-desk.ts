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
import { amountFenMax, ledgerAccountCode } from './money.ts';
import { ledgerReaders } from './roles.ts';

/** The two boxes of a desk: what came in goes to the bank only, and what is paid comes from the other (F-04). */
export const cashBox = choice({ takings: { zh: '营业款', en: 'takings' }, petty: { zh: '备用金', en: 'petty cash' } });
export type CashBox = z.output<typeof cashBox>;
/** What is in both boxes, in fen. */
export const cashInBoxes = z.object({ takingsFen: z.int(), pettyFen: z.int() });
export type CashInBoxes = z.output<typeof cashInBoxes>;
/**
 * A sum of money that goes somewhere, in fen: just below a billion yuan, so that what all documents of a day come to is
 * still a number that is told to the fen.
 */
export const sumFen = z.int().min(1).max(99_999_999_999);
/** So much is in a box at most, in fen: whatever it is off by is booked in one line. */
export const inBoxMaxFen = amountFenMax;

export const cashDeskState = choice({
  active: { zh: '使用中', en: 'in use' },
  retired: { zh: '已撤销', en: 'closed down' },
});
export type CashDeskState = z.output<typeof cashDeskState>;
export const cashDeskSteps = transitions({
  name: 'finance.cash_desk',
  states: wordsOf(cashDeskState),
  steps: {
    open_day: { from: ['active'], summary: { zh: '开始一天', en: 'begin its day' } },
    /** Between two days (F-16). */
    hand_over: { from: ['active'], summary: { zh: '移交', en: 'hand it over' } },
    /** Once both boxes are empty and no day is open. */
    retire: { from: ['active'], to: 'retired', summary: { zh: '撤销', en: 'close it down' } },
  },
});

export const cashDayState = choice({
  open: { zh: '营业中', en: 'open' },
  counted: { zh: '已盘点', en: 'counted' },
  closed: { zh: '已日结', en: 'closed' },
});
export type CashDayState = z.output<typeof cashDayState>;

/** What people call a desk; a person's name may stand in it. */
export const cashDeskName = personalField('words', line(40));

export const cashDeskView = z.object({
  id,
  version,
  deskName: cashDeskName.shown,
  state: cashDeskState,
  /** Who holds its cash; changed by a handover only (F-16). */
  custodianId: id,
  custodianName: z.string(),
  /** The accounts of the ledger that its boxes are kept on. */
  takingsAccount: ledgerAccountCode,
  pettyAccount: ledgerAccountCode,
  /** The day that is open or counted; null between two. */
  today: z.object({ cashDayId: id, day, state: cashDayState }).nullable(),
  /** The last day that is closed. */
  lastDay: day.nullable(),
  /** There is more in its boxes than the limit allows (F-03); how much is not told. */
  overLimit: z.boolean(),
  /** Null for whoever counts it, until the count is in (F-08). */
  inBoxes: cashInBoxes.nullable(),
  offers: offersOf(cashDeskSteps),
});
handledBy.add(cashDeskView, { field: 'custodianId' });

export const cashDeskNotFound = problem({
  code: 'finance.cash_desk.not_found',
  status: 404,
  title: { zh: '没有这个收银台', en: 'No such cash desk' },
  detail: { zh: '找不到收银台 {id}', en: 'There is no cash desk {id}' },
  details: z.object({ id: z.string() }),
});
export const cashDeskAccountUnfit = problem({
  code: 'finance.cash_desk.account_unfit',
  status: 422,
  title: { zh: '科目不能用于收银台', en: 'The account does not fit a cash desk' },
  detail: {
    zh: '科目 {accountCode} 必须是人民币、余额不得为负的货币资金末级科目,未停用,且未用于其他钱箱',
    en: 'Account {accountCode} must be one of money in CNY that is never below nothing, open, without parts, and of no other box',
  },
  details: z.object({ accountCode: z.string() }),
});
export const custodianUnfit = problem({
  code: 'finance.cash_desk.custodian_unfit',
  status: 422,
  title: { zh: '该员工不能保管现金', en: 'They can not hold the cash' },
  detail: {
    zh: '保管人须是在职的出纳,且不记账、不审批;请选择出纳',
    en: 'Who holds the cash is a cashier who works here and keeps no books; choose a cashier',
  },
});
/** Whatever is done at a desk is done by who holds its cash (F-02). */
export const cashDeskNotYours = problem({
  code: 'finance.cash_desk.not_yours',
  status: 403,
  title: { zh: '不是您保管的收银台', en: 'The desk is not yours' },
  detail: {
    zh: '只有保管人 {custodian} 可以办理;如已换人,请先办理移交',
    en: 'Only {custodian}, who holds its cash, may do this; if somebody else holds it now, hand it over first',
  },
  details: z.object({ custodian: z.string() }),
});
/** What checks who holds the cash is done by somebody else (P-04). */
export const custodianAlone = problem({
  code: 'finance.cash_desk.custodian_alone',
  status: 403,
  title: { zh: '须由另一人办理', en: 'Another person must do this' },
  detail: { zh: '须由现金保管人以外的人办理', en: 'Somebody else than who holds the cash must do this' },
});
/** What is counted and listed stays as it is until the other one has it (F-16). */
export const cashHandoverUnderWay = problem({
  code: 'finance.cash_handover.under_way',
  status: 409,
  title: { zh: '收银台正在移交', en: 'The desk is being handed over' },
  detail: {
    zh: '请先由接收人、监交人签字完成移交,或取消移交',
    en: 'Have the receiver and the witness sign first, or cancel the handover',
  },
});
/** It never says how much there is (F-08). */
export const cashNotEnough = problem({
  code: 'finance.cash_desk.not_enough',
  status: 409,
  title: { zh: '现金不足', en: 'There is not enough cash' },
  detail: {
    zh: '{box} 不足以支付;请减少金额,备用金不足时先从银行提取',
    en: 'There is not enough in the box of {box}; take less, or draw petty cash from the bank first',
  },
  called: { box: wordsOf(cashBox) },
  details: z.object({ box: cashBox }),
});
export const cashTooMuch = problem({
  code: 'finance.cash_desk.too_much',
  status: 409,
  title: { zh: '钱箱金额超过上限', en: 'A box does not hold so much' },
  detail: {
    zh: '{box} 的金额超过可登记的上限;请核对金额,或先把营业款送存银行',
    en: 'So much is not kept in the box of {box}; look at the sum again, or bring takings to the bank first',
  },
  called: { box: wordsOf(cashBox) },
  details: z.object({ box: cashBox }),
});
export const cashDeskHoldsCash = problem({
  code: 'finance.cash_desk.holds_cash',
  status: 409,
  title: { zh: '收银台仍有现金或未日结', en: 'The desk still holds cash, or its day is open' },
  detail: {
    zh: '请先把现金全部送存银行并完成日结,再撤销收银台',
    en: 'Bring all of its cash to the bank and close its day before it is closed down',
  },
});

/** The whole state of a desk. */
export const cashDeskChanged = event({
  name: 'finance.cash_desk.changed',
  version: 1,
  audience: 'services',
  carriesState: true,
  visibleTo: ['cashier', ...ledgerReaders],
  about: { staff: ['custodianId'] },
  data: z.object({
    deskId: id,
    state: cashDeskState,
    custodianId: id,
    day: day.nullable(),
    lastDay: day.nullable(),
    overLimit: z.boolean(),
  }),
  summary: { zh: '收银台变动', en: 'A cash desk changed' },
  rules: ['F-02', 'F-08'],
});
/** Once for each time that it is passed (F-03). */
export const cashLimitPassed = event({
  name: 'finance.cash_desk.limit_passed',
  version: 1,
  audience: 'services',
  visibleTo: ['finance_manager', 'accountant'],
  toldToWhomItIsAbout: true,
  about: { staff: ['custodianId'] },
  data: z.object({ deskId: id, custodianId: id, day: day.nullable() }),
  summary: { zh: '库存现金超过限额', en: 'There is more cash than the limit allows' },
  rules: ['F-03'],
});
/** Who holds its cash has left, or is a cashier no more: it is counted and handed over in their stead (F-16). */
export const cashDeskLeftBehind = event({
  name: 'finance.cash_desk.left_behind',
  version: 1,
  audience: 'services',
  visibleTo: ['finance_manager', 'general_manager', 'auditor'],
  about: { staff: ['custodianId'] },
  data: z.object({ deskId: id, custodianId: id, day: day.nullable() }),
  summary: {
    zh: '离职或已调岗人员仍保管收银台',
    en: 'Somebody who has left, or is a cashier no more, still holds a cash desk',
  },
  rules: ['F-16'],
});
