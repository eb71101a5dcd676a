import { chequeView, type getCheque, type ResponseOf } from '@bumen/contracts';
import { viewOf } from '@bumen/service-kit';
import type { Act } from '../acts.ts';
import { amountInWords } from '../receipt/amount-words.ts';
import type { Cheque } from './cheque.entity.ts';
import { dayInWords } from './day-words.ts';

/** With the sum and the day as they are written on it. */
export function chequeViewOf(cheque: Cheque, act: Act): ResponseOf<typeof getCheque> {
  const { bookId: chequeBookId, day } = cheque;
  const amountFen = cheque.amountFen === null ? null : Number(cheque.amountFen);
  const amountWords = amountFen === null ? null : amountInWords(amountFen);
  const dayWords = day === null ? null : dayInWords(day);
  return viewOf(chequeView, cheque, { chequeBookId, amountFen, amountWords, dayWords, offers: cheque.offers(act) });
}
