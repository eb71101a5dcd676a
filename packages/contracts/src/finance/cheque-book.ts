import { z } from 'zod';
import {
  choice,
  event,
  id,
  offersOf,
  problem,
  says,
  transitions,
  version,
  wordsOf,
  type Role,
} from '../define/index.ts';
import { paperHand } from './hand.ts';
import { ledgerAccountCode } from './money.ts';
import { receiptSeries } from './receipt-book.ts';
import { ledgerReaders } from './roles.ts';

/** Those who read what is drawn; whoever may hold a book is among them. */
export const chequeReaders = [...new Set<Role>(['cashier', 'admin_officer', ...ledgerReaders])];

export const chequeBookState = choice({
  in_use: { zh: '使用中', en: 'in use' },
  returned: { zh: '已收回销号', en: 'returned' },
});
export type ChequeBookState = z.output<typeof chequeBookState>;
export const chequeBookSteps = transitions({
  name: 'finance.cheque_book',
  states: wordsOf(chequeBookState),
  steps: {
    /** Numbers that are left are cancelled; what was drawn goes on. */
    return: { from: ['in_use'], to: 'returned', summary: { zh: '收回销号', en: 'return it' } },
  },
});

const number = z.int().min(1).max(99_999_999);
export const chequesInBookMax = 100;
/** The numbers that are printed in a book. */
export const chequeNumbers = z
  .object({ series: receiptSeries, firstNumber: number, lastNumber: number })
  .refine(
    ({ firstNumber, lastNumber }) => lastNumber >= firstNumber && lastNumber - firstNumber < chequesInBookMax,
    says({
      zh: `最后一号不小于第一号,一本最多 ${chequesInBookMax} 张`,
      en: `the last number is not below the first, and a book has at most ${chequesInBookMax}`,
    }),
  );

/** 支票簿: of one account at a bank; who holds it is in the register of what is held (F-11). */
export const chequeBookView = z.object({
  id,
  version,
  custodyItemId: id,
  bankAccount: ledgerAccountCode,
  series: receiptSeries,
  firstNumber: z.int(),
  lastNumber: z.int(),
  /** The one that comes next; null where it is used up or returned. */
  nextNumber: z.int().nullable(),
  state: chequeBookState,
  /** Who held it as it was registered (领用). */
  takenById: id,
  takenByName: z.string(),
  registeredById: id,
  registeredByName: z.string(),
  registeredAt: z.iso.datetime(),
  /** Who took it back, and why; what was left then is cancelled. */
  takenBack: paperHand.nullable(),
  reason: z.string().nullable(),
  cancelledCount: z.int(),
  offers: offersOf(chequeBookSteps),
});

export const chequeBookNotFound = problem({
  code: 'finance.cheque_book.not_found',
  status: 404,
  title: { zh: '没有这本支票簿', en: 'No such cheque book' },
  detail: { zh: '找不到支票簿 {id}', en: 'There is no cheque book {id}' },
  details: z.object({ id: z.string() }),
});
export const chequeBookOverlaps = problem({
  code: 'finance.cheque_book.overlaps',
  status: 409,
  title: { zh: '支票号码已登记', en: 'The numbers are registered already' },
  detail: {
    zh: '{series} 的 {firstNumber} 至 {lastNumber} 号已有登记;请核对支票簿上的号码',
    en: 'Numbers {firstNumber} to {lastNumber} of {series} are registered already; look at the book again',
  },
  details: z.object({ series: z.string(), firstNumber: z.int(), lastNumber: z.int() }),
});
/** Why something that is held is no book that could be registered. */
export const chequeBookMiss = choice({
  other_kind: { zh: '不是支票簿', en: 'it is no cheque book' },
  retired: { zh: '已缴销', en: 'it is given up' },
  has_book: { zh: '已登记在用的支票号码', en: 'its numbers are registered and in use' },
});
export const chequeBookUnfit = problem({
  code: 'finance.cheque_book.item_unfit',
  status: 409,
  title: { zh: '该保管物不能登记为支票簿', en: 'Its numbers can not be registered' },
  detail: {
    zh: '不能登记支票号码:{why};请选择保管中的支票簿,一件登记一本',
    en: 'No numbers can be registered for it: {why}; choose a cheque book that is held, one for each item',
  },
  called: { why: wordsOf(chequeBookMiss) },
  details: z.object({ why: chequeBookMiss }),
});

/** The whole state of a book. */
export const chequeBookChanged = event({
  name: 'finance.cheque_book.changed',
  version: 1,
  audience: 'services',
  carriesState: true,
  visibleTo: ['cashier', ...ledgerReaders],
  data: z.object({
    chequeBookId: id,
    custodyItemId: id,
    bankAccount: z.string(),
    series: z.string(),
    firstNumber: z.int(),
    lastNumber: z.int(),
    state: chequeBookState,
  }),
  summary: { zh: '支票簿变动', en: 'A cheque book changed' },
  rules: ['F-11'],
});
