import { asDuration, walk, type Duration, type TimeSource, type Walker } from '@bumen/clock';

/**
 * One clock for all services at a desk, those that start later too. It goes with the real time until it is set or
 * advanced; then it stands still, business time and what is real time to the services alike. `moveTo` moves business
 * time alone.
 */
export class DeskClock implements TimeSource {
  readonly #walkers: () => readonly Walker[];
  #standing: number | undefined;
  /** Business time is so far ahead of real time. */
  #aheadMs = 0;
  #walkedTo: number | undefined;

  constructor(walkers: () => readonly Walker[]) {
    this.#walkers = walkers;
  }

  business(shown: Date): Date {
    return new Date(this.#walkedTo ?? this.real(shown).getTime() + this.#aheadMs);
  }
  real(shown: Date): Date {
    return this.#standing === undefined ? shown : new Date(this.#standing);
  }

  /** Business time. */
  now(): Date {
    return this.business(new Date());
  }

  /** RFC 3339 with an offset, e.g. `2026-03-02T09:00:00+08:00`. */
  set(moment: string | Date): void {
    const at = new Date(moment).getTime();
    if (Number.isNaN(at)) throw new Error(`${String(moment)} is not a moment in time`);
    this.#standing = at;
    this.#aheadMs = 0;
  }

  advance(duration: Duration): void {
    this.#standing = this.real(new Date()).getTime() + asDuration(duration);
  }

  /**
   * Moves business time on as the clock of a local stack is moved: resolves when everything that was due until then has
   * happened, in order, with what followed from it. Never back.
   */
  async moveTo(moment: string | Date): Promise<void> {
    const to = new Date(moment);
    if (!(to >= this.now())) throw new Error(`it is ${this.now().toISOString()} already`);
    try {
      await walk({
        time: {
          now: () => this.now(),
          standAt: (at) => {
            this.#walkedTo = at.getTime();
          },
        },
        walkers: this.#walkers(),
        to,
      });
    } finally {
      this.#aheadMs = this.now().getTime() - this.real(new Date()).getTime();
      this.#walkedTo = undefined;
    }
  }
}
