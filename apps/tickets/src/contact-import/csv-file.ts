import { setImmediate } from 'node:timers/promises';
import { IANAZone } from 'luxon';
import { importUnreadable, type ImportMapping } from '@bumen/contracts';
import { csvRecords, type CsvRecord } from './csv-records.ts';
import { knownTokens, readFormat, type DateFormat, type ReadFormat } from './date-format.ts';
import { wordsOfRefusal, type RowRefusal } from './row-refusal.ts';

export const rowsMax = 20_000;
/** Records that are read before other requests get their turn. */
const recordsAtOnce = 500;
/** What spreadsheets put between cells; where several fit the header, the first. */
const delimiters = [',', ';', '\t'] as const;

/** A record as it stands in the file; where its cells can't be told, `why`. */
export type CsvRow = { readonly line: number } & (
  | { readonly cells: Record<string, string>; readonly why: null }
  | { readonly cells: null; readonly why: RowRefusal }
);

/** The columns that a mapping reads. */
export function columnsOf(mapping: ImportMapping): string[] {
  const { externalId, question, contactedAt, nature, channel, priority, customerName, customerPhone } = mapping;
  const columns = [
    externalId,
    ...question,
    contactedAt.column,
    nature.column,
    typeof channel === 'string' ? [] : channel.column,
    priority?.column ?? [],
    customerName.column ?? [],
    customerPhone ?? [],
  ];
  return [...new Set(columns.flat())];
}

/**
 * Reads a CSV file with a header: commas, semicolons or tabs between cells, quoted cells with line breaks, with or
 * without byte order mark. Only the mapped columns are kept. A file that can't be taken in as a whole is refused; a
 * record that is wrong only by itself says why, and one without anything in it is none.
 */
export async function readCsv(csv: string, mapping: ImportMapping): Promise<CsvRow[]> {
  if (!IANAZone.isValidZone(mapping.contactedAt.zone))
    throw unreadable(`没有时区“${mapping.contactedAt.zone}”`, `there is no time zone ${mapping.contactedAt.zone}`);
  dateFormatOf(mapping);
  const { text, firstLine, delimiter } = layoutOf(csv, mapping);
  const rows: CsvRow[] = [];
  let header: string[] | undefined;
  let read = 0;
  let afterQuote = false;
  for (const record of csvRecords(text, delimiter)) {
    if (++read % recordsAtOnce === 0) await setImmediate();
    const line = record.line + firstLine - 1;
    if (isEmpty(record)) continue;
    if (!header) {
      header = checkedHeader({ ...record, line }, mapping);
      continue;
    }
    const row = rowOf({ ...record, line }, header, mapping);
    // Lines after a quote that never ends belong to it, as far as they are no records by themselves.
    if (afterQuote && row.why?.code === 'other_fields') continue;
    afterQuote = row.why?.code === 'endless_quote';
    if (rows.length === rowsMax)
      throw unreadable(`最多 ${rowsMax} 行,请拆分后再导入`, `at most ${rowsMax} rows; split the file`);
    rows.push(row);
  }
  if (!header) throw unreadable('文件没有表头', 'the file has no header');
  if (rows.length === 0) throw unreadable('文件没有数据行', 'the file has no rows');
  return rows;
}

/** How the file's times are written. Throws importUnreadable where the format can't tell one moment from another. */
export function dateFormatOf({ contactedAt: { format } }: Pick<ImportMapping, 'contactedAt'>): DateFormat {
  const read = readFormat(format);
  if ('format' in read) return read.format;
  const why = whyNoFormat(read);
  throw unreadable(`时间格式“${format}”${why.zh}`, `the format of times “${format}” ${why.en}`);
}

