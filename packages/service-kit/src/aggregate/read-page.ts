import type { ObjectLiteral, SelectQueryBuilder } from 'typeorm';
import { currentWork } from '../transaction/work.ts';
import { PageKey, pageOf, type KeyKind } from './page-key.ts';

/** Columns, by property, that together are unique and never null, and which way they run. */
export interface PageOrder<Row> {
  readonly by: readonly (keyof Row & string)[];
  readonly direction: 'asc' | 'desc';
  /** Characters of a row that may be long: a page then ends early, before it is more than a message holds. */
  readonly lengthOf?: (row: Row) => number;
}

const kinds: Readonly<Record<string, KeyKind>> = {
  uuid: 'uuid',
  timestamptz: 'instant',
  'timestamp with time zone': 'instant',
  int: 'whole',
  integer: 'whole',
  bigint: 'large',
  int8: 'large',
  text: 'text',
  varchar: 'text',
};

/**
 * One page of a list by key, whatever its length: rows that come or go meanwhile shift nothing. `query` has its filters
 * but no order. Throws invalidCursor where the cursor is no `nextCursor` of this order.
 */
export async function readPage<Row extends ObjectLiteral, Item>(
  query: SelectQueryBuilder<Row>,
  request: { readonly cursor?: string | undefined; readonly limit: number },
  order: PageOrder<Row>,
  toItem: (row: Row) => Item,
): Promise<{ items: Item[]; nextCursor: string | null }> {
  const { alias } = query;
  const columns = order.by.map((property) => {
    const column = query.expressionMap.mainAlias?.metadata.findColumnWithPropertyName(property);
    if (!column) throw new Error(`${alias} has no ${property} to order by`);
    const kind = kinds[String(column.type)];
    if (!kind) throw new Error(`${alias}.${property} is a ${String(column.type)}, and no cursor knows what that holds`);
    return { property, path: `${alias}.${property}`, kind };
  });
  const key = new PageKey(
    `${currentWork().name} ${alias} ${order.direction} ${order.by.join()}`,
    columns.map((column) => column.kind),
  );
  if (request.cursor !== undefined) {
    const values = key.opened(request.cursor);
    const sign = order.direction === 'asc' ? '>' : '<';
    query.andWhere(
      `(${columns.map((column) => column.path).join(', ')}) ${sign} (${columns.map((_, index) => `:kitCursor${index}`).join(', ')})`,
      Object.fromEntries(values.map((value, index) => [`kitCursor${index}`, value])),
    );
  }
  for (const column of columns) query.addOrderBy(column.path, order.direction === 'asc' ? 'ASC' : 'DESC');
  const rows = await query.take(request.limit + 1).getMany();
  const limit = order.lengthOf ? Math.min(request.limit, fitting(rows.map(order.lengthOf))) : request.limit;
  const { items, nextCursor } = pageOf(rows, limit, key, (last) =>
    columns.map((column) => last[column.property] as unknown),
  );
  return { items: items.map(toItem), nextCursor };
}

/** Of a page; what people write has up to three bytes a character, and some become six in JSON. */
const pageLengthMax = 500_000;

/** How many of these lengths a page has room for; one at least. */
function fitting(lengths: readonly number[]): number {
  let sum = 0;
  const tooMuch = lengths.findIndex((length) => (sum += length) > pageLengthMax);
  return tooMuch === -1 ? lengths.length : Math.max(1, tooMuch);
}
