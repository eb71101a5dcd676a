import { createHash } from 'node:crypto';
import { invalidCursor } from '@bumen/contracts';
import type { ObjectLiteral, SelectQueryBuilder } from 'typeorm';

/** Columns, by property, that together are unique and never null, and which way they run. */
export interface PageOrder<Row> {
  readonly by: readonly (keyof Row & string)[];
  readonly direction: 'asc' | 'desc';
}

const fits: Readonly<Record<string, (value: unknown) => boolean>> = {
  uuid: (value) => typeof value === 'string' && /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(value),
  instant: (value) => typeof value === 'string' && /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/.test(value) && !Number.isNaN(Date.parse(value)),
  whole: (value) => typeof value === 'number' && Number.isSafeInteger(value),
  large: (value) => typeof value === 'string' && /^\d{1,18}$/.test(value),
  text: (value) => typeof value === 'string' && !value.includes('\u0000'),
};
const kinds: Readonly<Record<string, string>> = {
  uuid: 'uuid', timestamptz: 'instant', 'timestamp with time zone': 'instant', int: 'whole', integer: 'whole', smallint: 'whole', bigint: 'large', int8: 'large',
};

/**
 * One page of a list by key, whatever its length: rows that come or go meanwhile shift nothing. `query` has its filters but
 * no order. Moments in the order have whole milliseconds, as all that the services write do.
 * Throws invalidCursor where the cursor is no `nextCursor` of this order.
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
    return { property, path: `${alias}.${property}`, kind: kinds[String(column.type)] ?? 'text' };
  });
  const tag = createHash('sha256').update(`${alias} ${order.direction} ${order.by.join()}`).digest('base64url').slice(0, 6);
  if (request.cursor !== undefined) {
    const values = opened(request.cursor, tag, columns.map((column) => column.kind));
    const sign = order.direction === 'asc' ? '>' : '<';
    query.andWhere(
      `(${columns.map((column) => column.path).join(', ')}) ${sign} (${columns.map((_, index) => `:kitCursor${index}`).join(', ')})`,
      Object.fromEntries(values.map((value, index) => [`kitCursor${index}`, value])),
    );
  }
  for (const column of columns) query.addOrderBy(column.path, order.direction === 'asc' ? 'ASC' : 'DESC');
  // One more than asked tells whether there is a next page.
  const rows = await query.take(request.limit + 1).getMany();
  const shown = rows.slice(0, request.limit);
  const last = rows.length > request.limit ? shown.at(-1) : undefined;
  return { items: shown.map(toItem), nextCursor: last ? sealed(tag, columns.map((column) => last[column.property] as unknown)) : null };
}

const sealed = (tag: string, values: unknown[]) => Buffer.from(JSON.stringify([tag, ...values])).toString('base64url');

function opened(cursor: string, tag: string, kindsOf: string[]): unknown[] {
  let read: unknown;
  try {
    read = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'));
  } catch {
    throw invalidCursor();
  }
  if (!Array.isArray(read) || read.length !== kindsOf.length + 1 || read[0] !== tag) throw invalidCursor();
  const values = read.slice(1) as unknown[];
  if (!values.every((value, index) => fits[kindsOf[index]!]!(value))) throw invalidCursor();
  return values;
}
