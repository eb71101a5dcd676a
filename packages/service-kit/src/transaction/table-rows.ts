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
    if (values.includes(undefined)) return [];
    const spelled = primaryColumns.map((column, index) => asCompared(column, values[index]));
    return [spelled.length === 1 ? spelled[0]! : JSON.stringify(spelled)];
  });
}

/** A value of a key in the one spelling of all that PostgreSQL takes for the same: `000000003` is 3. */
export function asCompared({ type }: Pick<ColumnMetadata, 'type'>, value: unknown): string {
  if (value instanceof Date) return value.toISOString();
  const text = String(value);
  switch (type) {
    case 'uuid':
      return text
        .toLowerCase()
        .replaceAll(/[{}-]/g, '')
        .replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
    case Number:
    case 'smallint':
    case 'int':
    case 'integer':
    case 'bigint':
      return /^\s*[+-]?\d+\s*$/.test(text) ? BigInt(text.trim().replace(/^\+/, '')).toString() : text;
    case 'date':
    case 'timestamptz':
    case 'timestamp with time zone':
      return Number.isNaN(Date.parse(text)) ? text : new Date(text).toISOString();
    default:
      return text;
  }
}

function inJson({ type }: ColumnMetadata, value: unknown): unknown {
  return (type === 'jsonb' || type === 'json') && typeof value === 'string' ? (JSON.parse(value) as unknown) : value;
}
