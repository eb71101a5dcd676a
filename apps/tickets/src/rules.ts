import {
  calendarPolicy,
  firstResponsePolicy,
  identityPolicy,
  lookupsPolicy,
  nextAnswerPolicy,
  priorityPolicy,
  progressPolicy,
  promisePolicy,
  routingPolicy,
  watchdogPolicy,
  type ContactChannel,
  type PolicyValue,
  type TicketNature,
  type TicketPriority,
} from '@bumen/contracts';
import { WorkingTime, type Calendar, type Era, type Policies } from '@bumen/service-kit';
import { aroundTheClock, type Hours } from './ticket/hours.ts';

/** What the company has set for tickets, as it holds at one moment. */
export interface Setting {
  /** The limit of the first response in seconds, and the hours in which it runs (T-04). */
  firstResponseOf(
    channel: ContactChannel,
    priority: TicketPriority,
  ): { readonly limitS: number; readonly allHours: boolean };
  /** The limit of an answer to what the customer said by that channel (T-04). */
  nextAnswerOf(
    channel: ContactChannel,
    priority: TicketPriority,
  ): { readonly limitS: number; readonly allHours: boolean };
  /** How long the customer may hear nothing (T-21). */
  progressOf(priority: TicketPriority): { readonly limitS: number; readonly allHours: boolean };
  hours(allHours: boolean): Hours;
  priorityOf(nature: TicketNature): TicketPriority;
  readonly watchdog: PolicyValue<typeof watchdogPolicy>;
  readonly promises: PolicyValue<typeof promisePolicy>;
  readonly routing: PolicyValue<typeof routingPolicy>;
  readonly identity: PolicyValue<typeof identityPolicy>;
  readonly lookups: PolicyValue<typeof lookupsPolicy>;
}
/** As it holds now, and as it held and will hold: each stretch of a clock counts by its own (T-04). */
export interface Rules extends Setting {
  readonly eras: readonly Era<Setting>[];
  /** Grows with all by which due times are worked out. */
  readonly reckoning: number;
}

// A calendar remembers the days that it has worked out, so the same one is used as long as the setting stays.
const calendars = new WeakMap<Calendar, WorkingTime>();

function calendarOf(setting: Calendar): WorkingTime {
  let calendar = calendars.get(setting);
  if (!calendar) calendars.set(setting, (calendar = new WorkingTime(setting)));
  return calendar;
}

/** The rules as these policies have them. */
export const rulesBy = (policies: Pick<Policies, 'get' | 'eras' | 'reckoning'>): Rules => ({
  ...settingBy(policies),
  eras: policies.eras(
    [firstResponsePolicy, nextAnswerPolicy, progressPolicy, watchdogPolicy, promisePolicy, calendarPolicy],
    settingBy,
  ),
  reckoning: policies.reckoning,
});

export function settingBy(policies: Pick<Policies, 'get'>): Setting {
  const firstResponse = policies.get(firstResponsePolicy);
  const nextAnswer = policies.get(nextAnswerPolicy).own ?? firstResponse;
  const progress = policies.get(progressPolicy);
  const priority = policies.get(priorityPolicy);
  const calendar = calendarOf(policies.get(calendarPolicy));
  return {
    firstResponseOf: (channel, level) => ({
      limitS: firstResponse[channel][level],
      allHours: firstResponse.aroundTheClock.includes(channel),
    }),
    nextAnswerOf: (channel, level) => ({
      limitS: nextAnswer[channel][level],
      allHours: nextAnswer.aroundTheClock.includes(channel),
    }),
    progressOf: (level) => ({ limitS: progress.hours[level] * 3_600, allHours: false }),
    hours: (allHours) => (allHours ? aroundTheClock : calendar),
    priorityOf: (nature) => priority.byNature[nature],
    watchdog: policies.get(watchdogPolicy),
    promises: policies.get(promisePolicy),
    routing: policies.get(routingPolicy),
    identity: policies.get(identityPolicy),
    lookups: policies.get(lookupsPolicy),
  };
}
