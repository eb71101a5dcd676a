// CommonJS whose names Node can't see, so it is imported whole.
import chineseDays from 'chinese-days';
import { DateTime } from 'luxon';

/** Open from … until, `HH:mm` in the calendar's zone; `24:00` is the end of the day. */
export interface OpenHours {
  readonly from: string;
  readonly until: string;
}

/** When the company works; the value of the policy `hr.calendar` (T-04). */
export interface Calendar {
  /** IANA name, e.g. `Asia/Shanghai`. */
  readonly zone: string;
  /** Open hours of each weekday, Monday first. */
  readonly week: readonly (readonly OpenHours[])[];
  /** Public holidays are closed, and make-up workdays (调休) have Monday's hours. */
  readonly followsChineseHolidays: boolean;
  /** Days, `YYYY-MM-DD`, that the company itself sets; stronger than all else. Empty hours close the day. */
  readonly days: Readonly<Record<string, readonly OpenHours[]>>;
}

/** A stretch of time, in milliseconds since 1970. */
interface Stretch {
  readonly fromMs: number;
  readonly untilMs: number;
}
/**
 * A day that was worked out once: a zone's rules and the holidays are slow to look up, and every ticket asks for the
 * same few days.
 */
interface Day extends Stretch {
  readonly open: readonly Stretch[];
}

/**
 * How far ahead it looks: what would come later still counts as ten years from now, however seldom the calendar opens.
 */
const horizonDays = 3_653;

/**
 * Counts time in which the company works: waiting times stand still in the lunch break, overnight and on holidays
 * (T-04).
 */
export class WorkingTime {
  readonly #calendar: Calendar;
  /** By the day of UTC that they share a part with. */
  readonly #days = new Map<number, Day[]>();

  constructor(calendar: Calendar) {
    if (!DateTime.utc().setZone(calendar.zone).isValid)
      throw new Error(`the calendar's zone ${calendar.zone} is not known`);
    this.#calendar = calendar;
  }

  /** Whether the company works at this moment. The end of open hours is closed already. */
  isOpen(at: Date): boolean {
    const ms = at.getTime();
    return this.#dayOf(at).open.some(({ fromMs, untilMs }) => fromMs <= ms && ms < untilMs);
  }

  /** Whether the company works at all on the day, in the calendar's zone, that the moment lies in. */
  isWorkday(at: Date): boolean {
    return this.#dayOf(at).open.length > 0;
  }

  /**
   * The moment itself where it is open, else the next opening; ten years later where the calendar does not open before.
   */
  nextOpening(at: Date): Date {
    for (const { fromMs, untilMs } of this.#from(at))
      if (untilMs > at.getTime()) return new Date(Math.max(fromMs, at.getTime()));
    return this.#horizonOf(at);
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
    for (const { fromMs, untilMs } of this.#from(from)) {
      const begin = Math.max(fromMs, from.getTime());
      if (untilMs <= begin) continue;
      if (left <= untilMs - begin) return new Date(begin + left);
      left -= untilMs - begin;
    }
    return this.#horizonOf(from);
  }

  /** How much working time lies between two moments, in milliseconds; negative where `until` lies before `from`. */
  workingMsBetween(from: Date, until: Date): number {
    if (until < from) return -this.workingMsBetween(until, from);
    let total = 0;
    for (let day = this.#dayOf(from); day.fromMs <= until.getTime(); day = this.#after(day))
      for (const { fromMs, untilMs } of day.open)
        total += Math.max(0, Math.min(untilMs, until.getTime()) - Math.max(fromMs, from.getTime()));
    return total;
  }

  /** The end of the workday that is `days` workdays after the one that the moment lies in, or after the next one. */
  endOfWorkday(from: Date, days: number): Date {
    const ends = new Map<number, number>();
    for (const { fromMs, untilMs } of this.#from(from)) {
      ends.set(this.#dayOf(new Date(fromMs)).fromMs, untilMs);
      if (ends.size === days + 2) break;
    }
    const end = [...ends.values()][days];
    return end === undefined ? this.#horizonOf(from) : new Date(end);
  }

  #dayOf(at: Date): Day {
    const ms = at.getTime();
    const key = Math.floor(ms / 86_400_000);
    const known = this.#days.get(key)?.find(({ fromMs, untilMs }) => fromMs <= ms && ms < untilMs);
    if (known) return known;
    const day = DateTime.fromJSDate(at, { zone: this.#calendar.zone }).startOf('day');
    const open = this.#hoursOf(day, day.toISODate()!)
      .map(({ from, until }) => ({ fromMs: clock(day, from), untilMs: clock(day, until) }))
      .sort((a, b) => a.fromMs - b.fromMs);
    const workedOut = { fromMs: day.toMillis(), untilMs: day.plus({ days: 1 }).toMillis(), open };
    if (this.#days.size > horizonDays) this.#days.clear();
    this.#days.set(key, [...(this.#days.get(key) ?? []), workedOut]);
    return workedOut;
  }

  #after(day: Day): Day {
    return this.#dayOf(new Date(day.untilMs));
  }

  #horizonOf(at: Date): Date {
    return new Date(at.getTime() + horizonDays * 86_400_000);
  }

  /** Open stretches in order from the moment's day on, as far as the horizon. */
  *#from(at: Date): Generator<Stretch> {
    let day = this.#dayOf(at);
    for (let passed = 0; passed < horizonDays; passed += 1, day = this.#after(day)) yield* day.open;
  }

  #hoursOf(day: DateTime, date: string): readonly OpenHours[] {
    const own = this.#calendar.days[date];
    if (own) return own;
    const ordinary = this.#calendar.week[day.weekday - 1] ?? [];
    if (!this.#calendar.followsChineseHolidays) return ordinary;
    // An ordinary day has the English name of its weekday and no more; a holiday or make-up day also its Chinese name.
    const { work, name } = chineseDays.getDayDetail(date);
    if (!name.includes(',')) return ordinary;
    return work ? (this.#calendar.week[0] ?? []) : [];
  }
}

/** Wall-clock time on a day, so that a zone with summer time keeps its hours. */
function clock(day: DateTime, time: string): number {
  const [hour, minute] = time.split(':').map(Number) as [number, number];
  return (hour === 24 ? day.plus({ days: 1 }) : day.set({ hour, minute })).toMillis();
}
