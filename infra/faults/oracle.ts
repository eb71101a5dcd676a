import {
  callbackAttempted,
  callbackDissatisfied,
  callbackSatisfied,
  catalogue,
  departmentStream,
  eventStream,
  ticketCallbackNoted,
  ticketReopened,
  ticketResolved,
  type EventEnvelope,
  type ReactionType,
  type ServiceName,
} from '@bumen/contracts';
import { Books } from './books.ts';
import { Complaints, isAcknowledged, judgeWrite } from './complaints.ts';
import type { FaultDesk } from './fault-desk.ts';
import type { LoadJob } from './load-job.ts';
import { Payments } from './payments.ts';
import { StreamReader, type Published } from './stream-reader.ts';
import { Tills } from './tills.ts';

/** What was counted, and every sentence in which a promise was found broken. */
export interface Verdict {
  readonly attempted: number;
  readonly acknowledged: number;
  readonly stored: number;
  readonly published: number;
  readonly applied: number;
  /** Of the vouchers that were posted. */
  readonly journals: number;
  /** Of the cash desks that the load set up. */
  readonly daysClosed: number;
  /** Payments of the load that were paid. */
  readonly paid: number;
  readonly faults: readonly string[];
}

export interface Leniency {
  /** Events were put into the streams a second time on purpose. */
  readonly publishedAgain?: true;
}

export interface Row {
  readonly id: string;
  readonly version: number;
}
interface TicketRow extends Row {
  readonly question: string;
  readonly customer_id: string;
  readonly reopenings: number;
  readonly round: number;
}
interface CallbackRow extends Row {
  readonly ticket_id: string;
  readonly round: number;
  readonly attempts: number;
}
interface OutboxRow {
  readonly id: string;
  readonly stream: string;
  readonly event_id: string;
  readonly aggregate_id: string;
  readonly aggregate_version: number;
  readonly envelope: string;
  readonly stream_sequence: string | null;
  readonly transaction: string;
}
interface AuditRow {
  readonly aggregate_id: string;
  readonly version: number;
}
interface AppliedRow {
  readonly reaction: string;
  readonly aggregate_id: string;
  readonly version: number;
}

const businessServices = ['tickets', 'callbacks', 'finance'] as const satisfies readonly ServiceName[];
type Business = (typeof businessServices)[number];

/** Compares what clients were told with what is stored, published and applied. */
export class Oracle {
  readonly #desk: FaultDesk;
  readonly #readers: ReadonlyMap<string, StreamReader>;
  readonly #books: Books;
  readonly #tills: Tills;
  readonly #payments: Payments;

