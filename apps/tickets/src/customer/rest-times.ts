import type { ContactPreferences } from './customer.entity.ts';

type Hours = NonNullable<ContactPreferences['quietHours']>;
const minutesOfDay = 24 * 60;
const intervalsMax = 6;

/**
 * How two files of one person say that they may be contacted: what either of them forbids is forbidden, and consent is
 * what both give (C-04). Rest times that only one of them names are the customer's.
 */
export function strictestOf(one: ContactPreferences, other: ContactPreferences): ContactPreferences {
  return {
    doNotCall: one.doNotCall || other.doNotCall,
    quietHours:
      one.quietHours && other.quietHours
        ? bothOf(one.quietHours, other.quietHours)
        : (one.quietHours ?? other.quietHours),
    consent: one.consent && other.consent ? one.consent : null,
  };
}

/** The times in which one of them rests; where that would be too many, short times between them are rest as well. */
function bothOf(one: Hours, other: Hours): Hours {
  const rests = Array.from({ length: minutesOfDay }, () => false);
  for (const { from, until } of [...one, ...other]) {
    const [start, end] = [minutesOf(from), minutesOf(until)];
    const length = end > start ? end - start : minutesOfDay - start + end;
    for (let minute = start; minute < start + length; minute += 1) rests[minute % minutesOfDay] = true;
  }
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
