import { z } from 'zod';
import { choice, day, event, id, offersOf, problem, transitions, version, wordsOf } from '../define/index.ts';
import { paperHand } from './hand.ts';
import { ledgerAccountCode } from './money.ts';
import { ledgerReaders } from './roles.ts';

/** Where petty cash comes from. The other one is never allowed, and is there to be refused by its name (F-04). */
export const drawSource = choice({ bank: { zh: '银行', en: 'bank' }, takings: { zh: '营业款', en: 'takings' } });

export const cashDrawState = choice({
  drawn: { zh: '待核对', en: 'not confirmed' },
  confirmed: { zh: '已核对', en: 'confirmed' },
  refused: { zh: '不予认可', en: 'refused' },
});
export type CashDrawState = z.output<typeof cashDrawState>;
/** The money is in the box as its custodian records it; whether the bank gave it is looked at by somebody else. */
export const cashDrawSteps = transitions({
  name: 'finance.cash_draw',
  states: wordsOf(cashDrawState),
  steps: {
    confirm: { from: ['drawn'], to: 'confirmed', summary: { zh: '核对', en: 'confirm it' } },
    /** It is taken out of the box again, on an open day. */
    refuse: { from: ['drawn'], to: 'refused', summary: { zh: '不予认可', en: 'refuse it' } },
  },
});

export const cashDrawView = z.object({
  id,
  version,
  cashDeskId: id,
  day,
  state: cashDrawState,
  amountFen: z.int(),
  bankAccount: ledgerAccountCode,
  /** Of the cash cheque or the bank's slip. */
  number: z.string(),
  custodianId: id,
  drawn: paperHand,
  confirmed: paperHand.nullable(),
  refused: paperHand.nullable(),
  /** The desk's day on which it was taken out again. */
  refusedDay: day.nullable(),
  /** Why it is refused. */
  reason: z.string().nullable(),
  offers: offersOf(cashDrawSteps),
});

export const cashDrawNotFound = problem({
  code: 'finance.cash_draw.not_found',
  status: 404,
  title: { zh: '没有这笔提现', en: 'No such draw' },
  detail: { zh: '找不到提现 {id}', en: 'There is no draw {id}' },
  details: z.object({ id: z.string() }),
});
export const drawNumberUsed = problem({
  code: 'finance.cash_draw.number_used',
  status: 409,
  title: { zh: '该现金支票已提取', en: 'That cheque was drawn already' },
  detail: {
    zh: '{bankAccount} 的现金支票或取款单 {number} 已登记;请核对号码',
    en: 'Cheque or slip {number} of {bankAccount} is recorded already; look at its number again',
  },
  details: z.object({ bankAccount: z.string(), number: z.string() }),
});

/** The whole state of a draw, but never a sum (F-08). */
export const cashDrawChanged = event({
  name: 'finance.cash_draw.changed',
  version: 1,
  audience: 'services',
  carriesState: true,
  visibleTo: ledgerReaders,
  toldToWhomItIsAbout: true,
  about: { staff: ['custodianId'] },
  data: z.object({
    cashDrawId: id,
    deskId: id,
    day,
    state: cashDrawState,
    custodianId: id,
    refusedDay: day.nullable(),
  }),
  summary: { zh: '提现变动', en: 'A draw of petty cash changed' },
  rules: ['F-04'],
});
