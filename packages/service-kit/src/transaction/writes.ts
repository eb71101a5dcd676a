import { createHash } from 'node:crypto';
import type { ClientBase, Pool } from 'pg';

export type Connection = Pick<ClientBase | Pool, 'query'>;

/** A statement that changes rows. The same name always means the same text. */
export interface Statement {
  readonly name: string;
  readonly text: string;
  readonly values: readonly unknown[];
  /** The name under which a later statement of the same flush reads what this one returns. */
  readonly as?: string;
}

/** A statement of which nobody awaits the answer. */
export interface PendingWrite extends Statement {
  /** What the refusal of the database means to whoever wrote it; undefined where it means nothing special. */
  readonly refused?: (error: unknown) => Error | undefined;
}

/** What comes together in the course of a transaction and is written by one statement at its very end. */
export interface Gathered {
  /** Undefined where nothing came together. */
  statement(): Statement | undefined;
  /** What it returns goes back to how things stand now, where a part of the transaction is undone. */
  mark(): () => void;
}

const texts = new Map<string, { readonly name: string; readonly text: string }>();

/** Sends the statements as one: the server is asked once, and a connection prepares each combination once. */
export async function sendTogether(connection: Connection, writes: readonly PendingWrite[]): Promise<void> {
  const { name, text } = combined(writes);
  try {
    await connection.query({ name, text, values: writes.flatMap((write) => [...write.values]) });
  } catch (error) {
    for (const write of writes) {
      const meant = write.refused?.(error);
      if (meant) throw meant;
    }
    throw error;
  }
}

function combined(writes: readonly PendingWrite[]): { readonly name: string; readonly text: string } {
  const key = writes.length === 1 ? writes[0]!.name : writes.map((write) => write.name).join(' ');
  let found = texts.get(key);
  if (!found)
    texts.set(
      key,
      (found = {
        name: writes.length === 1 ? key : `kit_${createHash('sha256').update(key).digest('base64url').slice(0, 24)}`,
        text: combine(writes),
      }),
    );
  return found;
}

/** Each becomes a part of one WITH, and its parameters are counted on. */
function combine(writes: readonly PendingWrite[]): string {
  let before = 0;
  const parts = writes.map(({ text, values, as }, index) => {
    const first = before;
    before += values.length;
    return {
      name: as ?? `w${index}`,
      text: text.replace(/\$(\d+)/g, (_, number: string) => `$${Number(number) + first}`),
    };
  });
  const last = parts.pop()!;
  return parts.length === 0
    ? last.text
    : `WITH ${parts.map(({ name, text }) => `${name} AS (${text})`).join(', ')} ${last.text}`;
}
