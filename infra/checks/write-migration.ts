import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const tabs = '      ';

/**
 * Writes what the entities of a service say and its migration lacks into the migration, which is edited in place until
 * the first release. What takes a decision (a column that goes, or becomes another) is left to whoever knows what
 * becomes of the values; it is answered.
 */
export function writeMigration(root: string, service: string, lacking: readonly string[]): string[] {
  const folder = join(root, 'apps', service, 'src', 'migrations');
  const file = join(
    folder,
    readdirSync(folder)
      .filter((name) => /^\d+-.*\.ts$/.test(name))
      .toSorted()
      .at(-1)!,
  );
  const { source, left } = withStatements(readFileSync(file, 'utf8'), lacking);
  writeFileSync(file, source);
  return left;
}

/** The migration's text with the statements in it, and those that a person has to write. */
export function withStatements(
  migration: string,
  statements: readonly string[],
): { readonly source: string; readonly left: string[] } {
  const left: string[] = [];
  let source = migration;
  for (const statement of statements) {
    const column = /^ALTER TABLE "(\w+)" ADD (".+)$/.exec(statement);
    const table = /^CREATE TABLE "(\w+)" \((.+)\)$/.exec(statement);
    if (column) source = withColumn(source, column[1]!, plain(column[2]!)) ?? noted(source, statement, left);
    else if (table) source = withTable(source, table[1]!, columnsOf(table[2]!).map(plain));
    else if (/^CREATE (UNIQUE )?INDEX /.test(statement)) source = atEndOfUp(source, `${tabs}${plain(statement)};\n`);
    else left.push(statement);
  }
  return { source, left };
}

function noted(source: string, statement: string, left: string[]): string {
  left.push(statement);
  return source;
}

/** Undefined where the migration doesn't make the table. */
function withColumn(source: string, table: string, column: string): string | undefined {
  const made = new RegExp(String.raw`(CREATE TABLE ${table} \(\n[\s\S]*?)(\n\s*\))`);
  return made.test(source)
    ? source.replace(made, (_, columns: string, end: string) => `${columns},\n${tabs}  ${column}${end}`)
    : undefined;
}

function withTable(source: string, table: string, columns: readonly string[]): string {
  const lines = columns.map((column) => `${tabs}  ${column}`).join(',\n');
  const made = atEndOfUp(source, `\n${tabs}CREATE TABLE ${table} (\n${lines}\n${tabs});\n`);
  return made.replace(/DROP TABLE (?=[\s\S]*$)/, `DROP TABLE ${table}, `);
}

/** Into the last statement of `up`, which ends in a line of its own. */
function atEndOfUp(source: string, text: string): string {
  const down = source.indexOf('async down(');
  const end = source.lastIndexOf('\n    `);', down) + 1;
  return source.slice(0, end) + text + source.slice(end);
}

/** `"id" uuid NOT NULL, "sum" numeric(12,2)` by its outer commas. */
function columnsOf(list: string): string[] {
  let depth = 0;
  let from = 0;
  const found: string[] = [];
  for (const [index, sign] of [...list].entries()) {
    if (sign === '(') depth += 1;
    if (sign === ')') depth -= 1;
    if (sign !== ',' || depth > 0) continue;
    found.push(list.slice(from, index));
    from = index + 1;
  }
  return [...found, list.slice(from)].map((one) => one.trim());
}

/** In the spelling of the migrations that people write. */
const plain = (sql: string): string =>
  sql
    .replaceAll('TIMESTAMP WITH TIME ZONE', 'timestamptz')
    // TypeORM's own name of a key says nothing.
    .replaceAll(/CONSTRAINT "PK_[0-9a-f]+" /g, '')
    .replaceAll(' array', '[]')
    .replaceAll(/"([a-z][a-z0-9_]*)"/g, '$1')
    .replaceAll(/ {2,}/g, ' ')
    .trim();
