import {
  departmentStream,
  departmentSubject,
  eventStream,
  eventSubject,
  type EventEnvelope,
  type EventType,
} from '@bumen/contracts';
import { Words } from '../audit/words.ts';
import { serverRefusal } from './database-error.ts';
import { newId } from './new-id.ts';
import {
  sendTogether,
  type Connection,
  type Gathered,
  type PendingWrite,
  type Statement,
  type WrittenRows,
} from './statement.ts';
import { arrayText } from './table-rows.ts';
import type { Work } from './work.ts';

/** Far below the broker's largest message, so that an envelope always gets through. */
const envelopeBytesMax = 1_048_576;

/** One event to be told, as it leaves its aggregate. */
export interface RaisedEvent {
  readonly event: EventType;
  /** Position in the aggregate's chain. */
  readonly version: number;
  /** Already parsed with the event's schema. */
  readonly data: unknown;
}

/** One line of the audit trail (P-06). Personal data is masked by whoever writes it. */
export interface AuditLine {
  readonly aggregate: string;
  readonly aggregateId: string;
  /** 0 where the act concerns no version. */
  readonly version: number;
  /** Only what changed. */
  readonly before: Readonly<Record<string, unknown>>;
  readonly after: Readonly<Record<string, unknown>>;
  /** Somebody was shown, or told, what is confidential. */
  readonly reveal?: boolean;
  /** It leaves what a person decides on as it was (R6). */
  readonly inPassing?: boolean;
}

/** The answer that a repeated request gets again. */
export interface StoredAnswer {
  readonly caller: string;
  readonly operation: string;
  readonly key: string;
  readonly requestHash: string;
  readonly response: string;
  readonly version: number | null;
}

interface AuditRow extends AuditLine {
  readonly at: string;
  readonly actor: string;
  readonly actorName: string;
  readonly action: string;
  /** As it is told to whom it does not concern. */
  readonly reason: Words | null;
  readonly correlationId: string;
}
interface OutboxRow {
  readonly stream: string;
  readonly subject: string;
  readonly eventId: string;
  readonly aggregateId: string;
  readonly aggregateVersion: number;
  readonly envelope: string;
  readonly occurredAt: string;
}

/** Rows as parameters of a statement of its own for each number of them; larger numbers share one that takes arrays. */
const rowsMax = 8;
const outboxColumns = 'stream, subject, event_id, aggregate_id, aggregate_version, envelope, occurred_at';
const outboxTypes = ['text', 'text', 'uuid', 'text', 'int', 'text', 'timestamptz'];
const outboxValues = (row: OutboxRow) => [
  row.stream,
  row.subject,
  row.eventId,
  row.aggregateId,
  row.aggregateVersion,
  row.envelope,
  row.occurredAt,
];
const auditColumns =
  'at, actor, actor_name, action, aggregate, aggregate_id, version, before, after, reveal, in_passing, reason, correlation_id';
const auditTypes = [
  'timestamptz',
  'text',
  'text',
  'text',
  'text',
  'text',
  'int',
  'jsonb',
  'jsonb',
  'boolean',
  'boolean',
  'text',
  'text',
];
const auditValues = (row: AuditRow) => [
  row.at,
  row.actor,
  row.actorName,
  row.action,
  row.aggregate,
  row.aggregateId,
  row.version,
  JSON.stringify(row.before),
  JSON.stringify(row.after),
  row.reveal ?? false,
  row.inPassing ?? false,
  row.reason?.toJSON() ?? null,
  row.correlationId,
];
const insertAnswer =
  'INSERT INTO idempotency (caller, operation, key, request_hash, response, version, created_at) VALUES ($1, $2, $3, $4, $5, $6, now())';
/**
 * The same transaction marks them as waiting, so that the relay finds what isn't published without looking at what is.
 */
const insertWaiting: Statement = {
  text: 'INSERT INTO outbox_waiting (stream, id) SELECT stream, id FROM told',
  values: [],
};

/**
 * What a transaction writes without needing an answer: new rows, events to the outbox, lines of the audit trail, the
 * answer under its key. It is gathered while the work goes on and written by one statement with the commit.
 */
export class UnitOfWork {
  readonly #outbox: OutboxRow[] = [];
  readonly #audit: AuditRow[] = [];
  readonly #pending: PendingWrite[] = [];
  /** Keys of the rows that what is pending writes, by table. */
  readonly #written = new Map<string, Set<string>>();
  readonly #gathered = new Map<object, Gathered>();
  readonly #afterCommit: (() => void)[] = [];
  readonly #whenEnded: (() => void)[] = [];
  #unheard: Promise<unknown> | undefined;
  #failure: unknown;
  #answer: StoredAnswer | undefined;

