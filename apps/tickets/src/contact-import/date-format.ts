import { DateTime } from 'luxon';

/** What a file's times look like, such as `yyyy-MM-dd HH:mm`; worked out once an import. */
export interface DateFormat {
  /** The moment that a cell names in the zone; undefined where it is of another form or there is no such day. */
  read(cell: string, zone: string): Date | undefined;
}
/** What is wrong with a format, or what it means. */
export type ReadFormat =
  | { readonly format: DateFormat }
  | { readonly wrong: 'unknown' | 'twice' | 'together'; readonly token: string }
  | { readonly wrong: 'no_whole_date' | 'no_whole_time' };

type Part = 'year' | 'month' | 'day' | 'hour' | 'minute' | 'second' | 'millisecond' | 'half' | 'offset';
/** Takes as much of the text as it can and says what it means; undefined where the text begins with something else. */
type Take = (text: string) => { readonly length: number; readonly value: number } | undefined;
interface Token {
  readonly part: Part;
  readonly take: Take;
  /** Takes more digits or fewer, so that no other number can stand right behind it. */
  readonly openEnded?: boolean;
}

/** Longer than anything that the tokens can mean. */
const cellLengthMax = 60;

const digits =
  (least: number, most: number): Take =>
  (text) => {
    let length = 0;
    while (length < most && /[0-9]/.test(text[length] ?? '')) length += 1;
    return length < least ? undefined : { length, value: Number(text.slice(0, length)) };
  };
/** Words and their meanings; the longest that fits is taken, whatever its case. */
function oneOf(words: Readonly<Record<string, number>>): Take {
  const longestFirst = Object.entries(words).sort(([a], [b]) => b.length - a.length);
  return (text) => {
    const found = longestFirst.find(([word]) => text.slice(0, word.length).toLowerCase() === word);
    return found && { length: found[0].length, value: found[1] };
  };
}
const inEnglish = 'january february march april may june july august september october november december'.split(' ');
const inChinese = ['一', '二', '三', '四', '五', '六', '七', '八', '九', '十', '十一', '十二'];
const monthWords = Object.fromEntries([
  ...inEnglish.flatMap((name, index) => [name, name.slice(0, 3)].map((word): [string, number] => [word, index + 1])),
  ['sept', 9],
  ...inChinese.flatMap((name, index) =>
    [`${name}月`, `${index + 1}月`].map((word): [string, number] => [word, index + 1]),
  ),
]);
/** Halves and other parts of the day, and the hour of 24 that one of 12 is in them. */
const halves: readonly {
  readonly words: readonly string[];
  readonly hour: (ofTwelve: number) => number | undefined;
}[] = [
  { words: ['am', 'a.m.', '上午', '凌晨'], hour: (hour) => hour % 12 },
  { words: ['pm', 'p.m.', '下午'], hour: (hour) => (hour % 12) + 12 },
  { words: ['早上', '清晨'], hour: (hour) => (hour >= 4 && hour < 12 ? hour : undefined) },
  { words: ['中午'], hour: (hour) => (hour < 3 ? hour + 12 : hour >= 10 ? hour : undefined) },
  // Twelve in the evening is midnight, and nobody knows of which day.
  { words: ['晚上', '傍晚'], hour: (hour) => (hour >= 5 && hour < 12 ? hour + 12 : undefined) },
];
const halfWords = Object.fromEntries(
  halves.flatMap(({ words }, index) => words.map((word): [string, number] => [word, index])),
);

const tokens: Readonly<Record<string, Token>> = {
  yyyy: { part: 'year', take: digits(4, 4) },
  yy: { part: 'year', take: (text) => digits(2, 2)(text) && { length: 2, value: 2_000 + Number(text.slice(0, 2)) } },
  MMMM: { part: 'month', take: oneOf(monthWords) },
  MMM: { part: 'month', take: oneOf(monthWords) },
  MM: { part: 'month', take: digits(2, 2) },
  M: { part: 'month', take: digits(1, 2), openEnded: true },
  dd: { part: 'day', take: digits(2, 2) },
  d: { part: 'day', take: digits(1, 2), openEnded: true },
  HH: { part: 'hour', take: digits(2, 2) },
  H: { part: 'hour', take: digits(1, 2), openEnded: true },
  hh: { part: 'hour', take: digits(2, 2) },
  h: { part: 'hour', take: digits(1, 2), openEnded: true },
  mm: { part: 'minute', take: digits(2, 2) },
  m: { part: 'minute', take: digits(1, 2), openEnded: true },
  ss: { part: 'second', take: digits(2, 2) },
  s: { part: 'second', take: digits(1, 2), openEnded: true },
  SSS: { part: 'millisecond', take: digits(3, 3) },
  a: { part: 'half', take: oneOf(halfWords) },
  ZZ: { part: 'offset', take: offset },
};
export const knownTokens = Object.keys(tokens);

