import { randomUUID } from 'node:crypto';
import {
  callbackDissatisfied,
  callbackSatisfied,
  eventSubject,
  ticketReopened,
  ticketResolved,
  type EventType,
  type ServiceName,
} from '@bumen/contracts';
import { until } from '../../local/until.ts';
import { natsMaxPayload } from '../../stack.ts';
import type { Scenario, Trial } from '../trial.ts';

const row = 'poison';
/** Tries and waits after which an event is dead, and a little more. */
const diesWithinMs = 90_000;
/** The kit's `crashTries`. */
const runsMax = 3;

interface Poison {
  readonly kind: string;
  readonly event: EventType;
  readonly body: string | Uint8Array;
  /** Of the reaction that must lay it aside. */
  readonly victim: ServiceName;
  readonly aggregateId?: string;
}

const moment = '2026-03-02T08:00:00.000Z';
const about = () => ({
  ticketId: randomUUID(),
  number: 'T000000',
  customerId: randomUUID(),
  teamId: null,
  assigneeId: null,
});
const resolved = () => ({
  ...about(),
  customerId: randomUUID(),
  nature: 'consult',
  flow: 'consult',
  channel: 'chat',
  teamId: null,
  handlerId: randomUUID(),
  handlerIds: [],
  resolvedAt: moment,
  round: 1,
  callbackAgreedAt: null,
  told: null,
});
const finished = () => ({
  callbackId: randomUUID(),
  ticketId: randomUUID(),
  kind: 'after_sale',
  customerId: randomUUID(),
  handlerId: null,
  channel: null,
  ticketHandlerId: null,
  teamId: null,
  round: 1,
  attempts: 1,
  lengthS: 1,
  questions: 3,
  at: moment,
  score: 1,
  assigneeId: null,
});

function envelope(event: EventType, aggregateId: string, data: object, changes: object = {}): string {
  return JSON.stringify({
    specversion: '1.0',
    id: randomUUID(),
    type: event.name,
    source: `/${event.service}/${event.aggregate}`,
    subject: aggregateId,
    time: moment,
    datacontenttype: 'application/json',
    dataversion: event.version,
    aggregateversion: 1,
    correlationid: 'poison',
    actor: 'poison',
    data,
    ...changes,
  });
}

/** Each is something that a wrong version of a service might send. */
const brews: readonly ((id: string) => Poison)[] = [
  () => ({ kind: 'bad JSON', event: ticketResolved, body: `{"id": "${randomUUID()}`, victim: 'callbacks' }),
  () => ({
    kind: 'no text',
    event: ticketReopened,
    body: Buffer.from([0xff, 0x00, 0xfe, ...Buffer.from(randomUUID())]),
    victim: 'callbacks',
  }),
  (id) => ({
    kind: 'unknown version',
    event: ticketResolved,
    body: envelope(ticketResolved, id, resolved(), { dataversion: 99 }),
    victim: 'callbacks',
    aggregateId: id,
  }),
  (id) => ({
    kind: 'wrong data',
    event: callbackSatisfied,
    body: envelope(callbackSatisfied, id, { callbackId: 7 }),
    victim: 'tickets',
    aggregateId: id,
  }),
  (id) => ({
    kind: 'half an envelope',
    event: callbackSatisfied,
    body: JSON.stringify({ id: randomUUID(), subject: id }),
    victim: 'tickets',
    aggregateId: id,
  }),
  (id) => ({
    kind: 'the reaction throws',
    event: callbackDissatisfied,
    body: envelope(callbackDissatisfied, id, { ...finished(), reasons: ['not_solved'], reopens: true }),
    victim: 'tickets',
    aggregateId: id,
  }),
];

/** Holds the transaction of one event open, so that its process can be ended in the middle of it. */
const deadly = `
  CREATE TABLE IF NOT EXISTS witness.deadly (aggregate_id text PRIMARY KEY);
  CREATE OR REPLACE FUNCTION witness.stall() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN IF EXISTS (SELECT FROM witness.deadly WHERE aggregate_id = NEW.aggregate_id)
      THEN PERFORM pg_sleep(7); END IF; RETURN NULL; END $$;
  CREATE OR REPLACE TRIGGER stall AFTER INSERT OR UPDATE ON inbox FOR EACH ROW EXECUTE FUNCTION witness.stall();
`;

