import { randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import { jetstream, jetstreamManager } from '@nats-io/jetstream';
import { connect } from '@nats-io/transport-node';
import pg from 'pg';

// The floor: one round trip to PostgreSQL that stores ticket, event and outbox row, and the smallest relay that could
// work; or one that reads.

const nats = await connect({
  servers: process.env['NATS_URL']!,
  user: process.env['NATS_USER']!,
  pass: process.env['NATS_PASSWORD']!,
});
const pool = new pg.Pool({ connectionString: process.env['DATABASE_URL'], max: 8 });
await pool.query(`
  CREATE TABLE IF NOT EXISTS ticket (id uuid PRIMARY KEY, version int NOT NULL, channel text NOT NULL,
    nature text NOT NULL, question text NOT NULL, customer text NOT NULL, phone text NOT NULL,
      opened_at timestamptz NOT NULL DEFAULT now());
  CREATE TABLE IF NOT EXISTS ticket_event (id uuid PRIMARY KEY, ticket_id uuid NOT NULL, version int NOT NULL,
    type text NOT NULL, at timestamptz NOT NULL DEFAULT now());
  CREATE TABLE IF NOT EXISTS outbox (id bigserial PRIMARY KEY, event_id uuid NOT NULL, payload text NOT NULL,
    published boolean NOT NULL DEFAULT false);
  CREATE INDEX IF NOT EXISTS outbox_unpublished ON outbox (id) WHERE NOT published;`);
const manager = await jetstreamManager(nats);
await manager.streams.add({ name: 'bare', subjects: ['bare-event.>'] });
const stream = jetstream(nats);

const create = `WITH t AS (INSERT INTO ticket (id, version, channel, nature, question, customer, phone)
   VALUES ($1, 1, $2, $3, $4, $5, $6)),
  e AS (INSERT INTO ticket_event (id, ticket_id, version, type) VALUES ($7, $1, 1, 'opened'))
  INSERT INTO outbox (event_id, payload) VALUES ($7, $8)`;
nats.subscribe('bare.ticket.create', {
  queue: 'bare',
  callback: (_error, message) => {
    const body = message.json<{
      channel: string;
      nature: string;
      question: string;
      customer: { name: string; phone: string };
    }>();
    const id = randomUUID();
    const eventId = randomUUID();
    const payload = JSON.stringify({
      id: eventId,
      type: 'opened',
      subject: id,
      data: { channel: body.channel, nature: body.nature },
    });
    void pool
      .query({
        name: 'create',
        text: create,
        values: [
          id,
          body.channel,
          body.nature,
          body.question,
          body.customer.name,
          body.customer.phone,
          eventId,
          payload,
        ],
      })
      .then(() => {
        message.respond(JSON.stringify({ id, version: 1, ...body }));
        void relay();
      });
  },
});

const shown = 'SELECT id, version, channel, nature, question, customer, phone, opened_at FROM ticket';
nats.subscribe('bare.ticket.get', {
  queue: 'bare',
  callback: (_error, message) => {
    const { id } = message.json<{ id: string }>();
    void pool
      .query({ name: 'get', text: `${shown} WHERE id = $1`, values: [id] })
      .then(({ rows }) => message.respond(JSON.stringify(rows[0])));
  },
});
// As many fields as a list of the product has, so that as many bytes travel.
const listed = `SELECT id, version, 'T' || version AS number, nature, 'normal' AS priority, channel, 'closed' AS state,
   question, id AS "teamId", id AS "assigneeId", '坐席' AS "assigneeName",
  'none' AS escalation, json_build_object('id', id, 'name', customer, 'phone', phone) AS customer,
    opened_at AS "openedAt", opened_at AS "closedAt", opened_at AS "dueAt", false AS overdue
  FROM ticket ORDER BY id DESC LIMIT 50`;
nats.subscribe('bare.ticket.list', {
  queue: 'bare',
  callback: (_error, message) => {
    void pool
      .query({ name: 'list', text: listed, values: [] })
      .then(({ rows }) => message.respond(JSON.stringify({ items: rows })));
  },
});

let relaying = false;
async function relay(): Promise<void> {
  if (relaying) return;
  relaying = true;
  try {
    for (;;) {
      const { rows } = await pool.query<{ id: string; event_id: string; payload: string }>({
        name: 'due',
        text: 'SELECT id, event_id, payload FROM outbox WHERE NOT published ORDER BY id LIMIT 500',
      });
      if (rows.length === 0) return;
      await Promise.all(rows.map((row) => stream.publish('bare-event.opened', row.payload, { msgID: row.event_id })));
      await pool.query({
        name: 'done',
        text: 'UPDATE outbox SET published = true WHERE id = ANY($1::bigint[])',
        values: [rows.map((row) => row.id)],
      });
    }
  } finally {
    relaying = false;
  }
}

createServer((_request, response) => response.end('ready')).listen(Number(process.env['PORT']), '127.0.0.1');
process.on(
  'SIGTERM',
  () =>
    void nats
      .drain()
      .then(() => pool.end())
      .then(() => process.exit(0)),
);
