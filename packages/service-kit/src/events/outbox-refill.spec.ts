import { randomUUID } from 'node:crypto';
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { until } from '@bumen/testing';
import { publishedEvents } from './event-metrics.ts';
import { placed } from './event-service.rig.ts';
import { EventDatabases, EventRig, ticketStream } from './event.rig.ts';

const tellRaw = `WITH told AS (
    INSERT INTO outbox (stream, subject, event_id, aggregate_id, aggregate_version, envelope, occurred_at)
      VALUES ($1, $2, $3, 'some', 1, '{}', now()) RETURNING stream, id)
  INSERT INTO outbox_waiting (stream, id) SELECT stream, id FROM told`;

describe('a broker that lost something', () => {
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

  test('R5 fills a broker whose data was wiped, the old events before the new', async () => {
    rig.tickets.startRelay();
    const ticket = randomUUID();
    await rig.tickets.tell(ticket, 1, 2, 3, 4, 5);
    await rig.tickets.published();
    const before = await rig.tickets.inStream();
    await rig.wipeBroker();
    await rig.tickets.tell(ticket, 6);
    await until('all six are there', async () => (await rig.tickets.countInStream()) === 6);
    await rig.tickets.published();
    const after = await rig.tickets.inStream();
    expect(after.slice(0, 5)).toEqual(before);
    expect(after).toEqual(await rig.tickets.inOutbox());
  });

  test('R5 fills a broker that was wiped while no relay ran, although new events were told meanwhile', async () => {
    rig.tickets.startRelay();
    const ticket = randomUUID();
    await rig.tickets.tell(ticket, 1, 2, 3);
    await rig.tickets.published();
    await rig.tickets.stopRelays();
    await rig.wipeBroker();
    await rig.tickets.tell(ticket, 4, 5);
    rig.tickets.startRelay();
    await until('all five are there', async () => (await rig.tickets.countInStream()) === 5);
    await rig.tickets.published();
    expect(await rig.tickets.publishedVersions()).toEqual([1, 2, 3, 4, 5]);
  });

  test('R5 publishes a lost tail again', async () => {
    rig.tickets.startRelay();
    const ticket = randomUUID();
    await rig.tickets.tell(ticket, 1, 2, 3);
    await rig.tickets.published();
    // As after a power cut: the stream is the same one, as it was some events ago.
    const earlier = mkdtempSync(join(tmpdir(), 'bumen-earlier-'));
    try {
      await rig.whileBrokerIsDown((data) => cpSync(data, earlier, { recursive: true }));
      await rig.tickets.tell(ticket, 4, 5);
      await rig.tickets.published();
      await rig.whileBrokerIsDown((data) => {
        rmSync(data, { recursive: true });
        cpSync(earlier, data, { recursive: true });
      });
    } finally {
      rmSync(earlier, { recursive: true });
    }
    await until('all five are there', async () => (await rig.tickets.countInStream()) === 5);
    await rig.tickets.published();
    expect(await rig.tickets.inStream()).toEqual(await rig.tickets.inOutbox());
    expect(await rig.tickets.publishedVersions()).toEqual([1, 2, 3, 4, 5]);
  });

  test('R5 adopts what the broker has acknowledged without our hearing it', async () => {
    rig.tickets.startRelay();
    await rig.tickets.tell(randomUUID(), 1, 2, 3);
    await rig.tickets.published();
    await rig.tickets.stopRelays();
    const before = await rig.tickets.inStream();
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
    await rig.tickets.published();
    // The broker's memory of message ids would hide a second publishing for two minutes only.
    expect(await sent()).toBe(sentBefore);
    expect(await rig.tickets.inOutbox()).toEqual(before);
    expect(await rig.tickets.inStream()).toEqual(before);
  });

  test.each([
    { where: 'in the middle', subjects: ['resolved', 'reopened', 'answered'], left: [1, 3, 4] },
    { where: 'at the head', subjects: ['reopened', 'answered'], left: [2, 3] },
  ])(
    'R5 publishes again what a changed limit of the stream threw away $where, and takes the limit back',
    async ({ subjects, left }) => {
      rig.tickets.startRelay();
      for (const what of subjects)
        await rig.tickets.sql(tellRaw, [ticketStream, `event.tickets.ticket.${what}`, randomUUID()]);
      await rig.tickets.published();
      await rig.tickets.stopRelays();
      const manager = await rig.keeping();
      await rig.broker.leaveStreams();
      await manager.streams.update(ticketStream, { max_msgs_per_subject: 1 });
      // A limit takes hold with the next message of the subject.
      const stranger = randomUUID();
      await rig.publishRaw('{}', stranger);
      expect((await rig.tickets.inStream()).map((one) => one.sequence)).toEqual(left);
      // The broker remembers message ids for two minutes; a restart makes it forget those of messages that are gone.
      await rig.whileBrokerIsDown(() => {});
      await rig.broker.keepStreams();
      rig.tickets.startRelay();
      await until('it is there again', async () => (await rig.tickets.countInStream()) === left.length + 1);
      await rig.tickets.published();
      expect((await rig.tickets.inStream()).filter((one) => one.eventId !== stranger)).toEqual(
        await rig.tickets.inOutbox(),
      );
      expect((await manager.streams.info(ticketStream)).config.max_msgs_per_subject).toBe(-1);
    },
  );

  test('R5 is not deceived by a new stream that is as long as the lost one', async () => {
    rig.tickets.startRelay();
    await rig.tickets.tell(randomUUID(), 1, 2, 3);
    await rig.tickets.published();
    await rig.tickets.stopRelays();
    await rig.wipeBroker();
    const strangers = [randomUUID(), randomUUID(), randomUUID(), randomUUID()];
    for (const stranger of strangers) await rig.publishRaw('{}', stranger);
    rig.tickets.startRelay();
    await until('ours are there too', async () => (await rig.tickets.countInStream()) === 7);
    await rig.tickets.published();
    expect((await rig.tickets.inStream()).slice(4)).toEqual(await rig.tickets.inOutbox());
  });

  test('R5 is not held up by the place of an event that was lost and whose row is pruned already', async () => {
    await rig.tickets.sql(
      `INSERT INTO outbox_published (stream, first_sequence, ids)
         VALUES ($1, 1, '{987654321}'), ($1, 3, '{987654322}')`,
      [ticketStream],
    );
    await rig.tickets.tell(randomUUID(), 1, 2, 3);
    rig.tickets.startRelay();
    await rig.tickets.published();
    expect(await rig.tickets.inStream()).toEqual(await rig.tickets.inOutbox());
    expect(await rig.tickets.inStream()).toHaveLength(3);
  });
});
