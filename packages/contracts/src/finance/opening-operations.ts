import { z } from 'zod';
import { command, id, noun, query, stepOf, stepRefused } from '../define/index.ts';
import { secondHand } from './hand.ts';
import { balanceTooLow, journalLineUnfit, journalTooLarge } from './journal.ts';
import {
  openingApprovedAlready,
  openingContent,
  openingNotFound,
  openingRegistered,
  openingSteps,
  openingSummary,
  openingUnbalanced,
  openingView,
  openingWithoutMonth,
  openItemUnfit,
} from './opening.ts';
import { periodNotOpen } from './period.ts';
import { bookkeepers, ledgerReaders } from './roles.ts';

export const openingNoun = noun('finance.opening', {
  zh: '期初余额和期初未达账项',
  en: 'Opening balances and opening open items',
});

/** Far above two thousand lines and as many open items. */
const bodyLimit = 2_000_000;
const ofIt = z.object({ openingId: id });

/** Once for the company. */
export const draftOpening = command({
  name: 'finance.opening.draft',
  http: 'POST /finance/openings',
  roles: ['accountant'],
  status: 201,
  bodyLimit,
  request: openingContent,
  response: openingSummary,
  problems: [openingRegistered, journalTooLarge],
  summary: { zh: '编制期初余额', en: 'Draft the opening balances' },
  rules: ['F-21'],
});
/** The whole content anew, until it is posted; approvals count no more. */
export const amendOpening = command({
  name: 'finance.opening.amend',
  http: 'PUT /finance/openings/:openingId',
  roles: ['accountant'],
  takes: stepOf(openingSteps, 'amend'),
  seen: 'openingId',
  bodyLimit,
  request: openingContent.extend({ openingId: id }),
  response: openingSummary,
  problems: [openingNotFound, stepRefused, journalTooLarge],
  summary: { zh: '修改期初余额', en: 'Amend the opening balances' },
  rules: ['F-21'],
});
export const submitOpening = command({
  name: 'finance.opening.submit',
  http: 'POST /finance/openings/:openingId/submit',
  roles: ['accountant'],
  takes: stepOf(openingSteps, 'submit'),
  seen: 'openingId',
  request: ofIt,
  response: openingSummary,
  problems: [
    ...[openingNotFound, stepRefused, openingWithoutMonth, openingUnbalanced, openItemUnfit],
    ...[periodNotOpen, journalLineUnfit, balanceTooLow],
  ],
  summary: { zh: '提交期初余额', en: 'Submit the opening balances' },
  rules: ['F-21'],
});
export const approveOpening = command({
  name: 'finance.opening.approve',
  http: 'POST /finance/openings/:openingId/approve',
  roles: ['finance_manager', 'general_manager'],
  takes: stepOf(openingSteps, 'approve'),
  seen: 'openingId',
  request: ofIt,
  response: openingSummary,
  problems: [openingNotFound, stepRefused, secondHand, openingApprovedAlready],
  summary: { zh: '批准期初余额', en: 'Approve the opening balances' },
  rules: ['F-21', 'P-04'],
});
/** As one journal on the first day of the first month. */
export const postOpening = command({
  name: 'finance.opening.post',
  http: 'POST /finance/openings/:openingId/post',
  roles: bookkeepers,
  takes: stepOf(openingSteps, 'post'),
  seen: 'openingId',
  request: ofIt,
  response: openingSummary,
  problems: [openingNotFound, stepRefused, secondHand, periodNotOpen, journalLineUnfit, balanceTooLow],
  summary: { zh: '期初余额记账', en: 'Post the opening balances' },
  rules: ['F-01', 'F-21', 'P-04'],
});
export const getOpening = query({
  name: 'finance.opening.get',
  http: 'GET /finance/opening',
  roles: ledgerReaders,
  request: z.object({}),
  response: openingView,
  problems: [openingNotFound],
  summary: { zh: '查看期初余额', en: 'The opening balances' },
  rules: ['F-21'],
});
