/** A record of a CSV text; `cells` is null where a quote of its line never ends: nobody can say what it holds. */
export interface CsvRecord {
  /** Of the text, where the record begins; the first is 1. */
  readonly line: number;
  readonly cells: readonly string[] | null;
}

/** Characters of one record, at most: what is longer is a quote that never ends. */
const recordLengthMax = 100_000;
/** Looks for the ends of quotes that never end may cost so many times the text. */
const lookAgainMax = 20;

/**
 * Reads the records of a CSV text (RFC 4180), each by itself: quoted cells may hold delimiters, line ends and doubled
 * quotes. It reads on where people's files are wrong. A quote inside of a cell stands for itself, as spreadsheets read
 * it; `="138"` is the text that it shows; and a line whose quote never ends is told as such and the next one read. No
 * kept library does the last: they give the rest of the file up with the record.
 */
export function* csvRecords(given: string, delimiter: string): Generator<CsvRecord> {
  const text = given.replace(/\r\n?/g, '\n');
  let line = 1;
  let looked = 0;
  for (let at = 0; at < text.length;) {
    const lineEnd = endOfLine(text, at);
    const strict = looked < lookAgainMax * text.length ? read(text, at, delimiter, 'strictly') : undefined;
    // What goes on over the end of its line is believed only where all its quotes are in order.
    const found = strict?.cells ? strict : read(text.slice(0, lineEnd), at, delimiter, 'leniently');
    if (strict && !strict.cells) looked += strict.end - at;
    yield { line, cells: found.cells };
    const end = found.cells ? found.end : lineEnd;
    line += 1 + (found.cells ? breaksBetween(text, at, end) : 0);
    at = end + 1;
  }
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
      if (closes.at === undefined || closes.at - from > recordLengthMax) return { cells: null, end: closes.stopped };
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
    if (at - from > recordLengthMax) return { stopped: at };
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
