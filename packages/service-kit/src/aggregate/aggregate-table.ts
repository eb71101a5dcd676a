import type { EntityMetadata } from 'typeorm';
import type { ColumnMetadata } from 'typeorm/metadata/ColumnMetadata.js';
import type { PendingWrite } from '../transaction/statement.ts';
import { insertionOf, quoted, storedValues } from '../transaction/table-rows.ts';
import type { ActiveWork } from '../transaction/work.ts';
import type { Aggregate } from './aggregate.ts';
import { AuditedColumns, type PersonalMarks } from './audited-columns.ts';
import { changedElements } from './changed-elements.ts';

/** An aggregate's columns as they are sent to the database. */
export interface StoredRow {
  readonly version: number;
  readonly values: ReadonlyMap<ColumnMetadata, unknown>;
}

/**
 * The statements of one aggregate's table, made from TypeORM's metadata. They are prepared once per connection and
 * touch the changed columns only, which TypeORM's own saving can't do without asking the database first.
 */
export class AggregateTable<A extends Aggregate> {
  readonly #metadata: EntityMetadata;
  readonly #columns: readonly ColumnMetadata[];
  readonly #table: string;

  readonly #audited: AuditedColumns;
  readonly #nameColumns: readonly ColumnMetadata[];

  constructor(metadata: EntityMetadata, marks: PersonalMarks) {
    this.#metadata = metadata;
    const properties = metadata.columns.map((column) => column.propertyName);
    const texts = metadata.columns.filter(holdsText).map((column) => column.propertyName);
    this.#audited = new AuditedColumns(metadata.name, properties, marks, texts);
    const { names } = this.#audited;
    this.#nameColumns = metadata.columns.filter((column) => names.includes(column.propertyName));
    this.#columns = metadata.columns.filter((column) => !column.isVirtual && !column.isGenerated);
    this.#table = quoted(metadata.tableName);
  }

  selectWhere(
    work: ActiveWork,
    condition: string,
    values: readonly unknown[],
    rest: string,
    lock: '' | 'FOR UPDATE' | 'FOR UPDATE SKIP LOCKED' = '',
  ): Promise<Record<string, unknown>[]> {
    const text = `SELECT ${this.#columns.map((column) => quoted(column.databaseName)).join(', ')} FROM ${this.#table}
       WHERE ${condition} ${rest} ${lock}`;
    return lock === '' ? work.read(text, values) : work.lockRows(text, values);
  }

