import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { until } from '@bumen/testing';
import { placed } from './event-service.rig.ts';
import { EventDatabases, EventRig, ticketStream } from './event.rig.ts';
import { Road } from './road.rig.ts';

const tellRaw = `WITH told AS (
    INSERT INTO outbox (stream, subject, event_id, aggregate_id, aggregate_version, envelope, occurred_at)
      VALUES ($1, $2, $3, 'some', 1, '{}', now()) RETURNING stream, id)
  INSERT INTO outbox_waiting (stream, id) SELECT stream, id FROM told`;

describe('the relay', () => {
  let databases: EventDatabases;
  let rig: EventRig;
  beforeAll(async () => {
    databases = await EventDatabases.open();
  });
  afterAll(() => databases.close());
  beforeEach(async () => {
    rig = await EventRig.open(databases);
  });
  afterEach(() => rig.close());

  test('R1 publishes every committed event once, in order, to the services and to the departments', async () => {
    rig.tickets.startRelay();
    const ticket = randomUUID();
    await rig.tickets.tell(ticket, 1, 2, 3);
    await rig.tickets.tell(ticket, 4);
    await rig.tickets.published();
    for (const stream of [ticketStream, 'tickets-departments']) {
      expect(await rig.tickets.publishedVersions(stream)).toEqual([1, 2, 3, 4]);
      expect(await rig.tickets.inStream(stream)).toEqual(await rig.tickets.inOutbox(stream));
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
      await rig.tickets.published();
      expect(await rig.tickets.inStream()).toHaveLength(40);
      await slow.query('COMMIT');
    } finally {
      await slow.end();
    }
    await until('the late one is published', async () => (await rig.tickets.countInStream()) === 41);
    expect((await rig.tickets.inStream()).at(-1)!.eventId).toBe(late);
    await rig.tickets.published();
    expect(await rig.tickets.inStream()).toEqual(await rig.tickets.inOutbox());
  });

  test('R4 lets one of several relays lead, and another one as soon as it stops', async () => {
    const first = rig.tickets.startRelay();
    await until('the first leads', () => first.leads);
    const second = rig.tickets.startRelay();
    await rig.tickets.tell(randomUUID(), 1);
    await rig.tickets.published();
    expect([first.leads, second.leads]).toEqual([true, false]);
    await first.stop();
    await until('the second leads', () => second.leads);
  });

  test('R4 deposes a leader whose process is frozen', async () => {
    const frozen = new pg.Client({ connectionString: rig.tickets.config.databaseUrl });
    const ended = new Promise<void>((resolve) => frozen.on('error', () => resolve()));
    await frozen.connect();
    // A session that holds the lock and says nothing is all that the database sees of a frozen process.
    await frozen.query('SELECT pg_advisory_lock($1, $2)', [0x62756d65, 1]);
    const relay = rig.tickets.startRelay({ leaseMs: 300 });
    await until('the other one leads', () => relay.leads);
    await ended;
  });

  test('R4 refuses what a frozen leader had on its way when it was deposed', async () => {
    const road = await Road.to(rig.tickets.config.natsUrl);
    const frozenService = await rig.tickets.reachingBrokerAt(road.url);
    try {
      const frozen = frozenService.startRelay();
      await until('it leads', () => frozen.leads);
      await rig.tickets.tell(randomUUID(), 1);
      await until('its first is published', () => frozen.isSettled());
      road.close();
      await rig.tickets.tell(randomUUID(), 1, 2, 3);
      await until('three are on their way', () => road.waitingBytes > 3_000);
      await rig.tickets.sql(
        `SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory' AND objid = 1
           AND classid = $1::int::oid AND granted
            AND database = (SELECT oid FROM pg_database WHERE datname = current_database())`,
        [0x62756d65],
      );
      const next = rig.tickets.startRelay();
      await until('the next one leads', () => next.leads);
      await until('all is published', () => next.isSettled());
      // Longer frozen than the broker remembers message ids, so that only the expected sequence is left to refuse them.
      await rig.broker.leaveStreams();
      await (await rig.keeping()).streams.update(ticketStream, { duplicate_window: 100_000_000 });
      const probe = randomUUID();
      await rig.publishRaw('{}', probe);
      await until('the broker has forgotten', async () => {
        const before = (await rig.tickets.inStream()).length;
        await rig.publishRaw('{}', probe);
        return (await rig.tickets.inStream()).length > before;
      });
      const before = await rig.tickets.inStream();
      road.open();
      await until('they have arrived', () => road.waitingBytes === 0);
      await (await frozenService.broker.nats()).flush();
      expect(await rig.tickets.inStream()).toEqual(before);
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
      await until('somebody leads again', () => relay.leads || other.leads);
    }
    await writing;
    await rig.tickets.published();
    expect(depositions).toBeGreaterThan(2);
    const stream = await rig.tickets.inStream();
    expect(stream).toEqual(await rig.tickets.inOutbox());
    expect(new Set(stream.map((one) => one.eventId)).size).toBe(400);
    const rows = await rig.tickets.sql<{ aggregate_id: string; versions: number[] }>(
      `SELECT aggregate_id, array_agg(aggregate_version ORDER BY stream_sequence) AS versions FROM ${placed}
         WHERE stream = $1 GROUP BY aggregate_id`,
      [ticketStream],
    );
    for (const { versions } of rows) expect(versions).toEqual(Array.from({ length: 20 }, (_, index) => index + 1));
  });

  test('R5 keeps unpublished events whatever their age, and removes published ones a day after the broker has', async () => {
    rig.tickets.startRelay();
    await rig.tickets.tell(randomUUID(), 1, 2, 3);
    await rig.tickets.published();
    await rig.tickets.stopRelays();
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
    await rig.tickets.published();
    const left = await rig.tickets.sql<{ version: number }>(
      `SELECT aggregate_version AS version FROM outbox WHERE stream = $1 AND aggregate_id <> 'old' ORDER BY id`,
      [ticketStream],
    );
    expect(left.map((row) => row.version)).toEqual([2, 3]);
    expect(await rig.tickets.inStream()).toHaveLength(4);
    expect(await rig.tickets.sql('SELECT 1 FROM outbox_published WHERE first_sequence < 0')).toEqual([]);
    expect(await rig.tickets.sql('SELECT key FROM idempotency')).toEqual([{ key: 'new' }]);
  });
});
