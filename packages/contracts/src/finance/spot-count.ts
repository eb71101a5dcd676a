import { z } from 'zod';
import { day, event, handledBy, id, problem, version } from '../define/index.ts';
import { boxCount, unfitNotes } from './cash-day.ts';
import { cashDeskName } from './cash-desk.ts';

/** 稽核抽查: kept as it was found, and never changed (F-18). */
export const spotCountView = z.object({
  id,
  version,
  cashDeskId: id,
  deskName: cashDeskName.shown,
  cashDayId: id,
  day,
  /** Who holds the cash. */
  custodianId: id,
  custodianName: z.string(),
  /** Null for who holds cash, until that day is counted: it says what should be there (F-08). */
  takings: boxCount.nullable(),
  petty: boxCount.nullable(),
  unfit: unfitNotes,
  countedById: id,
  countedByName: z.string(),
  countedAt: z.iso.datetime(),
});
handledBy.add(spotCountView, { field: 'countedById' });

export const spotCountNotFound = problem({
  code: 'finance.spot_count.not_found',
  status: 404,
  title: { zh: '没有这次抽查', en: 'No such count' },
  detail: { zh: '找不到抽查 {id}', en: 'There is no unannounced count {id}' },
  details: z.object({ id: z.string() }),
});

/** Never what was counted, or what should be there. */
const told = z.object({ spotCountId: id, deskId: id, cashDayId: id, day, countedById: id });
export const spotCountTaken = event({
  name: 'finance.spot_count.taken',
  version: 1,
  audience: 'services',
  visibleTo: ['finance_manager', 'auditor'],
  about: { staff: ['countedById'] },
  data: told,
  summary: { zh: '已抽查库存现金', en: 'The cash of a desk was counted unannounced' },
  rules: ['F-18'],
});
/** Its custodian hears nothing of it before the day is counted (F-08). */
export const spotCountDiffers = event({
  name: 'finance.spot_count.differs',
  version: 1,
  audience: 'services',
  visibleTo: ['finance_manager'],
  about: { staff: ['countedById'] },
  data: told,
  summary: { zh: '抽查发现长短款', en: 'An unannounced count found a box short or over' },
  rules: ['F-18'],
});
