import { z } from 'zod';
import { anyOf, command, day, handledBy, id, invalidCursor, noun, page, pageRequest, query } from '../define/index.ts';
import { cashDayNotOpen, cashPieces, denominationUnknown, unfitNotes } from './cash-day.ts';
import { cashDeskName, cashDeskNotFound, custodianAlone } from './cash-desk.ts';
import { ledgerReaders } from './roles.ts';
import { spotCountNotFound, spotCountView } from './spot-count.ts';

export const spotCountNoun = noun('finance.spot_count', {
  zh: '稽核抽查:不预告的现金盘点',
  en: 'Unannounced counts of cash',
});

/** At any moment of an open day, by somebody who doesn't hold the cash; compared under the desk's lock. */
export const takeSpotCount = command({
  name: 'finance.spot_count.take',
  http: 'POST /finance/cash-desks/:cashDeskId/spot-counts',
  roles: ['accountant', 'finance_manager', 'auditor'],
  status: 201,
  request: z.object({ cashDeskId: id, takings: cashPieces, petty: cashPieces, unfit: unfitNotes.default([]) }),
  response: spotCountView,
  problems: [cashDeskNotFound, custodianAlone, cashDayNotOpen, denominationUnknown],
  summary: { zh: '抽查库存现金', en: 'Count the cash of a desk unannounced' },
  rules: ['F-05', 'F-18'],
});
export const getSpotCount = query({
  name: 'finance.spot_count.get',
  http: 'GET /finance/spot-counts/:spotCountId',
  roles: ['cashier', ...ledgerReaders],
  request: z.object({ spotCountId: id }),
  response: spotCountView,
  problems: [spotCountNotFound],
  summary: { zh: '查看抽查', en: 'One unannounced count' },
  rules: ['F-08', 'F-18'],
});
/** The newest first. */
export const listSpotCounts = query({
  name: 'finance.spot_count.list',
  http: 'GET /finance/spot-counts',
  roles: ['cashier', ...ledgerReaders],
  request: pageRequest.extend({ cashDeskId: anyOf(id), day: anyOf(day) }),
  response: page(spotCountView),
  problems: [invalidCursor],
  summary: { zh: '抽查列表', en: 'List unannounced counts' },
  rules: ['F-08', 'F-18'],
});

const spotCountDue = z.object({
  cashDeskId: id,
  deskName: cashDeskName.shown,
  custodianId: id,
  custodianName: z.string(),
  /** When it was counted last; null where it never was. */
  lastCountedAt: z.iso.datetime().nullable(),
  /** Since then, or since its first day; null before that. */
  daysSince: z.int().nullable(),
  overdue: z.boolean(),
});
handledBy.add(spotCountDue, { field: 'custodianId' });
/** Desks in use, and for how long nobody has counted them. Not told to who holds cash: a count comes unannounced. */
export const listSpotCountsDue = query({
  name: 'finance.spot_count.list_due',
  http: 'GET /finance/spot-counts-due',
  roles: ledgerReaders,
  request: pageRequest.extend({ overdue: z.boolean().optional() }),
  response: page(spotCountDue),
  problems: [invalidCursor],
  summary: { zh: '待抽查收银台', en: 'Desks to be counted unannounced' },
  rules: ['F-18'],
});
