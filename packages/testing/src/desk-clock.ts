import type { Clock, Duration } from '@bumen/service-kit';

/**
 * One clock for all services at a desk. It goes with the real time until it is set or advanced; then it stands still.
 */
export class DeskClock {
  readonly #clocks: () => readonly Clock[];
  #standing: number | undefined;

  constructor(clocks: () => readonly Clock[]) {
    this.#clocks = clocks;
  }

  now(): Date {
    return new Date(this.#standing ?? Date.now());
  }

  /** RFC 3339 with an offset, e.g. `2026-03-02T09:00:00+08:00`. */
  set(moment: string | Date): void {
    this.#standing = new Date(moment).getTime();
    if (Number.isNaN(this.#standing)) throw new Error(`${String(moment)} is not a moment in time`);
    this.apply();
  }

  advance(duration: Duration): void {
    const { days = 0, hours = 0, minutes = 0, seconds = 0, ms = 0 } = duration;
    this.#standing = this.now().getTime() + (((days * 24 + hours) * 60 + minutes) * 60 + seconds) * 1000 + ms;
    this.apply();
  }

  /** Hands the time to services that have just been started. */
  apply(): void {
    if (this.#standing !== undefined) for (const clock of this.#clocks()) clock.set(new Date(this.#standing));
  }
}
