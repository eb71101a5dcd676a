import { DateTime } from 'luxon';
import type { PolicyValue, calendarPolicy, quietHoursPolicy } from '@bumen/contracts';
import type { Customer } from '../copies.entity.ts';
import type { Rules } from '../rules.ts';
import { isHoliday } from './holidays.ts';

/** Local times of day, `HH:mm`; from later than until goes over midnight, and equal ones are the whole day. */
export interface TimesOfDay {
  readonly from: string;
  readonly until: string;
}
/** A stretch of time, its end not included. */
export interface Interval {
  readonly from: Date;
  readonly until: Date;
}

/** Longer than any chain of holidays; a customer who is never free is found out after so many days. */
const searchDays = 60;

/** When one customer may be contacted (C-04): never in the quiet hours, never on holidays. Pure; knows no clock. */
export class ContactHours {
  readonly #quiet: readonly TimesOfDay[];
  readonly #holidaysAreQuiet: boolean;
  readonly #calendar: PolicyValue<typeof calendarPolicy>;

  /** `ownQuietHours` are the customer's own and stand in place of the company's; null where there are none. */
  constructor(
    policy: PolicyValue<typeof quietHoursPolicy>,
    calendar: PolicyValue<typeof calendarPolicy>,
    ownQuietHours: readonly TimesOfDay[] | null,
  ) {
    this.#quiet = ownQuietHours ?? policy.quiet;
    this.#holidaysAreQuiet = policy.holidaysAreQuiet;
    this.#calendar = calendar;
  }

  isAllowed(at: Date): boolean {
    return this.#allowedOn(this.#dayOf(at)).some(({ from, until }) => from <= at && at < until);
  }

  /** The moment itself where it is allowed, else the next that is; null where none comes within 60 days. */
  nextAllowed(at: Date): Date | null {
    for (const { from, until } of this.#days(at, searchDays)) if (until > at) return from > at ? from : at;
    return null;
  }

  /** Every allowed stretch between two moments, in order, as long as possible each. */
  allowedBetween(from: Date, until: Date): Interval[] {
    const found: Interval[] = [];
    for (let day = this.#dayOf(from); day.toJSDate() < until; day = dayAfter(day))
      for (const one of this.#allowedOn(day)) {
        const part = { from: later(one.from, from), until: earlier(one.until, until) };
        if (part.from >= part.until) continue;
        const last = found.at(-1);
        if (last?.until.getTime() === part.from.getTime())
          found[found.length - 1] = { from: last.from, until: part.until };
        else found.push(part);
      }
    return found;
  }

  /**
   * When to try again: not before `earliest`, and rather in a part of the day in which the customer was not tried yet,
   * so long as that is before `latest` (C-05). Null where no allowed moment comes within 60 days.
   */
  nextTry(earliest: Date, latest: Date, tried: readonly Date[]): Date | null {
    const first = this.nextAllowed(earliest);
    if (!first) return null;
    const triedParts = new Set(tried.map((at) => this.#partOfDay(at)));
    for (let day = this.#dayOf(first); day.toJSDate() < latest; day = dayAfter(day))
      for (const hour of partsBeginAtHours) {
        const begin = later(day.set({ hour }).toJSDate(), first);
        if (triedParts.has(this.#partOfDay(begin))) continue;
        const at = this.nextAllowed(begin);
        if (at && at < latest && !triedParts.has(this.#partOfDay(at))) return at;
      }
    return first;
  }

  /** The last moment of the local day. */
  endOfDay(at: Date): Date {
    return new Date(dayAfter(this.#dayOf(at)).toMillis() - 1);
  }

  /** The same local time so many calendar days later. */
  plusDays(at: Date, days: number): Date {
    return DateTime.fromJSDate(at, { zone: this.#calendar.zone }).plus({ days }).toJSDate();
  }

  *#days(from: Date, count: number): Generator<Interval> {
    let day = this.#dayOf(from);
    for (let index = 0; index <= count; index += 1, day = dayAfter(day)) yield* this.#allowedOn(day);
  }

  /** What the quiet hours leave of one local day. */
  #allowedOn(day: DateTime): Interval[] {
    if (this.#holidaysAreQuiet && isHoliday(day.toISODate()!, this.#calendar)) return [];
    const end = dayAfter(day).toJSDate();
    let free: Interval[] = [{ from: day.toJSDate(), until: end }];
    for (const quiet of this.#quiet.flatMap(withinDay)) {
      const from = momentOn(day, quiet.from);
      const until = momentOn(day, quiet.until);
      free = free
        .flatMap((one) => [
          { from: one.from, until: earlier(one.until, from) },
          { from: later(one.from, until), until: one.until },
        ])
        .filter((one) => one.from < one.until);
    }
    return free;
  }

  #dayOf(at: Date): DateTime {
    return DateTime.fromJSDate(at, { zone: this.#calendar.zone }).startOf('day');
  }

  /** Index of the part of the day: night and morning, afternoon, evening. */
  #partOfDay(at: Date): number {
    const { hour } = DateTime.fromJSDate(at, { zone: this.#calendar.zone });
    return partsBeginAtHours.findLastIndex((begin) => begin <= hour);
  }
}

/** When this customer may be contacted; `null` is one whose file has not arrived yet. */
export const contactHoursOf = (
  customer: Pick<Customer, 'quietHours'> | null,
  rules: Pick<Rules, 'quietHours' | 'calendar'>,
): ContactHours => new ContactHours(rules.quietHours, rules.calendar, customer?.quietHours ?? null);

/** Morning, afternoon and evening: who can't be reached in one of them may be reached in another. */
const partsBeginAtHours = [0, 12, 18];

/** Quiet hours over midnight as the two pieces that each day has of them. */
function withinDay({ from, until }: TimesOfDay): TimesOfDay[] {
  if (from < until) return [{ from, until }];
  return [
    { from: '00:00', until },
    { from, until: '24:00' },
  ];
}

function momentOn(day: DateTime, time: string): Date {
  const [hour, minute] = time.split(':').map(Number);
  return (hour === 24 ? dayAfter(day) : day.set({ hour, minute })).toJSDate();
}

const dayAfter = (day: DateTime) => day.plus({ days: 1 }).startOf('day');
const later = (a: Date, b: Date) => (a > b ? a : b);
const earlier = (a: Date, b: Date) => (a < b ? a : b);
