import { Converter } from 'opencc-js/t2cn';

/** How two names fit: those of one person, perhaps of one person, or of two. */
export type Likeness = 'same' | 'may_be' | 'other';

const simplified = Converter({ from: 't', to: 'cn' });
const isHan = /\p{Script=Han}/u;

/** As it is compared: 張偉 is 张伟, since people write their names the one way here and the other way there. */
function small(name: string): string {
  const text = name.normalize('NFKC').toLowerCase();
  return isHan.test(text) ? simplified(text) : text;
}
/** 王小明先生 is 王小明; of two characters before it nobody knows whether they are a family name. */
const plain = (name: string) =>
  small(name)
    .replaceAll(/[\s·•・‧.,、'’-]/g, '')
    .replace(/^(\p{L}{3,})(?:先生|女士|小姐|太太|老师)$/u, '$1');

/** What stands for a name where nobody told one. */
const nobody = new Set(
  [
    '匿名 匿名用户 匿名客户 无名 无名氏 无 没有 未知 未提供 未留 不详 姓名不详 保密 不愿透露 测试 某 某某 某人',
    '客户 顾客 用户 访客 游客 买家 会员 网友 路人 本人 机主 家属 家人 朋友 先生 女士 小姐 太太 男士',
    'anonymous unknown customer guest visitor user client member caller test none null nil noname na x xx xxx',
    'sir madam mr mrs ms miss',
  ].flatMap((line) => line.split(' ')),
);
/** Nor is what has no letter in it a name, such as a dash. */
export const isNobody = (name: string): boolean => nobody.has(plain(name)) || !/\p{L}/u.test(name);

const titles =
  '先生|女士|小姐|太太|夫人|老师|师傅|经理|总|老板|阿姨|叔叔|大爷|大妈|大哥|大姐|哥|姐|医生|主任|同学|同志|某某?|氏';
const titled = new RegExp(`^(\\p{L}{1,2})(?:${titles})$`, 'u');
const familiar = /^[老小阿](\p{Script=Han})$/u;
const addressed = /^(?:mr|mrs|ms|miss|mister|dr|sir|madam)[\s.]+(.+)$/;

/** What a name that many have tells of a person: the family name, or what a mask leaves. A whole one has none. */
function partOf(name: string): string | undefined {
  const masked = /^([^*]*)\*/.exec(plain(name))?.[1];
  if (masked !== undefined) return masked;
  const called = addressed.exec(small(name).trim())?.[1];
  if (called !== undefined) return plain(called);
  const letters = plain(name);
  const family = titled.exec(letters)?.[1] ?? familiar.exec(letters)?.[1];
  if (family !== undefined) return family;
  // A single character, or a single word in letters, is a part of a name as well.
  const alone = isHan.test(letters)
    ? [...letters].length < 2
    : small(name)
        .trim()
        .split(/[\s·•・‧,]+/).length < 2;
  return alone ? letters : undefined;
}

/** Whether a name tells one person from most others: 王小明, and neither 王先生 nor 匿名. */
export const isWhole = (name: string): boolean => !isNobody(name) && partOf(name) === undefined;

/**
 * `same` only where both are whole and equal but for spaces, points and capitals. Many people are called 王先生, and
 * where nobody told a name it may be anybody's, so neither is ever more than `may_be`.
 */
export function likeness(one: string, other: string): Likeness {
  if (isNobody(one) || isNobody(other)) return 'may_be';
  const [a, b] = [plain(one), plain(other)];
  const [partOfOne, partOfOther] = [partOf(one), partOf(other)];
  if (a === b) return partOfOne === undefined ? 'same' : 'may_be';
  // 王先生 and 王女士 are two, 王先生 and 王小明 may be one.
  if (partOfOne !== undefined && partOfOther !== undefined) return 'other';
  if (partOfOne !== undefined) return isIn(partOfOne, other) ? 'may_be' : 'other';
  return partOfOther !== undefined && isIn(partOfOther, one) ? 'may_be' : 'other';
}

/** Chinese names begin with the family name; in others it stands anywhere. */
const isIn = (part: string, name: string): boolean =>
  plain(name).startsWith(part) ||
  small(name)
    .split(/[\s·•・‧,]+/)
    .map(plain)
    .includes(part);

/** The name that was told, where the file's is written otherwise; null also where none was told. */
export const otherName = (told: string | null, known: string): string | null =>
  told === null || isNobody(told) || plain(told) === plain(known) ? null : told;

export const samePlainName = (one: string, other: string): boolean => plain(one) === plain(other);