/** One message in a hundred can't be applied; the others don't notice, and a person finds it with its reason. */
export const poison: Scenario = {
  name: 'poison',
  rows: [row],
  counts: { short: 1_000, long: 100_000 },
  lane: 'waiting',
  async run(trial) {
    const { desk, ledger } = trial;
    // A load of a thousand events a time, so that one try can be told from the next.
    for (let events = 0; events < trial.count; events += 1_000) {
      const job = trial.load({ contactsEach: 9 });
      const brewed: Poison[] = [];
      for (let portion = 0; portion < 12; portion += 1) {
        const had = job.contacts.length;
        const one = brews[portion % brews.length]!(randomUUID());
        await (await desk.publisher(one.event.service)).publish(eventSubject(one.event), one.body);
        brewed.push(one);
        await until('the job goes on', () => job.contacts.length >= Math.min(had + 3, 54), 60_000, 10);
      }
      const faults = await refusedByTheBroker(trial);
      faults.push(...(await killsItsProcess(trial)));
      await job.finished();
      faults.push(...(await findDead(trial, brewed)));
      const { faults: found, ...figures } = await trial.examine(job);
      ledger.judge(row, [...faults, ...found], { ...figures, poisonous: brewed.length + 2 });
    }
  },
};

/** Whatever is larger than the broker takes never gets into the stream, and the sender is told. */
async function refusedByTheBroker({ desk }: Trial): Promise<string[]> {
  const body = new Uint8Array(natsMaxPayload + 1);
  const refusal = await (await desk.publisher('tickets')).publish(eventSubject(ticketResolved), body).then(
    () => undefined,
    (error: Error) => error,
  );
  return refusal ? [] : ['the broker took a message that is over its max_payload'];
}

/** The process that applies it ends each time; the event is laid aside without being run for ever. */
async function killsItsProcess({ desk }: Trial): Promise<string[]> {
  const aggregateId = randomUUID();
  await desk.sql('callbacks', deadly);
  await desk.sql('callbacks', 'INSERT INTO witness.deadly VALUES ($1)', [aggregateId]);
  await (
    await desk.publisher('tickets')
  ).publish(
    eventSubject(ticketResolved),
    envelope(ticketResolved, aggregateId, { ...resolved(), ticketId: aggregateId }),
  );
  const end = Date.now() + diesWithinMs;
  let ended = 0;
  for (;;) {
    const [dead] = await desk.sql<{ reason: string }>(
      'callbacks',
      'SELECT reason FROM dead_event WHERE aggregate_id = $1',
      [aggregateId],
    );
    if (dead) break;
    if (Date.now() > end) return [`an event that ended its process ${ended} times is not laid aside`];
    const stalled = await desk.admin.query<{ pid: number }>(
      "SELECT pid FROM pg_stat_activity WHERE wait_event = 'PgSleep' AND datname = 'callbacks'",
    );
    if (stalled.rows.length === 0) {
      await new Promise((resolve) => setTimeout(resolve, 20));
      continue;
    }
    ended += 1;
    await desk.process('callbacks').killAndHeal();
    await desk.admin.query('SELECT pg_terminate_backend(pid) FROM unnest($1::int[]) AS pid', [
      stalled.rows.map(({ pid }) => pid),
    ]);
  }
  await desk.sql('callbacks', 'DROP TRIGGER stall ON inbox');
  return ended <= runsMax ? [] : [`an event that ends its process was run ${ended} times`];
}

/** A person finds each of them with its reason, and puts it away. */
async function findDead({ desk }: Trial, poisons: readonly Poison[]): Promise<string[]> {
  const faults: string[] = [];
  for (const service of ['tickets', 'callbacks'] as const) {
    const expected = poisons.filter((one) => one.victim === service);
    const ids = expected.flatMap((one) => one.aggregateId ?? []);
    await until(
      `the poison of ${service} is dead`,
      async () => {
        const [row] = await desk.sql<{ count: number }>(
          service,
          "SELECT count(DISTINCT aggregate_id)::int AS count FROM dead_event WHERE aggregate_id = ANY($1) AND status = 'dead'",
          [ids],
        );
        return row!.count === ids.length;
      },
      diesWithinMs,
    ).catch((error: Error) => faults.push(error.message));
    const listed = await asManager<{ items: { id: string; reason: string; aggregateId: string | null }[] }>(
      desk.stack.baseUrl,
      desk.people.manager,
      'GET',
      `/${service}/dead-events?status=dead&limit=200`,
    );
    for (const { kind, aggregateId } of expected)
      if (
        aggregateId !== undefined &&
        !listed.items.some((one) => one.aggregateId === aggregateId && one.reason !== '')
      )
        faults.push(`nobody sees the poison "${kind}" of ${aggregateId}`);
    const placeless = expected.filter((one) => one.aggregateId === undefined).length;
    if (listed.items.filter((one) => one.aggregateId === null).length < placeless)
      faults.push(`nobody sees ${placeless} messages to ${service} that are no events`);
    for (const { id } of listed.items)
      await asManager(desk.stack.baseUrl, desk.people.manager, 'POST', `/${service}/dead-events/${id}/discard`);
  }
  return faults;
}

async function asManager<T>(baseUrl: string, token: string, method: string, path: string): Promise<T> {
  const answer = await fetch(`${baseUrl}/api${path}`, {
    method,
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json', 'idempotency-key': randomUUID() },
    ...(method === 'GET' ? {} : { body: JSON.stringify({ reason: 'poison of a trial' }) }),
  });
  if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`);
  return (await answer.json()) as T;
}
