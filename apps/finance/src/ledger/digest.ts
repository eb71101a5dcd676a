import { hash } from 'node:crypto';

/** How a column is written into the digest. `plain`: as the database writes it, so by SQL alone. */
type Form = 'text' | 'uuid' | 'whole' | 'day' | 'moment' | 'plain';
export interface Column {
  /** Of the table. */
  readonly name: string;
  /** Of the entity. */
  readonly property: string;
  readonly form: Form;
}
export const column = (name: string, form: Form = 'text'): Column => ({
  name,
  property: name.replaceAll(/_(\w)/g, (_, letter: string) => letter.toUpperCase()),
  form,
});

/** The version of the form; another one gets another number, and what is posted keeps its own. */
const version = '1';
/** All columns of a journal but the digest itself. */
export const journalColumns: readonly Column[] = [
  column('id', 'uuid'),
  column('posting_id', 'uuid'),
  column('month'),
  column('day', 'day'),
  column('kind'),
  column('voucher_id', 'uuid'),
  column('voucher_digest'),
  column('reverses', 'uuid'),
  column('summary'),
  column('lines', 'whole'),
  column('posted_by'),
  column('posted_at', 'moment'),
  column('correlation_id'),
];
/** All columns of a line but the journal's id, by which it belongs to it. */
export const entryColumns: readonly Column[] = [
  column('line', 'whole'),
  column('day', 'day'),
  column('account'),
  column('side'),
  column('amount_fen', 'whole'),
  column('currency'),
  column('foreign_amount', 'whole'),
  column('party'),
  column('reference'),
];

/**
 * SHA-256 over every column of a journal and its lines, in hexadecimal (F-01): each value as text with its length in
 * bytes before it, so that no two journals have one text. Moments count microseconds since 1970, days are
 * `YYYY-MM-DD`, amounts whole numbers; never JSON, never a time zone.
 */
export function digestOf(journal: object, entries: readonly object[]): string {
  const text = [version, written(journal, journalColumns), ...entries.map((entry) => written(entry, entryColumns))];
  return hash('sha256', text.join(''), 'hex');
}

function written(row: object, columns: readonly Column[]): string {
  const values = row as Readonly<Record<string, unknown>>;
  return columns.map(({ property, form }) => sized(asText(values[property], form))).join('');
}

const sized = (text: string | null): string => (text === null ? '~' : `${Buffer.byteLength(text)}:${text}`);

function asText(value: unknown, form: Form): string | null {
  if (value === null || value === undefined) return null;
  if (form === 'moment') return `${(value as Date).getTime()}000`;
  return String(value as string | number);
}

/** The same by the database, of rows under these names: the text of which the digest is made, without the version. */
export const canonicalSql = (alias: string, columns: readonly Column[]): string =>
  columns
    .map(({ name, form }) => {
      const text = inSql(alias, name, form);
      // Reckoned once where it is always the same: a million journals have thirty million columns.
      return `coalesce(${bytesOf[form] ?? `octet_length(${text})`} || ':' || ${text}, '~')`;
    })
    .join(' || ');
const bytesOf: Readonly<Partial<Record<Form, string>>> = { uuid: "'36'", day: "'10'" };

/** The digest of what `canonicalSql` gives for a journal and, joined in their order, for its lines. */
export const digestSql = (head: string, lines: string): string =>
  `encode(sha256(convert_to('${version}' || ${head} || ${lines}, 'UTF8')), 'hex')`;

function inSql(alias: string, name: string, form: Form): string {
  switch (form) {
    case 'text':
      return `${alias}.${name}`;
    case 'uuid':
    case 'whole':
    case 'plain':
      return `${alias}.${name}::text`;
    case 'day':
      return `to_char(${alias}.${name}, 'YYYY-MM-DD')`;
    case 'moment':
      return `(extract(epoch FROM ${alias}.${name}) * 1000000)::bigint::text`;
  }
}
