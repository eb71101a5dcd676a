import { randomUUID } from 'node:crypto';
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { until } from '@bumen/infra/local/until';
import { publishedEvents } from './event-metrics.ts';
import { EventRig, ticketStream } from './event.rig.ts';

/** The outbox with the place of each event in its stream. */
const placed =
  '(SELECT o.*, r.first_sequence + u.n - 1 AS stream_sequence FROM outbox_published r CROSS JOIN unnest(r.ids) WITH ORDINALITY AS u(id, n) JOIN outbox o ON o.id = u.id) AS placed';
const tellRaw = `WITH told AS (
    INSERT INTO outbox (stream, subject, event_id, aggregate_id, aggregate_version, envelope, occurred_at)
      VALUES ($1, $2, $3, 'some', 1, '{}', now()) RETURNING stream, id)
  INSERT INTO outbox_waiting (stream, id) SELECT stream, id FROM told`;

describe('the relay', () => {
  let rig: EventRig;
  beforeEach(async () => {
    rig = await EventRig.open();
  });
  afterEach(() => rig.close());

  interface Published {
    readonly sequence: number;
    readonly eventId: string;
  }
  async function inTheStream(stream = ticketStream): Promise<Published[]> {
    const manager = await rig.tickets.manager();
    const { first_seq, last_seq } = (await manager.streams.info(stream)).state;
    const found: Published[] = [];
    for (let seq = Math.max(1, first_seq); seq <= last_seq; seq += 1) {
      const message = await manager.streams.getMessage(stream, { seq });
      if (message) found.push({ sequence: seq, eventId: message.header.get('Nats-Msg-Id') });
    }
    return found;
  }
  const inTheOutbox = (stream = ticketStream) =>
    rig.tickets.sql<Published>(
      `SELECT stream_sequence::int AS sequence, event_id::text AS "eventId" FROM ${placed} WHERE stream = $1
         ORDER BY stream_sequence`,
      [stream],
    );
  const published = () =>
    until('all is published', () => rig.tickets.everyRelay((relay) => relay.isSettled()), 20_000, 10);

  test('R1 publishes every committed event once, in order, to the services and to the departments', async () => {
    rig.tickets.startRelay();
    const ticket = randomUUID();
    await rig.tickets.tell(ticket, 1, 2, 3);
    await rig.tickets.tell(ticket, 4);
    await published();
    for (const stream of [ticketStream, 'tickets-departments']) {
      const rows = await rig.tickets.sql<{ version: number }>(
        `SELECT aggregate_version AS version FROM ${placed} WHERE stream = $1 ORDER BY stream_sequence`,
        [stream],
      );
      expect(rows.map((row) => row.version)).toEqual([1, 2, 3, 4]);
      expect(await inTheStream(stream)).toEqual(await inTheOutbox(stream));
    }
  });

  test('R4 does not skip a low id that is committed after higher ones', async () => {
    rig.tickets.startRelay();
    const slow = new pg.Client({ connectionString: rig.tickets.config.databaseUrl });
    await slow.connect();
    const late = randomUUID();
    try {
      await slow.query('BEGIN');
      await slow.query(tellRaw, [ticketStream, 'event.tickets.ticket.reopened', late]);
      await Promise.all(
        Array.from({ length: 8 }, async () => {
          const ticket = randomUUID();
          for (let version = 1; version <= 5; version += 1) await rig.tickets.tell(ticket, version);
        }),
      );
      await published();
      expect(await inTheStream()).toHaveLength(40);
      await slow.query('COMMIT');
    } finally {
      await slow.end();
    }
    await until('the late one is published', async () => (await inTheStream()).length === 41, 10_000);
    expect((await inTheStream()).at(-1)!.eventId).toBe(late);
    await published();
    expect(await inTheStream()).toEqual(await inTheOutbox());
  });

  test('R5 fills a broker whose data was wiped, the old events before the new', async () => {
    rig.tickets.startRelay();
    const ticket = randomUUID();
    await rig.tickets.tell(ticket, 1, 2, 3, 4, 5);
    await published();
    const before = await inTheStream();
    await rig.wipeBroker();
    await rig.tickets.tell(ticket, 6);
    await until('all six are there', async () => (await inTheStream().catch(() => [])).length === 6, 20_000);
    await published();
    const after = await inTheStream();
    expect(after.slice(0, 5)).toEqual(before);
    expect(after).toEqual(await inTheOutbox());
  });

  test('R5 fills a broker that was wiped while no relay ran, although new events were told meanwhile', async () => {
    const relay = rig.tickets.startRelay();
    const ticket = randomUUID();
    await rig.tickets.tell(ticket, 1, 2, 3);
    await published();
    await relay.stop();
    rig.tickets.relays.splice(0);
    await rig.wipeBroker();
    await rig.tickets.tell(ticket, 4, 5);
    rig.tickets.startRelay();
    await until('all five are there', async () => (await inTheStream().catch(() => [])).length === 5, 20_000);
    await published();
    const rows = await rig.tickets.sql<{ version: number }>(
      `SELECT aggregate_version AS version FROM ${placed} WHERE stream = $1 ORDER BY stream_sequence`,
      [ticketStream],
    );
    expect(rows.map((row) => row.version)).toEqual([1, 2, 3, 4, 5]);
  });

  test('R5 publishes a lost tail again', async () => {
    rig.tickets.startRelay();
    const ticket = randomUUID();
    await rig.tickets.tell(ticket, 1, 2, 3);
    await published();
    // As after a power cut: the stream is the same one, as it was some events ago.
    const earlier = mkdtempSync(join(tmpdir(), 'bumen-earlier-'));
    try {
      await rig.whileBrokerIsDown((data) => cpSync(data, earlier, { recursive: true }));
      await rig.tickets.tell(ticket, 4, 5);
      await published();
      await rig.whileBrokerIsDown((data) => {
        rmSync(data, { recursive: true });
        cpSync(earlier, data, { recursive: true });
      });
    } finally {
      rmSync(earlier, { recursive: true });
    }
    await until('all five are there', async () => (await inTheStream().catch(() => [])).length === 5, 20_000);
    await published();
    expect(await inTheStream()).toEqual(await inTheOutbox());
    const rows = await rig.tickets.sql<{ version: number }>(
      `SELECT aggregate_version AS version FROM ${placed} WHERE stream = $1 ORDER BY stream_sequence`,
      [ticketStream],
    );
    expect(rows.map((row) => row.version)).toEqual([1, 2, 3, 4, 5]);
  });

  test('R5 adopts what the broker has acknowledged without our hearing it', async () => {
    const relay = rig.tickets.startRelay();
    await rig.tickets.tell(randomUUID(), 1, 2, 3);
    await published();
    await relay.stop();
    rig.tickets.relays.splice(0);
    const before = await inTheStream();
    await rig.tickets.sql(
      `WITH unheard AS (UPDATE outbox_published SET ids = ids[:1] WHERE stream = $1 RETURNING 1)
       INSERT INTO outbox_waiting (stream, id) SELECT $1, id FROM ${placed} WHERE stream = $1 AND stream_sequence > 1
         AND EXISTS (SELECT FROM unheard)`,
      [ticketStream],
    );
    const sent = async () =>
      (await publishedEvents.get()).values.find(
        ({ labels }) => labels.service === 'tickets' && labels.stream === ticketStream,
      )?.value;
    const sentBefore = await sent();
    rig.tickets.startRelay();
    await published();
    // The broker's memory of message ids would hide a second publishing for two minutes only.
    expect(await sent()).toBe(sentBefore);
    expect(await inTheOutbox()).toEqual(before);
    expect(await inTheStream()).toEqual(before);
  });

  test.each([
    { where: 'in the middle', subjects: ['resolved', 'reopened', 'answered'], left: [1, 3, 4] },
    { where: 'at the head', subjects: ['reopened', 'answered'], left: [2, 3] },
  ])(
    'R5 publishes again what a changed limit of the stream threw away $where, and takes the limit back',
    async ({ subjects, left }) => {
      const relay = rig.tickets.startRelay();
      await until('the stream is there', async () => (await inTheStream().catch(() => undefined)) !== undefined, 5_000);
      for (const what of subjects)
        await rig.tickets.sql(tellRaw, [ticketStream, `event.tickets.ticket.${what}`, randomUUID()]);
      await published();
      await relay.stop();
      rig.tickets.relays.splice(0);
      const manager = await rig.tickets.manager();
      await manager.streams.update(ticketStream, { max_msgs_per_subject: 1 });
      // A limit takes hold with the next message of the subject.
      const stranger = randomUUID();
      await rig.publishRaw('{}', stranger);
      expect((await inTheStream()).map((one) => one.sequence)).toEqual(left);
      // The broker remembers message ids for two minutes; a restart makes it forget those of messages that are gone.
      await rig.whileBrokerIsDown(() => {});
      rig.tickets.startRelay();
      await until('it is there again', async () => (await inTheStream()).length === left.length + 1, 20_000);
      await published();
      expect((await inTheStream()).filter((one) => one.eventId !== stranger)).toEqual(await inTheOutbox());
      expect((await manager.streams.info(ticketStream)).config.max_msgs_per_subject).toBe(-1);
    },
  );

  test('R5 is not deceived by a new stream that is as long as the lost one', async () => {
    const relay = rig.tickets.startRelay();
    await rig.tickets.tell(randomUUID(), 1, 2, 3);
    await published();
    await relay.stop();
    rig.tickets.relays.splice(0);
    await rig.wipeBroker();
    await (await rig.tickets.manager()).streams.add({ name: ticketStream, subjects: ['event.tickets.>'] });
    const strangers = [randomUUID(), randomUUID(), randomUUID(), randomUUID()];
    for (const stranger of strangers) await rig.publishRaw('{}', stranger);
    rig.tickets.startRelay();
    await until('ours are there too', async () => (await inTheStream()).length === 7, 20_000);
    await published();
    expect((await inTheStream()).slice(4)).toEqual(await inTheOutbox());
  });

  test('R4 lets one of several relays lead, and another one as soon as it stops', async () => {
    const first = rig.tickets.startRelay();
    await until('the first leads', () => first.leads, 5_000, 5);
    const second = rig.tickets.startRelay();
    await rig.tickets.tell(randomUUID(), 1);
    await published();
    expect([first.leads, second.leads]).toEqual([true, false]);
    await first.stop();
    await until('the second leads', () => second.leads, 5_000, 5);
  });

  test('R4 deposes a leader whose process is frozen', async () => {
    const frozen = new pg.Client({ connectionString: rig.tickets.config.databaseUrl });
    const ended = new Promise<void>((resolve) => frozen.on('error', () => resolve()));
    await frozen.connect();
    // A session that holds the lock and says nothing is all that the database sees of a frozen process.
    await frozen.query('SELECT pg_advisory_lock($1, $2)', [0x62756d65, 1]);
    const relay = rig.tickets.startRelay({ leaseMs: 300 });
    await until('the other one leads', () => relay.leads, 5_000, 10);
    await ended;
  });

  test('R4 refuses what a frozen leader had on its way when it was deposed', async () => {
    const road = await Road.to(rig.tickets.config.natsUrl);
    const frozenService = await rig.tickets.reachingBrokerAt(road.url);
    try {
      const frozen = frozenService.startRelay();
      await until('it leads', () => frozen.leads, 5_000, 5);
      await rig.tickets.tell(randomUUID(), 1);
      await until('its first is published', () => frozen.isSettled(), 5_000, 5);
      road.close();
      await rig.tickets.tell(randomUUID(), 1, 2, 3);
      await until('three are on their way', () => road.waitingBytes > 3_000, 5_000, 5);
      await rig.tickets.sql(
        `SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory' AND objid = 1
           AND classid = $1::int::oid AND granted
            AND database = (SELECT oid FROM pg_database WHERE datname = current_database())`,
        [0x62756d65],
      );
      const next = rig.tickets.startRelay();
      await until('the next one leads', () => next.leads, 5_000, 5);
      await until('all is published', () => next.isSettled(), 10_000, 5);
      // Longer frozen than the broker remembers message ids, so that only the expected sequence is left to refuse them.
      await (await rig.tickets.manager()).streams.update(ticketStream, { duplicate_window: 100_000_000 });
      const probe = randomUUID();
      await rig.publishRaw('{}', probe);
      await until(
        'the broker has forgotten',
        async () => {
          const before = (await inTheStream()).length;
          await rig.publishRaw('{}', probe);
          return (await inTheStream()).length > before;
        },
        10_000,
        50,
      );
      const before = await inTheStream();
      road.open();
      await until('they have arrived', () => road.waitingBytes === 0, 5_000, 5);
      await (await frozenService.broker.nats()).flush();
      expect(await inTheStream()).toEqual(before);
    } finally {
      road.end();
      await frozenService.close();
    }
  });

  test('R4 does not interleave two leaders: who lost the lead in the middle of a batch can neither publish nor record', async () => {
    const relay = rig.tickets.startRelay({ batchSize: 50 });
    const other = rig.tickets.startRelay({ batchSize: 50 });
    const tickets = Array.from({ length: 20 }, () => randomUUID());
    const writing = Promise.all(
      tickets.map(async (ticket) => {
        for (let version = 1; version <= 20; version += 1) await rig.tickets.tell(ticket, version);
      }),
    );
    let depositions = 0;
    let written = false;
    void writing.then(() => (written = true));
    while (!written) {
      const [{ count }] = (await rig.tickets.sql<{ count: number }>(
        `SELECT count(pg_terminate_backend(pid))::int AS count FROM pg_locks WHERE locktype = 'advisory' AND objid = 1
           AND classid = $1::int::oid AND granted
            AND database = (SELECT oid FROM pg_database WHERE datname = current_database())`,
        [0x62756d65],
      )) as [{ count: number }];
      depositions += count;
      await until('somebody leads again', () => relay.leads || other.leads, 5_000, 5);
    }
    await writing;
    await published();
    expect(depositions).toBeGreaterThan(2);
    const stream = await inTheStream();
    expect(stream).toEqual(await inTheOutbox());
    expect(new Set(stream.map((one) => one.eventId)).size).toBe(400);
    const rows = await rig.tickets.sql<{ aggregate_id: string; versions: number[] }>(
      `SELECT aggregate_id, array_agg(aggregate_version ORDER BY stream_sequence) AS versions FROM ${placed}
         WHERE stream = $1 GROUP BY aggregate_id`,
      [ticketStream],
    );
    for (const { versions } of rows) expect(versions).toEqual(Array.from({ length: 20 }, (_, index) => index + 1));
  });

  test('R5 is not held up by the place of an event that was lost and whose row is pruned already', async () => {
    await rig.tickets.sql(
      `INSERT INTO outbox_published (stream, first_sequence, ids)
         VALUES ($1, 1, '{987654321}'), ($1, 3, '{987654322}')`,
      [ticketStream],
    );
    await rig.tickets.tell(randomUUID(), 1, 2, 3);
    rig.tickets.startRelay();
    await published();
    expect(await inTheStream()).toEqual(await inTheOutbox());
    expect(await inTheStream()).toHaveLength(3);
  });

  test('R5 keeps unpublished events whatever their age, and removes published ones a day after the broker has', async () => {
    const relay = rig.tickets.startRelay();
    await rig.tickets.tell(randomUUID(), 1, 2, 3);
    await published();
    await relay.stop();
    rig.tickets.relays.splice(0);
    await rig.tickets.sql(
      `UPDATE outbox SET created_at = now() - make_interval(days => CASE aggregate_version WHEN 1 THEN 32 WHEN 2
         THEN 30 ELSE 0 END)`,
    );
    await rig.tickets.sql(tellRaw, [ticketStream, 'event.tickets.ticket.reopened', randomUUID()]);
    await rig.tickets.sql(
      `UPDATE outbox SET aggregate_id = 'old', created_at = now() - interval '40 days' WHERE aggregate_id = 'some'`,
    );
    await rig.tickets.sql(
      `INSERT INTO outbox_published (stream, first_sequence, ids, published_at)
         VALUES ($1, -5, '{0}', now() - interval '32 days')`,
      [ticketStream],
    );
    await rig.tickets.sql(
      `INSERT INTO idempotency (caller, operation, key, request_hash, response, created_at)
         VALUES ('a', 'b', 'old', '', '', now() - interval '25 hours'), ('a', 'b', 'new', '', '',
           now() - interval '23 hours')`,
    );
    rig.tickets.startRelay();
    await published();
    const left = await rig.tickets.sql<{ version: number }>(
      `SELECT aggregate_version AS version FROM outbox WHERE stream = $1 AND aggregate_id <> 'old' ORDER BY id`,
      [ticketStream],
    );
    expect(left.map((row) => row.version)).toEqual([2, 3]);
    expect(await inTheStream()).toHaveLength(4);
    expect(await rig.tickets.sql('SELECT 1 FROM outbox_published WHERE first_sequence < 0')).toEqual([]);
    expect(await rig.tickets.sql('SELECT key FROM idempotency')).toEqual([{ key: 'new' }]);
  });
});

