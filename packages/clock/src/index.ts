export { ClockFile, newClockFile } from './clock-file.ts';
export { asDuration, type Duration } from './duration.ts';
export { clockFileVariable, clockIn, whyNotMovable } from './local-only.ts';
export { realTime, type TimeSource } from './time-source.ts';
export { clockQueues, clockSubject, ClockStuck, walk, type Look, type Swept, type Walker } from './walk.ts';
