import { mask } from './personal.ts';

const separators = String.raw`[ \u00a0\u3000.()（）\-－—]{0,2}`;
const digit = '[0-9０-９]';
/** In the order in which they are looked for at each place. */
const numbers = new RegExp(
  [
    // A day with its separators, and the number of a ticket: both tell nobody who somebody is.
    String.raw`(?<kept>(?<!${digit})(?:19|20)\d\d(?<part>[-/.])(?:0?[1-9]|1[0-2])\k<part>(?:[12]\d|3[01]|0?[1-9])(?!${digit})|(?<![A-Za-z0-9０-９])T\d{6,9}(?![0-9０-９Xx]))`,
    // Seven digits and more: a telephone, an ID card, a bank card, in whatever groups they are written.
    String.raw`[+＋]?${digit}(?:${separators}${digit}){6,}[Xx]?`,
  ].join('|'),
  'g',
);
const email = /[\w.!#$%&'+/=?^`{|}~-]{1,64}(?:[@＠][\w-]+(?:\.[\w-]+)+)+/g;
const plain = (digits: string) =>
  digits.replaceAll(/[０-９]/g, (one) => String.fromCharCode(one.charCodeAt(0) - 0xfee0)).replaceAll(/[^0-9Xx]/g, '');

/**
 * A text that somebody wrote, for those who need not know whom it is about: telephone, ID and card numbers, e-mail
 * addresses and the given names are masked inside of it, and the rest stays as it is (P-05). Numbers with seven digits
 * and more are masked whatever they are, since what is shown once can't be taken back.
 */
export function redact(text: string, names: readonly string[] = []): string {
  let shown = text
    .replaceAll(email, (found) => `${found[0]}***@${found.split(/[@＠]/).at(-1)}`)
    .replaceAll(numbers, (found, ...rest) => {
      const { kept } = rest.at(-1) as { readonly kept?: string };
      return kept ?? maskedNumber(plain(found));
    });
  for (const [name, instead] of names.flatMap(writtenAs)) shown = shown.replaceAll(name, instead);
  return shown;
}

function maskedNumber(digits: string): string {
  if (/^(\d{15}|\d{17}[\dXx])$/.test(digits)) return mask('id_number', digits);
  return digits.length <= 12 ? mask('phone', digits) : `****${digits.slice(-4)}`;
}

/** How a name stands in texts, with what is shown instead: whole, and a part of it alone. */
function writtenAs(name: string): [RegExp, string][] {
  const whole = name.trim();
  if ([...whole].length < 2) return [];
  const forms: [RegExp, string][] = [[asWritten(whole), mask('name', whole)]];
  // 王小明 is also called 小明, and John Smith is Mr Smith.
  if (/^\p{Script=Han}{3,4}$/u.test(whole)) forms.push([asWritten([...whole].slice(-2).join('')), '**']);
  for (const part of whole.split(/\s+/))
    if (part !== whole && /^\p{L}{3,}$/u.test(part)) forms.push([asWritten(part), mask('name', part)]);
  return forms;
}

/** Whole words only, where the script has words. */
function asWritten(name: string): RegExp {
  const words = name.split(/\s+/).map((word) => word.replaceAll(/[\\^$.*+?()[\]{}|/]/g, String.raw`\$&`));
  const letter = String.raw`[\p{Script=Latin}\p{Script=Cyrillic}\p{Script=Greek}]`;
  return new RegExp(`(?<!${letter}(?=${letter}))${words.join(String.raw`\s+`)}(?!(?<=${letter})${letter})`, 'giu');
}
