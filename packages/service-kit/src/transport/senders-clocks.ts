/** So long the least difference is remembered, twice over: after that a clock that was set counts as right again. */
const windowMs = 10_000;
const sendersMax = 1_000;

interface Difference {
  leastMs: number;
  leastBeforeMs: number;
  since: number;
}

/**
 * Turns a sender's moments into this process's own clock. Clocks of two machines differ, so the difference is taken
 * from the requests themselves: the least one seen is the clocks' difference, and what a request has on top of it is
 * how late it came, as after this process was frozen.
 */
export class SendersClocks {
  readonly #differences = new Map<string, Difference>();

  /** `moment` and `sentAt` by the sender's clock, `now` by this one; all in ms since 1970. */
  toOurs(sender: string, moment: number, sentAt: number, now: number): number {
    const differenceMs = now - sentAt;
    const known = this.#known(sender, now);
    known.leastMs = Math.min(known.leastMs, differenceMs);
    return moment + Math.min(known.leastMs, known.leastBeforeMs);
  }

  #known(sender: string, now: number): Difference {
    let known = this.#differences.get(sender);
    if (!known) {
      // A sender that is gone is never heard of again; the one longest known goes first.
      if (this.#differences.size >= sendersMax) this.#differences.delete(this.#differences.keys().next().value!);
      this.#differences.set(sender, (known = { leastMs: Infinity, leastBeforeMs: Infinity, since: now }));
    } else if (now - known.since > windowMs) {
      known.leastBeforeMs = known.leastMs;
      known.leastMs = Infinity;
      known.since = now;
    }
    return known;
  }
}