function whyNoFormat(read: Exclude<ReadFormat, { format: DateFormat }>): { zh: string; en: string } {
  switch (read.wrong) {
    case 'unknown': {
      const known = knownTokens.join(' ');
      return {
        zh: `中的“${read.token}”无法识别;可用:${known},其他字母请加单引号`,
        en: `has “${read.token}”, which is not known; use ${known}, and put other letters in single quotes`,
      };
    }
    case 'twice':
      return { zh: `中的“${read.token}”重复`, en: `says with “${read.token}” what it has said before` };
    case 'together':
      return { zh: `中的“${read.token}”须用符号隔开`, en: `needs something between the numbers of “${read.token}”` };
    case 'no_whole_date':
      return { zh: '缺少年、月或日', en: 'needs a year, a month and a day' };
    case 'no_whole_time':
      return {
        zh: '的时刻不完整:h 与 a 须同时使用,分、秒须有时',
        en: 'has no whole time: h goes with a, and minutes and seconds with hours',
      };
  }
}

interface Layout {
  readonly text: string;
  /** Number of the text's first line in the file. */
  readonly firstLine: number;
  readonly delimiter: string;
}

/** What stands between cells is what the most columns of the mapping are found by. */
function layoutOf(csv: string, mapping: ImportMapping): Layout {
  const text = csv.replace(/^\uFEFF/, '');
  // A line that Excel writes and reads, and shows to nobody.
  const said = /^"?sep=(.)"?\r?\n/.exec(text.slice(0, 20));
  if (said) return { text: text.slice(said[0].length), firstLine: 2, delimiter: said[1]! };
  const columns = columnsOf(mapping);
  const found = delimiters.map((delimiter) => {
    for (const record of csvRecords(text.slice(0, headerLengthMax), delimiter))
      if (!isEmpty(record)) return columns.filter((column) => namesIn(record).includes(column)).length;
    return 0;
  });
  return { text, firstLine: 1, delimiter: delimiters[found.indexOf(Math.max(...found))]! };
}
const headerLengthMax = 20_000;

const isEmpty = ({ cells }: CsvRecord) => cells?.every((cell) => cell.trim() === '') ?? false;
const namesIn = ({ cells }: CsvRecord) => (cells ?? []).map((cell) => shownIn(cell));

function checkedHeader(record: CsvRecord, mapping: ImportMapping): string[] {
  if (!record.cells) {
    const why = wordsOfRefusal({ code: record.why });
    throw unreadable(`第 ${record.line} 行(表头)不能读取:${why.zh}`, `line ${record.line}, the header: ${why.en}`);
  }
  const header = namesIn(record);
  const missing = columnsOf(mapping).filter((column) => !header.includes(column));
  if (missing.length > 0)
    throw unreadable(`缺少列:${missing.join('、')}`, `these columns are missing: ${missing.join(', ')}`);
  const twice = columnsOf(mapping).filter((column) => header.indexOf(column) !== header.lastIndexOf(column));
  if (twice.length > 0)
    throw unreadable(`列名重复:${twice.join('、')}`, `these columns stand there twice: ${twice.join(', ')}`);
  return header;
}

/** Cells without a name at the end of a record are no fields of it where nothing stands in them. */
function rowOf(record: CsvRecord, header: readonly string[], mapping: ImportMapping): CsvRow {
  const { line, cells } = record;
  if (cells === null) return { line, cells, why: { code: record.why } };
  const beyond = cells.slice(header.length);
  if (cells.length < header.length || beyond.some((cell) => cell.trim() !== ''))
    return { line, cells: null, why: { code: 'other_fields' } };
  const named = columnsOf(mapping).map((column) => [column, shownIn(cells[header.indexOf(column)] ?? '')] as const);
  if (!named.every(([, cell]) => isStorable(cell))) return { line, cells: null, why: { code: 'not_storable' } };
  return { line, cells: Object.fromEntries(named), why: null };
}

/** No database and no log holds NUL, or half of a surrogate pair. */
const isStorable = (cell: string) => cell.isWellFormed() && !cell.includes('\u0000');

/** What a spreadsheet shows of a cell: `="138"` is how it is made to keep a number as it was written. */
function shownIn(cell: string): string {
  const trimmed = cell.trim();
  return trimmed.startsWith('="') && trimmed.endsWith('"') ? trimmed.slice(2, -1).trim() : trimmed;
}

const unreadable = (zh: string, en: string) => importUnreadable({ why: { zh, en } });
