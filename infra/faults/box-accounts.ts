/** Accounts for the boxes of new desks: each box has one of its own for ever. */
export class BoxAccounts {
  /** An account of money, to which nothing is posted. */
  readonly above: string;
  #desks = 0;

  constructor(above: string) {
    this.above = above;
  }

  /** Codes for a desk, and those above them that have to be added before. */
  next(): { readonly groups: readonly string[]; readonly boxes: readonly [takings: string, petty: string] } {
    const [group, first] = [Math.floor(this.#desks / 50), 2 * (this.#desks % 50)];
    this.#desks += 1;
    const above = `${this.above}${twoDigits(group)}`;
    return {
      groups: first === 0 ? [above] : [],
      boxes: [`${above}${twoDigits(first)}`, `${above}${twoDigits(first + 1)}`],
    };
  }
}

const twoDigits = (number: number) => String(number).padStart(2, '0');
