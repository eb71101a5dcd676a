interface Waiting<Item, Result> {
  readonly item: Item;
  readonly settle: (result: Result) => void;
  readonly fail: (error: unknown) => void;
}

/**
 * Items that come while a batch is under way are dealt with together by the next one: one commit for many where much
 * comes, and no waiting where little does. Of those that belong to one aggregate a batch has one at most, in the order
 * in which they came.
 */
export class MicroBatcher<Item extends { readonly aggregateId: string }, Result> {
  readonly #max: number;
  readonly #deal: (items: readonly Item[]) => Promise<readonly Result[]>;
  #waiting: Waiting<Item, Result>[] = [];
  #running = false;

  /** `deal` answers with a result for each item, in their order. */
  constructor(max: number, deal: (items: readonly Item[]) => Promise<readonly Result[]>) {
    this.#max = max;
    this.#deal = deal;
  }

  add(item: Item): Promise<Result> {
    return new Promise((settle, fail) => {
      this.#waiting.push({ item, settle, fail });
      if (!this.#running) void this.#run();
    });
  }

  async #run(): Promise<void> {
    this.#running = true;
    // What the broker has sent at once comes within the same turn.
    await new Promise(setImmediate);
    for (let batch = this.#take(); batch.length > 0; batch = this.#take())
      try {
        const results = await this.#deal(batch.map(({ item }) => item));
        for (const [index, { settle }] of batch.entries()) settle(results[index]!);
      } catch (error) {
        for (const { fail } of batch) fail(error);
      }
    this.#running = false;
  }

  #take(): Waiting<Item, Result>[] {
    const batch: Waiting<Item, Result>[] = [];
    const later: Waiting<Item, Result>[] = [];
    const aggregates = new Set<string>();
    for (const one of this.#waiting) {
      const fits = batch.length < this.#max && !aggregates.has(one.item.aggregateId);
      aggregates.add(one.item.aggregateId);
      (fits ? batch : later).push(one);
    }
    this.#waiting = later;
    return batch;
  }
}
