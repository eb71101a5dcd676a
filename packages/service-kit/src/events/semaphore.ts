/** A fixed number of permits, given out in the order of asking. */
export class Semaphore {
  readonly total: number;
  #free: number;
  readonly #queue: { count: number; start: () => void }[] = [];

  constructor(total: number) {
    this.total = total;
    this.#free = total;
  }

  /** Runs `work` while holding `count` permits; holding all of them means running alone. */
  async run<T>(count: number, work: () => Promise<T>): Promise<T> {
    await new Promise<void>((start) => {
      this.#queue.push({ count, start });
      this.#giveOut();
    });
    try {
      return await work();
    } finally {
      this.#free += count;
      this.#giveOut();
    }
  }

  #giveOut(): void {
    // Strictly in order: one that needs all permits would otherwise never see them free together.
    for (let next = this.#queue[0]; next && next.count <= this.#free; next = this.#queue[0]) {
      this.#queue.shift();
      this.#free -= next.count;
      next.start();
    }
  }
}
