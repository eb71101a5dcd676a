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
  type Text,
} from '../define/index.ts';
import { cashBox, cashDeskName } from './cash-desk.ts';
import { ledgerAccountCode } from './money.ts';
import { bookkeepers } from './roles.ts';

export const cashDifferenceState = choice({
  open: { zh: '待处理', en: 'open' },
  decided: { zh: '已处理', en: 'decided' },
});
export type CashDifferenceState = z.output<typeof cashDifferenceState>;
export const cashDifferenceSteps = transitions({
  name: 'finance.cash_difference',
  states: wordsOf(cashDifferenceState),
  steps: {
    decide: { from: ['open'], to: 'decided', summary: { zh: '处理长短款', en: 'decide it' } },
    /** Out of 待处理财产损溢, as it was decided. */
    make_voucher: { from: ['decided'], summary: { zh: '填制处理凭证', en: 'make its voucher' } },
  },
});

/** What becomes of it: what is short is paid by a person or lost, what is over is owed to somebody or gained. */
export const cashDifferenceOutcome = choice({
  person_pays: { zh: '由责任人赔偿', en: 'a person pays it' },
  expense: { zh: '计入损失', en: 'it is lost' },
  payable: { zh: '应付他人', en: 'it is owed to somebody' },
  income: { zh: '计入收益', en: 'it is gained' },
});
export type CashDifferenceOutcome = z.output<typeof cashDifferenceOutcome>;

/** How it was decided, by whom, and on which account it comes. */
const decision = z.object({
  outcome: cashDifferenceOutcome,
  accountCode: ledgerAccountCode,
  /** Who pays it; null where nobody does. */
  personId: id.nullable(),
  byId: id,
  byName: z.string(),
  at: z.iso.datetime(),
});
export type CashDifferenceDecision = z.output<typeof decision>;

export const cashDifferenceView = z.object({
  id,
  version,
  cashDeskId: id,
  deskName: cashDeskName.shown,
  cashDayId: id,
  day,
  box: cashBox,
  /** Positive: over (长款); negative: short (短款). Each box has its own, and none is set off against another. */
  amountFen: z.int(),
  /** Why, as it was said when the day was closed. */
  explanation: z.string(),
  custodianId: id,
  custodianName: z.string(),
  state: cashDifferenceState,
  /** For how many days it is open, or was. */
  openDays: z.int(),
  decision: decision.nullable(),
  /** Why it was decided so. */
  reason: z.string().nullable(),
  /** By which it leaves 待处理财产损溢. */
  voucherId: id.nullable(),
  offers: offersOf(cashDifferenceSteps),
});
handledBy.add(cashDifferenceView, { field: 'custodianId' });

export const cashDifferenceNotFound = problem({
  code: 'finance.cash_difference.not_found',
  status: 404,
  title: { zh: '没有这笔长短款', en: 'No such difference' },
  detail: { zh: '找不到长短款 {id}', en: 'There is no difference {id}' },
  details: z.object({ id: z.string() }),
});
export const cashDecisionUnfit = problem({
  code: 'finance.cash_difference.decision_unfit',
  status: 422,
  title: { zh: '处理方式不符', en: 'It can not be decided so' },
  detail: {
    zh: '短款由责任人赔偿(须写明何人)或计入损失;长款应付他人或计入收益',
    en: 'What is short is paid by a person, who is named, or lost; what is over is owed to somebody or gained',
  },
});
/** Who pays works here. */
export const payingPersonUnfit = problem({
  code: 'finance.cash_difference.person_unfit',
  status: 422,
  title: { zh: '责任人不在员工名册中', en: 'They do not work here' },
  detail: { zh: '请从员工名册中选择赔偿的责任人', en: 'Choose who pays it among the staff' },
});

/** What events tell of it; the sum is told by a query to whoever may read it. */
const told = z.object({
  cashDifferenceId: id,
  deskId: id,
  cashDayId: id,
  day,
  box: cashBox,
  state: cashDifferenceState,
  custodianId: id,
});
const differenceEvent = <Name extends string>(name: Name, summary: Text) =>
  event({
    name: `finance.cash_difference.${name}`,
    version: 1,
    audience: 'services',
    visibleTo: bookkeepers,
    toldToWhomItIsAbout: true,
    about: { staff: ['custodianId'] },
    data: told,
    summary,
    rules: ['F-08'],
  });
export const cashDifferenceFound = differenceEvent('found', {
  zh: '日结发现长短款',
  en: 'A box was short or over at the close of a day',
});
export const cashDifferenceDecided = differenceEvent('decided', { zh: '长短款已处理', en: 'A difference was decided' });
export const cashDifferenceVouched = differenceEvent('vouched', {
  zh: '长短款处理凭证已填制',
  en: 'A difference has its voucher',
});
