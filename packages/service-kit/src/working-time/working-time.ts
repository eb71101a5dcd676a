import { DateTime } from 'luxon';
import type { Calendar } from './calendar.ts';
import { lastAtMost, lastBelow, workingYear, type WorkingYear } from './working-year.ts';

/**
 * How far ahead it looks: what would come later still counts as ten years from now, however seldom the calendar opens.
 */
const horizonMs = 3_653 * 86_400_000;
/** The calendar knows these years and is closed in all others, so no moment costs more than they do. */
const firstYear = 1970;
const lastYear = 2199;

/**
 * Counts time in which the company works: waiting times stand still in the lunch break, overnight and on holidays
 * (T-04). A year is worked out once and then searched, so what is asked costs the same however far apart its moments
 * lie (R9). It belongs to one setting of the calendar: another setting is another instance.
 */
export class WorkingTime {
  readonly #calendar: Calendar;
  readonly #years = new Map<number, WorkingYear>();

  constructor(calendar: Calendar) {
    if (!DateTime.utc().setZone(calendar.zone).isValid)
      throw new Error(`the calendar's zone ${calendar.zone} is not known`);
    this.#calendar = calendar;
  }

  /** Whether the company works at this moment. The end of open hours is closed already. */
  isOpen(at: Date): boolean {
    const ms = at.getTime();
    const { opens, closes } = this.#year(this.#yearOf(ms));
    const index = lastAtMost(opens, ms);
    return index >= 0 && ms < closes[index]!;
  }

  /** Whether the company works at all on the day, in the calendar's zone, that the moment lies in. */
  isWorkday(at: Date): boolean {
    const ms = at.getTime();
    const { dayFrom, dayUntil } = this.#year(this.#yearOf(ms));
    const index = lastAtMost(dayFrom, ms);
    return index >= 0 && ms < dayUntil[index]!;
  }

  /**
   * The moment itself where it is open, else the next opening; ten years later where the calendar does not open before.
   */
  nextOpening(at: Date): Date {
    const ms = at.getTime();
    for (const { opens, closes } of this.#yearsFrom(ms)) {
      const index = lastAtMost(closes, ms) + 1;
      if (index < opens.length) return notAfterHorizon(at, Math.max(opens[index]!, ms));
    }
    return horizonOf(at);
  }

  /**
   * When `ms` milliseconds of working time have passed since `from`. It is the earliest such moment: exactly at the end
   * of open hours it is that end, not the next opening; ten years later where the calendar does not open for long
   * enough before.
   */
  addWorkingMs(from: Date, ms: number): Date {
    if (!(ms >= 0)) throw new RangeError(`working time goes forward only, not by ${ms} ms`);
    if (ms === 0) return this.nextOpening(from);
    let left = ms;
    for (const year of this.#yearsFrom(from.getTime())) {
      const used = workedIn(year, from.getTime());
      if (left <= year.totalMs - used) return notAfterHorizon(from, momentIn(year, used + left));
      left -= year.totalMs - used;
    }
    return horizonOf(from);
  }

  /** How much working time lies between two moments, in milliseconds; negative where `until` lies before `from`. */
  workingMsBetween(from: Date, until: Date): number {
    if (until < from) return -this.workingMsBetween(until, from);
    const last = this.#yearOf(until.getTime());
    let total = workedIn(this.#year(last), until.getTime());
    for (let year = this.#yearOf(from.getTime()); year < last; year += 1) total += this.#year(year).totalMs;
    return total - workedIn(this.#year(this.#yearOf(from.getTime())), from.getTime());
  }

  /** The end of the workday that is `days` workdays after the one that the moment lies in, or after the next one. */
  endOfWorkday(from: Date, days: number): Date {
    let left = days;
    for (const { dayUntil, dayCloses } of this.#yearsFrom(from.getTime())) {
      const index = lastAtMost(dayUntil, from.getTime()) + 1 + left;
      if (index < dayCloses.length) return notAfterHorizon(from, dayCloses[index]!);
      left = index - dayCloses.length;
    }
    return horizonOf(from);
  }

  #year(year: number): WorkingYear {
    let worked = this.#years.get(year);
    if (!worked) this.#years.set(year, (worked = workingYear(this.#calendar, year)));
    return worked;
  }

  /** The year, in the calendar's zone, that the moment lies in; the nearest one that is known. */
  #yearOf(ms: number): number {
    const inUtc = Math.min(lastYear, Math.max(firstYear, new Date(ms).getUTCFullYear()));
    const { fromMs, untilMs } = this.#year(inUtc);
    if (ms < fromMs) return Math.max(firstYear, inUtc - 1);
    return ms < untilMs ? inUtc : Math.min(lastYear, inUtc + 1);
  }

  /** The years from the moment's own as far as the horizon. */
  *#yearsFrom(ms: number): Generator<WorkingYear> {
    const last = this.#yearOf(ms + horizonMs);
    for (let year = this.#yearOf(ms); year <= last; year += 1) yield this.#year(year);
  }
}

/** Working time of the year before the moment: none before the year, all of it after. */
function workedIn({ opens, closes, before }: WorkingYear, ms: number): number {
  const index = lastAtMost(opens, ms);
  return index < 0 ? 0 : before[index]! + Math.min(ms, closes[index]!) - opens[index]!;
}

/** The earliest moment before which so much of the year's working time lies; `workedMs` is positive and at most all. */
function momentIn({ opens, before }: WorkingYear, workedMs: number): number {
  const index = lastBelow(before, workedMs);
  return opens[index]! + workedMs - before[index]!;
}

const horizonOf = (at: Date) => new Date(at.getTime() + horizonMs);
const notAfterHorizon = (at: Date, ms: number) => new Date(Math.min(ms, at.getTime() + horizonMs));
