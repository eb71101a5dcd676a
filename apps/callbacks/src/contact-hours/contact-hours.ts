import { DateTime } from 'luxon';
import { erasFrom, type Era } from '@bumen/service-kit';
import type { Customer } from '../copies.entity.ts';
import type { Setting } from '../rules.ts';
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

/** What the company has set of it. */
type Hours = Pick<Setting, 'quietHours' | 'calendar'>;

/** Longer than any chain of holidays; a customer who is never free is found out after so many days. */
const searchDays = 60;

/**
 * When one customer may be contacted (C-04): never in the quiet hours, never on holidays, each moment by what the
 * company has set for it, changes to come included. Pure; knows no clock.
 */
export class ContactHours {
  readonly #eras: readonly Era<Hours>[];
  readonly #own: readonly TimesOfDay[] | null;
  readonly #companyToo: boolean;

  /**
   * `own` are the customer's and stand in place of the company's where those don't hold, too; null where there are
   * none.
   */
  constructor(eras: readonly Era<Hours>[], own: readonly TimesOfDay[] | null, companyToo = false) {
    this.#eras = eras;
    this.#own = own;
    this.#companyToo = companyToo;
  }

  isAllowed(at: Date): boolean {
    for (const _ of this.#stretches(at, new Date(at.getTime() + 1))) return true;
    return false;
  }

  /** The moment itself where it is allowed, else the next that is; null where none comes within 60 days. */
  nextAllowed(at: Date): Date | null {
    for (const { from } of this.#stretches(at, daysAfter(at, searchDays))) return from;
    return null;
  }

  /** Every allowed stretch between two moments, in order, as long as possible each. */
  allowedBetween(from: Date, until: Date): Interval[] {
    const found: Interval[] = [];
    for (const part of this.#stretches(from, until)) {
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
    return this.#local(at).plus({ days }).toJSDate();
  }

  /** What is allowed from one moment until another, in order; it never goes beyond a day or a setting. */
  *#stretches(from: Date, until: Date): Generator<Interval> {
    for (const era of erasFrom(this.#eras, from)) {
      if (era.from >= until) return;
      const end = era.until ? earlier(era.until, until) : until;
      for (let day: DateTime = localDay(era.from, era.setting); day.toJSDate() < end; day = dayAfter(day))
        for (const one of this.#allowedOn(day, era.setting)) {
          const part = { from: later(one.from, era.from), until: earlier(one.until, end) };
          if (part.from < part.until) yield part;
        }
    }
  }

  /** What the quiet hours of a setting leave of one local day. */
  #allowedOn(day: DateTime, { quietHours, calendar }: Hours): Interval[] {
    if (quietHours.holidaysAreQuiet && isHoliday(day.toISODate()!, calendar)) return [];
    let free: Interval[] = [{ from: day.toJSDate(), until: dayAfter(day).toJSDate() }];
    for (const quiet of this.#quietBy(quietHours.quiet).flatMap(withinDay)) {
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

  #quietBy(company: readonly TimesOfDay[]): readonly TimesOfDay[] {
    if (this.#own === null) return company;
    return this.#companyToo ? [...this.#own, ...company] : this.#own;
  }

  /** In the zone that the company has set for then. */
  #local(at: Date): DateTime {
    for (const { setting } of erasFrom(this.#eras, at)) return inZoneOf(setting, at);
    throw new Error(`no setting holds at ${at.toISOString()}`);
  }

  #dayOf(at: Date): DateTime {
    return this.#local(at).startOf('day');
  }

  /** Index of the part of the day: night and morning, afternoon, evening. */
  #partOfDay(at: Date): number {
    const { hour } = this.#local(at);
    return partsBeginAtHours.findLastIndex((begin) => begin <= hour);
  }
}

/**
 * When this customer may be contacted, now and by changes to come; `null` is one whose file has not arrived yet.
 */
export const contactHoursOf = (
  customer: Pick<Customer, 'quietHours' | 'companyHoursToo'> | null,
  { eras }: { readonly eras: readonly Era<Hours>[] },
): ContactHours => new ContactHours(eras, customer?.quietHours ?? null, customer?.companyHoursToo);

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

const inZoneOf = ({ calendar }: Hours, at: Date) => DateTime.fromJSDate(at, { zone: calendar.zone });
const localDay = (at: Date, setting: Hours) => inZoneOf(setting, at).startOf('day');
const daysAfter = (at: Date, days: number) => new Date(at.getTime() + days * 86_400_000);
const dayAfter = (day: DateTime) => day.plus({ days: 1 }).startOf('day');
const later = (a: Date, b: Date) => (a > b ? a : b);
const earlier = (a: Date, b: Date) => (a < b ? a : b);
