import type { ChequeValidity } from '@bumen/contracts';
import { dayAfter } from '../period/months.ts';

/** No bank is closed for longer; a calendar that says so is not waited for. */
const closedDaysMax = 60;

/**
 * The last day, `YYYY-MM-DD`, on which a cheque of that day is cashed (F-11). `isBankDay` says on which days the bank
 * is open.
 */
export function lastDayOfCheque(
  issued: string,
  { days, beginsOn, ifBankClosed }: ChequeValidity,
  isBankDay: (day: string) => boolean,
): string {
  const last = dayAfter(issued, beginsOn === 'next_day' ? days : days - 1);
  if (ifBankClosed === 'as_is') return last;
  for (let count = 0; count <= closedDaysMax; count += 1) {
    const day = dayAfter(last, count);
    if (isBankDay(day)) return day;
  }
  return last;
}
