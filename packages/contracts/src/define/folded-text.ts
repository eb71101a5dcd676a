/** Longer than any text's alphabet; beyond it the folding is worked out again. */
const rememberedMax = 10_000;
const remembered = new Map<string, string>();
/** What isn't seen, or only changes the character before it: zero-width space, soft hyphen, accent. */
const mark = /[\p{Mn}\p{Me}\p{Cf}]/u;
const digit = /\p{Nd}/u;
const fractionSlash = '\u2044';

/**
 * A text as it is read rather than as it is written: small letters without accents, digits of every script as 0 to 9,
 * full-width, circled and mathematical characters as the plain ones, what can't be seen left out. It knows where each
 * character stood, so what is found in it can be replaced in the text itself.
 */
export class FoldedText {
  readonly original: string;
  readonly text: string;
  /** Of each unit of the folded text: where the character that it comes from begins and ends. */
  readonly #starts: number[] = [];
  readonly #ends: number[] = [];

  constructor(original: string) {
    this.original = original;
    let text = '';
    let at = 0;
    for (const character of original) {
      const plain = folded(character);
      for (let unit = 0; unit < plain.length; unit += 1) {
        this.#starts.push(at);
        this.#ends.push(at + character.length);
      }
      text += plain;
      at += character.length;
    }
    this.text = text;
  }

  /** Where in the original a unit's character begins. */
  startOf(unit: number): number {
    return this.#starts[unit] ?? this.original.length;
  }
  /** Where in the original what ends before this unit ends, with the marks on its last character. */
  endBefore(unit: number): number {
    return Math.max(this.startOf(unit), this.#ends[unit - 1] ?? 0);
  }
  /** The two characters before and at this unit stand apart by something that can't be seen. */
  isApart(unit: number): boolean {
    const [from, until] = [this.#ends[unit - 1], this.#starts[unit]];
    return from !== undefined && until !== undefined && /\p{Cf}/u.test(this.original.slice(from, until));
  }
}

function folded(character: string): string {
  const known = remembered.get(character);
  if (known !== undefined) return known;
  let plain = '';
  for (const one of character.toLowerCase().normalize('NFKD'))
    if (!mark.test(one)) plain += digit.test(one) ? valueOf(one) : one.toLowerCase();
  // Three points in one character stay one.
  if (plain.length > 1 && !/[\p{L}\p{N}]/u.test(plain)) plain = character;
  // A digit in brackets or with a point is that digit; a fraction is none.
  if (plain.length > 1 && /\d/.test(plain))
    plain = plain.includes(fractionSlash) ? character : plain.replaceAll(/\D/g, '');
  if (remembered.size >= rememberedMax) remembered.clear();
  remembered.set(character, plain);
  return plain;
}

/** With the digits of every script as 0 to 9. */
export const withPlainDigits = (text: string): string => text.replaceAll(/\p{Nd}/gu, valueOf);

/** Unicode has the digits of a script in their order, and such tens one behind the other. */
function valueOf(one: string): string {
  const code = one.codePointAt(0)!;
  let first = code;
  while (digit.test(String.fromCodePoint(first - 1))) first -= 1;
  return String((code - first) % 10);
}
