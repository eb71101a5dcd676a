import { isKnownForm, isMobile, longestForm } from './number-forms.ts';
import type { Looked } from './personal-places.ts';
import { mask } from './personal.ts';

interface Found {
  readonly from: number;
  readonly until: number;
  readonly instead: string;
}
/** Digits without anything between. */
interface Group {
  readonly from: number;
  readonly until: number;
  readonly digits: string;
  /** A single 一 to 九, which may as well be a word. */
  readonly isWord: boolean;
  /** A part of what was masked before: `138****5678`. */
  readonly isMasked: boolean;
}
/** Groups from the one that was asked about to the one before `next`. */
interface Run {
  readonly next: number;
  readonly digits: string;
}

const spellings = ['〇零', '一幺壹', '二贰貳', '三叁參', '四肆', '五伍', '六陆陸', '七柒', '八捌', '九玖'];
const values = new Map(spellings.flatMap((all, value) => [...all].map((one) => [one, String(value)] as const)));
const anySpelling = new RegExp(`[${spellings.join('')}]`, 'g');
const word = /[一二三四五六七八九]/;
const digit = /\d/;
/** Between the groups of a number as most people write them. */
const usualGap = /^[ .()\u2010—-]{0,2}$/;
/** So near that the digits on both sides may be one number, if it is of a known form. */
const nearGap = /^[^\p{L}\p{N}]{0,3}$/u;
/** Between groups that stand for one thing, unlike those of a list. */
const joiningGap = /^[^\p{L}\p{N}\s,、;。]{1,3}$/u;
/** Numbers with as many digits are masked whatever they are. */
const digitsMin = 7;
const idDigits = 17;

/** A day with its separators and a time of day, which tell nobody who somebody is. */
const day = /(?:19|20)\d\d([-/.])(?:0?[1-9]|1[0-2])\1(?:[12]\d|3[01]|0?[1-9])(?!\d)/y;
const time = /(?<!:)(?:[01]?\d|2[0-4]):[0-5]\d(?::[0-5]\d(?:\.\d{1,6})?)?(?!:?\d)/y;
const ticketNumber = /(?<![a-z0-9])t(?:\d{6}|[1-9]\d{6})(?![\dx])/y;
const between = String.raw`[^\p{L}\p{N}]{0,3}`;
const bornInWords = ['年', String.raw`\d{1,2}`, '月', String.raw`\d{1,2}`, '[日号]'].join(between);
/** An ID number with its birthday as a day is written. */
const birthday = new RegExp(
  [
    String.raw`\d{6}`,
    String.raw`(?:19|20)\d\d(?:${between}${bornInWords}|([-/.])\d{1,2}\1\d{1,2})`,
    String.raw`\d{3}`,
    String.raw`[\dx](?!\d)`,
  ].join(between),
  'uy',
);
/** The x that ends some ID numbers. */
const endX = /x|[^\p{L}\p{N}]x(?![\p{L}\p{N}])/uy;

/** The numbers in a folded text that could be a person's. */
export function numbersIn(folded: string, looked: Looked): Found[] {
  const text = folded.replaceAll(anySpelling, (one) => values.get(one)!);
  const groups = groupsIn(text, folded, looked);
  const numbers = new Numbers(text, groups, looked);
  const found: Found[] = [];
  for (let at = 0; at < groups.length;) {
    const { next, number } = numbers.from(at);
    if (number) found.push(number);
    at = next;
  }
  return found;
}

function groupsIn(text: string, folded: string, looked: Looked): Group[] {
  return [...text.matchAll(/\d+/g)].map((match) => {
    looked();
    let from = match.index;
    let until = from + match[0].length;
    const isMasked = text.startsWith('****', until) || (from >= 4 && text.startsWith('****', from - 4));
    // In 统一13812345678一直 the numerals are parts of words; a number that needs them keeps them.
    if (isMasked || (until - from > digitsMin && !isMobile(match[0]))) {
      if (word.test(folded[from]!) && digit.test(folded[from + 1]!)) from += 1;
      if (word.test(folded[until - 1]!) && digit.test(folded[until - 2]!)) until -= 1;
    }
    return {
      from,
      until,
      digits: text.slice(from, until),
      isWord: until - from === 1 && word.test(folded[from]!),
      isMasked,
    };
  });
}

class Numbers {
  readonly #text: string;
  readonly #groups: readonly Group[];
  readonly #looked: Looked;

  constructor(text: string, groups: readonly Group[], looked: Looked) {
    this.#text = text;
    this.#groups = groups;
    this.#looked = looked;
  }

