import type { Text } from '@bumen/contracts';
import type { Calendar } from '../working-time/calendar.ts';
import { unpublishedYear } from '../working-time/public-days.ts';

/** That a year's public holidays are not known although it is near, from 1 December before it on (T-04). */
export function calendarWarning(calendar: Calendar, at: Date): Text | undefined {
  const year = unpublishedYear(calendar, at);
  return year === undefined
    ? undefined
    : {
        zh: `${year} 年放假安排尚未收录:目前只按法定节假日休息,不含调休;请把国务院通知录入工作日历的“各年度放假安排”`,
        en: `The public holidays of ${year} are not known yet: only the statutory days are closed, without make-up workdays; enter the notice into the working calendar ("notices")`,
      };
}
