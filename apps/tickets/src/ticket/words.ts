import { redact, textLengthMax } from '@bumen/contracts';

/**
 * Search by words. A question is stored as a set of tokens, each of them a hash of a word and the bucket of 8,192
 * neighbouring tickets that the ticket belongs to. A search walks the buckets from the newest and stops when its page
 * is full: a common word is found in the first bucket, a rare one costs one short look into the index per bucket, and
 * nothing is ever sorted. With words alone as tokens a common one would have to fetch and sort every ticket that has
 * it.
 */
export const ticketsPerBucket = 8_192;
/** Written the same way, a few signs become several; no text that means something becomes so much longer. */
const charactersMax = 2 * textLengthMax;

export const bucketOf = (serial: number): number => Math.floor(serial / ticketsPerBucket);

/** What PostgreSQL calculates as `bucket * 4294967296 + gram`. */
export const tokenOf = (bucket: number, gram: number): number => bucket * 0x1_0000_0000 + gram;

/**
 * Tokens under which a question is found, to its end. What is masked for those who don't handle it, such as a telephone
 * number in it or one of the names, has a second token that says so: by it the ticket isn't found for them (P-05).
 */
export function tokensOf(question: string, serial: number, names: readonly string[] = []): number[] {
  const all = wordsIn(question);
  const shown = wordsIn(redact(question, names));
  const masked = [...all].filter((word) => !shown.has(word)).map(maskedWord);
  const bucket = bucketOf(serial);
  return Array.from(new Set([...all, ...masked].map(hash)), (gram) => tokenOf(bucket, gram));
}

/**
 * What a question must all have; empty where nothing in the words can be looked for. `masked`: what it must have none
 * of where that is masked for who asks.
 */
export function gramsOf(words: string): { readonly all: number[]; readonly masked: number[] } {
  const grams = runsOf(words).flatMap((run) =>
    run.chinese && [...run.text].length > 1 ? pairsOf(run.text) : [run.text],
  );
  return { all: [...new Set(grams.map(hash))], masked: [...new Set(grams.map((gram) => hash(maskedWord(gram))))] };
}

/** A space stands in no word. */
const maskedWord = (word: string) => `masked ${word}`;

function wordsIn(text: string): Set<string> {
  const words = new Set<string>();
  for (const run of runsOf(text))
    for (const word of run.chinese ? [...run.text, ...pairsOf(run.text)] : [run.text]) words.add(word);
  return words;
}

interface Run {
  readonly text: string;
  /** Written without spaces between words. */
  readonly chinese: boolean;
}
const runs =
  /[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Hangul}]+|(?:(?![\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Hangul}])[\p{L}\p{N}\p{M}])+/gu;
const isChinese = /^[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Hangul}]/u;

function runsOf(text: string): Run[] {
  return (text.normalize('NFKC').slice(0, charactersMax).toLowerCase().match(runs) ?? []).map((run) => ({
    text: run,
    chinese: isChinese.test(run),
  }));
}

function pairsOf(text: string): string[] {
  const characters = [...text];
  return characters.slice(1).map((character, index) => characters[index]! + character);
}

/** FNV-1a, 32 bits. */
function hash(text: string): number {
  let value = 0x811c9dc5;
  for (const byte of Buffer.from(text)) value = Math.imul(value ^ byte, 0x01000193);
  return value >>> 0;
}