/** Minutes ahead of UTC, as `Z`, `+08:00` or `+0800`; no place on earth is further than 14 hours away from it. */
function offset(text: string): ReturnType<Take> {
  if (/^z/i.test(text)) return { length: 1, value: 0 };
  const found = /^([+-])(\d\d):?([0-5]\d)/.exec(text.slice(0, 6));
  if (!found) return undefined;
  const minutes = Number(found[2]) * 60 + Number(found[3]);
  if (minutes > 14 * 60) return undefined;
  return { length: found[0].length, value: found[1] === '-' ? -minutes : minutes };
}

type Piece = { readonly token: string } | { readonly literal: string };

/**
 * Reads a format of known tokens, each part of a time once. It is no regular expression and each token takes what it
 * can, so no format and no cell makes it look for long (R9).
 */
export function readFormat(written: string): ReadFormat {
  const pieces = piecesOf(written.normalize('NFKC'));
  const said = new Map<Part, string>();
  for (const [index, piece] of pieces.entries()) {
    if ('literal' in piece) continue;
    const token = tokens[piece.token];
    if (!token) return { wrong: 'unknown', token: piece.token };
    if (said.has(token.part)) return { wrong: 'twice', token: piece.token };
    said.set(token.part, piece.token);
    const next = pieces[index + 1];
    if (token.openEnded && next && 'token' in next && !['MMM', 'MMMM', 'a', 'ZZ'].includes(next.token))
      return { wrong: 'together', token: piece.token + next.token };
  }
  if (!said.has('year') || !said.has('month') || !said.has('day')) return { wrong: 'no_whole_date' };
  if (!isWholeTime(said)) return { wrong: 'no_whole_time' };
  return { format: { read: (cell, zone) => read(pieces, cell, zone) } };
}

/** An hour of twelve needs its half of the day, and nothing finer goes without what it is a part of. */
function isWholeTime(said: ReadonlyMap<Part, string>): boolean {
  const ofTwelve = said.get('hour')?.startsWith('h') ?? false;
  const inOrder: readonly Part[] = ['hour', 'minute', 'second', 'millisecond'];
  return (
    ofTwelve === said.has('half') &&
    inOrder.every((part, index) => index === 0 || !said.has(part) || said.has(inOrder[index - 1]!))
  );
}

/** Letters are tokens, the same ones in a row are one, and what stands in single quotes is meant as it is. */
function piecesOf(format: string): Piece[] {
  return [...format.matchAll(/'([^']*)'|([A-Za-z])\2*|[^A-Za-z]/g)].map(([whole, quoted, letter]) =>
    letter === undefined ? { literal: quoted ?? whole } : { token: whole },
  );
}

function read(pieces: readonly Piece[], written: string, zone: string): Date | undefined {
  if (written.length > cellLengthMax) return undefined;
  let left = written.normalize('NFKC').trim();
  const said: Partial<Record<Part, number>> = {};
  for (const piece of pieces) {
    if ('literal' in piece) {
      // Any number of blanks for one.
      const length = piece.literal === ' ' ? left.length - left.trimStart().length : literalAt(left, piece.literal);
      if (length === 0 && piece.literal !== '') return undefined;
      left = left.slice(length);
      continue;
    }
    const { part, take } = tokens[piece.token]!;
    const taken = take(left);
    if (!taken) return undefined;
    said[part] = taken.value;
    left = left.slice(taken.length);
  }
  return left === '' ? momentOf(said, zone) : undefined;
}

const literalAt = (text: string, literal: string) => (text.startsWith(literal) ? literal.length : 0);

function momentOf(
  { half, offset: minutesAhead, ...said }: Partial<Record<Part, number>>,
  zone: string,
): Date | undefined {
  const { hour: ofTwelve = 0 } = said;
  if (half !== undefined && (ofTwelve < 1 || ofTwelve > 12)) return undefined;
  const hour = half === undefined ? said.hour : halves[half]!.hour(ofTwelve);
  if (half !== undefined && hour === undefined) return undefined;
  const parts = hour === undefined ? said : { ...said, hour };
  const at = DateTime.fromObject(parts, { zone: minutesAhead === undefined ? zone : offsetZone(minutesAhead) });
  return at.isValid ? at.toJSDate() : undefined;
}

const offsetZone = (minutes: number) =>
  `UTC${minutes < 0 ? '-' : '+'}${Math.floor(Math.abs(minutes) / 60)}:${String(Math.abs(minutes) % 60).padStart(2, '0')}`;
