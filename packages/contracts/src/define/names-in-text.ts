import { FoldedText } from './folded-text.ts';
import type { Looked } from './personal-places.ts';
import { mask } from './personal.ts';

/** One way in which a name is written. */
interface Form {
  /** Without what separates its letters. */
  readonly letters: string;
  /** Letters behind which the name itself has something that separates. */
  readonly breaks: ReadonlySet<number>;
  readonly instead: string;
}
interface Found {
  readonly from: number;
  readonly until: number;
  readonly instead: string;
}

const letter = /[\p{L}\p{N}]/u;
/** Scripts that have words. */
const wordLetter = /[\p{Script=Latin}\p{Script=Cyrillic}\p{Script=Greek}]/u;
/** A vowel or an end of a Korean syllable: what is before it is only a part of one. */
const insideSyllable = /[\u1160-\u11ff]/;
/** How far letters of one name may stand apart. Stars are ours: they stand where something was taken away. */
const gapMax = 3;
const noGap = /[*,。;!?、:]/;
/** Behind a name in words: Müllers Bestellung. */
const genitive = 's';

/** The names in a text: whole and in part, apart and together, with accents and without. */
export function namesIn(folded: FoldedText, names: readonly string[], looked: Looked): Found[] {
  if (names.length === 0) return [];
  const letters = lettersOf(folded.text);
  return names.flatMap(formsOf).flatMap((form) => placesOf(form, folded, letters, looked));
}

interface Letters {
  readonly text: string;
  /** Where each of its units stands in the folded text. */
  readonly at: readonly number[];
}
function lettersOf(text: string): Letters {
  const at: number[] = [];
  let letters = '';
  let index = 0;
  for (const one of text) {
    if (letter.test(one)) {
      letters += one;
      for (let unit = 0; unit < one.length; unit += 1) at.push(index + unit);
    }
    index += one.length;
  }
  return { text: letters, at };
}

function placesOf(form: Form, folded: FoldedText, letters: Letters, looked: Looked): Found[] {
  const found: Found[] = [];
  let at = letters.text.indexOf(form.letters);
  while (at !== -1) {
    looked();
    const until = isName(form, folded, letters, at) ? endOfName(form, folded, letters, at) : undefined;
    if (until !== undefined) found.push({ from: letters.at[at]!, until, instead: form.instead });
    at = letters.text.indexOf(form.letters, until === undefined ? at + 1 : at + form.letters.length);
  }
  return found;
}

/**
 * Its letters stand near enough to each other: in words all together or all apart (`J o h n`), else as they like, so
 * that `am in` is no Amin.
 */
function isName(form: Form, { text }: FoldedText, letters: Letters, at: number): boolean {
  let together = false;
  let spelled = false;
  for (let index = 1; index < form.letters.length; index += 1) {
    const [before, here] = [letters.at[at + index - 1]!, letters.at[at + index]!];
    const gap = text.slice(before + 1, here);
    if (gap.length > gapMax || noGap.test(gap)) return false;
    if (form.breaks.has(index)) continue;
    if (!wordLetter.test(text[before]!) || !wordLetter.test(text[here]!)) continue;
    if (gap === '') together = true;
    else spelled = true;
  }
  return !(together && spelled);
}

/** Where it ends, in the folded text; undefined where it is a part of another word. */
function endOfName(form: Form, folded: FoldedText, letters: Letters, at: number): number | undefined {
  const { text } = folded;
  const from = letters.at[at]!;
  if (joined(folded, from)) return undefined;
  const end = letters.at[at + form.letters.length - 1]! + 1;
  if (!joined(folded, end)) return insideSyllable.test(text[end] ?? '') ? undefined : end;
  if (form.letters.length > 2 && text[end] === genitive && !joined(folded, end + 1)) return end + 1;
  return undefined;
}

/** The letters before and at this place belong to one word. */
const joined = (folded: FoldedText, at: number): boolean =>
  at > 0 &&
  at < folded.text.length &&
  wordLetter.test(folded.text[at - 1]!) &&
  wordLetter.test(folded.text[at]!) &&
  !folded.isApart(at);

/** More than a service ever works with at once. */
const rememberedMax = 1_000;
const remembered = new Map<string, readonly Form[]>();

function formsOf(name: string): readonly Form[] {
  const known = remembered.get(name);
  if (known) return known;
  const forms = writtenAs(name);
  if (remembered.size >= rememberedMax) remembered.clear();
  remembered.set(name, forms);
  return forms;
}

/** A name whole, and the parts of it that also stand alone. */
function writtenAs(name: string): Form[] {
  const whole = name.trim();
  if ([...whole].length < 2) return [];
  const forms = [formOf(whole, mask('name', whole))];
  const parts = whole.split(/[\s·•・‧]+/u).filter((part) => part !== '');
  const joinedUp = parts.join('');
  // 王小明 is also called 小明, and John Smith is Mr Smith.
  if (/^\p{Script=Han}{3,4}$/u.test(joinedUp)) forms.push(formOf([...joinedUp].slice(-2).join(''), '**'));
  if (parts.length > 1) for (const part of parts) if (standsAlone(part)) forms.push(formOf(part, mask('name', part)));
  return forms.filter(({ letters }) => letters !== '');
}

const standsAlone = (part: string): boolean => {
  const letters = [...new FoldedText(part).text].filter((one) => letter.test(one));
  return letters.length >= (/\p{Script=Han}/u.test(part) ? 2 : 3);
};

function formOf(written: string, instead: string): Form {
  const breaks = new Set<number>();
  let letters = '';
  for (const one of new FoldedText(written).text)
    if (letter.test(one)) letters += one;
    else breaks.add(letters.length);
  return { letters, breaks, instead };
}
