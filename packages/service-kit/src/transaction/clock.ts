/** A length of time, in the units that people say. */
export interface Duration {
  readonly days?: number;
  readonly hours?: number;
  readonly minutes?: number;
  readonly seconds?: number;
  readonly ms?: number;
}

const toMs = (duration: Duration) =>
  (((duration.days ?? 0) * 24 + (duration.hours ?? 0)) * 60 + (duration.minutes ?? 0)) * 60_000 +
  (duration.seconds ?? 0) * 1000 +
  (duration.ms ?? 0);

/**
 * What time it is for the service. In production it is the database's clock, untouched; a test may set it, and then it
 * stands still until it is set or advanced again, so that a test can say exactly when something is due.
 */
export class Clock {
  #standing: number | undefined;

  /** The moment that holds for work whose transaction began at `databaseNow`. */
  at(databaseNow: Date): Date {
    return this.#standing === undefined ? databaseNow : new Date(this.#standing);
  }
  /** For what has no transaction: this process's own clock. */
  now(): Date {
    return this.at(new Date());
  }
  set(moment: Date | string): void {
    const at = new Date(moment).getTime();
    if (Number.isNaN(at)) throw new Error(`${String(moment)} is not a moment in time`);
    this.#standing = at;
  }
  advance(duration: Duration): void {
    this.#standing = (this.#standing ?? Date.now()) + toMs(duration);
  }
  /** Goes with the database's clock again. */
  release(): void {
    this.#standing = undefined;
  }
}
