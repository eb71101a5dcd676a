import type { Looked } from './personal-places.ts';

interface Found {
  readonly from: number;
  readonly until: number;
}

const numeral = '零〇一二三四五六七八九十百';
const number = String.raw`(?:[a-z]?\d{1,5}[a-z]?|[a-z]|甲\d{1,4}|[${numeral}]{1,5})(?:-\d{1,5}){0,3}`;
const unit = `${number} ?(?:号楼|号院|号|弄|栋|幢|座|单元|层|楼|室|房|组)`;
/** 12号A座1501室, 3栋2单元502. */
const units = new RegExp(
  String.raw`(?<![\da-z-])${unit}(?:[ ,、-]?${unit}){0,5}(?:[ -]?\d{3,5}(?![\d年月日元个]))?`,
  'gu',
);
/** So far back an address may begin. */
const reach = 40;
const before = /[\p{Script=Han} ]{1,40}$/u;

/** 建国路, 天府大道中段, 阳光花园: what a number is in. */
const street = /^(.*?)(?:大街|大道|胡同|弄堂|街|路|巷)(?:[东西南北中上下一二三四五][段侧])?$/u;
const home = /^(.*?)(?:小区|花园|花苑|苑|公寓|家园|新村|社区|宿舍|大厦|华庭|山庄|公馆|大院|家属院|村)$/u;
/** What is no name of a street: 这条路, 高速路, 上街. */
const noStreet = /[线电思道铁一上走半出门回网套问带顺条段修马这那公速理销活退来去赶开通逛整满]$/u;
/** 广东省, 深圳市, 南山区; 小区 and 超市 are none. */
const district =
  /(?<=[\p{Script=Han}]{1,8})(?:省|自治[区州县旗]|(?<![超城都股])市|(?<![小社市])区|县|镇|乡|街道)(?=\p{Script=Han}|$)/gu;

/** Behind these something else begins, and behind some of them an address. */
const leading = '住在|住|家在|位于|地址|寄[到往至]|送[到往至]|发[到往至]|搬[到去]|改成|改为|换成';
const others =
  '我们|你们|他们|咱们|隔壁|附近|旁边|哪个|这个|那个|每个|整个|一个|在|到|往|是|为|给|请|的|了|我|您|你|他|她|这|那|本|贵|该|某';
const stops = new RegExp(`(?:(${leading})|${others})`, 'gu');
const announced = /(?:地址|住址)[是为]? ?[:：]? ?$/u;

/** Detailed enough that it is a place and no day: 3栋, 502室, 12弄. */
const inside = /号楼|号院|弄|栋|幢|座|单元|室|房|\d-\d|\d{3,5}$/u;
const dayMax = 31;

/**
 * The street addresses in a folded Chinese text that lead to a door: a street with its number, a housing estate with
 * building or room, with the districts before it. Only where it can hardly be anything else: 建国路15号 may be a day,
 * 建国路88号 and 住在建国路15号 aren't.
 */
export function streetsIn(text: string, looked: Looked): Found[] {
  const found: Found[] = [];
  for (const match of text.matchAll(units)) {
    looked();
    const known = found.at(-1)?.until ?? 0;
    const earliest = Math.max(known, match.index - reach);
    const run = before.exec(text.slice(earliest, match.index))?.[0];
    if (run === undefined) continue;
    const length = lengthBefore(run, match[0], text.slice(Math.max(0, earliest - 8), match.index - run.length));
    if (length > 0) found.push({ from: match.index - length, until: match.index + match[0].length });
  }
  return found;
}

/** How much of what stands before the number belongs to the address; 0 where it is none. */
function lengthBefore(run: string, number: string, earlier: string): number {
  const { said, isLed } = behindStop(run, earlier);
  const place = said.replaceAll(' ', '');
  const districts = [...place.matchAll(district)];
  const first = districts[0];
  const [, streetName] = street.exec(place) ?? [];
  const [, homeName] = home.exec(place) ?? [];
  const detailed = inside.test(number);
  const isDay = !detailed && Number(/\d+/.exec(number)?.[0] ?? 1) <= dayMax;
  const inDistricts = districts.length > 0;
  const named = [streetName, homeName].some((name) => name !== undefined && name !== '');
  const isStreet =
    streetName !== undefined &&
    streetName !== '' &&
    (inDistricts || !noStreet.test(streetName)) &&
    (inDistricts || isLed || !isDay);
  const isHome = homeName !== undefined && [...homeName].length > 1 && (detailed || (inDistricts && homeName !== ''));
  const isDistricts = !named && districts.length > 1 && (isLed || detailed);
  if (!isStreet && !isHome && !isDistricts) return 0;
  if (isLed) return said.length;
  if (first) return Math.min(said.length, said.length - Math.max(0, said.indexOf(first[0]) - 3));
  // Names of streets and estates are short; what is before is something else.
  return Math.min(said.length, 8);
}

/** What is said behind the last word that can't be a part of it, and whether that word leads to an address. */
function behindStop(run: string, earlier: string): { readonly said: string; readonly isLed: boolean } {
  let from = 0;
  let isLed = announced.test(earlier);
  for (const stop of run.matchAll(stops)) {
    const end = stop.index + stop[0].length;
    if (end >= run.trimEnd().length) break;
    from = end;
    isLed = stop[1] !== undefined;
  }
  const said = run.slice(from);
  return { said: said.trimStart(), isLed };
}
