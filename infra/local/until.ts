import { setTimeout as pause } from 'node:timers/promises';

/** Asks again and again until the answer is true; gives up with `what` after `timeoutMs`. */
export async function until(
  what: string,
  condition: () => Promise<boolean> | boolean,
  timeoutMs: number,
  everyMs = 50,
): Promise<void> {
  // Not the time of day, which may leap: a machine that was paused would count as having waited.
  const end = performance.now() + timeoutMs;
  while (!(await condition())) {
    if (performance.now() > end) throw new Error(`waited ${Math.round(timeoutMs / 1000)} s in vain until ${what}`);
    await pause(everyMs);
  }
}
