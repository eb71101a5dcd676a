/** Digits of a number, in the groups in which they were written. */
export interface Grouped {
  readonly digits: string;
  readonly groups: readonly number[];
  /** A plus stands before it. */
  readonly plus: boolean;
}

/** The longest that `isKnownForm` knows: a bank card's. */
export const longestForm = 19;

/**
 * Whether digits that stand apart in unusual ways are one number of a person after all: a telephone number, an ID
 * card's or a bank card's. Other digits that only stand near each other, as in a list of amounts, are none.
 */
export const isKnownForm = (number: Grouped): boolean =>
  isMobile(number.digits) || isOtherTelephone(number) || isIdCard(number) || isBankCard(number);

/** A Chinese mobile number, with its country or without. */
export const isMobile = (digits: string): boolean => /^(?:(?:00)?86)?1[3-9]\d{9}$/.test(digits);

function isOtherTelephone({ digits, groups, plus }: Grouped): boolean {
  const code = groups[0]!;
  if (plus || (/^00[1-9]/.test(digits) && code > 2)) return /^\d{7,15}$/.test(digits);
  // A fixed line with its area; the code stands for itself, unlike the first of a list of numbers with a zero before.
  if (/^0\d{9,11}$/.test(digits)) return code > 2;
  return /^(?:1,)?3,3,4$/.test(groups.join(','));
}

/** With a place, a birthday and a number in groups of their own, or with the right check digit. */
function isIdCard({ digits, groups }: Grouped): boolean {
  const born = digits.length === 15 ? /^\d{6}\d\d(\d\d)(\d\d)\d{3}$/ : /^\d{6}(?:18|19|20)\d\d(\d\d)(\d\d)\d{3}[\dx]$/;
  const [, month, day] = (born.exec(digits) ?? []).map(Number);
  if (month === undefined || day === undefined || month < 1 || month > 12 || day < 1 || day > 31) return false;
  if (digits.length === 15) return groups.length === 1 || groups.join(',') === '6,6,3';
  const ends = groups.map((_, index) => groups.slice(0, index + 1).reduce((sum, group) => sum + group));
  return groups.length === 1 || (ends.includes(6) && ends.includes(14)) || isChecked(digits);
}

const weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
/** The last digit of an ID number is right (GB 11643). */
const isChecked = (digits: string): boolean =>
  '10x98765432'[weights.reduce((sum, weight, index) => sum + weight * Number(digits[index]), 0) % 11] === digits[17];

/** In fours, or in larger groups with the right check digit. */
function isBankCard({ digits, groups }: Grouped): boolean {
  if (!/^(?:[3-6]\d{15,18}|3[47]\d{13})$/.test(digits)) return false;
  const inner = groups.slice(0, -1);
  return (groups.length > 3 && inner.every((group) => group === 4)) || (inner.every((g) => g >= 4) && addsUp(digits));
}

/** The check digit of a bank card is right (Luhn). */
function addsUp(digits: string): boolean {
  let sum = 0;
  for (let index = 0; index < digits.length; index += 1) {
    const value = Number(digits[digits.length - 1 - index]) * (index % 2 === 0 ? 1 : 2);
    sum += value > 9 ? value - 9 : value;
  }
  return sum % 10 === 0;
}
