/** Open from … until, `HH:mm` in the calendar's zone; `24:00` is the end of the day. */
export interface OpenHours {
  readonly from: string;
  readonly until: string;
}

/** Which days of a year are public holidays, and which are worked for them (放假安排); days are `YYYY-MM-DD`. */
export interface Notice {
  readonly holidays: readonly string[];
  readonly makeUps: readonly string[];
}

/** When the company works; the value of the policy `hr.calendar` (T-04). */
export interface Calendar {
  /** IANA name, e.g. `Asia/Shanghai`. */
  readonly zone: string;
  /** Open hours of each weekday, Monday first. */
  readonly week: readonly (readonly OpenHours[])[];
  /** Public holidays are closed, and make-up workdays (调休) have Monday's hours. */
  readonly followsChineseHolidays: boolean;
  /** Notices of years, as the company entered them; stronger than the published ones. */
  readonly notices?: Readonly<Record<string, Notice>>;
  /** Days, `YYYY-MM-DD`, that the company itself sets; stronger than all else. Empty hours close the day. */
  readonly days: Readonly<Record<string, readonly OpenHours[]>>;
}
