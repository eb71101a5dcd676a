/** Somebody's load as it is committed. */
export interface Load {
  readonly id: string;
  readonly load: number;
}

interface Mark {
  readonly id: string;
  /** By the counter of `#turns`; undefined while its transaction runs. */
  endedAt: number | undefined;
}

/**
 * What this process is giving to whom in transactions that have not ended, so that contacts that come at the same
 * moment don't all go to the same agent. It decides nothing but the order: the limit is kept by the database.
 */
export class PicksUnderWay {
  readonly #marks = new Set<Mark>();
  readonly #asking = new Set<number>();
  #turns = 0;

  /**
   * The one with the least load, marks included; `read` gives at most so many with the least committed load and room,
   * in order.
   */
  async lightest<Row extends Load>(max: number, read: (most: number) => Promise<Row[]>): Promise<Row | undefined> {
    for (;;) {
      const begun = (this.#turns += 1);
      this.#asking.add(begun);
      try {
        // Among one more than there are marks at least one is unmarked, and it is lighter than all that are not read.
        const most = this.#marks.size + this.#asking.size + 1;
        const rows = await read(most);
        // What ended while it was read is in what was read, or it isn't. One such place too many harms nobody, since
        // others are taken instead only where they are no heavier; where several make a difference it is read again.
        const least = this.#lightestOf(rows, max, begun, Infinity);
        if (least === this.#lightestOf(rows, max, begun, 1) && (rows.length < most || this.#marks.size < most))
          return least;
      } finally {
        this.#asking.delete(begun);
        this.#forget();
      }
    }
  }

  /** Counts one for this person until the returned function is called. */
  mark(id: string): () => void {
    const mark: Mark = { id, endedAt: undefined };
    this.#marks.add(mark);
    return () => {
      mark.endedAt = this.#turns += 1;
      this.#forget();
    };
  }

  #lightestOf<Row extends Load>(rows: readonly Row[], max: number, begun: number, endedMax: number): Row | undefined {
    const running = new Map<string, number>();
    const ended = new Map<string, number>();
    for (const { id, endedAt } of this.#marks) {
      if (endedAt === undefined) running.set(id, (running.get(id) ?? 0) + 1);
      else if (endedAt > begun) ended.set(id, Math.min(endedMax, (ended.get(id) ?? 0) + 1));
    }
    let best: Row | undefined;
    let bestKey = Infinity;
    for (const row of rows) {
      const given = running.get(row.id) ?? 0;
      const perhaps = ended.get(row.id) ?? 0;
      const load = row.load + given + perhaps;
      // Of equals the one who may be counted once too often, and last the one who is being given something.
      const key = load + (perhaps > 0 ? -0.1 : given > 0 ? 0.1 : 0);
      if (row.load + given < max && key < bestKey) [best, bestKey] = [row, key];
    }
    return best;
  }

  #forget(): void {
    const oldest = Math.min(...this.#asking, Infinity);
    for (const mark of this.#marks) if (mark.endedAt !== undefined && mark.endedAt < oldest) this.#marks.delete(mark);
  }
}
