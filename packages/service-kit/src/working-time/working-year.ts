import { DateTime, IANAZone } from 'luxon';
import type { Calendar, OpenHours } from './calendar.ts';
import { publicDaysOf } from './public-days.ts';

/**
 * The open hours of one year of the calendar's zone, worked out once. Moments are milliseconds since 1970; the lists
 * are in order, so that whatever is asked of a year is a search in them.
 */
export interface WorkingYear {
  readonly fromMs: number;
  readonly untilMs: number;
  /** Working time of the whole year. */
  readonly totalMs: number;
  /** When each stretch of open hours begins and ends, and how much of the year's working time lies before it. */
  readonly opens: readonly number[];
  readonly closes: readonly number[];
  readonly before: readonly number[];
  /** Of each day that opens at all: its beginning and end at midnight, and when it closes for the last time. */
  readonly dayFrom: readonly number[];
  readonly dayUntil: readonly number[];
  readonly dayCloses: readonly number[];
}

/** Works a year of one setting of the calendar out, by adding where the zone's offset stays and by asking where not. */
export function workingYear(calendar: Calendar, year: number): WorkingYear {
  const opens: number[] = [];
  const closes: number[] = [];
  const before: number[] = [];
  const dayFrom: number[] = [];
  const dayUntil: number[] = [];
  const dayCloses: number[] = [];
  let totalMs = 0;
  const wall = wallClock(calendar.zone, year);
  const publicDays = publicDaysOf(calendar, year);
  const first = Date.UTC(year, 0, 1);
  const count = (Date.UTC(year + 1, 0, 1) - first) / dayMs;
  const week = calendar.week.map(inOrder);
  const own = new Map(Object.entries(calendar.days).filter(([date]) => date.startsWith(`${year}-`)));
  // 1970 began on a Thursday.
  const weekday = (((first / dayMs + 3) % 7) + 7) % 7;
  for (let day = 0; day < count; day += 1) {
    const date = isoDate(first + day * dayMs);
    const ownHours = own.get(date);
    const publicDay = publicDays.get(date);
    const hours = ownHours
      ? inOrder(ownHours)
      : publicDay === 'holiday'
        ? []
        : (week[publicDay === 'make-up' ? 0 : (weekday + day) % 7] ?? []);
    if (hours.length === 0) continue;
    for (const { from, until } of hours) {
      const open = wall(day, from);
      const close = wall(day, until);
      opens.push(open);
      closes.push(close);
      before.push(totalMs);
      totalMs += close - open;
    }
    dayFrom.push(wall(day, 0));
    dayUntil.push(wall(day + 1, 0));
    dayCloses.push(closes.at(-1)!);
  }
  return {
    fromMs: wall(0, 0),
    untilMs: wall(count, 0),
    totalMs,
    ...{ opens, closes, before, dayFrom, dayUntil, dayCloses },
  };
}

/** Index of the last element that is at most the value; -1 where there is none. */
export const lastAtMost = (sorted: readonly number[], value: number) => search(sorted, (one) => one <= value);
/** Index of the last element that is less than the value; -1 where there is none. */
export const lastBelow = (sorted: readonly number[], value: number) => search(sorted, (one) => one < value);

function search(sorted: readonly number[], isBefore: (one: number) => boolean): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (isBefore(sorted[middle]!)) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

const dayMs = 86_400_000;

const isoDate = (utcMs: number) => new Date(utcMs).toISOString().slice(0, 10);

/** Open hours in minutes after midnight, in order of the day. */
function inOrder(hours: readonly OpenHours[]): { readonly from: number; readonly until: number }[] {
  return hours
    .map(({ from, until }) => ({ from: minutesOf(from), until: minutesOf(until) }))
    .sort((a, b) => a.from - b.from);
}

function minutesOf(time: string): number {
  const [hour, minute] = time.split(':').map(Number) as [number, number];
  return hour * 60 + minute;
}

/** Between two looks at the zone's offset. Nowhere is it changed and changed back within so few days. */
const lookDays = 8;

/**
 * When a wall clock shows so many minutes after midnight on the day of the year, counted from 0. Around a change of the
 * zone's offset the zone is asked, so that hours are those on the wall also where clocks are put forward.
 */
function wallClock(zoneName: string, year: number): (day: number, minutes: number) => number {
  const zone = IANAZone.create(zoneName);
  const first = Date.UTC(year, 0, 1);
  const offsetOn = (day: number) => zone.offset(first + day * dayMs);
  // From two days before the year, so that each day lies between two looks whatever the offset.
  const looks = Array.from({ length: Math.ceil(372 / lookDays) + 1 }, (_, look) => offsetOn(look * lookDays - 2));
  // Of each day the offset that holds from the day before to the day after; NaN where it changes.
  const offsets = Array.from({ length: 368 }, (_, day) => {
    const before = looks[Math.floor((day + 1) / lookDays)]!;
    if (
      before === looks[Math.floor((day + 1) / lookDays) + 1] &&
      before === looks[Math.floor((day + 4) / lookDays) + 1]
    )
      return before;
    const around = [day - 1, day, day + 1, day + 2].map(offsetOn);
    return around.every((offset) => offset === around[0]) ? around[0]! : NaN;
  });
  return (day, minutes) => {
    const offset = offsets[day]!;
    if (!Number.isNaN(offset)) return first + day * dayMs + (minutes - offset) * 60_000;
    const midnight = DateTime.fromObject({ year, month: 1, day: 1 }, { zone }).plus({ days: day }).startOf('day');
    if (minutes === 24 * 60) return midnight.plus({ days: 1 }).startOf('day').toMillis();
    return midnight.set({ hour: Math.floor(minutes / 60), minute: minutes % 60 }).toMillis();
  };
}
