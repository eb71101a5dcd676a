import { createHash } from 'node:crypto';
import type { ClientBase, Pool } from 'pg';

export type Connection = Pick<ClientBase | Pool, 'query'>;

/** What a statement does, as its writer declares it: it reads, it locks what it reads, or it changes something. */
export type Does = 'read' | 'lock' | 'change';

/** Rows that a statement writes, by the values of their key. */
export interface WrittenRows {
  readonly table: string;
  readonly keys: readonly string[];
}

/** A statement that changes rows. */
export interface Statement {
  readonly text: string;
  readonly values: readonly unknown[];
  /** The name under which a later statement of the same flush reads what this one returns. */
  readonly as?: string;
}

/** A statement of which nobody awaits the answer. */
export interface PendingWrite extends Statement {
  /** Missing where they are new and the database gives them their key. */
  readonly rows?: WrittenRows;
  /** What the refusal of the database means to whoever wrote it; undefined where it means nothing special. */
  readonly refused?: (error: unknown) => Error | undefined;
}

type GatheredWrite = PendingWrite & { readonly rows: WrittenRows };
/** What comes together in the course of a transaction and is written by one statement at its very end. */
export interface Gathered {
  /** Undefined where nothing came together. Where they are several, one may read what another before it returns. */
  statement(): GatheredWrite | readonly GatheredWrite[] | undefined;
  /** What it returns goes back to how things stand now, where a part of the transaction is undone. */
  mark(): () => void;
}

const names = new Map<string, string>();

/** The name under which a connection prepares a statement: a hash of its text, so that one name has one text. */
function nameOf(text: string): string {
  let name = names.get(text);
  if (name === undefined)
    names.set(text, (name = `kit_${createHash('sha256').update(text).digest('base64url').slice(0, 24)}`));
  return name;
}

/** A statement that each connection prepares once. */
export const prepared = (text: string, values: readonly unknown[] = []) => ({
  name: nameOf(text),
  text,
  values: values as unknown[],
});

const changes = /\b(INSERT\s+INTO|DELETE\s+FROM|MERGE\s+INTO|TRUNCATE|UPDATE\s+(ONLY\s+)?(\S+\s+){0,3}?SET)\b/i;
const locks = /\bFOR\s+(NO\s+KEY\s+UPDATE|UPDATE|KEY\s+SHARE|SHARE)\b|\bpg_(try_)?advisory_/i;
const means: Readonly<Record<Does, (text: string) => boolean>> = {
  read: (text) => !changes.test(text) && !locks.test(text),
  lock: (text) => !changes.test(text) && locks.test(text),
  change: (text) => changes.test(text),
};
const declared: Readonly<Record<Does, Set<string>>> = { read: new Set(), lock: new Set(), change: new Set() };

/** Refuses a statement that does something else than its writer says. */
export function refuseMisdeclared(does: Does, text: string): void {
  if (declared[does].has(text)) return;
  if (!means[does](text)) {
    const really = (Object.keys(means) as Does[]).find((one) => means[one](text));
    throw new Error(`this statement is declared as ${does} and is a ${really}: ${text.trim().slice(0, 100)}`);
  }
  declared[does].add(text);
}

const combinations = new Map<string, string>();

/** Sends the statements as one: the server is asked once, and a connection prepares each combination once. */
export async function sendTogether(connection: Connection, writes: readonly PendingWrite[]): Promise<void> {
  try {
    await connection.query(
      prepared(
        combined(writes),
        writes.flatMap((write) => [...write.values]),
      ),
    );
  } catch (error) {
    for (const write of writes) {
      const meant = write.refused?.(error);
      if (meant) throw meant;
    }
    throw error;
  }
}

function combined(writes: readonly PendingWrite[]): string {
  if (writes.length === 1) return writes[0]!.text;
  const key = writes.map((write) => nameOf(write.text)).join(' ');
  let text = combinations.get(key);
  if (text === undefined) combinations.set(key, (text = combine(writes)));
  return text;
}

/** A statement whose parameters are counted on from that many before it. */
export const countedOn = (text: string, before: number): string =>
  text.replace(/\$(\d+)/g, (_, number: string) => `$${Number(number) + before}`);

/** Each becomes a part of one WITH, and its parameters are counted on. */
function combine(writes: readonly PendingWrite[]): string {
  let before = 0;
  const parts = writes.map(({ text, values, as }, index) => {
    const first = before;
    before += values.length;
    return { name: as ?? `w${index}`, text: countedOn(text, first) };
  });
  const last = parts.pop()!;
  return `WITH ${parts.map(({ name, text }) => `${name} AS (${text})`).join(', ')} ${last.text}`;
}
