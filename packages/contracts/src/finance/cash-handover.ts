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
} from '../define/index.ts';
import { cashDepositKind } from './cash-deposit.ts';
import { cashBox, cashDeskName, cashInBoxes } from './cash-desk.ts';
import { sha256 } from './chain.ts';
import { custodyItemKind, custodyItemName } from './custody-item.ts';
import { paperHand } from './hand.ts';
import { ledgerReaders } from './roles.ts';

export const cashHandoverState = choice({
  begun: { zh: '待接收', en: 'waiting for who takes it' },
  received: { zh: '待监交', en: 'waiting for the witness' },
  completed: { zh: '已移交', en: 'handed over' },
  cancelled: { zh: '已取消', en: 'cancelled' },
});
export type CashHandoverState = z.output<typeof cashHandoverState>;
export const cashHandoverSteps = transitions({
  name: 'finance.cash_handover',
  states: wordsOf(cashHandoverState),
  steps: {
    receive: { from: ['begun'], to: 'received', summary: { zh: '接收签字', en: 'sign as who takes it' } },
    /** With this signature the desk has another custodian. */
    witness: { from: ['received'], to: 'completed', summary: { zh: '监交签字', en: 'sign as the witness' } },
    cancel: { from: ['begun', 'received'], to: 'cancelled', summary: { zh: '取消移交', en: 'cancel it' } },
  },
});

/** So much of each kind stands on a list; where there is more, it says so. */
export const handoverItemsMax = 200;
const fen = z.int();
/** 移交清册: what comes with a desk, as it stood when the handover began. */
const handoverList = z.object({
  cash: cashInBoxes,
  /** Cheques of receipts that have not gone to the bank. */
  cheques: z.array(z.object({ receiptId: id, number: z.string(), amountFen: fen })).max(handoverItemsMax),
  receiptBooks: z
    .array(
      z.object({
        receiptBookId: id,
        series: z.string(),
        firstNumber: z.int(),
        lastNumber: z.int(),
        /** Null where it is used up. */
        nextNumber: z.int().nullable(),
      }),
    )
    .max(handoverItemsMax),
  /** 在途: on their way to the bank. */
  deposits: z.array(z.object({ cashDepositId: id, day, kind: cashDepositKind, amountFen: fen })).max(handoverItemsMax),
  /** What the giver holds besides; each is handed over by itself, since not all may come into one hand (F-18). */
  custodyItems: z
    .array(z.object({ custodyItemId: id, kind: custodyItemKind, itemName: custodyItemName.shown }))
    .max(handoverItemsMax),
  /** What was short or over and is undecided; it stays the giver's. */
  differences: z.array(z.object({ cashDifferenceId: id, day, box: cashBox, amountFen: fen })).max(handoverItemsMax),
  /** What the giver was lent and has not settled (F-05); it stays theirs. */
  loans: z.array(z.object({ loanId: id, paidDay: day, openFen: fen })).max(handoverItemsMax),
  /** There is more of something than stands here. */
  more: z.boolean(),
});
export type HandoverList = z.output<typeof handoverList>;

export const cashHandoverView = z.object({
  id,
  version,
  cashDeskId: id,
  deskName: cashDeskName.shown,
  state: cashHandoverState,
  giverId: id,
  giverName: z.string(),
  receiverId: id,
  receiverName: z.string(),
  /** The last day that the giver closed; null before the first. */
  afterDay: day.nullable(),
  /** Its cash is left out for whoever counts the desk, while that has an open day (F-08). */
  list: handoverList.extend({ cash: cashInBoxes.nullable() }),
  /** SHA-256 over the list: what each of them signs. */
  digest: sha256,
  /** Of the giver, or of a finance manager for one who is gone. */
  begun: paperHand,
  received: paperHand.nullable(),
  witness: paperHand.nullable(),
  /** Why it is handed over. */
  reason: z.string(),
  offers: offersOf(cashHandoverSteps),
});
handledBy.add(cashHandoverView, { field: 'giverId' });

export const cashHandoverNotFound = problem({
  code: 'finance.cash_handover.not_found',
  status: 404,
  title: { zh: '没有这次移交', en: 'No such handover' },
  detail: { zh: '找不到移交 {id}', en: 'There is no handover {id}' },
  details: z.object({ id: z.string() }),
});
export const cashHandoverNotYours = problem({
  code: 'finance.cash_handover.not_yours',
  status: 403,
  title: { zh: '须由当事人办理', en: 'It is not for you' },
  detail: {
    zh: '接收由 {receiver} 签字;取消由移交人、接收人或财务经理办理',
    en: '{receiver} signs that they take it; it is cancelled by the giver, by them, or by a finance manager',
  },
  details: z.object({ receiver: z.string() }),
});
/** 监交人 is a third person. */
export const cashHandoverSecondHand = problem({
  code: 'finance.cash_handover.second_hand',
  status: 403,
  title: { zh: '监交人须是第三人', en: 'The witness is a third person' },
  detail: {
    zh: '移交人、接收人和代为移交的人不能监交;请由其他财务或审计人员签字',
    en: 'Neither who gives, nor who takes it, nor who began it for another signs as the witness; have somebody else of finance or audit sign',
  },
});
/** What was signed is what is handed over. */
export const cashHandoverChanged = problem({
  code: 'finance.cash_handover.changed',
  status: 409,
  title: { zh: '移交清册已有变化', en: 'What is handed over has changed' },
  detail: {
    zh: '清册编制后,现金、支票、收据本、在途送存、保管物、长短款或借款有变化;请取消并重新移交',
    en: 'Cash, cheques, receipt books, deposits, things held, differences or loans have changed since the list was made; cancel it and begin anew',
  },
});

/** The whole state of a handover, without its list. */
export const cashHandoverMoved = event({
  name: 'finance.cash_handover.moved',
  version: 1,
  audience: 'services',
  carriesState: true,
  visibleTo: ledgerReaders,
  toldToWhomItIsAbout: true,
  about: { staff: ['giverId', 'receiverId'] },
  data: z.object({
    cashHandoverId: id,
    deskId: id,
    state: cashHandoverState,
    giverId: id,
    receiverId: id,
    digest: sha256,
  }),
  summary: { zh: '收银台移交变动', en: 'The handover of a cash desk went on' },
  rules: ['F-16'],
});
