import type { Looked } from './personal-places.ts';

interface Address {
  readonly from: number;
  /** Where its first character ends. */
  readonly shownFrom: number;
  /** Where what stands before the sign ends. */
  readonly hiddenUntil: number;
  /** Behind the sign. */
  readonly until: number;
}

const sign = /[^\S\r\n]{0,3}(?:@|[([{<] ?at ?[)\]}>])[^\S\r\n]{0,3}/g;
const dot = String.raw` ?(?:[.。]|[([{<] ?(?:dot|点) ?[)\]}>]) ?`;
const label = String.raw`[\p{L}\p{N}_-]{1,63}`;
const domain = new RegExp(String.raw`${label}(?:${dot}${label})+`, 'uy');
/** With spaces around the sign it is one only if what is behind ends as a domain does, and not as a price. */
const spacedDomain = new RegExp(String.raw`${label}(?:${dot}${label})*?${dot}\p{L}[\p{L}\p{N}-]{1,62}`, 'uy');
const quotedMax = 64;
const local = /[\p{L}\p{N}.!#$%&'+/=?^`{|}~_-]/u;
/** Scripts without spaces between words, in which the word before an address runs into it. */
const running = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]/u;

/** The e-mail addresses in a folded text, also with words for its signs: `someone (at) example [dot] com`. */
export function addressesIn(text: string, looked: Looked): Address[] {
  const found: Address[] = [];
  for (const match of text.matchAll(sign)) {
    looked();
    const until = match.index + match[0].length;
    const behind = match[0].length === 1 ? domain : spacedDomain;
    const known = found.at(-1)?.until ?? 0;
    if (!isMasked(text, match.index) && !endsAsDomain(behind, text, until)) continue;
    const from = localFrom(text, match.index, known, looked);
    if (from === match.index) continue;
    const shownFrom = from + String.fromCodePoint(text.codePointAt(from)!).length;
    found.push({ from, shownFrom, hiddenUntil: match.index, until });
  }
  return found;
}

/** It was done before: `s***@example.com`. */
const isMasked = (text: string, end: number): boolean => end > 3 && text.slice(end - 3, end) === '***';
function endsAsDomain(behind: RegExp, text: string, at: number): boolean {
  behind.lastIndex = at;
  return behind.test(text);
}

/** Where the part before the sign begins: as far back as its characters go, or as those of a running script go. */
function localFrom(text: string, end: number, least: number, looked: Looked): number {
  if (text[end - 1] === '"') {
    const opening = text.lastIndexOf('"', end - 2);
    if (opening >= Math.max(least, end - quotedMax)) return opening;
  }
  if (isMasked(text, end)) {
    const first = characterBefore(text, end - 3);
    return local.test(first) ? end - 3 - first.length : end;
  }
  let from = end;
  let inRunning: boolean | undefined;
  while (from > least) {
    looked();
    const before = characterBefore(text, from);
    if (!local.test(before)) break;
    const runs = running.test(before);
    inRunning ??= runs;
    if (runs !== inRunning) break;
    from -= before.length;
  }
  return from;
}

function characterBefore(text: string, at: number): string {
  const unit = text.charCodeAt(at - 1);
  const isLow = unit >= 0xdc00 && unit <= 0xdfff && at > 1;
  const pair = isLow ? text.slice(at - 2, at) : '';
  return pair.length === 2 && pair.codePointAt(0)! > 0xffff ? pair : text[at - 1]!;
}
