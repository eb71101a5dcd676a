import type { EntityMetadata } from 'typeorm';
import type { ColumnMetadata } from 'typeorm/metadata/ColumnMetadata.js';
import type { PendingWrite } from './statement.ts';

/** So many rows are parameters of a statement of their own for each number of them; of more, each column is one. */
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
  if (rows.some((row) => givenIn(metadata, row).length !== columns.length)) throw unlike(metadata);
  const stored = rows.map((row) => columns.map((column) => row.get(column)));
  const written = { table: metadata.tableName, keys: keysOf(metadata, rows) };
  const tuples = rows.map(
    (_, row) => `(${columns.map((__, index) => `$${row * columns.length + index + 1}`).join(', ')})`,
  );
  const text = insertion(metadata, columns, `VALUES ${tuples.join(', ')}`, replacing);
  return { text, values: stored.flat(), rows: written };
}

/** The same of entities; where they are many, each column is one parameter whatever their number. */
export function insertionOfAll(metadata: EntityMetadata, rows: readonly object[], replacing = false): PendingWrite {
  if (rows.length <= rowsMax)
    return insertionOf(
      metadata,
      rows.map((row) => storedValues(metadata.columns, row)),
      replacing,
    );
  const stored = metadata.columns.flatMap((column) => {
    const { driver } = metadata.dataSource;
    const values = rows.map((row) => driver.preparePersistentValue(column.getEntityValue(row), column) as unknown);
    const missing = values.filter((value) => value === undefined).length;
    if (missing > 0 && missing < rows.length) throw unlike(metadata);
    return missing > 0 ? [] : [{ column, values }];
  });
  const keyed = metadata.primaryColumns.map((column) => stored.find((one) => one.column === column));
  const given = keyed.filter((one) => one !== undefined);
  const keys =
    given.length < keyed.length
      ? []
      : rows.map((_, row) => keyOf(given.map(({ column, values }) => asCompared(column, values[row]))));
  const columns = stored.map(({ column }) => column);
  const parameters = columns.map((column, index) => `$${index + 1}::${typeInArray(column)}[]`).join(', ');
  const names = columns.map(nameOf);
  const selected = columns.map((column, index) => (isNested(column) ? asStored(column, names[index]!) : names[index]));
  const source = `SELECT ${selected.join(', ')} FROM unnest(${parameters}) AS given(${names.join(', ')})`;
  return {
    text: insertion(metadata, columns, source, replacing),
    values: stored.map(({ values }) => arrayText(values)),
    rows: { table: metadata.tableName, keys },
  };
}

function insertion(
  metadata: EntityMetadata,
  columns: readonly ColumnMetadata[],
  source: string,
  replacing: boolean,
): string {
  const behind = replacing ? replacement(metadata, columns) : '';
  return `INSERT INTO ${quoted(metadata.tableName)} (${columns.map(nameOf).join(', ')}) ${source}${behind}`;
}

const nameOf = (column: ColumnMetadata) => quoted(column.databaseName);
const unlike = ({ tableName }: EntityMetadata) =>
  new Error(`rows of ${tableName} that are inserted together have the same properties`);

/** Lists in a list of rows, and JSON, travel as texts. */
const isNested = ({ type, isArray }: ColumnMetadata) => isArray || type === 'jsonb' || type === 'json';
const typeOf = (column: ColumnMetadata) => column.entityMetadata.dataSource.driver.normalizeType(column);
const typeInArray = (column: ColumnMetadata) => (isNested(column) ? 'text' : typeOf(column));
const asStored = (column: ColumnMetadata, name: string) => `${name}::${typeOf(column)}${column.isArray ? '[]' : ''}`;

/**
 * PostgreSQL's text of an array; of lists in it, each is a text. What JSON writes is that already where nothing has to
 * be escaped, and it is written many times as fast.
 */
export function arrayText(values: readonly unknown[]): string {
  const plain = values.map((one) => (Array.isArray(one) ? arrayText(one) : Buffer.isBuffer(one) ? hexOf(one) : one));
  const json = JSON.stringify(plain);
  return json.includes('\\') ? `{${plain.map(escaped).join(',')}}` : `{${json.slice(1, -1)}}`;
}
const hexOf = (bytes: Buffer) => `\\x${bytes.toString('hex')}`;
function escaped(value: unknown): string {
  if (value === null || value === undefined) return 'NULL';
  const text = value instanceof Date ? value.toISOString() : String(value as string | number | boolean);
  return `"${text.replaceAll(/[\\"]/g, '\\$&')}"`;
}

const givenIn = (metadata: EntityMetadata, row: StoredValues) =>
  metadata.columns.filter((column) => row.get(column) !== undefined);

function replacement(metadata: EntityMetadata, columns: readonly ColumnMetadata[]): string {
  const key = metadata.primaryColumns.map(nameOf).join(', ');
  const others = columns.filter((column) => !column.isPrimary).map(nameOf);
  return ` ON CONFLICT (${key}) DO UPDATE SET ${others.map((column) => `${column} = excluded.${column}`).join(', ')}`;
}

/** None where the database gives the key. */
function keysOf({ primaryColumns }: EntityMetadata, rows: readonly StoredValues[]): string[] {
  return rows.flatMap((row) => {
    const values = primaryColumns.map((column) => row.get(column));
    return values.includes(undefined)
      ? []
      : [keyOf(primaryColumns.map((column, index) => asCompared(column, values[index])))];
  });
}
/** No text in the database holds what stands between them. */
const keyOf = (spelled: readonly string[]): string => spelled.join('\0');

const usualUuid = /^[\da-f]{8}-[\da-f]{4}-[\da-f]{4}-[\da-f]{4}-[\da-f]{12}$/;

/** A value of a key in the one spelling of all that PostgreSQL takes for the same: `000000003` is 3. */
export function asCompared({ type }: Pick<ColumnMetadata, 'type'>, value: unknown): string {
  if (value instanceof Date) return value.toISOString();
  const text = String(value);
  switch (type) {
    case 'uuid':
      if (usualUuid.test(text)) return text;
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
