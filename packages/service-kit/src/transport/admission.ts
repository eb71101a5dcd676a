import { tooManyRequests } from '@bumen/contracts';

/** Bounds what a process takes on: so many requests in work, so many waiting, and no more (R9). */
export class Admission {
  readonly #inWorkMax: number;
  readonly #waitingMax: number;
  readonly #waiting: (() => void)[] = [];
  #inWork = 0;
  #idle: (() => void)[] = [];

  constructor(inWorkMax: number, waitingMax: number) {
    this.#inWorkMax = inWorkMax;
    this.#waitingMax = waitingMax;
  }

  get inWork(): number {
    return this.#inWork;
  }
  get waiting(): number {
    return this.#waiting.length;
  }

  /** Does `act` when it is its turn. Throws tooManyRequests at once where too many wait already. */
  async do<T>(act: () => Promise<T>): Promise<T> {
    if (this.#inWork < this.#inWorkMax) this.#inWork += 1;
    else {
      if (this.#waiting.length >= this.#waitingMax) throw tooManyRequests({ retryAfterS: 1 });
      // Whoever finishes hands its place over, so that nobody slips in between.
      await new Promise<void>((resolve) => this.#waiting.push(resolve));
    }
    try {
      return await act();
    } finally {
      const next = this.#waiting.shift();
      if (next) next();
      else {
        this.#inWork -= 1;
        if (this.#inWork === 0) for (const resolve of this.#idle.splice(0)) resolve();
      }
    }
  }

  /** Resolves when nothing is in work or waiting. */
  async idle(): Promise<void> {
    if (this.#inWork > 0) await new Promise<void>((resolve) => this.#idle.push(resolve));
  }
}
