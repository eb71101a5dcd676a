import { calendarPolicy, carryForwardPolicy, voucherPolicy, type PolicyValue } from '@bumen/contracts';
import { WorkingTime, type Calendar, type Policies } from '@bumen/service-kit';

/** What the company has set for its books, as it holds at one moment. */
export interface Rules {
  readonly voucher: PolicyValue<typeof voucherPolicy>;
  readonly workingTime: WorkingTime;
  /** How the month that a moment lies in is carried forward. */
  readonly carryForwardOf: (moment: Date) => PolicyValue<typeof carryForwardPolicy>;
}

// A calendar remembers the days that it has worked out, so the same one is used as long as the setting stays.
const calendars = new WeakMap<Calendar, WorkingTime>();

function workingTimeOf(setting: Calendar): WorkingTime {
  let calendar = calendars.get(setting);
  if (!calendar) calendars.set(setting, (calendar = new WorkingTime(setting)));
  return calendar;
}

/** The rules as these policies have them now. */
export const rulesBy = (policies: Pick<Policies, 'get' | 'at'>): Rules => ({
  voucher: policies.get(voucherPolicy),
  workingTime: workingTimeOf(policies.get(calendarPolicy)),
  carryForwardOf: (moment) => policies.at(carryForwardPolicy, moment),
});
