import { currentWork, type Gathered, type Statement } from '@bumen/service-kit';

interface Change {
  readonly delta: number;
  /** What the hand may hold at most afterwards; null where somebody decided that it may hold more. */
  readonly max: number | null | undefined;
}

const one = `UPDATE staff_member SET in_hand = hand_after(in_hand + $2, $3), in_hand_changed_at = $4 WHERE id = $1`;
// In one order, so that two that change several hands never wait for each other.
const several = `UPDATE staff_member s SET in_hand = hand_after(s.in_hand + c.delta, c.max), in_hand_changed_at = $4
  FROM (SELECT l.id, g.delta, g.max FROM unnest($1::uuid[], $2::int[], $3::int[]) AS g(id, delta, max)
    JOIN staff_member l ON l.id = g.id ORDER BY l.id FOR NO KEY UPDATE OF l) AS c
 WHERE s.id = c.id`;

/**
 * What a transaction takes into hands and gives back, written at its very end, so that nobody waits for an agent any
 * longer than a commit takes.
 */
export class HandChanges implements Gathered {
  #changes = new Map<string, Change>();
  readonly #whenWritten: (() => void)[] = [];

  static current(): HandChanges {
    return currentWork().gather(HandChanges, () => new HandChanges());
  }

  of(staffId: string): number {
    return this.#changes.get(staffId)?.delta ?? 0;
  }
  /** `whenWritten` is called as the change goes out with the commit. */
  take(staffId: string, max: number | null, whenWritten: () => void): void {
    this.#change(staffId, 1, max);
    this.#whenWritten.push(whenWritten);
  }
  release(staffId: string): void {
    this.#change(staffId, -1);
  }

  mark(): () => void {
    const before = new Map(this.#changes);
    return () => {
      this.#changes = before;
    };
  }

  statement(): Statement | undefined {
    const { now } = currentWork();
    for (const act of this.#whenWritten.splice(0)) act();
    const changed = [...this.#changes].filter(([, { delta }]) => delta !== 0);
    if (changed.length === 0) return undefined;
    // A hand that only gives back may be over the limit, where a supervisor has put more into it.
    const limits = changed.map(([, { delta, max }]) => (delta > 0 ? (max ?? null) : null));
    if (changed.length === 1)
      return { name: 'hand_change', text: one, values: [changed[0]![0], changed[0]![1].delta, limits[0], now] };
    return {
      name: 'hand_changes',
      text: several,
      values: [changed.map(([id]) => id), changed.map(([, { delta }]) => delta), limits, now],
    };
  }

  #change(staffId: string, by: 1 | -1, max?: number | null): void {
    const before = this.#changes.get(staffId) ?? { delta: 0, max: undefined };
    this.#changes.set(staffId, {
      delta: before.delta + by,
      max: max === undefined || before.max === null ? before.max : max,
    });
  }
}