/**
 * A way to the broker that can be closed: what is sent meanwhile waits, as the memory of a frozen process would keep
 * it.
 */
class Road {
  readonly url: string;
  readonly #server: Server;
  readonly #pairs: { readonly client: Socket; readonly broker: Socket }[];
  readonly #state: { open: boolean; waiting: Buffer[] };

  private constructor(
    url: string,
    server: Server,
    pairs: { client: Socket; broker: Socket }[],
    state: { open: boolean; waiting: Buffer[] },
  ) {
    this.url = url;
    this.#server = server;
    this.#pairs = pairs;
    this.#state = state;
  }

  static async to(brokerUrl: string): Promise<Road> {
    const { hostname, port } = new URL(brokerUrl);
    const pairs: { client: Socket; broker: Socket }[] = [];
    const state = { open: true, waiting: [] as Buffer[] };
    const server = createServer((client) => {
      const broker = connect(Number(port), hostname);
      pairs.push({ client, broker });
      broker.pipe(client);
      client.on('data', (chunk: Buffer) => (state.open ? broker.write(chunk) : state.waiting.push(chunk)));
      for (const socket of [client, broker]) socket.on('error', () => {});
      client.on('close', () => broker.destroy());
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return new Road(`nats://127.0.0.1:${(server.address() as AddressInfo).port}`, server, pairs, state);
  }

  get waitingBytes(): number {
    return this.#state.waiting.reduce((sum, chunk) => sum + chunk.length, 0);
  }
  close(): void {
    this.#state.open = false;
  }
  open(): void {
    this.#state.open = true;
    for (const chunk of this.#state.waiting.splice(0)) this.#pairs.at(-1)!.broker.write(chunk);
  }
  end(): void {
    this.#server.close();
    for (const { client } of this.#pairs) client.destroy();
  }
}
