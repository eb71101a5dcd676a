import {
  budgetPolicy,
  calendarPolicy,
  carryForwardPolicy,
  cashBookingPolicy,
  cashDeskPolicy,
  cashUsePolicy,
  chequePolicy,
  ledgerAccountCode,
  loanPolicy,
  paymentSignaturesPolicy,
  voucherPolicy,
  type PolicyValue,
} from '@bumen/contracts';
import { WorkingTime, type Calendar, type Policies } from '@bumen/service-kit';
import { dayAfter, dayIn, momentIn } from './period/months.ts';

/** What the company has set for its books, as it holds at one moment. */
export interface Rules {
  readonly voucher: PolicyValue<typeof voucherPolicy>;
  readonly workingTime: WorkingTime;
  /** How the month that a moment lies in is carried forward. */
  readonly carryForwardOf: (moment: Date) => PolicyValue<typeof carryForwardPolicy>;
  readonly cashDesk: PolicyValue<typeof cashDeskPolicy>;
  readonly cashBooking: PolicyValue<typeof cashBookingPolicy>;
  readonly cashUse: PolicyValue<typeof cashUsePolicy>;
  readonly cheque: PolicyValue<typeof chequePolicy>;
  readonly loan: PolicyValue<typeof loanPolicy>;
  readonly paymentSignatures: PolicyValue<typeof paymentSignaturesPolicy>;
  readonly budget: PolicyValue<typeof budgetPolicy>;
  /** Codes of all accounts that the policies name, now or from a later day on. */
  readonly namedAccounts: () => ReadonlySet<string>;
  /**
   * When the bank stopped taking deposits on that day, or last since then and up to a moment, so that a day which goes
   * on for longer is no way around it (F-03); undefined where it has not been open.
   */
  readonly bankClosed: (day: string, until: Date) => Date | undefined;
  /** Whether banks are open on that day, `YYYY-MM-DD`. */
  readonly isBankDay: (day: string) => boolean;
  /** The midnight at the end of a day, `YYYY-MM-DD`. */
  readonly endOfDay: (day: string) => Date;
}

// A calendar remembers the days that it has worked out, so the same one is used as long as the setting stays.
const calendars = new WeakMap<Calendar, WorkingTime>();

function workingTimeOf(setting: Calendar): WorkingTime {
  let calendar = calendars.get(setting);
  if (!calendar) calendars.set(setting, (calendar = new WorkingTime(setting)));
  return calendar;
}

const always = Array.from({ length: 7 }, () => [{ from: '00:00', until: '24:00' }]);
/** Banks serve companies from Monday to Friday but on public holidays, and on the workdays made up for them. */
const weekOfBanks = (until: string) =>
  Array.from({ length: 7 }, (_, weekday) => (weekday < 5 ? [{ from: '00:00', until }] : []));

/** Calendars that follow from another one and a setting, made once. */
const derived = new WeakMap<Calendar, Map<string, WorkingTime>>();
function derivedFrom(setting: Calendar, key: string, make: () => Calendar): WorkingTime {
  const known = derived.get(setting) ?? new Map<string, WorkingTime>();
  derived.set(setting, known);
  let calendar = known.get(key);
  if (!calendar) known.set(key, (calendar = new WorkingTime(make())));
  return calendar;
}

function bankClosesBy(policies: Pick<Policies, 'get'>, day: string): Date | undefined {
  const calendar = policies.get(calendarPolicy);
  const { bankUntil } = policies.get(cashDeskPolicy);
  const bank = derivedFrom(calendar, bankUntil, () => ({ ...calendar, week: weekOfBanks(bankUntil), days: {} }));
  const then = momentIn(day, calendar.zone);
  return bank.isWorkday(then) ? bank.endOfWorkday(then, 0) : undefined;
}

/** What holds then is what was set to hold last. */
const endOfTime = new Date(8.64e15);
/** Whatever stands in a setting and looks like the code of an account. */
const codesIn = (setting: unknown): string[] =>
  typeof setting === 'object' && setting !== null
    ? Object.values(setting).flatMap(codesIn)
    : [ledgerAccountCode.safeParse(setting)].flatMap(({ data }) => data ?? []);

/** The rules as these policies have them now. */
export const rulesBy = (policies: Pick<Policies, 'get' | 'at'>): Rules => ({
  voucher: policies.get(voucherPolicy),
  workingTime: workingTimeOf(policies.get(calendarPolicy)),
  carryForwardOf: (moment) => policies.at(carryForwardPolicy, moment),
  cashDesk: policies.get(cashDeskPolicy),
  cashBooking: policies.get(cashBookingPolicy),
  cashUse: policies.get(cashUsePolicy),
  cheque: policies.get(chequePolicy),
  loan: policies.get(loanPolicy),
  paymentSignatures: policies.get(paymentSignaturesPolicy),
  budget: policies.get(budgetPolicy),
  namedAccounts: () => {
    const named = [carryForwardPolicy, cashBookingPolicy].flatMap((policy) => [
      policies.get(policy),
      policies.at(policy, endOfTime),
    ]);
    return new Set(named.flatMap(codesIn));
  },
  bankClosed: (day, until) => {
    for (let one = dayIn(until, policies.get(calendarPolicy).zone); one > day; one = dayAfter(one, -1)) {
      const closed = bankClosesBy(policies, one);
      if (closed !== undefined && closed <= until) return closed;
    }
    return bankClosesBy(policies, day);
  },
  isBankDay: (day) => bankClosesBy(policies, day) !== undefined,
  endOfDay: (day) => {
    const calendar = policies.get(calendarPolicy);
    const { zone, notices } = calendar;
    const days = derivedFrom(calendar, 'days', () => ({
      ...{ zone, notices, week: always, days: {}, followsChineseHolidays: false },
    }));
    return days.endOfWorkday(momentIn(day, zone), 0);
  },
});
