/** A record of a CSV text; `cells` is null where nobody can say what it holds. */
export type CsvRecord = {
  /** Of the text, where the record begins; the first is 1. */
  readonly line: number;
} & (
  | { readonly cells: readonly string[] }
  /** A quote of its line never ends, or it is longer than any record that somebody wrote. */
  | { readonly cells: null; readonly why: 'endless_quote' | 'too_long' }
);

/** Characters of one record, at most; a longer one is read to its end and given up alone. */
export const recordLengthMax = 100_000;
/** Looks for the ends of quotes that never end may cost so many times the text. */
const lookAgainMax = 20;
/** So many lines of a long cell are looked at, to tell whether they are records. */
const linesLookedAt = 100;

/**
 * Reads the records of a CSV text (RFC 4180), each by itself: quoted cells may hold delimiters, line ends and doubled
 * quotes. It reads on where people's files are wrong. A quote inside of a cell stands for itself, as spreadsheets read
 * it; `="138"` is the text that it shows; a line whose quote never ends is told as such and the next one read; and one
 * that is too long, with however many line ends, is one record all the same. No kept library does this: they give the
 * rest of the file up with the record.
 */
export function* csvRecords(given: string, delimiter: string): Generator<CsvRecord> {
  const text = given.replace(/\r\n?/g, '\n');
  let line = 1;
  let looked = 0;
  let fields: number | undefined;
  for (let at = 0; at < text.length;) {
    const lineEnd = endOfLine(text, at);
    const strict = looked < lookAgainMax * text.length ? read(text, at, delimiter, 'strictly') : undefined;
    // What goes on over the end of its line is believed only where all its quotes are in order.
    const believed = strict?.cells && !(isLong(at, strict) && holdsRecords(text, at, strict.end, delimiter, fields));
    const found = believed ? strict : read(text.slice(0, lineEnd), at, delimiter, 'leniently');
    if (strict && !believed) looked += strict.end - at;
    if (found.cells && found.cells.length > 1) fields ??= found.cells.length;
    const end = found.cells ? found.end : lineEnd;
    if (!found.cells) yield { line, cells: null, why: 'endless_quote' };
    else if (isLong(at, found)) yield { line, cells: null, why: 'too_long' };
    else yield { line, cells: found.cells };
    line += 1 + (found.cells ? breaksBetween(text, at, end) : 0);
    at = end + 1;
  }
}

const isLong = (at: number, { end }: Read) => end - at > recordLengthMax;

/**
 * Whether the lines within a long record are records by themselves: as many cells in most as the first one has. Then a
 * quote that never ends met another by chance.
 */
function holdsRecords(text: string, from: number, until: number, delimiter: string, fields: number | undefined) {
  if (fields === undefined || fields < 2) return false;
  let lines = 0;
  let records = 0;
  for (let at = endOfLine(text, from) + 1; at < until && lines < linesLookedAt; lines += 1) {
    const end = endOfLine(text, at);
    if (read(text.slice(0, end), at, delimiter, 'leniently').cells?.length === fields) records += 1;
    at = end + 1;
  }
  return records * 2 > lines;
}

interface Read {
  readonly cells: string[] | null;
  /** Where its line end stands, or where reading stopped. */
  readonly end: number;
}

/** `leniently`: a quoted cell ends at the quote that a delimiter or the end follows; others stand for themselves. */
function read(text: string, from: number, delimiter: string, how: 'strictly' | 'leniently'): Read {
  const cells: string[] = [];
  for (let at = from; ;) {
    const opens = text[at] === '"' ? at + 1 : text.startsWith('="', at) ? at + 2 : undefined;
    if (opens === undefined) {
      const end = nearest(text, at, delimiter);
      cells.push(text.slice(at, end));
      at = end;
    } else {
      const closes = closingQuote(text, opens, delimiter, how);
      if (closes.at === undefined) return { cells: null, end: closes.stopped };
      cells.push(text.slice(opens, closes.at).replaceAll('""', '"'));
      at = closes.at + 1;
    }
    if (at >= text.length || text[at] === '\n') return { cells, end: at };
    at += delimiter.length;
  }
}

/** The quote that ends a cell, undefined where none does; and how far it was looked for. */
function closingQuote(
  text: string,
  from: number,
  delimiter: string,
  how: 'strictly' | 'leniently',
): { readonly at?: number; readonly stopped: number } {
  for (let at = text.indexOf('"', from); at !== -1; at = text.indexOf('"', at + 1)) {
    const next = text[at + 1];
    if (next === undefined || next === '\n' || next === delimiter) return { at, stopped: at };
    if (next === '"') at += 1;
    else if (how === 'strictly') return { stopped: at };
  }
  return { stopped: text.length };
}

function nearest(text: string, from: number, delimiter: string): number {
  let at = from;
  while (at < text.length && text[at] !== delimiter && text[at] !== '\n') at += 1;
  return at;
}

function endOfLine(text: string, from: number): number {
  const at = text.indexOf('\n', from);
  return at === -1 ? text.length : at;
}

function breaksBetween(text: string, from: number, until: number): number {
  let count = 0;
  for (let at = text.indexOf('\n', from); at !== -1 && at < until; at = text.indexOf('\n', at + 1)) count += 1;
  return count;
}
