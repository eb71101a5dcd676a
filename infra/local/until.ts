import { setTimeout as pause } from 'node:timers/promises';

/** Asks again and again until the answer is true; gives up with `what` after `timeoutMs`. */
export async function until(what: string, condition: () => Promise<boolean> | boolean, timeoutMs: number, everyMs = 50): Promise<void> {
  const end = Date.now() + timeoutMs;
  while (!(await condition())) {
    if (Date.now() > end) throw new Error(`waited ${Math.round(timeoutMs / 1000)} s in vain until ${what}`);
    await pause(everyMs);
  }
}
