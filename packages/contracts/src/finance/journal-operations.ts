import { z } from 'zod';
import { id, noun, query } from '../define/index.ts';
import {
  balanceTooLow,
  draftKind,
  journalDay,
  journalLine,
  journalLinesMax,
  journalLineUnfit,
  journalNotFound,
  journalTooLarge,
  journalUnbalanced,
  journalView,
  reversalNotReversed,
  reversedAlready,
} from './journal.ts';
import { periodNotOpen } from './period.ts';
import { ledgerReaders } from './roles.ts';

export const journalNoun = noun('finance.journal', {
  zh: '分录:已记账的,从不修改',
  en: 'Journals: what is posted, and never changes',
});

/** What the ledger refuses, whatever is posted. */
export const postingProblems = [periodNotOpen, journalUnbalanced, journalLineUnfit, journalTooLarge, balanceTooLow];

export const getJournal = query({
  name: 'finance.journal.get',
  http: 'GET /finance/journals/:journalId',
  roles: ledgerReaders,
  request: z.object({ journalId: id }),
  response: journalView,
  problems: [journalNotFound],
  summary: { zh: '查看分录', en: 'One journal' },
  rules: ['F-01'],
});
/**
 * Whether lines could be posted as they are now; it posts nothing. Not for who counts the cash: by asking often enough
 * they would learn what should be there (F-08).
 */
export const checkJournal = query({
  name: 'finance.journal.check',
  http: 'POST /finance/journals/check',
  roles: ledgerReaders,
  request: z.object({
    day: journalDay,
    kind: draftKind.default('ordinary'),
    lines: z.array(journalLine).min(2).max(journalLinesMax),
  }),
  response: z.object({ fit: z.literal(true) }),
  problems: postingProblems,
  summary: { zh: '试算分录', en: 'Check a journal without posting it' },
  rules: ['F-01'],
});
/** Whether a journal could be reversed on that day. */
export const checkReversal = query({
  name: 'finance.journal.check_reversal',
  http: 'POST /finance/journals/:journalId/check-reversal',
  roles: ledgerReaders,
  request: z.object({ journalId: id, day: journalDay }),
  response: z.object({ fit: z.literal(true) }),
  problems: [
    ...[journalNotFound, reversedAlready, reversalNotReversed, periodNotOpen, journalLineUnfit, balanceTooLow],
  ],
  summary: { zh: '试算红字冲销', en: 'Check whether a journal can be reversed' },
  rules: ['F-01'],
});
