/** Time as a clock counts it: the company's working time, or every hour of the day. Both in milliseconds. */
export interface Hours {
  addWorkingMs(from: Date, ms: number): Date;
  workingMsBetween(from: Date, until: Date): number;
}

/** For channels whose clock never stops for the night. */
export const aroundTheClock: Hours = {
  addWorkingMs: (from, ms) => new Date(from.getTime() + ms),
  workingMsBetween: (from, until) => until.getTime() - from.getTime(),
};
