import type { PolicyValue, calendarPolicy } from '@bumen/contracts';
import { publicDaysOf } from '@bumen/service-kit';

/**
 * Whether people have a holiday on this day (`YYYY-MM-DD`): a public one, or one that the company's calendar sets. An
 * ordinary weekend is none: customers are at home then. What the company sets itself is stronger than the public
 * calendar.
 */
export function isHoliday(day: string, calendar: PolicyValue<typeof calendarPolicy>): boolean {
  const own = calendar.days[day];
  if (own) return own.length === 0;
  return publicDaysOf(calendar, Number(day.slice(0, 4))).get(day) === 'holiday';
}
