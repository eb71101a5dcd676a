/** A place in handlers where a test holds them, so that what is to happen at the same moment does. */
export class Gate {
  readonly #held: (() => void)[] = [];
  #expected: { readonly count: number; readonly resolve: () => void }[] = [];
  /** How many are still to come until all go on together. */
  #missing = 0;
  #closed = false;

  /** From now on everybody who comes waits until `open`. */
  close(): void {
    this.#closed = true;
  }
  open(): void {
    this.#closed = false;
    this.#missing = 0;
    for (const go of this.#held.splice(0)) go();
  }
  /** The first `count` who come go on together; those after them don't wait. */
  together(count: number): void {
    this.#missing = count;
  }
  /** Resolves when so many wait here. */
  async came(count: number): Promise<void> {
    if (this.#held.length < count) await new Promise<void>((resolve) => this.#expected.push({ count, resolve }));
  }

  /** To be called in the handler, where it is to be held. */
  async pass(): Promise<void> {
    if (this.#missing > 0) {
      this.#missing -= 1;
      if (this.#missing === 0) return this.open();
    } else if (!this.#closed) return;
    const going = new Promise<void>((resolve) => this.#held.push(resolve));
    for (const { resolve } of this.#expected.filter(({ count }) => this.#held.length >= count)) resolve();
    this.#expected = this.#expected.filter(({ count }) => this.#held.length < count);
    await going;
  }
}
