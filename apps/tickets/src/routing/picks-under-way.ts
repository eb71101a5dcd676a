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
   * The one with the least load, marks included, and the mark for them; `read` gives at most so many with the least
   * committed load and room, in order.
   */
  async lightest<Row extends Load>(
    max: number,
    read: (most: number) => Promise<Row[]>,
  ): Promise<{ readonly row: Row; readonly pick: Pick } | undefined> {
    for (let readings = 1; ; readings += 1) {
      const begun = (this.#turns += 1);
      this.#asking.add(begun);
      try {
        // Among one more than there are marks at least one is unmarked, and it is lighter than all that are not read.
        const most = this.#marks.size + this.#asking.size + 1;
        const rows = await read(most);
        const { row, sure } = this.#lightestOf(rows, max, begun);
        const enough = rows.length < most || this.#marks.size < most;
        // Commits that hang must not keep everybody reading.
        if ((sure && enough) || readings === readingsMax) return row && { row, pick: this.mark(row.id) };
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

  /**
   * What was committed while it was read is in what was read, or it isn't, so a load lies between two numbers. It is
   * sure who is lightest where nobody else can be lighter; otherwise it is to be read again.
   */
  #lightestOf<Row extends Load>(rows: readonly Row[], max: number, begun: number) {
    const running = new Map<string, number>();
    const unsure = new Map<string, number>();
    const count = (of: Map<string, number>, id: string) => of.set(id, (of.get(id) ?? 0) + 1);
    for (const { id, committing, endedAt } of this.#marks) {
      if (endedAt === undefined && !committing) count(running, id);
      else if (endedAt === undefined || endedAt > begun) count(unsure, id);
    }
    const loads = rows
      .map((row) => {
        const given = running.get(row.id) ?? 0;
        const least = row.load + given;
        return { row, given, least, most: least + (unsure.get(row.id) ?? 0) };
      })
      .filter(({ least }) => least < max);
    // Of equals the one who is being given nothing.
    const [first, ...others] = loads.toSorted((a, b) => a.most - b.most || a.least - b.least || a.given - b.given);
    return { row: first?.row, sure: others.every(({ least }) => first!.most <= least) };
  }

  #forget(): void {
    const oldest = Math.min(...this.#asking, Infinity);
    for (const mark of this.#marks) if (mark.endedAt !== undefined && mark.endedAt < oldest) this.#marks.delete(mark);
  }
}
