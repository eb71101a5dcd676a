import { Injectable } from '@nestjs/common';
import {
  calendarPolicy,
  firstResponsePolicy,
  priorityPolicy,
  promisePolicy,
  watchdogPolicy,
  type ContactChannel,
  type PolicyValue,
  type TicketNature,
  type TicketPriority,
} from '@bumen/contracts';
import { Policies, WorkingTime, type Calendar } from '@bumen/service-kit';
import { aroundTheClock, type Hours } from './hours.ts';

/** What the company has set for tickets, as it holds at one moment. */
export interface Rules {
  /** The limit of the first response in seconds, and the hours in which it runs (T-04). */
  firstResponseOf(
    channel: ContactChannel,
    priority: TicketPriority,
  ): { readonly limitS: number; readonly allHours: boolean };
  hours(allHours: boolean): Hours;
  priorityOf(nature: TicketNature): TicketPriority;
  readonly watchdog: PolicyValue<typeof watchdogPolicy>;
  readonly promises: PolicyValue<typeof promisePolicy>;
}

export function rulesFrom(settings: {
  readonly calendar: Hours;
  readonly firstResponse: PolicyValue<typeof firstResponsePolicy>;
  readonly priority: PolicyValue<typeof priorityPolicy>;
  readonly watchdog: PolicyValue<typeof watchdogPolicy>;
  readonly promises: PolicyValue<typeof promisePolicy>;
}): Rules {
  const { calendar, firstResponse, priority, watchdog, promises } = settings;
  return {
    firstResponseOf: (channel, level) => ({
      limitS: firstResponse[channel][level],
      allHours: firstResponse.aroundTheClock.includes(channel),
    }),
    hours: (allHours) => (allHours ? aroundTheClock : calendar),
    priorityOf: (nature) => priority.byNature[nature],
    watchdog,
    promises,
  };
}

/** The rules for the work in progress. */
@Injectable()
export class TicketRules {
  // A calendar remembers the days that it has worked out, so the same one is used as long as the setting stays.
  readonly #calendars = new WeakMap<Calendar, WorkingTime>();

  constructor(private readonly policies: Policies) {}

  inEffect(): Rules {
    return rulesFrom({
      calendar: this.#calendar(this.policies.get(calendarPolicy)),
      firstResponse: this.policies.get(firstResponsePolicy),
      priority: this.policies.get(priorityPolicy),
      watchdog: this.policies.get(watchdogPolicy),
      promises: this.policies.get(promisePolicy),
    });
  }

  #calendar(setting: Calendar): WorkingTime {
    let calendar = this.#calendars.get(setting);
    if (!calendar) this.#calendars.set(setting, (calendar = new WorkingTime(setting)));
    return calendar;
  }
}