  constructor(desk: FaultDesk) {
    this.#desk = desk;
    this.#books = new Books(desk);
    this.#tills = new Tills(desk);
    this.#payments = new Payments(desk);
    this.#readers = new Map(
      businessServices.flatMap((service) =>
        [eventStream(service), departmentStream(service)].map(
          (stream) => [stream, new StreamReader(desk, service, stream)] as const,
        ),
      ),
    );
  }

  /** What a stream holds of one kind of aggregate and more; read anew where the broker may hold something else now. */
  published(stream: string): Promise<readonly Published[]> {
    return this.#readers.get(stream)!.all();
  }

  readAnew(): void {
    for (const reader of this.#readers.values()) reader.forget();
  }

  /** Looks at everything that a load left; to be called when it has settled. */
  async examine(job: LoadJob, leniency: Leniency = {}): Promise<Verdict> {
    const complaints = new Complaints();
    const { tag } = job.options;
    const tickets = await this.#desk.sql<TicketRow>(
      'tickets',
      'SELECT id, version, question, customer_id, reopenings, round FROM ticket WHERE question LIKE $1',
      [`${tag}-%`],
    );
    const ticketIds = tickets.map((one) => one.id);
    const customers = await this.#desk.sql<Row>(
      'tickets',
      'SELECT id, version FROM customer WHERE id = ANY($1::uuid[])',
      [tickets.map((one) => one.customer_id)],
    );
    const callbacks = await this.#desk.sql<CallbackRow>(
      'callbacks',
      'SELECT c.id, c.version, c.ticket_id, c.round, (SELECT count(*)::int FROM callback_attempt a WHERE a.callback_id = c.id) AS attempts FROM callback c WHERE c.ticket_id = ANY($1::uuid[])',
      [ticketIds],
    );
    const rows: Record<Business, readonly Row[]> = {
      tickets: [...tickets, ...customers],
      callbacks,
      finance: [
        ...(await this.#books.rowsOf(job)),
        ...(await this.#tills.rowsOf(job)),
        ...(await this.#payments.rowsOf(job)),
      ],
    };
    await this.#compareWrites(job, tickets, complaints);
    const heads = await this.published(departmentStream('finance'));
    const journals = await this.#books.examine(job, heads, complaints);
    const daysClosed = await this.#tills.examine(job, heads, complaints);
    const paid = await this.#payments.examine(job, complaints);
    let published = 0;
    let applied = 0;
    const told: EventEnvelope[] = [];
    for (const service of businessServices) {
      const ids = rows[service].map((one) => one.id);
      const outbox = await this.#desk.sql<OutboxRow>(service, outboxQuery, [ids]);
      const events = outbox.filter((one) => one.stream === eventStream(service));
      told.push(...events.map((one) => JSON.parse(one.envelope) as EventEnvelope));
      this.#compareChains(service, rows[service], events, complaints);
      await this.#compareAudit(service, rows[service], events, complaints);
      published += await this.#comparePublished(outbox, new Set(ids), leniency, complaints);
      applied += await this.#compareApplied(service, events, complaints);
    }
    compareDeeds(told, tickets, callbacks, complaints);
    return {
      attempted: job.writes.length,
      acknowledged: job.writes.filter(isAcknowledged).length,
      stored: Object.values(rows).reduce((sum, of) => sum + of.length, 0),
      published,
      applied,
      journals,
      daysClosed,
      paid,
      faults: complaints.told,
    };
  }

  /** R1 and R2: what was answered is there, and what was asked is there once at most. */
  async #compareWrites(job: LoadJob, tickets: readonly TicketRow[], complaints: Complaints): Promise<void> {
    for (const { mark, failure } of job.failures())
      complaints.add('seen by a client (R10)', `a client that retries saw a failure at ${mark}: ${failure}`);
    const words = await this.#desk.sql<{ text: string; count: number }>(
      'tickets',
      'SELECT text, count(*)::int AS count FROM ticket_message WHERE text LIKE $1 GROUP BY text',
      [`${job.options.tag}-%`],
    );
    const found = new Map<string, number>(words.map(({ text, count }) => [text, count]));
    const opened = Map.groupBy(tickets, (one) => one.question);
    for (const write of job.writes) {
      const count =
        write.kind === 'open'
          ? (opened.get(write.mark)?.length ?? 0)
          : ['reply', 'resolve', 'remark'].includes(write.kind)
            ? (found.get(write.mark) ?? 0)
            : undefined;
      if (count !== undefined) judgeWrite(write, count, complaints);
    }
  }

  /** R4 and R6: each change told its events, 1, 2, 3 … without gap, and the row stands where the chain ends. */
  #compareChains(service: Business, rows: readonly Row[], events: readonly OutboxRow[], complaints: Complaints): void {
    const chains = Map.groupBy(events, (one) => one.aggregate_id);
    for (const { id, version } of rows) {
      const chain = (chains.get(id) ?? []).map((one) => one.aggregate_version);
      if (!isCount(chain, version))
        complaints.add(
          'chain (R4, R6)',
          `${service} ${id} is at version ${version} and its events are ${chain.join(' ')}`,
        );
    }
  }

  /**
   * P-06: one line a change; a transaction that changed an aggregate left as many events and lines as belong together.
   */
  async #compareAudit(
    service: Business,
    rows: readonly Row[],
    events: readonly OutboxRow[],
    complaints: Complaints,
  ): Promise<void> {
    const lines = Map.groupBy(
      await this.#desk.sql<AuditRow>(
        service,
        'SELECT aggregate_id, version FROM audit_entry WHERE aggregate_id = ANY($1) AND version > 0 ORDER BY id',
        [rows.map((one) => one.id)],
      ),
      (one) => one.aggregate_id,
    );
    const chains = Map.groupBy(events, (one) => one.aggregate_id);
    for (const { id } of rows) {
      const versions = (lines.get(id) ?? []).map((one) => one.version);
      // The last event of each transaction is the version that its change ended with.
      const ends = [...new Map((chains.get(id) ?? []).map((one) => [one.transaction, one.aggregate_version])).values()];
      if (versions.join(' ') !== ends.join(' '))
        complaints.add(
          'torn (P-06)',
          `the audit trail of ${service} ${id} has the versions ${versions.join(' ')}, its changes ended at ${ends.join(' ')}`,
        );
    }
  }

  /**
   * R1, R4 and R5: the streams hold every event of the outbox, once, in the order of its aggregate, where the outbox
   * says.
   */
  async #comparePublished(
    outbox: readonly OutboxRow[],
    ids: ReadonlySet<string>,
    leniency: Leniency,
    complaints: Complaints,
  ): Promise<number> {
    let count = 0;
    for (const [stream, rows] of Map.groupBy(outbox, (one) => one.stream)) {
      const messages = (await this.published(stream)).filter((one) => ids.has(one.aggregateId));
      const bySequence = new Map(messages.map((one) => [one.sequence, one]));
      const times = new Map<string, number>();
      for (const { eventId } of messages) times.set(eventId, (times.get(eventId) ?? 0) + 1);
      for (const row of rows) {
        const often = times.get(row.event_id) ?? 0;
        if (often > 0) count += 1;
        else
          complaints.add(
            'not published (R1, R5)',
            `${stream} lacks version ${row.aggregate_version} of ${row.aggregate_id}`,
          );
        if (often > 1 && !leniency.publishedAgain)
          complaints.add(
            'published twice',
            `${stream} holds version ${row.aggregate_version} of ${row.aggregate_id} ${often} times`,
          );
        if (row.stream_sequence === null)
          complaints.add(
            'outbox and stream (R5)',
            `the outbox doesn't know that version ${row.aggregate_version} of ${row.aggregate_id} is published`,
          );
        else if (often > 0 && bySequence.get(Number(row.stream_sequence))?.eventId !== row.event_id)
          complaints.add(
            'outbox and stream (R5)',
            `the outbox names ${row.stream_sequence} of ${stream} for version ${row.aggregate_version} of ${row.aggregate_id}, where something else is`,
          );
      }
      const known = new Set(rows.map((one) => one.event_id));
      for (const message of messages)
        if (!known.has(message.eventId))
          complaints.add(
            'told and not stored (R1)',
            `${stream} tells of version ${message.version} of ${message.aggregateId}, which was never committed`,
          );
      if (!leniency.publishedAgain)
        for (const [id, chain] of Map.groupBy(messages, (one) => one.aggregateId))
          if (chain.some((one, index) => index > 0 && one.version <= chain[index - 1]!.version))
            complaints.add(
              'published out of order (R4)',
              `${stream} holds ${id} in the order ${chain.map((one) => one.version).join(' ')}`,
            );
    }
    return count;
  }

  /** R3, R4 and R8: every reaction took each step of the chain, once, in order. */
  async #compareApplied(source: Business, events: readonly OutboxRow[], complaints: Complaints): Promise<number> {
    let count = 0;
    const kinds = Map.groupBy(events, (one) => (JSON.parse(one.envelope) as EventEnvelope).source.split('/').at(-1)!);
    for (const reaction of catalogue.reactions.filter((one) => one.source === source)) {
      const chains = Map.groupBy(kinds.get(reaction.aggregate) ?? [], (one) => one.aggregate_id);
      const ids = [...chains.keys()];
      const steps = Map.groupBy(
        await this.#desk.sql<AppliedRow>(
          reaction.service,
          'SELECT reaction, aggregate_id, version FROM witness.applied WHERE reaction = $1 AND aggregate_id = ANY($2) ORDER BY n',
          [reaction.name, ids],
        ),
        (one) => one.aggregate_id,
      );
      const dead = await this.#desk.sql<{ aggregate_id: string; reason: string }>(
        reaction.service,
        "SELECT aggregate_id, reason FROM dead_event WHERE reaction = $1 AND aggregate_id = ANY($2) AND status IN ('dead', 'waiting')",
        [reaction.name, ids],
      );
      for (const { aggregate_id: id, reason } of dead)
        complaints.add('laid aside (R8)', `${reaction.name} laid a sound event of ${id} aside: ${reason}`);
      for (const [id, chain] of chains) {
        const taken = (steps.get(id) ?? []).map((one) => one.version);
        count += taken.length;
        if (!isFollowed(reaction, taken, chain.length))
          complaints.add(
            'applied (R3, R4)',
            `${reaction.name} took the steps ${taken.join(' ')} of ${id}, which has ${chain.length}`,
          );
      }
    }
    return count;
  }
}

