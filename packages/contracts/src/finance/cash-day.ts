import { z } from 'zod';
import { choice, day, event, id, offersOf, problem, text, transitions, version, wordsOf } from '../define/index.ts';
import { cashBox, cashDayState, cashInBoxes } from './cash-desk.ts';
import { sha256 } from './chain.ts';
import { paperHand } from './hand.ts';
import { ledgerReaders } from './roles.ts';

export const cashDaySteps = transitions({
  name: 'finance.cash_day',
  states: wordsOf(cashDayState),
  steps: {
    /** Blind; what is in is final, and is only counted again (F-08). */
    count: { from: ['open', 'counted'], to: 'counted', summary: { zh: '盘点', en: 'count it' } },
    /** By a finance manager, for this day (F-03). */
    allow_over_limit: {
      from: ['open', 'counted'],
      summary: { zh: '批准超限额留存', en: 'let it end above the limit' },
    },
    close: { from: ['counted'], to: 'closed', summary: { zh: '日结', en: 'close it' } },
    /** By a finance manager, where who holds the cash is gone (F-16). */
    close_in_stead: { from: ['open', 'counted'], to: 'closed', summary: { zh: '代为日结', en: 'close it for them' } },
    /** Drafts of its documents (F-07). */
    make_vouchers: { from: ['closed'], summary: { zh: '生成当日凭证', en: 'make its vouchers' } },
    /** By itself, where nothing happened on it. */
    pass: { from: ['open'], to: 'closed', automatic: true, summary: { zh: '无业务自动日结', en: 'close by itself' } },
  },
});

export const denominationsMax = 30;
const pieces = z.int().min(1).max(100_000);
/** A note or coin by its worth in fen. */
const denominationFen = z.int().min(1).max(1_000_000);
/** Notes and coins only: a slip of paper is no cash (F-05). */
export const cashPieces = z.array(z.object({ denominationFen, pieces })).max(denominationsMax);
export type CashPieces = z.output<typeof cashPieces>;
/** What the bank has to look at; it is listed, and counts for nothing until then (F-05). */
export const unfitKind = choice({ damaged: { zh: '残损', en: 'damaged' }, doubtful: { zh: '可疑', en: 'doubtful' } });
export const unfitNotes = z.array(z.object({ box: cashBox, denominationFen, pieces, why: unfitKind })).max(50);
export type UnfitNotes = z.output<typeof unfitNotes>;

/** What was counted in a box beside what should be there. Positive: over (长款); negative: short (短款). */
export const boxCount = z.object({
  pieces: cashPieces,
  countedFen: z.int(),
  expectedFen: z.int(),
  differenceFen: z.int(),
});
/** So often a day is counted by who holds its cash. */
export const countsMax = 20;
export const cashCount = z.object({
  number: z.int(),
  takings: boxCount,
  petty: boxCount,
  unfit: unfitNotes,
  countedById: id,
  countedByName: z.string(),
  countedAt: z.iso.datetime(),
});
export type CashCount = z.output<typeof cashCount>;

export const overLimitAllowance = paperHand.extend({ reason: z.string() });
export type OverLimitAllowance = z.output<typeof overLimitAllowance>;
/** Why there is more or less in a box than there should be; null where there isn't. */
export const cashExplanations = z.object({ takings: z.string().nullable(), petty: z.string().nullable() });
export type CashExplanations = z.output<typeof cashExplanations>;

/** A receipt book has 10,000 numbers, and a voucher 50 documents. */
export const dayVouchersMax = 1_000;

export const cashDayView = z.object({
  id,
  version,
  cashDeskId: id,
  day,
  state: cashDayState,
  /** Nothing happened on it, and it was closed by itself. */
  quiet: z.boolean(),
  /** Null where nobody opened it. */
  opened: paperHand.nullable(),
  /** As the day before was closed. Null for whoever counts its desk, while that has an open day (F-08). */
  opening: cashInBoxes.nullable(),
  /** The last one counts; those before are kept. Left out as `opening` is. */
  counts: z.array(cashCount).max(countsMax + 1),
  allowance: overLimitAllowance.nullable(),
  explanations: cashExplanations.nullable(),
  /** As it was counted, less what went to the bank since; the opening of the day after. Left out as it is. */
  closing: cashInBoxes.nullable(),
  closed: paperHand.nullable(),
  /** SHA-256 over the day, what was done on it and the digest of the day before (F-01). */
  digest: z.string().nullable(),
  /** What was made of its documents, in their order; null before (F-07). */
  voucherIds: z.array(id).max(dayVouchersMax).nullable(),
  offers: offersOf(cashDaySteps),
});