  assign(aggregate: A, row: Record<string, unknown>): void {
    for (const column of this.#columns)
      column.setEntityValue(aggregate, this.#driver.prepareHydratedValue(row[column.databaseName], column));
  }

  /** What would be stored; comparing it with what was loaded tells what changed, also inside of JSON. */
  read(aggregate: A): StoredRow {
    return { version: aggregate.version, values: storedValues(this.#columns, aggregate) };
  }

  changed(row: StoredRow, loaded: StoredRow | undefined): ColumnMetadata[] {
    if (!loaded)
      return this.#columns.filter((column) => row.values.get(column) !== undefined && row.values.get(column) !== null);
    return this.#columns.filter(
      (column) => comparable(row.values.get(column)) !== comparable(loaded.values.get(column)),
    );
  }

  insertion(row: StoredRow): PendingWrite {
    return insertionOf(this.#metadata, [row.values]);
  }

  /** 0 where the row has another version by now, or is gone. */
  update(work: ActiveWork, row: StoredRow, changed: readonly ColumnMetadata[], versionBefore: number): Promise<number> {
    const assignments = changed.map((column, index) => `${quoted(column.databaseName)} = $${index + 3}`).join(', ');
    const text = `UPDATE ${this.#table} SET ${assignments} WHERE id = $1 AND version = $2`;
    const id = [...row.values].find(([column]) => column.propertyName === 'id')?.[1];
    return work.changeRows(text, [id, versionBefore, ...changed.map((column) => row.values.get(column) ?? null)]);
  }

  /** The same columns of several rows, under the versions that they have; resolves to how many there were. */
  updateEach(work: ActiveWork, rows: readonly StoredRow[], properties: readonly string[]): Promise<number> {
    const columns = this.#columns.filter(({ propertyName }) => properties.includes(propertyName));
    const assignments = columns.map(({ databaseName }) => `${quoted(databaseName)} = g.${quoted(databaseName)}`);
    const text = `UPDATE ${this.#table} t SET ${assignments.join(', ')}
      FROM jsonb_populate_recordset(NULL::${this.#table}, $1::jsonb) AS g WHERE t.id = g.id AND t.version = g.version`;
    const given = rows.map(({ values }) =>
      Object.fromEntries(
        [...values]
          .filter(([column]) => columns.includes(column) || ['id', 'version'].includes(column.propertyName))
          .map(([column, value]) => [column.databaseName, value]),
      ),
    );
    return work.changeRows(text, [JSON.stringify(given)]);
  }

  async dueIds(work: ActiveWork, now: Date, limit: number): Promise<string[]> {
    const column = this.#dueColumn;
    const text = `SELECT id FROM ${this.#table} WHERE ${column} <= $1 ORDER BY ${column} LIMIT $2`;
    const rows = await work.read<{ id: string }>(text, [now, limit]);
    return rows.map((row) => row.id);
  }

  async nextDueAt(work: ActiveWork, after: Date): Promise<Date | null> {
    const column = this.#dueColumn;
    const text = `SELECT min(${column}) AS at FROM ${this.#table} WHERE ${column} > $1`;
    const [row] = await work.read<{ at: Date | null }>(text, [after]);
    return row!.at;
  }

  async versionsOf(work: ActiveWork, ids: readonly string[]): Promise<ReadonlyMap<string, number>> {
    const text = `SELECT id, version FROM ${this.#table} WHERE id = ANY($1)`;
    const rows = await work.read<{ id: string; version: number }>(text, [ids]);
    return new Map(rows.map(({ id, version }) => [id, version]));
  }

  /**
   * The changed columns as the audit trail shows them: personal data masked, of lists only what changed. `names` are
   * looked at when the trail is written.
   */
  shown(
    changed: readonly ColumnMetadata[],
    loaded: StoredRow | undefined,
    row: StoredRow,
    names: ReadonlySet<string>,
  ): { readonly before: Record<string, unknown>; readonly after: Record<string, unknown> } {
    const [before, after]: [Record<string, unknown>, Record<string, unknown>] = [{}, {}];
    for (const column of changed) {
      const property = column.propertyName;
      let [old, now] = [loaded && plain(column, loaded), plain(column, row)];
      if (Array.isArray(old) && Array.isArray(now)) [old, now] = changedElements(old, now);
      if (loaded) before[property] = this.#audited.shown(property, old, names);
      after[property] = this.#audited.shown(property, now, names);
    }
    return { before, after };
  }

  /** The names of people in a row. */
  namesIn(row: StoredRow): string[] {
    return this.#nameColumns.flatMap((column) => {
      const value = row.values.get(column);
      return typeof value === 'string' ? [value] : [];
    });
  }

  get #dueColumn(): string {
    const due = this.#metadata.findColumnWithPropertyName('nextDeadlineAt');
    if (!due) throw new Error(`${this.#metadata.name} has no nextDeadlineAt, so nothing of it can be due`);
    return quoted(due.databaseName);
  }

  get #driver() {
    return this.#metadata.dataSource.driver;
  }
}

/** A stored value without the dress of the database. */
function plain(column: ColumnMetadata, row: StoredRow): unknown {
  const value = row.values.get(column);
  if (value === undefined) return null;
  if ((column.type === 'json' || column.type === 'jsonb') && typeof value === 'string')
    return JSON.parse(value) as unknown;
  if (value instanceof Date) return value.toISOString();
  return Buffer.isBuffer(value) ? `${value.length} bytes` : value;
}

function comparable(value: unknown): unknown {
  if (value === null || value === undefined) return null;
  return typeof value === 'object' ? JSON.stringify(value) : value;
}

/** Whether somebody's words can stand in a column, also inside of JSON or a list. */
const holdsText = ({ type }: ColumnMetadata) => type === String || /text|char|json|xml/.test(String(type));
