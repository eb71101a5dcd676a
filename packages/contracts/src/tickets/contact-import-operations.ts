import { z } from 'zod';
import {
  anyOf,
  choice,
  command,
  handledBy,
  id,
  invalidCursor,
  noun,
  page,
  pageRequest,
  personal,
  query,
  reason,
  says,
  text,
  wordsOf,
} from '../define/index.ts';
import {
  importEnded,
  importFile,
  importMapping,
  importNotFound,
  importUnreadable,
  importView,
} from './contact-import.ts';

export const importNoun = noun('tickets.import', {
  zh: '导入:在别处记录的来访',
  en: 'Imports: contacts that were recorded elsewhere',
});

/** What became of a line of the file. */
const importOutcome = choice({ accepted: { zh: '已导入', en: 'accepted' }, refused: { zh: '未导入', en: 'refused' } });

export const startImport = command({
  name: 'tickets.import.start',
  http: 'POST /tickets/import',
  roles: ['supervisor', 'department_manager', 'admin_officer'],
  status: 202,
  bodyLimit: 5_000_000,
  fileField: 'csv',
  request: z.object({
    /** Where the contacts come from; external ids are unique within it. */
    source: z.string().regex(/^[a-z0-9][a-z0-9_-]{0,39}$/),
    fileName: importFile.entered,
    mapping: z.union([importMapping, z.string().max(10_000).transform(parseJson).pipe(importMapping)]),
    csv: z.string().min(1).max(5_000_000),
  }),
  response: importView,
  problems: [importUnreadable],
  summary: { zh: '导入来访记录', en: 'Import contacts from a CSV file' },
  rules: ['T-01'],
});
/** What was taken in stays; the rows that are left are refused, and the file may be brought in again. */
export const cancelImport = command({
  name: 'tickets.import.cancel',
  http: 'POST /tickets/imports/:importId/cancel',
  roles: ['supervisor', 'department_manager', 'admin_officer'],
  request: z.object({ importId: id, reason }),
  response: importView,
  problems: [importNotFound, importEnded],
  summary: { zh: '取消导入', en: 'Cancel an import' },
  rules: ['T-01'],
});
export const getImport = query({
  name: 'tickets.import.get',
  http: 'GET /tickets/imports/:importId',
  roles: ['supervisor', 'department_manager', 'admin_officer', 'auditor'],
  request: z.object({ importId: id }),
  response: importView,
  problems: [importNotFound],
  summary: { zh: '导入进度', en: 'Progress of an import' },
});
export const listImports = query({
  name: 'tickets.import.list',
  http: 'GET /tickets/imports',
  roles: ['supervisor', 'department_manager', 'admin_officer', 'auditor'],
  request: pageRequest,
  response: page(importView),
  problems: [invalidCursor],
  summary: { zh: '导入列表', en: 'List imports' },
});
export const listImportRows = query({
  name: 'tickets.import.list_rows',
  http: 'GET /tickets/imports/:importId/rows',
  roles: ['supervisor', 'department_manager', 'admin_officer', 'auditor'],
  request: pageRequest.extend({ importId: id, outcome: anyOf(importOutcome) }),
  response: page(
    z.object({
      line: z.int(),
      outcome: choice({ waiting: { zh: '待处理', en: 'waiting' }, ...wordsOf(importOutcome) }),
      externalId: personal('cell', z.string()).nullable(),
      ticketId: id.nullable(),
      why: text.nullable(),
      /** What stood in the cell that is the matter. */
      said: personal('cell', z.string()).nullable(),
    }),
  )
    .extend({ startedBy: z.string() })
    .register(handledBy, { field: 'startedBy' }),
  problems: [importNotFound, invalidCursor],
  summary: { zh: '逐行导入结果', en: 'The outcome of each line' },
});

function parseJson(value: string, context: z.RefinementCtx): unknown {
  try {
    // Some writers put a byte order mark before it (RFC 8259, 8.1).
    return JSON.parse(value.replace(/^\uFEFF/, ''));
  } catch {
    context.addIssue({ code: 'custom', ...says({ zh: '不是有效的 JSON', en: 'is not valid JSON' }) });
    return z.NEVER;
  }
}
