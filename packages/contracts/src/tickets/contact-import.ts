import { z } from 'zod';
import {
  choice,
  event,
  handledBy,
  id,
  line,
  personalField,
  personName,
  problem,
  record,
  text,
  version,
} from '../define/index.ts';
import { contactChannel, ticketNature, ticketPriority } from './ticket.ts';

/** A contact in a file lies at most so many years back. */
export const importedYearsBack = 20;
/** Words of a file that may be translated into ours, a column. */
const valuesMax = 500;
/** Which column of the file is what; `values` translate the file's words into ours. */
export const importMapping = z.object({
  /** Unique in the source; the same one is never taken in twice. */
  externalId: line(80),
  question: z.array(line(80)).min(1).max(10),
  contactedAt: z.object({ column: line(80), format: line(40), zone: line(60) }),
  nature: z.object({
    column: line(80),
    values: record(z.string().max(100), ticketNature, valuesMax),
    otherwise: ticketNature.optional(),
  }),
  channel: z.union([
    z.object({
      column: line(80),
      values: record(z.string().max(100), contactChannel, valuesMax),
      otherwise: contactChannel.optional(),
    }),
    contactChannel,
  ]),
  priority: z
    .object({
      column: line(80),
      values: record(z.string().max(100), ticketPriority, valuesMax),
      otherwise: ticketPriority.optional(),
    })
    .optional(),
  customerName: z.object({ column: line(80).optional(), otherwise: personName.entered }),
  customerPhone: line(80).optional(),
});
export type ImportMapping = z.output<typeof importMapping>;
/** What somebody called a file may say whom it is about. */
export const importFile = personalField('cell', line(200));
export const importView = z
  .object({
    id,
    version,
    source: z.string(),
    fileName: importFile.shown,
    state: choice({
      running: { zh: '进行中', en: 'running' },
      done: { zh: '已完成', en: 'done' },
      cancelled: { zh: '已取消', en: 'cancelled' },
    }),
    rows: z.int(),
    accepted: z.int(),
    refused: z.int(),
    /** Rows dealt with, as a share of all: 0 to 100. */
    progressPercent: z.number(),
    startedAt: z.iso.datetime(),
    finishedAt: z.iso.datetime().nullable(),
    startedBy: z.string(),
  })
  .register(handledBy, { field: 'startedBy' });

export const importNotFound = problem({
  code: 'tickets.import.not_found',
  status: 404,
  title: { zh: '没有这次导入', en: 'No such import' },
  detail: { zh: '找不到导入 {id}', en: 'There is no import {id}' },
  details: z.object({ id: z.string() }),
});
export const importUnreadable = problem({
  code: 'tickets.import.unreadable',
  status: 422,
  title: { zh: '文件无法导入', en: 'The file cannot be imported' },
  detail: { zh: '{why}', en: '{why}' },
  details: z.object({ why: text }),
});

export const importEnded = problem({
  code: 'tickets.import.ended',
  status: 409,
  title: { zh: '导入已结束', en: 'The import has ended' },
  detail: { zh: '导入 {id} 已结束,无法取消', en: 'The import {id} has ended, so there is nothing left to cancel' },
  details: z.object({ id: z.string() }),
});

export const importStarted = event({
  name: 'tickets.import.started',
  version: 1,
  audience: 'services',
  visibleTo: ['supervisor', 'department_manager', 'admin_officer'],
  data: z.object({ importId: id, rows: z.int() }),
  summary: { zh: '导入已开始', en: 'An import began' },
});
export const importProgressed = event({
  name: 'tickets.import.progressed',
  version: 1,
  audience: 'services',
  inPassing: true,
  visibleTo: ['supervisor', 'department_manager', 'admin_officer'],
  data: z.object({ importId: id, rows: z.int(), accepted: z.int(), refused: z.int() }),
  summary: { zh: '导入进度', en: 'An import went on' },
});
export const importFinished = event({
  name: 'tickets.import.finished',
  version: 1,
  audience: 'services',
  visibleTo: ['supervisor', 'department_manager', 'admin_officer'],
  data: z.object({ importId: id, rows: z.int(), accepted: z.int(), refused: z.int() }),
  summary: { zh: '导入已完成', en: 'An import is done' },
});
export const importCancelled = event({
  name: 'tickets.import.cancelled',
  version: 1,
  audience: 'services',
  visibleTo: ['supervisor', 'department_manager', 'admin_officer'],
  data: z.object({ importId: id, rows: z.int(), accepted: z.int(), refused: z.int() }),
  summary: { zh: '导入已取消', en: 'An import was cancelled' },
});