  readonly #names = new Set<string>();

  /** The names of people whom the work is about, as far as they are known by now. */
  get names(): ReadonlySet<string> {
    return this.#names;
  }
  heardOf(names: readonly string[]): void {
    for (const name of names) this.#names.add(name);
  }

  get tellsEvents(): boolean {
    return this.#outbox.length > 0;
  }
  /** How many, each counted once whoever hears it. */
  get eventsTold(): number {
    return new Set(this.#outbox.map((row) => row.eventId)).size;
  }

  tell(work: Work, aggregateId: string, raised: RaisedEvent): void {
    const { event, version, data } = raised;
    const id = newId();
    const occurredAt = work.now.toISOString();
    const envelope: EventEnvelope = {
      specversion: '1.0',
      id,
      type: event.name,
      source: `/${event.service}/${event.aggregate}`,
      subject: aggregateId,
      time: occurredAt,
      datacontenttype: 'application/json',
      dataversion: event.version,
      aggregateversion: version,
      correlationid: work.correlationId,
      ...(work.traceparent === undefined ? {} : { traceparent: work.traceparent }),
      actor: work.actor,
      data,
    };
    const text = JSON.stringify(envelope);
    const bytes = Buffer.byteLength(text);
    if (bytes > envelopeBytesMax)
      throw new Error(`${event.name} of ${aggregateId} would be ${bytes} bytes; an event may have ${envelopeBytesMax}`);
    const row = { eventId: id, aggregateId, aggregateVersion: version, envelope: text, occurredAt };
    this.#outbox.push({ ...row, stream: eventStream(event.service), subject: eventSubject(event) });
    if (event.audience === 'departments')
      this.#outbox.push({
        ...row,
        envelope: forDepartments(envelope, event),
        stream: departmentStream(event.service),
        subject: departmentSubject(event, String((data as Record<string, unknown>)[event.onlyForDepartment ?? ''])),
      });
  }

  audit(work: Work, line: AuditLine): void {
    this.#audit.push({
      ...line,
      at: work.now.toISOString(),
      actor: work.actor,
      actorName: work.caller.name,
      action: work.name,
      reason: work.reason === undefined ? null : new Words(work.reason, this.#names),
      correlationId: work.correlationId,
    });
  }

  remember(answer: StoredAnswer): void {
    this.#answer = answer;
  }

  /**
   * A statement whose answer nobody needs: it goes out with the next one that has an answer, or with the commit. Throws
   * where what is pending writes one of its rows already.
   */
  write(write: PendingWrite): void {
    this.#claim(write.rows);
    this.#pending.push(write);
  }
  gather<G extends Gathered>(key: object, make: () => G): G {
    let gathered = this.#gathered.get(key) as G | undefined;
    if (!gathered) this.#gathered.set(key, (gathered = make()));
    return gathered;
  }

  /** Why a statement failed; of those behind it PostgreSQL says only that they are behind one that failed. */
  failed(error: unknown): void {
    this.#failure ??= error;
  }
  /** What a failure is really due to. */
  causeOf(error: unknown): unknown {
    return serverRefusal(error)?.code === '25P02' ? (this.#failure ?? error) : error;
  }

  /** Called once everything is kept; for what this process remembers, never for an effect that must happen. */
  afterCommit(act: () => void): void {
    this.#afterCommit.push(act);
  }
  committed(): void {
    for (const act of this.#afterCommit) act();
  }
  /** Called when the transaction is over, whatever became of it. */
  whenEnded(act: () => void): void {
    this.#whenEnded.push(act);
  }
  ended(): void {
    for (const act of this.#whenEnded.splice(0)) act();
  }

  /** Where a savepoint is taken, with nothing pending; what it returns forgets everything that was gathered since. */
  mark(): () => void {
    const [outbox, audit] = [this.#outbox.length, this.#audit.length];
    const back = [...this.#gathered].map(([key, gathered]) => [key, gathered.mark()] as const);
    return () => {
      this.#outbox.length = outbox;
      this.#audit.length = audit;
      this.#failure = undefined;
      this.#take();
      const kept = new Set(back.map(([key]) => key));
      for (const key of this.#gathered.keys()) if (!kept.has(key)) this.#gathered.delete(key);
      for (const [, restore] of back) restore();
    };
  }

  /**
   * Sends what is pending; undefined where nothing is. Rejects with what the writer of a refused statement makes of it.
   */
  send(connection: Connection): Promise<unknown> | undefined {
    return this.#pending.length === 0 ? undefined : sendTogether(connection, this.#take());
  }

  /** As `send`, where nobody can wait for it; what is refused is told by `refusal`. */
  sendUnheard(connection: Connection): void {
    const sent = this.send(connection);
    if (!sent) return;
    this.#unheard = Promise.all([this.#unheard, sent]);
    this.#unheard.catch(() => undefined);
  }
  /**
   * Why what was sent unheard is refused, which the statements behind it don't say; undefined where it isn't. Tells it
   * once.
   */
  async refusal(): Promise<unknown> {
    const sent = this.#unheard;
    this.#unheard = undefined;
    return sent?.then(
      () => undefined,
      (error: unknown) => error,
    );
  }

  /** Writes everything by one statement; undefined where there is nothing to write. */
  flush(connection: Connection): Promise<unknown> | undefined {
    const last: readonly PendingWrite[] = [...this.#gathered.values()].flatMap((one) => one.statement() ?? []);
    for (const { rows } of last) this.#claim(rows);
    const statements = this.#take();
    if (this.#outbox.length > 0)
      statements.push(
        insertRows('outbox', outboxColumns, outboxTypes, this.#outbox.map(outboxValues), {
          as: 'told',
          returning: 'RETURNING id, stream',
        }),
        insertWaiting,
      );
    if (this.#audit.length > 0)
      statements.push(insertRows('audit_entry', auditColumns, auditTypes, this.#audit.map(auditValues)));
    const answer = this.#answer;
    if (answer)
      statements.push({
        text: insertAnswer,
        values: [answer.caller, answer.operation, answer.key, answer.requestHash, answer.response, answer.version],
      });
    statements.push(...last);
    return statements.length === 0 ? undefined : sendTogether(connection, statements);
  }

  #take(): PendingWrite[] {
    this.#written.clear();
    return this.#pending.splice(0);
  }

  /** The parts of one statement don't see each other, so of two that write one row PostgreSQL would keep only one. */
  #claim(rows: WrittenRows | undefined): void {
    if (!rows) return;
    let written = this.#written.get(rows.table);
    if (!written) this.#written.set(rows.table, (written = new Set()));
    for (const key of rows.keys) {
      if (written.has(key))
        throw new Error(
          `two writes to the row ${key.replaceAll('\0', ' ')} of ${rows.table} would go out together, and only one ` +
            'of them would be kept: write it once, or wait for one of them with `change`',
        );
      written.add(key);
    }
  }
}

const insertTexts = new Map<string, string>();

function insertRows(
  table: string,
  columns: string,
  types: readonly string[],
  rows: readonly (readonly unknown[])[],
  told?: { readonly as: string; readonly returning: string },
): Statement {
  const many = rows.length > rowsMax;
  const kind = `${table} ${many ? 'many' : rows.length}`;
  let text = insertTexts.get(kind);
  if (text === undefined) {
    const values = many ? selectMany(columns, types) : `VALUES ${tuples(types, rows.length)}`;
    insertTexts.set(kind, (text = `INSERT INTO ${table} (${columns}) ${values} ${told?.returning ?? ''}`));
  }
  return {
    ...(told && { as: told.as }),
    text,
    values: many ? types.map((_, index) => arrayText(rows.map((row) => row[index]))) : rows.flat(),
  };
}

function selectMany(columns: string, types: readonly string[]): string {
  const arrays = types.map((type, index) => `$${index + 1}::${type === 'jsonb' ? 'text' : type}[]`).join(', ');
  const selected = columns
    .split(', ')
    .map((column, index) => (types[index] === 'jsonb' ? `${column}::jsonb` : column))
    .join(', ');
  return `SELECT ${selected} FROM unnest(${arrays}) WITH ORDINALITY AS t(${columns}, position) ORDER BY position`;
}

function tuples(types: readonly string[], count: number): string {
  const tuple = (row: number) =>
    `(${types.map((type, index) => `$${row * types.length + index + 1}::${type}`).join(', ')})`;
  return Array.from({ length: count }, (_, row) => tuple(row)).join(', ');
}

/** Without what only services get, and without a trace's ids, which a caller may have made up (P-05). */
function forDepartments({ traceparent: _, data, ...envelope }: EventEnvelope, event: EventType<any>): string {
  const withheld: readonly string[] = event.withheldFromDepartments ?? [];
  const told = Object.entries(data as object).filter(([field]) => !withheld.includes(field));
  return JSON.stringify({ ...envelope, data: Object.fromEntries(told) });
}
