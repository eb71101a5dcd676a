import type { ContactPreferences } from './customer.entity.ts';

type Hours = NonNullable<ContactPreferences['quietHours']>;
const minutesOfDay = 24 * 60;
const intervalsMax = 6;

/**
 * How two files of one person say that they may be contacted: what either of them forbids is forbidden, and consent is
 * what both give (C-04). Who names no rest times rests as the company says, so that holds for both of them, too.
 */
export function strictestOf(one: ContactPreferences, other: ContactPreferences): ContactPreferences {
  return {
    doNotCall: one.doNotCall || other.doNotCall,
    ...restOf([...(one.quietHours ?? []), ...(other.quietHours ?? [])], restsAsCompany(one) || restsAsCompany(other)),
    consent: one.consent && other.consent ? one.consent : null,
  };
}

/**
 * What of it holds for somebody who may be another person: what is forbidden, and nothing that somebody allowed (C-04).
 */
export const forAnybody = (preferences: ContactPreferences): ContactPreferences =>
  strictestOf(preferences, { doNotCall: false, quietHours: null, companyHoursToo: false, consent: null });

/**
 * Whether they may be contacted at more times, or by other consent, than before (C-04). The company's hours may be any,
 * so they are as much as own ones only where those are the whole day.
 */
export function isLooser(preferences: ContactPreferences, before: ContactPreferences): boolean {
  const { consent } = preferences;
  const consented =
    consent !== null && (consent.basis !== before.consent?.basis || consent.givenAt !== before.consent.givenAt);
  const [rests, rested] = [minutesIn(preferences.quietHours ?? []), minutesIn(before.quietHours ?? [])];
  const companyGone = restsAsCompany(before) && !restsAsCompany(preferences) && rests.includes(false);
  return consented || companyGone || rested.some((rest, minute) => rest && !rests[minute]);
}

/** Preferences in the one form in which they are kept. */
export const asKept = (preferences: ContactPreferences): ContactPreferences =>
  restsAsCompany(preferences) && !preferences.quietHours?.length
    ? { ...preferences, quietHours: null, companyHoursToo: false }
    : preferences;

const restsAsCompany = ({ quietHours, companyHoursToo }: ContactPreferences) => quietHours === null || companyHoursToo;
const restOf = (own: Hours, companyToo: boolean) =>
  own.length === 0 && companyToo
    ? { quietHours: null, companyHoursToo: false }
    : { quietHours: together(own), companyHoursToo: companyToo };

function minutesIn(hours: Hours): boolean[] {
  const rests = Array.from({ length: minutesOfDay }, () => false);
  for (const { from, until } of hours) {
    const [start, end] = [minutesOf(from), minutesOf(until)];
    const length = end > start ? end - start : minutesOfDay - start + end;
    for (let minute = start; minute < start + length; minute += 1) rests[minute % minutesOfDay] = true;
  }
  return rests;
}

/** The times in which one of them rests; where that would be too many, short times between them are rest as well. */
function together(hours: Hours): Hours {
  const rests = minutesIn(hours);
  let found: { readonly from: number; readonly until: number }[] = [];
  for (let minute = 0; minute < minutesOfDay; minute += 1)
    if (rests[minute]) {
      const last = found.at(-1);
      if (last?.until === minute) found[found.length - 1] = { from: last.from, until: minute + 1 };
      else found.push({ from: minute, until: minute + 1 });
    }
  while (found.length > intervalsMax) {
    const gaps = found.slice(1).map((next, index) => next.from - found[index]!.until);
    const at = gaps.indexOf(Math.min(...gaps));
    found = [...found.slice(0, at), { from: found[at]!.from, until: found[at + 1]!.until }, ...found.slice(at + 2)];
  }
  return found.map(({ from, until }) => ({ from: timeOf(from), until: timeOf(until) }));
}

const minutesOf = (time: string) => Number(time.slice(0, 2)) * 60 + Number(time.slice(3));
const timeOf = (minutes: number) =>
  `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`;
