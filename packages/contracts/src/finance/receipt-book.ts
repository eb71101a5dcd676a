import { z } from 'zod';
import {
  anyOf,
  choice,
  command,
  event,
  id,
  invalidCursor,
  noun,
  offersOf,
  page,
  pageRequest,
  problem,
  query,
  reason,
  says,
  stepOf,
  stepRefused,
  transitions,
  version,
  wordsOf,
} from '../define/index.ts';
import { cashDeskNotFound, custodianAlone } from './cash-desk.ts';
import { paperHand } from './hand.ts';
import { bookkeepers, ledgerReaders } from './roles.ts';

export const receiptBookNoun = noun('finance.receipt_book', {
  zh: '收据本:登记领用、收回销号',
  en: 'Receipt books: registered, used, returned',
});

export const receiptBookState = choice({
  in_use: { zh: '使用中', en: 'in use' },
  returned: { zh: '已收回销号', en: 'returned' },
});
export type ReceiptBookState = z.output<typeof receiptBookState>;
export const receiptBookSteps = transitions({
  name: 'finance.receipt_book',
  states: wordsOf(receiptBookState),
  steps: {
    /** Numbers that are left are never used. */
    return: { from: ['in_use'], to: 'returned', summary: { zh: '收回销号', en: 'return it' } },
  },
});

/** The letters and digits that are printed before the number. */
export const receiptSeries = z.string().regex(/^[A-Z0-9]{1,12}$/);
const number = z.int().min(1).max(99_999_999);
export const receiptsInBookMax = 10_000;

export const receiptBookView = z.object({
  id,
  version,
  cashDeskId: id,
  series: receiptSeries,
  firstNumber: z.int(),
  lastNumber: z.int(),
  /** The one that comes next; null where it is used up. */
  nextNumber: z.int().nullable(),
  state: receiptBookState,
  /** Who held the desk as it was registered, and took it (领用). */
  takenById: id,
  takenByName: z.string(),
  registeredById: id,
  registeredByName: z.string(),
  registeredAt: z.iso.datetime(),
  /** Who took it back, and why; what was left then is cancelled. */
  takenBack: paperHand.nullable(),
  reason: z.string().nullable(),
  cancelledCount: z.int(),
  offers: offersOf(receiptBookSteps),
});

export const receiptBookNotFound = problem({
  code: 'finance.receipt_book.not_found',
  status: 404,
  title: { zh: '没有这本收据', en: 'No such receipt book' },
  detail: { zh: '找不到收据本 {id}', en: 'There is no receipt book {id}' },
  details: z.object({ id: z.string() }),
});
export const receiptBookOverlaps = problem({
  code: 'finance.receipt_book.overlaps',
  status: 409,
  title: { zh: '收据号码已登记', en: 'The numbers are registered already' },
  detail: {
    zh: '{series} 的 {firstNumber} 至 {lastNumber} 号已有登记;请核对收据本上的号码',
    en: 'Numbers {firstNumber} to {lastNumber} of {series} are registered already; look at the book again',
  },
  details: z.object({ series: z.string(), firstNumber: z.int(), lastNumber: z.int() }),
});
export const receiptBookMissing = problem({
  code: 'finance.receipt_book.missing',
  status: 409,
  title: { zh: '没有可用的收据', en: 'There is no receipt left' },
  detail: {
    zh: '该收银台没有可用的收据号码;请由会计登记新的收据本',
    en: 'The desk has no receipt number left; have an accountant register another book',
  },
});

/** Its numbers are used by one desk, in order and without gaps (F-02, F-11). */
export const registerReceiptBook = command({
  name: 'finance.receipt_book.register',
  http: 'POST /finance/receipt-books',
  roles: bookkeepers,
  status: 201,
  request: z
    .object({ cashDeskId: id, series: receiptSeries, firstNumber: number, lastNumber: number })
    .refine(
      ({ firstNumber, lastNumber }) => lastNumber >= firstNumber && lastNumber - firstNumber < receiptsInBookMax,
      says({
        zh: `最后一号不小于第一号,一本最多 ${receiptsInBookMax} 张`,
        en: `the last number is not below the first, and a book has at most ${receiptsInBookMax}`,
      }),
    ),
  response: receiptBookView,
  problems: [cashDeskNotFound, custodianAlone, receiptBookOverlaps],
  summary: { zh: '登记收据本', en: 'Register a receipt book' },
  rules: ['F-02', 'F-11'],
});
export const returnReceiptBook = command({
  name: 'finance.receipt_book.return',
  http: 'POST /finance/receipt-books/:receiptBookId/return',
  roles: bookkeepers,
  takes: stepOf(receiptBookSteps, 'return'),
  request: z.object({ receiptBookId: id, reason }),
  response: receiptBookView,
  problems: [receiptBookNotFound, stepRefused, custodianAlone],
  summary: { zh: '收回收据本', en: 'Take a receipt book back' },
  rules: ['F-02', 'F-11'],
});
export const listReceiptBooks = query({
  name: 'finance.receipt_book.list',
  http: 'GET /finance/receipt-books',
  roles: ['cashier', ...ledgerReaders],
  request: pageRequest.extend({ cashDeskId: anyOf(id), state: anyOf(receiptBookState) }),
  response: page(receiptBookView),
  problems: [invalidCursor],
  summary: { zh: '收据本列表', en: 'List receipt books' },
  rules: ['F-02', 'F-11'],
});

export const receiptBookChanged = event({
  name: 'finance.receipt_book.changed',
  version: 1,
  audience: 'services',
  carriesState: true,
  visibleTo: ['cashier', ...ledgerReaders],
  data: z.object({
    receiptBookId: id,
    deskId: id,
    series: z.string(),
    firstNumber: z.int(),
    lastNumber: z.int(),
    state: receiptBookState,
  }),
  summary: { zh: '收据本变动', en: 'A receipt book changed' },
  rules: ['F-02', 'F-11'],
});
