import type { EntityMetadata } from 'typeorm';
import type { ColumnMetadata } from 'typeorm/metadata/ColumnMetadata.js';
import type { PendingWrite } from './statement.ts';

/** So many rows are parameters of a statement of their own for each number of them; more are one parameter. */
const rowsMax = 8;

export const quoted = (name: string) => `"${name}"`;

/** Values as they are sent to the database, by their columns. */
export type StoredValues = ReadonlyMap<ColumnMetadata, unknown>;

export function storedValues(columns: readonly ColumnMetadata[], row: object): StoredValues {
  const values = new Map<ColumnMetadata, unknown>();
  for (const column of columns) {
    const { driver } = column.entityMetadata.dataSource;
    const value: unknown = driver.preparePersistentValue(column.getEntityValue(row), column);
    // A date may be changed in place, and these are what was to be stored.
    values.set(column, value instanceof Date ? new Date(value) : value);
  }
  return values;
}

/**
 * Inserts rows, all with the same properties, in one statement; with `replacing` those of which the key is there take
 * the new values instead. The same properties and the same number of rows make the same text.
 */
export function insertionOf(metadata: EntityMetadata, rows: readonly StoredValues[], replacing = false): PendingWrite {
  const columns = givenIn(metadata, rows[0]!);
  if (rows.some((row) => givenIn(metadata, row).length !== columns.length))
    throw new Error(`rows of ${metadata.tableName} that are inserted together have the same properties`);
  const stored = rows.map((row) => columns.map((column) => row.get(column)));
  const names = columns.map((column) => quoted(column.databaseName)).join(', ');
  const table = quoted(metadata.tableName);
  const behind = replacing ? replacement(metadata, columns) : '';
  const insert = `INSERT INTO ${table} (${names})`;
  const written = { table: metadata.tableName, keys: keysOf(metadata, rows) };
  if (rows.length > rowsMax) {
    const json = stored.map((values) =>
      Object.fromEntries(values.map((value, index) => [columns[index]!.databaseName, inJson(columns[index]!, value)])),
    );
    const text = `${insert} SELECT ${names} FROM jsonb_populate_recordset(NULL::${table}, $1::jsonb)${behind}`;
    return { text, values: [JSON.stringify(json)], rows: written };
  }
  const tuples = rows.map(
    (_, row) => `(${columns.map((__, index) => `$${row * columns.length + index + 1}`).join(', ')})`,
  );
  return { text: `${insert} VALUES ${tuples.join(', ')}${behind}`, values: stored.flat(), rows: written };
}

const givenIn = (metadata: EntityMetadata, row: StoredValues) =>
  metadata.columns.filter((column) => row.get(column) !== undefined);

function replacement(metadata: EntityMetadata, columns: readonly ColumnMetadata[]): string {
  const key = metadata.primaryColumns.map((column) => quoted(column.databaseName)).join(', ');
  const others = columns.filter((column) => !column.isPrimary).map((column) => quoted(column.databaseName));
  return ` ON CONFLICT (${key}) DO UPDATE SET ${others.map((column) => `${column} = excluded.${column}`).join(', ')}`;
}

/** None where the database gives the key. */
function keysOf({ primaryColumns }: EntityMetadata, rows: readonly StoredValues[]): string[] {
  return rows.flatMap((row) => {
    const values = primaryColumns.map((column) => row.get(column));
    return values.includes(undefined) ? [] : [values.join(' ')];
  });
}

function inJson({ type }: ColumnMetadata, value: unknown): unknown {
  return (type === 'jsonb' || type === 'json') && typeof value === 'string' ? (JSON.parse(value) as unknown) : value;
}