/** One callback a resolution, one reopening a dissatisfied callback, one note a satisfied one. */
function compareDeeds(
  told: readonly EventEnvelope[],
  tickets: readonly TicketRow[],
  callbacks: readonly CallbackRow[],
  complaints: Complaints,
): void {
  const of = (event: { readonly name: string }) =>
    told.filter((one) => one.type === event.name) as EventEnvelope<Record<string, unknown>>[];
  const places = Map.groupBy(callbacks, (one) => `${one.ticket_id} ${one.round}`);
  const resolutions = of(ticketResolved).map((one) => `${one.subject} ${String(one.data['round'])}`);
  for (const place of resolutions)
    if (places.get(place)?.length !== 1)
      complaints.add(
        'callback a resolution (R3)',
        `the resolution ${place} has ${places.get(place)?.length ?? 0} callbacks`,
      );
  for (const place of places.keys())
    if (!resolutions.includes(place))
      complaints.add('callback a resolution (R3)', `there is a callback for ${place}, which was never resolved`);
  const once = (cause: { readonly name: string }, effect: { readonly name: string }) => {
    const effects = Map.groupBy(of(effect), (one) => one.data['callbackId']);
    for (const { subject } of of(cause)) {
      const count = effects.get(subject)?.length ?? 0;
      if (count !== 1)
        complaints.add('effect a cause (R3)', `${cause.name} of ${subject} led to ${count} times ${effect.name}`);
    }
  };
  once(callbackDissatisfied, ticketReopened);
  once(callbackSatisfied, ticketCallbackNoted);
  const reopened = Map.groupBy(of(ticketReopened), (one) => one.subject);
  for (const { id, reopenings } of tickets)
    if ((reopened.get(id)?.length ?? 0) !== reopenings)
      complaints.add(
        'torn',
        `${id} says that it came back ${reopenings} times, its events ${reopened.get(id)?.length ?? 0}`,
      );
  const attempted = Map.groupBy(of(callbackAttempted), (one) => one.subject);
  for (const { id, attempts } of callbacks)
    if ((attempted.get(id)?.length ?? 0) !== attempts)
      complaints.add('torn', `${id} has ${attempts} attempts, its events ${attempted.get(id)?.length ?? 0}`);
}

/** The outbox with what it says of the place of each event in its stream. */
const outboxQuery = `SELECT o.id::text, o.stream, o.event_id::text, o.aggregate_id, o.aggregate_version, o.envelope,
   p.stream_sequence::text, o.created_at::text AS transaction
  FROM outbox o LEFT JOIN (SELECT u.id, r.first_sequence + u.n - 1 AS stream_sequence FROM outbox_published r CROSS
    JOIN unnest(r.ids) WITH ORDINALITY AS u(id, n)) AS p ON p.id = o.id
 WHERE o.aggregate_id = ANY($1) ORDER BY o.id`;

const isCount = (numbers: readonly number[], last: number) =>
  numbers.length === last && numbers.every((number, index) => number === index + 1);
const isFollowed = ({ keepsNewest }: ReactionType, taken: readonly number[], last: number) =>
  keepsNewest
    ? taken.at(-1) === last && taken.every((version, index) => index === 0 || version > taken[index - 1]!)
    : isCount(taken, last);