  /** The number that begins with this group, if one does, and the group to go on with. */
  from(at: number): { readonly next: number; readonly number?: Found } {
    const group = this.#groups[at]!;
    const born = endOf(birthday, this.#text, group.from);
    if (born !== undefined) {
      const begun = this.#groupAt(born, at);
      const { next } = this.#extended({ next: begun, digits: '' }, usualGap);
      return this.#number(at, next, Math.max(born, this.#groups[next - 1]!.until));
    }
    const kept = this.#keptFrom(at);
    if (kept !== undefined) return { next: kept };
    const known = this.#knownBehind(at);
    const isTicket = endOf(ticketNumber, this.#text, group.from - 1) === group.until;
    if (!known && (isTicket || (group.isWord && this.#groups[at + 1]?.isWord === false))) return { next: at + 1 };
    const usual = this.#usualFrom(at);
    const isUsual = usual && (!known || usual.next > known.next);
    const run = isUsual ? this.#whole(at, usual) : known && this.#extended(known, usualGap);
    if (!run) return { next: at + 1 };
    const { until } = this.#groups[run.next - 1]!;
    return this.#number(at, run.next, this.#untilWithX(until, run.digits));
  }

  #number(at: number, next: number, until: number): { readonly next: number; readonly number: Found } {
    const { from } = this.#groups[at]!;
    const written = this.#text.slice(from, until);
    const instead = maskedNumber(written.replaceAll(/[^\dx]/g, '').toUpperCase());
    return { next, number: { from: this.#hasPlus(at) ? from - 1 : from, until, instead } };
  }

  /** The groups of a day or a time of day that begins here; undefined where none does. */
  #keptFrom(at: number): number | undefined {
    const { from } = this.#groups[at]!;
    const end = endOf(day, this.#text, from) ?? endOf(time, this.#text, from);
    return end === undefined ? undefined : this.#groupAt(end, at);
  }

  /** Seven digits and more in usual groups. What is kept ends them, unless too little stands before it. */
  #usualFrom(at: number): Run | undefined {
    let next = at + 1;
    let { digits } = this.#groups[at]!;
    while (this.#gapBefore(next, usualGap)) {
      this.#looked();
      const open = digits.length > 2 && digits.length < digitsMin && !this.#groups[next - 1]!.isMasked;
      if (!open && this.#keptFrom(next) !== undefined) break;
      digits += this.#groups[next]!.digits;
      next += 1;
    }
    const last = this.#groups[next - 1]!;
    if (last.isWord && digits.length > digitsMin) return { next: next - 1, digits: digits.slice(0, -1) };
    return digits.length < digitsMin ? undefined : { next, digits };
  }

  /** What is masked without being of a known form is masked with all that stands for the same thing, never half. */
  #whole(at: number, run: Run): Run {
    if (isKnownForm({ digits: run.digits, groups: [run.digits.length], plus: this.#hasPlus(at) })) return run;
    return this.#extended(run, joiningGap);
  }

  /** With what is behind it, at first with such gaps. */
  #extended(run: Run, gap: RegExp): Run {
    let { next, digits } = run;
    while (this.#gapBefore(next, gap) || (next > run.next && this.#gapBefore(next, usualGap))) {
      if (this.#keptFrom(next) !== undefined) break;
      this.#looked();
      digits += this.#groups[next]!.digits;
      next += 1;
    }
    return { next, digits };
  }

  /** A number of a known form, with the few digits before it that stand as its own do. */
  #knownBehind(at: number): Run | undefined {
    let before = '';
    for (let first = at; ; first += 1) {
      const known = this.#knownFrom(first);
      if (known) return { next: known.next, digits: before + known.digits };
      before += this.#groups[first]!.digits;
      const ends = !this.#gapBefore(first + 1, usualGap) || this.#keptFrom(first + 1) !== undefined;
      if (ends || before.length >= digitsMin) return undefined;
    }
  }

  /** The longest number of a known form that begins here, whatever separates its groups. */
  #knownFrom(at: number): Run | undefined {
    const groups: number[] = [];
    let digits = '';
    let found: Run | undefined;
    let international: Run | undefined;
    const plus = this.#hasPlus(at);
    for (let next = at; next === at || (this.#gapBefore(next, nearGap) && this.#keptFrom(next) === undefined);) {
      this.#looked();
      const group = this.#groups[next]!;
      if (group.isMasked || digits.length + group.digits.length > longestForm) break;
      digits += group.digits;
      groups.push(group.digits.length);
      next += 1;
      const isWithX = digits.length === idDigits && endOf(endX, this.#text, group.until) !== undefined;
      const whole = isWithX ? `${digits}x` : digits;
      if (isKnownForm({ digits: whole, groups, plus: false })) found = { next, digits };
      else if (plus && isKnownForm({ digits, groups, plus })) international = { next, digits };
    }
    return found ?? international;
  }

  #untilWithX(until: number, digits: string): number {
    return (digits.length === idDigits ? endOf(endX, this.#text, until) : undefined) ?? until;
  }
  #gapBefore(next: number, gap: RegExp): boolean {
    const group = this.#groups[next];
    if (!group) return false;
    const { until } = this.#groups[next - 1]!;
    return group.from - until <= 3 && gap.test(this.#text.slice(until, group.from));
  }
  #hasPlus(at: number): boolean {
    return this.#text[this.#groups[at]!.from - 1] === '+';
  }
  /** The first group behind a place. */
  #groupAt(end: number, at: number): number {
    let next = at;
    while (next < this.#groups.length && this.#groups[next]!.from < end) next += 1;
    return next;
  }
}

/** Where what this finds at that very place ends. */
function endOf(pattern: RegExp, text: string, at: number): number | undefined {
  pattern.lastIndex = at;
  return at >= 0 && pattern.test(text) ? pattern.lastIndex : undefined;
}

function maskedNumber(digits: string): string {
  if (/^(\d{15}|\d{17}[\dX])$/.test(digits)) return mask('id_number', digits);
  return digits.length <= 12 ? mask('phone', digits) : `****${digits.slice(-4)}`;
}
