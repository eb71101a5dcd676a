/** Somebody's load as it is committed. */
export interface Load {
  readonly id: string;
  readonly load: number;
}

/** Counts one for a person until its transaction has ended. */
export interface Pick {
  /** The commit is sent: from now on a reading may have the place in it or not. */
  committing(): void;
  ended(): void;
}

const readingsMax = 20;

interface Mark {
  readonly id: string;
  committing: boolean;
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
    for (let readings = 1; ; readings += 1) {
      const begun = (this.#turns += 1);
      this.#asking.add(begun);
      try {
        // Among one more than there are marks at least one is unmarked, and it is lighter than all that are not read.
        const most = this.#marks.size + this.#asking.size + 1;
        const rows = await read(most);
        // What was committed while it was read is in what was read, or it isn't. One such place too many harms nobody,
        // since others are taken instead only where they are no heavier; where several make a difference it is read
        // again.
        const least = this.#lightestOf(rows, max, begun, Infinity);
        const sure = least === this.#lightestOf(rows, max, begun, 1) && (rows.length < most || this.#marks.size < most);
        // Commits that hang must not keep everybody reading.
        if (sure || readings === readingsMax) return least;
      } finally {
        this.#asking.delete(begun);
        this.#forget();
      }
    }
  }

  mark(id: string): Pick {
    const mark: Mark = { id, committing: false, endedAt: undefined };
    this.#marks.add(mark);
    return {
      committing: () => {
        mark.committing = true;
      },
      ended: () => {
        mark.endedAt = this.#turns += 1;
        this.#forget();
      },
    };
  }

  #lightestOf<Row extends Load>(rows: readonly Row[], max: number, begun: number, unsureMax: number): Row | undefined {
    const running = new Map<string, number>();
    const unsure = new Map<string, number>();
    for (const { id, committing, endedAt } of this.#marks) {
      if (endedAt === undefined && !committing) running.set(id, (running.get(id) ?? 0) + 1);
      else if (endedAt === undefined || endedAt > begun) unsure.set(id, Math.min(unsureMax, (unsure.get(id) ?? 0) + 1));
    }
    let best: Row | undefined;
    let bestKey = Infinity;
    for (const row of rows) {
      const given = running.get(row.id) ?? 0;
      const perhaps = unsure.get(row.id) ?? 0;
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
