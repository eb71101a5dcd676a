import { currentWork, type Gathered } from '@bumen/service-kit';

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
  #deltas = new Map<string, number>();
  /** What the hand of somebody chosen may hold at most afterwards; null where it was decided that it may hold more. */
  #limits = new Map<string, number | null>();
  readonly #whenWritten: (() => void)[] = [];

  of(staffId: string): number {
    return this.#deltas.get(staffId) ?? 0;
  }

  /** `whenWritten` is called as the changes go out with the commit. */
  chosen(staffId: string, max: number | null, whenWritten: () => void): void {
    if (this.#limits.get(staffId) !== null) this.#limits.set(staffId, max);
    this.#whenWritten.push(whenWritten);
  }

  move(from: string | null, to: string | null): void {
    if (to !== null && !this.#limits.has(to))
      throw new Error(`a ticket is in the hand of ${to}, whom routing did not choose`);
    if (from !== null) this.#deltas.set(from, this.of(from) - 1);
    if (to !== null) this.#deltas.set(to, this.of(to) + 1);
  }

  mark(): () => void {
    const before = [new Map(this.#deltas), new Map(this.#limits)] as const;
    return () => {
      [this.#deltas, this.#limits] = before;
    };
  }

  statement(): ReturnType<Gathered['statement']> {
    const { now } = currentWork();
    for (const act of this.#whenWritten.splice(0)) act();
    const changed = [...this.#deltas].filter(([, delta]) => delta !== 0);
    if (changed.length === 0) return undefined;
    const ids = changed.map(([id]) => id);
    const deltas = changed.map(([, delta]) => delta);
    // A hand that only gives back may be over the limit, where a supervisor has put more into it.
    const limits = changed.map(([id, delta]) => (delta > 0 ? (this.#limits.get(id) ?? null) : null));
    const rows = { table: 'staff_member', keys: ids };
    return changed.length === 1
      ? { text: one, values: [ids[0], deltas[0], limits[0], now], rows }
      : { text: several, values: [ids, deltas, limits, now], rows };
  }
}
