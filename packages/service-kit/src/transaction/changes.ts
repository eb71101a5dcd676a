import { departmentStream, departmentSubject, eventStream, eventSubject, type EventEnvelope, type EventType } from '@bumen/contracts';
import type { ClientBase, QueryResult } from 'pg';
import { newId } from './new-id.ts';
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

interface OutboxRow {
  readonly stream: string;
  readonly subject: string;
  readonly eventId: string;
  readonly aggregateId: string;
  readonly aggregateVersion: number;
  readonly envelope: string;
  readonly occurredAt: Date;
}
interface AuditRow extends AuditLine {
  readonly at: Date;
  readonly actor: string;
  readonly actorName: string;
  readonly action: string;
  readonly reason: string | null;
  readonly correlationId: string;
}

const insertOutbox = (first: number) => `INSERT INTO outbox (stream, subject, event_id, aggregate_id, aggregate_version, envelope, occurred_at)
  SELECT stream, subject, event_id, aggregate_id, aggregate_version, envelope, occurred_at
  FROM unnest($${first}::text[], $${first + 1}::text[], $${first + 2}::uuid[], $${first + 3}::text[], $${first + 4}::int[], $${first + 5}::text[], $${first + 6}::timestamptz[])
  WITH ORDINALITY AS t(stream, subject, event_id, aggregate_id, aggregate_version, envelope, occurred_at, position) ORDER BY position`;
const insertAudit = (first: number) => `INSERT INTO audit_entry (at, actor, actor_name, action, aggregate, aggregate_id, version, before, after, reason, correlation_id)
  SELECT at, actor, actor_name, action, aggregate, aggregate_id, version, before::jsonb, after::jsonb, reason, correlation_id
  FROM unnest($${first}::timestamptz[], $${first + 1}::text[], $${first + 2}::text[], $${first + 3}::text[], $${first + 4}::text[], $${first + 5}::text[], $${first + 6}::int[],
              $${first + 7}::text[], $${first + 8}::text[], $${first + 9}::text[], $${first + 10}::text[])
  WITH ORDINALITY AS t(at, actor, actor_name, action, aggregate, aggregate_id, version, before, after, reason, correlation_id, position) ORDER BY position`;
const insertAnswer = (first: number) => `INSERT INTO idempotency (caller, operation, key, request_hash, response, version, created_at)
  VALUES ($${first}, $${first + 1}, $${first + 2}, $${first + 3}, $${first + 4}, $${first + 5}, now())`;

/**
 * What a transaction writes beside its own rows: events to the outbox, lines of the audit trail and the answer under its
 * key. It is gathered while the work goes on and written by one statement just before the commit.
 */
export class Changes {
  readonly #outbox: OutboxRow[] = [];
  readonly #audit: AuditRow[] = [];
  readonly #afterCommit: (() => void)[] = [];
  #answer: StoredAnswer | undefined;

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
    const envelope: EventEnvelope = {
      specversion: '1.0',
      id,
      type: event.name,
      source: `/${event.service}/${event.aggregate}`,
      subject: aggregateId,
      time: work.now.toISOString(),
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
    if (bytes > envelopeBytesMax) throw new Error(`${event.name} of ${aggregateId} would be ${bytes} bytes; an event may have ${envelopeBytesMax}`);
    const row = { eventId: id, aggregateId, aggregateVersion: version, envelope: text, occurredAt: work.now };
    this.#outbox.push({ ...row, stream: eventStream(event.service), subject: eventSubject(event) });
    if (event.audience === 'departments') this.#outbox.push({ ...row, stream: departmentStream(event.service), subject: departmentSubject(event) });
  }

  audit(work: Work, line: AuditLine): void {
    this.#audit.push({
      ...line,
      at: work.now,
      actor: work.actor,
      actorName: work.caller.name,
      action: work.name,
      reason: work.reason ?? null,
      correlationId: work.correlationId,
    });
  }

  remember(answer: StoredAnswer): void {
    this.#answer = answer;
  }

  /** Called once everything is kept; for what this process remembers, never for an effect that must happen. */
  afterCommit(act: () => void): void {
    this.#afterCommit.push(act);
  }
  committed(): void {
    for (const act of this.#afterCommit) act();
  }

  /** Where a savepoint was taken. */
  mark(): readonly [outbox: number, audit: number] {
    return [this.#outbox.length, this.#audit.length];
  }
  /** Forgets what was gathered since the mark, as its savepoint is rolled back. */
  forgetSince([outbox, audit]: readonly [outbox: number, audit: number]): void {
    this.#outbox.length = outbox;
    this.#audit.length = audit;
  }

  /** Writes everything by one statement; undefined where there is nothing to write. */
  flush(client: ClientBase): Promise<QueryResult> | undefined {
    const inserts: string[] = [];
    const values: unknown[] = [];
    let name = 'kit_flush';
    const add = (part: string, insert: (first: number) => string, ...more: unknown[]) => {
      name += `_${part}`;
      inserts.push(insert(values.length + 1));
      values.push(...more);
    };
    const outbox = this.#outbox;
    if (outbox.length > 0)
      add('outbox', insertOutbox, outbox.map((row) => row.stream), outbox.map((row) => row.subject), outbox.map((row) => row.eventId), outbox.map((row) => row.aggregateId),
        outbox.map((row) => row.aggregateVersion), outbox.map((row) => row.envelope), outbox.map((row) => row.occurredAt));
    const audit = this.#audit;
    if (audit.length > 0)
      add('audit', insertAudit, audit.map((row) => row.at), audit.map((row) => row.actor), audit.map((row) => row.actorName), audit.map((row) => row.action),
        audit.map((row) => row.aggregate), audit.map((row) => row.aggregateId), audit.map((row) => row.version), audit.map((row) => JSON.stringify(row.before)),
        audit.map((row) => JSON.stringify(row.after)), audit.map((row) => row.reason), audit.map((row) => row.correlationId));
    const answer = this.#answer;
    if (answer) add('answer', insertAnswer, answer.caller, answer.operation, answer.key, answer.requestHash, answer.response, answer.version);
    const last = inserts.pop();
    if (last === undefined) return undefined;
    const earlier = inserts.map((insert, index) => `w${index} AS (${insert})`).join(', ');
    return client.query({ name, text: earlier === '' ? last : `WITH ${earlier} ${last}`, values });
  }
}