export const cashDayNotFound = problem({
  code: 'finance.cash_day.not_found',
  status: 404,
  title: { zh: '没有这个营业日', en: 'No such day' },
  detail: { zh: '找不到营业日 {id}', en: 'There is no day {id}' },
  details: z.object({ id: z.string() }),
});
export const cashDayNotOpen = problem({
  code: 'finance.cash_day.not_open',
  status: 409,
  title: { zh: '收银台未开始营业日,或已盘点', en: 'The desk has no open day, or it is counted' },
  detail: {
    zh: '请先开始营业日;已盘点的,请先日结,再开始下一日',
    en: 'Open its day first; where it is counted, close it and open the next one',
  },
});
/** What was there tells what is there (F-08). */
export const cashDayUncounted = problem({
  code: 'finance.cash_day.uncounted',
  status: 409,
  title: { zh: '盘点前不显示', en: 'It is not shown before the count' },
  detail: {
    zh: '请先盘点 {day};盘点前不显示该收银台的日报表',
    en: 'Count {day} first; until then no report of the desk is shown to who counts its cash',
  },
  details: z.object({ day }),
});
export const cashDayUnclosed = problem({
  code: 'finance.cash_day.unclosed',
  status: 409,
  title: { zh: '前一营业日尚未日结', en: 'The day before is not closed' },
  detail: { zh: '请先对 {day} 盘点并日结', en: 'Count and close {day} first' },
  details: z.object({ day }),
});
/** The desk of tomorrow may be opened this evening, and no day after. */
export const cashDayTooEarly = problem({
  code: 'finance.cash_day.too_early',
  status: 409,
  title: { zh: '还不能开始这一天', en: 'It is too early for that day' },
  detail: { zh: '最早可在前一天开始 {day}', en: '{day} can be opened on the day before it at the earliest' },
  details: z.object({ day }),
});
/** What is void goes out of the takings before they are counted, and never afterwards (F-02). */
export const cashDayVoidsUndecided = problem({
  code: 'finance.cash_day.voids_undecided',
  status: 409,
  title: { zh: '有收据申请作废,尚未决定', en: 'Receipts are asked to be void, and nobody has decided' },
  detail: {
    zh: '请先由会计同意作废,或保留收据,再盘点:{numbers}',
    en: 'Have somebody else agree that these receipts are void, or keep them, and count then: {numbers}',
  },
  details: z.object({ numbers: z.array(z.string()).max(10) }),
});
export const denominationUnknown = problem({
  code: 'finance.cash_day.denomination_unknown',
  status: 422,
  title: { zh: '面额不符', en: 'There is no such note or coin' },
  detail: {
    zh: '面额 {denominationFen} 元不在可盘点的面额中,或重复填写;白条、借据不能计入现金',
    en: '{denominationFen} yuan is none of the denominations that are counted, or stands there twice; an IOU is no cash',
  },
  details: z.object({ denominationFen: z.int() }),
});
export const cashCountsTooMany = problem({
  code: 'finance.cash_day.counts_too_many',
  status: 409,
  title: { zh: '盘点次数已达上限', en: 'It was counted often enough' },
  detail: {
    zh: '一天最多盘点 {max} 次;请说明差异后日结',
    en: 'A day is counted {max} times at most; explain and close it',
  },
  details: z.object({ max: z.int() }),
});
export const custodianNotGone = problem({
  code: 'finance.cash_day.custodian_not_gone',
  status: 409,
  title: { zh: '保管人仍在职任出纳', en: 'Who holds the cash works here as a cashier' },
  detail: {
    zh: '{custodian} 仍在职任出纳,须由本人盘点并日结;离职或调岗后才可代为办理',
    en: '{custodian} works here as a cashier and counts and closes the day; it is done for them only once they left or hold another position',
  },
  details: z.object({ custodian: z.string() }),
});
export const cashDifferenceUnexplained = problem({
  code: 'finance.cash_day.difference_unexplained',
  status: 422,
  title: { zh: '长短款未说明', en: 'The difference is not explained' },
  detail: {
    zh: '以下钱箱账实不符,请分别说明原因:{boxes}',
    en: 'Say for each of these boxes why it does not agree: {boxes}',
  },
  details: z.object({ boxes: z.array(text).max(2) }),
});
/** What is above the limit is banked on the same day, as long as the bank is open (F-03). */
export const cashOverLimit = problem({
  code: 'finance.cash_day.over_limit',
  status: 409,
  title: { zh: '库存现金超过限额,不能日结', en: 'There is more cash than the limit allows' },
  detail: {
    zh: '请将超过限额 {limitFen} 元的现金送存银行,或由财务经理批准当日留存,再日结',
    en: 'Bring what is above the limit of {limitFen} yuan to the bank, or have a finance manager allow it for the day, and close it then',
  },
  details: z.object({ limitFen: z.int() }),
});

/** The whole state of a day; what was in the boxes only once it is closed. */
export const cashDayChanged = event({
  name: 'finance.cash_day.changed',
  version: 1,
  audience: 'services',
  carriesState: true,
  visibleTo: ['cashier', ...ledgerReaders],
  data: z.object({
    cashDayId: id,
    deskId: id,
    day,
    state: cashDayState,
    quiet: z.boolean(),
    counts: z.int(),
    allowed: z.boolean(),
    vouched: z.boolean(),
  }),
  summary: { zh: '营业日变动', en: 'The day of a cash desk changed' },
  rules: ['F-08'],
});
/** The head of what the desk did, kept outside of the service's database (F-01, F-08). */
export const cashDayClosed = event({
  name: 'finance.cash_day.closed',
  version: 1,
  audience: 'departments',
  visibleTo: ledgerReaders,
  data: z.object({ cashDayId: id, deskId: id, day, digest: sha256 }),
  summary: { zh: '营业日已日结', en: 'The day of a cash desk was closed' },
  rules: ['F-01', 'F-08'],
});
/** It has ended, and nobody has closed it. */
export const cashDayOverdue = event({
  name: 'finance.cash_day.overdue',
  version: 1,
  audience: 'services',
  visibleTo: ['accountant', 'finance_manager'],
  data: z.object({ cashDayId: id, deskId: id, day, custodianId: id }),
  toldToWhomItIsAbout: true,
  about: { staff: ['custodianId'] },
  summary: { zh: '营业日逾期未日结', en: 'The day of a cash desk was not closed in time' },
  rules: ['F-08'],
});
