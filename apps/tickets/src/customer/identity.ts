import { parsePhoneNumberFromString, type CountryCode } from 'libphonenumber-js/max';
import { withPlainDigits } from '@bumen/contracts';

/** What a contact says of who somebody is and where they are reached. */
export interface IdentityFacts {
  readonly phone?: string | null | undefined;
  readonly email?: string | null | undefined;
  readonly account?: PlatformAccount | null | undefined;
  readonly idNumber?: string | null | undefined;
}
export interface PlatformAccount {
  readonly platform: string;
  readonly userName: string;
}
export type IdentityKind = 'phone' | 'email' | 'account' | 'id_number';
/** The text by which somebody is known to be the same person; the kind and what is compared. */
export type IdentityKey = `${IdentityKind} ${string}`;

/** A place or a platform where numbers are written without a country is in this one. */
export interface ReadingBy {
  readonly country: string;
}

/**
 * The one way in which it is decided that two contacts are one person (T-01): whoever compares a telephone number, an
 * e-mail address, an account or an ID number compares these keys. The first decides where several lead to different
 * people. What can't be read without doubt has no key.
 */
export function identitiesOf(facts: IdentityFacts, by: ReadingBy): IdentityKey[] {
  const { phone, account, email, idNumber } = facts;
  const keys: IdentityKey[] = [
    ...(phone ? phonesIn(phone, by).map((number) => `phone ${number}` as const) : []),
    ...(account ? [`account ${plain(account.platform)} ${plain(account.userName)}` as const] : []),
    ...(email ? [`email ${plain(email)}` as const] : []),
    ...(idNumber ? [`id_number ${idNumberKey(idNumber)}` as const] : []),
  ];
  return [...new Set(keys)];
}
export const kindOf = (key: string): IdentityKind => key.slice(0, key.indexOf(' ')) as IdentityKind;
/** The number of a key of that kind. */
export const numberOf = (key: IdentityKey): string => key.slice('phone '.length);

/** The number to dial, in E.164, with an extension as RFC 3966 writes it; null where none is read without doubt. */
export const numberToDial = (written: string | null, by: ReadingBy): string | null =>
  written === null ? null : (phonesIn(written, by)[0] ?? null);

/**
 * The telephone numbers in what somebody wrote, in E.164. Several are read where each stands alone between separators,
 * and none where one of them isn't a number: whom it reaches would be a guess.
 */
export function phonesIn(written: string, by: ReadingBy): readonly string[] {
  const key = `${by.country} ${written}`;
  let numbers = readLately.get(key);
  if (numbers === undefined) {
    if (readLately.size >= readLatelyMax) readLately.clear();
    readLately.set(key, (numbers = readIn(written, by)));
  }
  return numbers;
}

/** One contact has its number read half a dozen times, which is the dearest that it costs us (R9). */
const readLately = new Map<string, readonly string[]>();
const readLatelyMax = 500;

function readIn(written: string, by: ReadingBy): readonly string[] {
  const text = tidied(written);
  const whole = phoneIn(text, by);
  if (whole !== undefined) return [whole];
  const parts = text.split(/\s*(?:[/、,;|]|或)\s*/).filter((part) => part !== '');
  const numbers = parts.map((part) => phoneIn(part, by));
  return parts.length > 1 && numbers.every((one) => one !== undefined) ? [...new Set(numbers)] : [];
}

const label = /^(?:联系电话|电话号码|手机号码?|电话|手机|座机|固话|tel|phone|mobile|cell)\s*[:.]?\s*(?=[+(\d])/i;
const extension = /[\s,;(]*(?:转|轉|分机号?|內線|内线|ext(?:ension)?|x|#)\.?\s*[:.=]?\s*(\d{1,7})\s*(?:号|號)?\)?$/i;
/** 010-65529988-801, 010-65529988*801: the exchange of a company, and a line in it. */
const line = /^(.*\d)\s*[-*,;(]\s*(\d{1,6})\)?$/;
/** As it is read: digits of any script, and no marks that nobody sees, as those that a copied text brings along. */
const seen = (written: string) =>
  withPlainDigits(written.normalize('NFKC'))
    .replaceAll(/\p{Zs}/gu, ' ')
    .replaceAll(/[\p{Cf}\p{Cc}]/gu, '')
    .trim();
const tidied = (written: string) =>
  seen(written)
    .replaceAll(/[\p{Pd}\u2212]/gu, '-')
    .replaceAll(/(?<=\d)[·•・‧∙_](?=\d)/g, ' ');

interface Read {
  readonly number: string;
  /** Calls to a mobile end at it: what is written behind it, as an extension, leads to nobody else (T-01). */
  readonly isMobile: boolean;
}

function phoneIn(text: string, by: ReadingBy): string | undefined {
  const bare = text.replace(label, '');
  const behind = extension.exec(bare);
  if (behind) return withLine(one(bare.slice(0, behind.index), by), behind[1]!);
  const number = one(bare, by, 'fits')?.number;
  if (number !== undefined) return number;
  const [, exchange = '', extra = ''] = line.exec(bare) ?? [];
  return withLine(one(exchange, by, 'fits'), extra) ?? one(bare, by)?.number;
}
const withLine = (read: Read | undefined, extra: string) =>
  read && (read.isMobile ? read.number : `${read.number};ext=${extra}`);

/** Digits with what stands between the groups of a number; letters and words make it something else. */
const written = /^[+(]{0,2}\d[\d\s().-]*$/;
/** No number without its area is as long, so one of that length that fits the country is whole. */
const wholeFrom = 11;

/** `how`: it fits a numbering plan that is known, or it may be of a series that was given out since. */
function one(text: string, { country }: ReadingBy, how: 'fits' | 'may fit' = 'may fit'): Read | undefined {
  const bare = text.trim().replace(/^\((\+\d+)\)/, '$1');
  if (!written.test(bare)) return undefined;
  const digits = bare.replaceAll(/\D/g, '');
  const found = parsePhoneNumberFromString(bare, { defaultCountry: country as CountryCode, extract: false });
  if (!found) return undefined;
  const named = bare.startsWith('+') || bare.startsWith('00');
  const mayFit = how === 'may fit' && found.isPossible() && (named || digits.length >= wholeFrom);
  if (!found.isValid() && !mayFit) return undefined;
  const { number, nationalNumber, countryCallingCode } = found;
  const newSeries = countryCallingCode === '86' && /^1\d{10}$/.test(nationalNumber);
  return { number, isMobile: (found.getType() ?? (newSeries ? 'MOBILE' : undefined)) === 'MOBILE' };
}

const plain = (text: string) => seen(text).replaceAll(/\s+/g, ' ').toLowerCase();

const weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];

/** As on the card; one of the first generation, with 15 digits, as its owner's card has it today. */
function idNumberKey(given: string): string {
  const text = tidied(given).replaceAll(/[\s-]/g, '').toUpperCase();
  if (!/^\d{15}$/.test(text)) return text;
  const digits = `${text.slice(0, 6)}19${text.slice(6)}`;
  const sum = weights.reduce((total, weight, index) => total + weight * Number(digits[index]), 0);
  return `${digits}${'10X98765432'[sum % 11]}`;
}
