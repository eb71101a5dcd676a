import { z } from 'zod';
import {
  anyOf,
  command,
  day,
  id,
  invalidCursor,
  noun,
  page,
  pageRequest,
  query,
  reason,
  stepOf,
  stepRefused,
  within,
} from '../define/index.ts';
import { sumFen } from './cash-desk.ts';
import { chequeBookNotFound, chequeReaders, chequesInBookMax } from './cheque-book.ts';
import {
  bankTooLow,
  chequeAltered,
  chequeBookUsedUp,
  chequeDiffers,
  chequeExpired,
  chequeNotFound,
  chequeNotYours,
  chequeReceiver,
  chequeSlipDiffers,
  chequeState,
  chequeSteps,
  chequeStillOut,
  chequeUse,
  chequeView,
} from './cheque.ts';
import { custodians } from './custody-item-operations.ts';
import { secondHand } from './hand.ts';
import { documentNumber } from './journal.ts';
import { ledgerAccountCode } from './money.ts';
import {
  paymentAltered,
  paymentChequeStands,
  paymentNotFound,
  paymentOtherWay,
  paymentSlipKnown,
} from './payment-problems.ts';
import { paymentSteps } from './payment.ts';
import { bookkeepers } from './roles.ts';

export const chequeNoun = noun('finance.cheque', {
  zh: '支票:填写、签章、交付、兑付、作废',
  en: 'Cheques: drawn, signed, handed out, cashed, void',
});

/** By who holds the book, for what is signed and paid by cheque; one for each payment while it stands. */
export const drawCheque = command({
  name: 'finance.cheque.draw',
  http: 'POST /finance/cheques',
  roles: custodians,
  status: 201,
  takes: stepOf(paymentSteps, 'draw_cheque'),
  request: z.object({ chequeBookId: id, paymentId: id }),
  response: chequeView,
  problems: [
    ...[paymentNotFound, stepRefused, secondHand, paymentOtherWay, paymentChequeStands],
    ...[chequeBookNotFound, chequeNotYours, chequeBookUsedUp],
  ],
  summary: { zh: '填写支票', en: 'Draw a cheque' },
  rules: ['F-11'],
});
/** The next number of a book is void before anything was written on it. */
export const spoilCheque = command({
  name: 'finance.cheque.spoil',
  http: 'POST /finance/cheque-books/:chequeBookId/spoil',
  roles: custodians,
  status: 201,
  request: z.object({ chequeBookId: id, reason }),
  response: chequeView,
  problems: [chequeBookNotFound, chequeNotYours, chequeBookUsedUp],
  summary: { zh: '作废空白支票', en: 'Make a blank cheque void' },
  rules: ['F-11'],
});
/** Never blank, and never above what there is at the bank. */
export const signCheque = command({
  name: 'finance.cheque.sign',
  http: 'POST /finance/cheques/:chequeId/sign',
  roles: ['general_manager'],
  takes: stepOf(chequeSteps, 'sign'),
  seen: 'chequeId',
  request: z.object({
    chequeId: id,
    /** Of what they saw. */
    digest: z.string().regex(/^[0-9a-f]{64}$/),
  }),
  response: chequeView,
  problems: [chequeNotFound, stepRefused, secondHand, chequeDiffers, chequeAltered, chequeExpired, bankTooLow],
  summary: { zh: '支票签章', en: 'Sign a cheque' },
  rules: ['F-06', 'F-11', 'P-04'],
});
export const handOutCheque = command({
  name: 'finance.cheque.hand_out',
  http: 'POST /finance/cheques/:chequeId/hand-out',
  roles: custodians,
  takes: stepOf(chequeSteps, 'hand_out'),
  request: z.object({ chequeId: id, receiver: chequeReceiver.entered }),
  response: chequeView,
  problems: [
    ...[chequeNotFound, stepRefused, secondHand, chequeNotYours],
    ...[chequeAltered, chequeExpired, paymentAltered],
  ],
  summary: { zh: '交付支票', en: 'Hand a cheque out' },
  rules: ['F-11'],
});
/** It is in the drawer again, and may be handed out or made void. */
export const takeBackCheque = command({
  name: 'finance.cheque.take_back',
  http: 'POST /finance/cheques/:chequeId/take-back',
  roles: custodians,
  takes: stepOf(chequeSteps, 'take_back'),
  request: z.object({ chequeId: id, reason }),
  response: chequeView,
  problems: [chequeNotFound, stepRefused, chequeNotYours],
  summary: { zh: '收回支票', en: 'Take a cheque back' },
  rules: ['F-11'],
});
/** By the bank's slip or statement, and by who neither drew it nor handed it out. */
export const cashCheque = command({
  name: 'finance.cheque.cash',
  http: 'POST /finance/cheques/:chequeId/cash',
  roles: bookkeepers,
  takes: stepOf(chequeSteps, 'cash'),
  request: z.object({
    chequeId: id,
    number: documentNumber,
    day: within({ backDays: 366, aheadDays: 0 }, day),
    amountFen: sumFen,
  }),
  response: chequeView,
  problems: [chequeNotFound, stepRefused, secondHand, chequeAltered, chequeSlipDiffers, paymentSlipKnown],
  summary: { zh: '登记支票兑付', en: 'Record that a cheque was cashed' },
  rules: ['F-11', 'P-04'],
});
/** Once it is signed, by somebody else than who drew it. What it was to pay may be paid otherwise then. */
export const voidCheque = command({
  name: 'finance.cheque.void',
  http: 'POST /finance/cheques/:chequeId/void',
  roles: custodians,
  takes: stepOf(chequeSteps, 'void'),
  seen: 'chequeId',
  request: z.object({ chequeId: id, reason }),
  response: chequeView,
  problems: [chequeNotFound, stepRefused, secondHand, chequeStillOut],
  summary: { zh: '作废支票', en: 'Make a cheque void' },
  rules: ['F-11'],
});
export const getCheque = query({
  name: 'finance.cheque.get',
  http: 'GET /finance/cheques/:chequeId',
  roles: chequeReaders,
  request: z.object({ chequeId: id }),
  response: chequeView,
  problems: [chequeNotFound],
  summary: { zh: '查看支票', en: 'One cheque' },
  rules: ['F-11'],
});
/** The newest first. */
export const listCheques = query({
  name: 'finance.cheque.list',
  http: 'GET /finance/cheques',
  roles: chequeReaders,
  request: pageRequest.extend({
    chequeBookId: anyOf(id),
    paymentId: anyOf(id),
    bankAccount: anyOf(ledgerAccountCode),
    state: anyOf(chequeState),
  }),
  response: page(chequeView),
  problems: [invalidCursor],
  summary: { zh: '支票登记簿', en: 'The register of cheques' },
  rules: ['F-11'],
});
/** Each number that is printed in a book, in its order. */
export const listChequeNumbers = query({
  name: 'finance.cheque.list_numbers',
  http: 'GET /finance/cheque-books/:chequeBookId/numbers',
  roles: chequeReaders,
  request: z.object({ chequeBookId: id }),
  response: z.object({
    chequeBookId: id,
    numbers: z.array(z.object({ number: z.string(), use: chequeUse, chequeId: id.nullable() })).max(chequesInBookMax),
  }),
  problems: [chequeBookNotFound],
  summary: { zh: '支票簿的号码登记', en: 'What became of each number of a book' },
  rules: ['F-11'],
});
