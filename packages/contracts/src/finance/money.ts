import { z } from 'zod';
import { choice, says } from '../define/index.ts';

/** The largest amount of one line, in fen: just below a hundred billion yuan. */
export const amountFenMax = 9_999_999_999_999;
/** An amount in fen, or of a foreign currency in its smallest unit; negative in red (F-01). */
export const signedAmount = z.int().min(-amountFenMax).max(amountFenMax);
/** As it is posted: never nothing. */
export const amountFen = signedAmount.refine(
  (amount) => amount !== 0,
  says({ zh: '金额不能为零', en: 'an amount is not zero' }),
);
/** ISO 4217; the books are kept in `CNY`. */
export const currencyCode = z.string().regex(/^[A-Z]{3}$/);
export const homeCurrency = 'CNY';

/** 1002, 100201, 10020101: four digits, and two more for each level below. */
export const ledgerAccountCode = z.string().regex(/^\d{4}(\d{2}){0,3}$/);
/** The code of the account above; null at the top. */
export const codeAbove = (code: string): string | null => (code.length > 4 ? code.slice(0, -2) : null);

/** A month of the company's calendar, `YYYY-MM`. */
export const ledgerMonth = z.string().regex(/^(19|2[01])\d\d-(0[1-9]|1[0-2])$/);

/** A year of the company's calendar, `YYYY`. */
export const ledgerYear = z.string().regex(/^(19|2[01])\d\d$/);

export const entrySide = choice({ debit: { zh: '借', en: 'debit' }, credit: { zh: '贷', en: 'credit' } });
export type EntrySide = z.output<typeof entrySide>;
