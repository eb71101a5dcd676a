// CommonJS whose names Node can't see, so it is imported whole.
import chineseDays from 'chinese-days';
import { DateTime } from 'luxon';
import type { Calendar, Notice } from './calendar.ts';

/** A day, `YYYY-MM-DD`, on which people don't work, or do in exchange for another (调休). */
export type PublicDays = ReadonlyMap<string, 'holiday' | 'make-up'>;

const none: PublicDays = new Map();
// The same for every calendar, so a changed policy does not look them up again.
const known = new Map<number, PublicDays>();
const noticed = new WeakMap<Notice, PublicDays>();
/** The first year that the library knows. */
const firstPublishedYear = 2004;
/** The library reckons the lunar calendar as far as this. */
const lastLunarYear = 2100;

/**
 * The public holidays and make-up workdays of a year as a calendar has them: by the notice that the company entered, by
 * the published one, or, where there is none yet, the statutory days without make-up days (T-04).
 */
export function publicDaysOf(
  { followsChineseHolidays, notices }: Pick<Calendar, 'followsChineseHolidays' | 'notices'>,
  year: number,
): PublicDays {
  if (!followsChineseHolidays) return none;
  const notice = notices?.[year];
  if (notice) return asNoticed(notice);
  let days = known.get(year);
  if (!days) known.set(year, (days = year <= lastPublishedYear() ? published(year) : statutory(year)));
  return days;
}

/**
 * The year of which the calendar only knows the statutory days although its notice should be out: from 1 December on
 * the year to come, else the year itself. Undefined where all is known.
 */
export function unpublishedYear(calendar: Calendar, at: Date): number | undefined {
  if (!calendar.followsChineseHolidays) return undefined;
  const { year, month } = DateTime.fromJSDate(at, { zone: calendar.zone });
  const years = month === 12 ? [year, year + 1] : [year];
  return years.find((one) => one > lastPublishedYear() && !calendar.notices?.[one]);
}

let lastYear: number | undefined;
/** The last year whose notice the library has. It has all before it from 2004 on. */
export function lastPublishedYear(): number {
  // National Day is a holiday of each published year.
  for (lastYear ??= firstPublishedYear; kindOf(`${lastYear + 1}-10-01`) !== undefined;) lastYear += 1;
  return lastYear;
}

function asNoticed(notice: Notice): PublicDays {
  let days = noticed.get(notice);
  if (!days) {
    const holidays = notice.holidays.map((day) => [day, 'holiday'] as const);
    noticed.set(notice, (days = new Map([...holidays, ...notice.makeUps.map((day) => [day, 'make-up'] as const)])));
  }
  return days;
}

function published(year: number): PublicDays {
  if (year < firstPublishedYear) return none;
  const days = new Map<string, 'holiday' | 'make-up'>();
  for (let ms = Date.UTC(year, 0, 1); ms < Date.UTC(year + 1, 0, 1); ms += 86_400_000) {
    const date = new Date(ms).toISOString().slice(0, 10);
    const kind = kindOf(date);
    if (kind) days.set(date, kind);
  }
  return days;
}

/** 全国年节及纪念日放假办法 as of 2025: thirteen days. */
function statutory(year: number): PublicDays {
  const days = ['01-01', '05-01', '05-02', '10-01', '10-02', '10-03'].map((day) => `${year}-${day}`);
  if (year <= lastLunarYear) {
    const lunar = (day: string) => chineseDays.getSolarDateFromLunar(`${year}-${day}`).date;
    const springFestival = DateTime.fromISO(lunar('01-01'), { zone: 'utc' });
    for (const after of [-1, 0, 1, 2]) days.push(springFestival.plus({ days: after }).toISODate()!);
    days.push(chineseDays.getSolarTermDate(year, 4, 'pure_brightness'), lunar('05-05'), lunar('08-15'));
  }
  return new Map(days.map((day) => [day, 'holiday'] as const));
}

function kindOf(date: string): 'holiday' | 'make-up' | undefined {
  // An ordinary day has the English name of its weekday and no more; a holiday or make-up day also its Chinese name.
  const { work, name } = chineseDays.getDayDetail(date);
  if (!name.includes(',')) return undefined;
  return work ? 'make-up' : 'holiday';
}
