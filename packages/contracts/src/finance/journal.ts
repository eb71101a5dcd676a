import { z } from 'zod';
import {
  choice,
  day,
  event,
  handledBy,
  id,
  line,
  personalField,
  problem,
  text,
  within,
  wordsOf,
} from '../define/index.ts';
import { amountFen, currencyCode, entrySide, ledgerAccountCode, ledgerMonth, signedAmount } from './money.ts';
import { ledgerReaders } from './roles.ts';

/** `closing`: what carries income and cost forward, and may be posted while its month is being closed (F-09). */
export const draftKind = choice({
  ordinary: { zh: '日常', en: 'ordinary' },
  opening: { zh: '期初', en: 'opening' },
  closing: { zh: '结转', en: 'carried forward' },
});
export type DraftKind = z.output<typeof draftKind>;
export const journalKind = choice({ ...wordsOf(draftKind), reversal: { zh: '红字冲销', en: 'reversal' } });
export type JournalKind = z.output<typeof journalKind>;

/** What a journal is about, as it is written on the voucher (摘要). */
export const journalSummary = personalField('words', line(200));
/** Whom a line is about, as a code: `customer:0197…`, a number of the staff. */
export const partyCode = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9_.:-]{0,59}$/);
/** The number of a document that a line rests on: of an invoice, a cheque, a contract. */
export const documentNumber = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9_.:/-]{0,59}$/);

export const journalLinesMax = 500;
/** Opening balances are one journal, with a line for each account and party (F-21). */
export const openingLinesMax = 2_000;
/** In an open month; how far back depends on what is closed. */
export const journalDay = within({ backDays: 20 * 366, aheadDays: 366 }, day);
/** One line of a journal as it is given. Amounts in fen; in red they are negative, on the same side (F-01). */
export const journalLine = z.object({
  accountCode: ledgerAccountCode,
  side: entrySide,
  amountFen,
  /** In the account's own currency where that is not CNY, in its smallest unit; 0 where only the rate has changed. */
  foreignAmount: signedAmount.nullable().default(null),
  party: partyCode.nullable().default(null),
  reference: documentNumber.nullable().default(null),
});

/** One as it is shown. */
export const journalLineView = z.object({
  accountCode: ledgerAccountCode,
  side: entrySide,
  amountFen: z.int(),
  foreignAmount: z.int().nullable(),
  party: z.string().nullable(),
  reference: z.string().nullable(),
});

export const journalView = z.object({
  id,
  month: ledgerMonth,
  day,
  kind: journalKind,
  voucherId: id.nullable(),
  /** SHA-256 over what that says, its papers and its hands; null where there is none. */
  voucherDigest: z.string().nullable(),
  /** The journal that it undoes, and the one that undoes it. */
  reversesId: id.nullable(),
  reversedById: id.nullable(),
  summary: journalSummary.shown,
  postedById: z.string(),
  postedAt: z.iso.datetime(),
  correlationId: z.string(),
  /** SHA-256 over every column of it and of its lines. */
  digest: z.string(),
  /** Its place in the chain; null for the second before it has one. */
  block: z.object({ seq: z.int(), place: z.int() }).nullable(),
  lines: z.array(journalLineView.extend({ line: z.int(), currency: currencyCode })).max(openingLinesMax),
});
handledBy.add(journalView, { field: 'postedById' });

export const journalNotFound = problem({
  code: 'finance.journal.not_found',
  status: 404,
  title: { zh: '没有这笔分录', en: 'No such journal' },
  detail: { zh: '找不到分录 {id}', en: 'There is no journal {id}' },
  details: z.object({ id: z.string() }),
});
export const journalUnbalanced = problem({
  code: 'finance.journal.unbalanced',
  status: 422,
  title: { zh: '借贷不平', en: 'Debit and credit differ' },
  detail: {
    zh: '借方合计 {debitFen} 元,贷方合计 {creditFen} 元;请使两者相等(人民币)',
    en: 'Debit is {debitFen} yuan and credit {creditFen} yuan; make them equal, in CNY',
  },
  details: z.object({ debitFen: z.int(), creditFen: z.int() }),
});
/** So that all that is summed up of the books is exact. */
export const journalTooLarge = problem({
  code: 'finance.journal.too_large',
  status: 422,
  title: { zh: '金额过大', en: 'It is too much' },
  detail: {
    zh: '借方、贷方或外币金额合计不能超过 {max}(分或外币最小单位);请核对金额,确有必要时分开填制',
    en: 'Neither side, nor the foreign amounts, may come to more than {max} fen or smallest units; look at the amounts, or take several',
  },
  details: z.object({ max: z.int() }),
});
/** Why a line can't be posted as it is. */
export const journalLineUnfit = problem({
  code: 'finance.journal.line_unfit',
  status: 422,
  title: { zh: '分录行不合要求', en: 'A line is not fit' },
  detail: { zh: '第 {line} 行(科目 {accountCode}):{why}', en: 'Line {line}, account {accountCode}: {why}' },
  details: z.object({ line: z.int(), accountCode: z.string(), why: text }),
});
/** It never says how much is there: who counts the cash would be told (F-08). */
export const balanceTooLow = problem({
  code: 'finance.journal.balance_too_low',
  status: 409,
  title: { zh: '余额不足', en: 'There is not enough' },
  detail: {
    zh: '科目 {accountCode} 的余额不够支付;请先存入,或减少金额',
    en: 'Account {accountCode} does not hold enough for this; pay in first, or take less',
  },
  details: z.object({ accountCode: z.string() }),
});
export const reversedAlready = problem({
  code: 'finance.journal.reversed_already',
  status: 409,
  title: { zh: '已冲销过', en: 'It is reversed already' },
  detail: {
    zh: '分录 {id} 已经冲销;一笔分录只冲销一次',
    en: 'Journal {id} is reversed already; a journal is reversed once',
  },
  details: z.object({ id }),
});
export const reversalNotReversed = problem({
  code: 'finance.journal.reversal_not_reversed',
  status: 409,
  title: { zh: '红字分录不能再冲销', en: 'A reversal is not reversed' },
  detail: {
    zh: '这笔分录本身是红字冲销;请重新填制一笔正确的凭证',
    en: 'It is a reversal itself; make a new voucher that is right',
  },
});

/** Nobody is shown a posting by itself; its journals are. */
export const postingView = z.object({ id, journals: z.int() });
/** One commit to the ledger. It carries the digests, so that they stand outside of the database, too. */
export const journalsPosted = event({
  name: 'finance.posting.posted',
  version: 1,
  audience: 'services',
  visibleTo: ledgerReaders,
  data: z.object({
    postingId: id,
    journals: z
      .array(
        z.object({
          journalId: id,
          month: ledgerMonth,
          kind: journalKind,
          voucherId: id.nullable(),
          digest: z.string(),
        }),
      )
      .max(1_000),
  }),
  summary: { zh: '已记账', en: 'Journals were posted' },
  rules: ['F-01'],
});
