import { createHash } from 'node:crypto';
import { invalidCursor } from '@bumen/contracts';

const fits: Readonly<Record<KeyKind, (value: unknown) => boolean>> = {
  uuid: (value) => typeof value === 'string' && /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(value),
  instant: (value) =>
    typeof value === 'string' &&
    /^(?!0000)\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/.test(value) &&
    // JavaScript takes the 30th of February for the 2nd of March; PostgreSQL doesn't.
    writtenAnew(value) === value,
  day: (value) =>
    typeof value === 'string' &&
    /^(?!0000)\d{4}-\d\d-\d\d$/.test(value) &&
    writtenAnew(`${value}T00:00:00.000Z`) === `${value}T00:00:00.000Z`,
  whole: (value) => Number.isInteger(value) && Math.abs(value as number) <= 2_147_483_647,
  large: (value) => typeof value === 'string' && /^\d{1,18}$/.test(value),
  text: (value) => typeof value === 'string' && !value.includes('\u0000'),
};

function writtenAnew(moment: string): string | undefined {
  const time = Date.parse(moment);
  return Number.isNaN(time) ? undefined : new Date(time).toISOString();
}

/**
 * What a column of the key holds, as narrow as the column is: PostgreSQL refuses what doesn't fit. Moments have whole
 * milliseconds, as all that the services write do; `whole` is an int, `large` a bigint.
 */
export type KeyKind = 'uuid' | 'instant' | 'day' | 'whole' | 'large' | 'text';

/**
 * The place in a list after which a page begins: the values of the columns that it is ordered by, and no cursor of
 * another list.
 */
export class PageKey {
  readonly #tag: string;
  readonly #kinds: readonly KeyKind[];

  /**
   * `list` names the list with its order; `kinds` are those of the columns, which together are unique and never null.
   */
  constructor(list: string, kinds: readonly KeyKind[]) {
    this.#tag = createHash('sha256').update(list).digest('base64url').slice(0, 6);
    this.#kinds = kinds;
  }

  sealed(values: readonly unknown[]): string {
    return Buffer.from(JSON.stringify([this.#tag, ...values])).toString('base64url');
  }

  /** Throws invalidCursor where the cursor is none of this list. */
  opened(cursor: string): unknown[] {
    const bytes = Buffer.from(cursor, 'base64url');
    // Signs that aren't of the alphabet are passed over in silence.
    if (bytes.toString('base64url') !== cursor) throw invalidCursor();
    let read: unknown;
    try {
      read = JSON.parse(bytes.toString('utf8'));
    } catch {
      throw invalidCursor();
    }
    if (!Array.isArray(read) || read.length !== this.#kinds.length + 1 || read[0] !== this.#tag) throw invalidCursor();
    const values = read.slice(1) as unknown[];
    if (!values.every((value, index) => fits[this.#kinds[index]!](value))) throw invalidCursor();
    return values;
  }
}

/** One more than asked tells whether there is a next page; `keyOf` is the key of the last row that is shown. */
export function pageOf<Row>(
  rows: readonly Row[],
  limit: number,
  key: PageKey,
  keyOf: (row: Row) => readonly unknown[],
): { items: Row[]; nextCursor: string | null } {
  const items = rows.slice(0, limit);
  return { items, nextCursor: rows.length > limit ? key.sealed(keyOf(items.at(-1)!)) : null };
}
