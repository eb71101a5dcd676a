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
  paymentKind,
} from '../define/index.ts';
import { paperHand } from './hand.ts';
import { ledgerMonth } from './money.ts';
import { bookkeepers, ledgerReaders } from './roles.ts';

export const takingsPermitState = choice({
  registered: { zh: '待批准', en: 'not approved' },
  in_force: { zh: '有效', en: 'in force' },
  revoked: { zh: '已撤销', en: 'revoked' },
});
export type TakingsPermitState = z.output<typeof takingsPermitState>;
export const takingsPermitSteps = transitions({
  name: 'finance.takings_permit',
  states: wordsOf(takingsPermitState),
  steps: {
    /** By another person than who registered it. */
    approve: { from: ['registered'], to: 'in_force', summary: { zh: '批准', en: 'approve it' } },
    revoke: { from: ['registered', 'in_force'], to: 'revoked', summary: { zh: '撤销', en: 'revoke it' } },
    /** That the bank was told how much of a month was used. */
    report: { from: ['in_force', 'revoked'], summary: { zh: '上报月度使用情况', en: 'report a month of it' } },
  },
});

/** The bank that gave it, as people call it. */
export const permitBank = personalField('words', line(60));
export const permitKinds = z.array(paymentKind).min(1).max(20);

/** 坐支许可: what of takings may be paid out, by leave of the bank (F-04). */
export const takingsPermitView = z.object({
  id,
  version,
  state: takingsPermitState,
  bankName: permitBank.shown,
  /** As it is printed on the permit. */
  number: z.string(),
  kinds: permitKinds,
  /** At most in a month, of all desks together. */
  monthlyFen: z.int(),
  /** Both days are of it. */
  fromDay: day,
  untilDay: day,
  registeredById: id,
  registeredByName: z.string(),
  registeredAt: z.iso.datetime(),
  approved: paperHand.nullable(),
  revoked: paperHand.nullable(),
  /** Why it is revoked. */
  reason: z.string().nullable(),
  offers: offersOf(takingsPermitSteps),
});
handledBy.add(takingsPermitView, { field: 'registeredById' });
/** What of a permit was used in a month; which payments these are is in the list of payments. */
export const permitMonthView = z.object({
  takingsPermitId: id,
  month: ledgerMonth,
  monthlyFen: z.int(),
  usedFen: z.int(),
  payouts: z.int(),
  /** Who told the bank, and when. */
  reported: paperHand.nullable(),
});

export const takingsPermitNotFound = problem({
  code: 'finance.takings_permit.not_found',
  status: 404,
  title: { zh: '没有这份坐支许可', en: 'No such permit' },
  detail: { zh: '找不到坐支许可 {id}', en: 'There is no permit {id}' },
  details: z.object({ id: z.string() }),
});
export const takingsPermitKnown = problem({
  code: 'finance.takings_permit.known',
  status: 409,
  title: { zh: '坐支许可已登记', en: 'The permit is registered already' },
  detail: {
    zh: '许可 {number} 已登记;请核对许可上的编号,已撤销的请使用新的许可',
    en: 'Permit {number} is registered already; look at its number again, and where it is revoked ask the bank for another',
  },
  details: z.object({ number: z.string() }),
});
/** Why a permit doesn't allow a payment. */
export const permitMiss = choice({
  not_in_force: { zh: '未批准或已撤销', en: 'it is not approved, or revoked' },
  dates: { zh: '营业日不在有效期内', en: 'the day is none of its days' },
  other_use: { zh: '不含该用途', en: 'it is for other kinds' },
  petty: { zh: '从备用金支付无须许可', en: 'petty cash needs none' },
});
export const takingsPermitUnfit = problem({
  code: 'finance.takings_permit.unfit',
  status: 409,
  title: { zh: '坐支许可不适用', en: 'The permit does not allow it' },
  detail: {
    zh: '许可 {number} 不适用:{why};请从备用金支付,不填许可',
    en: 'Permit {number} does not allow it: {why}; pay from petty cash, without a permit',
  },
  called: { why: wordsOf(permitMiss) },
  details: z.object({ number: z.string(), why: permitMiss }),
});
export const takingsPermitUsedUp = problem({
  code: 'finance.takings_permit.used_up',
  status: 409,
  title: { zh: '坐支许可额度不足', en: 'Not enough of the permit is left' },
  detail: {
    zh: '许可 {number} 在 {month} 的额度不足以支付;请从备用金支付',
    en: 'Not so much of permit {number} is left in {month}; pay from petty cash',
  },
  details: z.object({ number: z.string(), month: ledgerMonth }),
});
export const permitMonthReported = problem({
  code: 'finance.takings_permit.month_reported',
  status: 409,
  title: { zh: '该月已上报银行', en: 'The month was reported to the bank' },
  detail: {
    zh: '许可 {number} 在 {month} 的使用情况已上报银行,不能再使用、退回或上报;付款请用备用金,更正请联系银行',
    en: 'What was used of permit {number} in {month} was reported: nothing is used, given back or reported any more; pay from petty cash, and settle what is wrong with the bank',
  },
  details: z.object({ number: z.string(), month: ledgerMonth }),
});
export const permitMonthUnfit = problem({
  code: 'finance.takings_permit.month_unfit',
  status: 409,
  title: { zh: '该月不能上报', en: 'That month can not be reported' },
  detail: {
    zh: '{month} 尚未结束,或不在许可 {number} 的有效期内;请在月末之后上报许可期内的月份',
    en: '{month} is not over, or is no month of permit {number}; report a month of it once it is over',
  },
  details: z.object({ number: z.string(), month: ledgerMonth }),
});

/** The whole state of a permit; how much of it is used is asked for. */
export const takingsPermitChanged = event({
  name: 'finance.takings_permit.changed',
  version: 1,
  audience: 'services',
  carriesState: true,
  visibleTo: ['cashier', ...bookkeepers],
  data: z.object({ takingsPermitId: id, number: z.string(), state: takingsPermitState, fromDay: day, untilDay: day }),
  summary: { zh: '坐支许可变动', en: 'A permit of the bank changed' },
  rules: ['F-04'],
});
export const permitReported = event({
  name: 'finance.takings_permit.reported',
  version: 1,
  audience: 'services',
  visibleTo: ledgerReaders,
  data: z.object({ takingsPermitId: id, number: z.string(), month: ledgerMonth }),
  summary: { zh: '坐支使用情况已上报', en: 'The use of a permit was reported' },
  rules: ['F-04'],
});
