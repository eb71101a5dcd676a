import type { Write } from './retrying-client.ts';

const shownMax = 3;

/** Sentences; of those that say the same of different things only the first few are kept. */
export class Complaints {
  readonly #told: string[] = [];
  readonly #kinds = new Map<string, number>();

  add(kind: string, sentence: string): void {
    const count = (this.#kinds.get(kind) ?? 0) + 1;
    this.#kinds.set(kind, count);
    if (count <= shownMax) this.#told.push(`${kind}: ${sentence}`);
  }

  get told(): readonly string[] {
    return [
      ...this.#told,
      ...[...this.#kinds].flatMap(([kind, count]) => (count > shownMax ? [`${kind}: ${count} in all`] : [])),
    ];
  }
}

export const isAcknowledged = ({ status }: Write): boolean => status !== undefined && status < 300;

/** R1 and R2 of one write: `count` is how often it was done. */
export function judgeWrite(write: Write, count: number, complaints: Complaints): void {
  const { kind, mark, tries, status } = write;
  if (count > 1)
    complaints.add('done twice (R2)', `${kind} ${mark} was asked for once (${tries} tries) and done ${count} times`);
  if (count === 0 && isAcknowledged(write)) complaints.add('lost (R1)', `${kind} ${mark} was acknowledged and is gone`);
  if (count > 0 && status !== undefined && status >= 400)
    complaints.add('refused and done', `${kind} ${mark} was refused with ${status} and done all the same`);
}
