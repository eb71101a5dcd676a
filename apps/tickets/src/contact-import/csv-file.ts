import { Readable } from 'node:stream';
import { CsvError, parse, type Info } from 'csv-parse';
import { IANAZone } from 'luxon';
import { importUnreadable, type ImportMapping } from '@bumen/contracts';

export const rowsMax = 20_000;
const recordBytesMax = 100_000;
const pieceLength = 65_536;

/** A record as it stands in the file; `cells` is null where it has not as many fields as the header. */
export interface CsvRow {
  readonly line: number;
  readonly cells: Record<string, string> | null;
}

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
 * Reads a CSV file with a header: UTF-8 with or without BOM, quoted fields with line breaks. Only the mapped columns
 * are kept. A file that can't be taken in as a whole is refused; a record that is wrong only by itself comes with null.
 */
export async function readCsv(csv: string, mapping: ImportMapping): Promise<CsvRow[]> {
  if (!IANAZone.isValidZone(mapping.contactedAt.zone))
    throw unreadable(`没有时区“${mapping.contactedAt.zone}”`, `there is no time zone ${mapping.contactedAt.zone}`);
  const rows: CsvRow[] = [];
  let header: string[] | undefined;
  try {
    // In pieces, so that other requests get their turn while a large file is read.
    const parser = Readable.from(piecesOf(csv)).pipe(
      parse({
        bom: true,
        info: true,
        relax_column_count: true,
        skip_empty_lines: true,
        max_record_size: recordBytesMax,
      }),
    );
    for await (const { info, record } of parser as AsyncIterable<{ info: Info; record: string[] }>) {
      if (!header) header = checkedHeader(record, mapping);
      else {
        if (rows.length === rowsMax)
          throw unreadable(`最多 ${rowsMax} 行,请拆分后再导入`, `at most ${rowsMax} rows; split the file`);
        rows.push({
          line: info.lines - breaksIn(record),
          cells: record.length === header.length ? pick(header, record, mapping) : null,
        });
      }
    }
  } catch (error) {
    if (error instanceof CsvError)
      throw unreadable(`第 ${String(error.lines)} 行不是有效的 CSV`, `line ${String(error.lines)} is not valid CSV`);
    throw error;
  }
  if (!header) throw unreadable('文件没有表头', 'the file has no header');
  if (rows.length === 0) throw unreadable('文件没有数据行', 'the file has no rows');
  return rows;
}

/** `info.lines` is the line in which a record ends. */
const breaksIn = (record: readonly string[]) => record.reduce((count, cell) => count + cell.split('\n').length - 1, 0);

function* piecesOf(given: string): Generator<string> {
  // With one kind of line end the parser's count of lines is that of an editor.
  const text = given.replace(/\r\n?/g, '\n');
  for (let at = 0; at < text.length; at += pieceLength) yield text.slice(at, at + pieceLength);
}

function checkedHeader(record: string[], mapping: ImportMapping): string[] {
  const header = record.map((cell) => cell.trim());
  const missing = columnsOf(mapping).filter((column) => !header.includes(column));
  if (missing.length > 0)
    throw unreadable(`缺少列:${missing.join('、')}`, `these columns are missing: ${missing.join(', ')}`);
  const twice = columnsOf(mapping).filter((column) => header.indexOf(column) !== header.lastIndexOf(column));
  if (twice.length > 0)
    throw unreadable(`列名重复:${twice.join('、')}`, `these columns stand there twice: ${twice.join(', ')}`);
  return header;
}

const pick = (header: string[], record: string[], mapping: ImportMapping): Record<string, string> =>
  Object.fromEntries(columnsOf(mapping).map((column) => [column, (record[header.indexOf(column)] ?? '').trim()]));

const unreadable = (zh: string, en: string) => importUnreadable({ why: { zh, en } });
