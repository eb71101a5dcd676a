import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import {
  callbacksKeepCustomerCopy,
  consumerName,
  customerChanged,
  followTicketsWithCallbacks,
  type EventEnvelope,
} from '@bumen/contracts';
import { until } from '@bumen/testing';
import { activeWork } from '../transaction/work.ts';
import { envelopeOf, EventDatabases, EventRig, ticketStream } from './event.rig.ts';

describe('a reaction', () => {
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

  const publish = (event: EventEnvelope, messageId?: string) => rig.publishRaw(JSON.stringify(event), messageId);
  const handled = () => rig.callbacks.handled();
  const versionsOf = async (aggregateId: string) =>
    (await rig.callbacks.effects())
      .filter((effect) => effect.aggregate_id === aggregateId)
      .map((effect) => effect.version);

  test('R3 takes effect once for an event that is published again after the duplicate window, and redelivered', async () => {
    rig.callbacks.react();
    const [ticket, event] = [randomUUID(), 1] as const;
    const told = envelopeOf(ticket, event);
    // Without a message id the broker can't know it, as after its two minutes.
    for (let copy = 0; copy < 5; copy += 1) await publish(told);
    await handled();
    expect(await versionsOf(ticket)).toEqual([1]);
    await (await rig.keeping()).consumers.delete(ticketStream, consumerName(followTicketsWithCallbacks));
    await publish(envelopeOf(ticket, 2));
    await until('the second is applied', async () => (await versionsOf(ticket)).length === 2);
    await handled();
    expect(await versionsOf(ticket)).toEqual([1, 2]);
  });

  test('R3 keeps an effect and the note of it together: what fails after its effect leaves none and is tried again', async () => {
    let failures = 3;
    rig.callbacks.react(() => {
      if (failures-- > 0) return Promise.reject(new Error('not yet'));
      return Promise.resolve();
    });
    const ticket = randomUUID();
    await publish(envelopeOf(ticket, 1));
    await publish(envelopeOf(ticket, 2));
    await handled();
    expect(failures).toBeLessThan(0);
    expect(await versionsOf(ticket)).toEqual([1, 2]);
    expect(await rig.callbacks.sql('SELECT * FROM reaction_attempt')).toEqual([]);
  });

  test('R3 R8 keeps copies together where much comes, each once, and one that can not be kept holds up no other', async () => {
    const [bad, ...good] = Array.from({ length: 60 }, () => randomUUID());
    rig.callbacks.handlers.register(callbacksKeepCustomerCopy, async (event) => {
      await activeWork().change('INSERT INTO effect (aggregate_id, version, event_id) VALUES ($1, $2, $3)', [
        event.subject,
        event.aggregateversion,
        event.id,
      ]);
      if (event.subject === bad) throw new Error('this one can not be kept');
    });
    const facts = {
      name: '客户',
      phone: null,
      phoneE164: null,
      numbers: [],
      numbersRefused: [],
      email: null,
      member: false,
      preferences: { doNotCall: false, quietHours: null, companyHoursToo: false, consent: null },
      mergedInto: null,
    };
    const told = [bad!, ...good].flatMap((customerId) =>
      [1, 2].map((version) =>
        envelopeOf(customerId, version, {
          type: customerChanged.name,
          source: '/tickets/customer',
          data: { customerId, ...facts },
        }),
      ),
    );
    const nats = await rig.tickets.broker.nats();
    for (const event of told) nats.publish('event.tickets.customer.changed', JSON.stringify(event));
    await nats.flush();
    rig.callbacks.react();
    await handled();
    for (const customerId of good) expect((await versionsOf(customerId)).at(-1)).toBe(2);
    const had = (await rig.callbacks.effects()).map((effect) => effect.event_id);
    expect(new Set(had).size).toBe(had.length);
    expect(await versionsOf(bad!)).toEqual([]);
    expect((await rig.callbacks.deaths()).map((one) => one.aggregateId)).toContain(bad);
    const [{ commits }] = (await rig.callbacks.sql<{ commits: number }>(
      'SELECT count(DISTINCT xmin::text)::int AS commits FROM effect',
    )) as [{ commits: number }];
    expect(commits).toBeLessThan(had.length);
  });

  test('R3 has one effect where two processes of the service are given the same events', async () => {
    rig.callbacks.react();
    const first = rig.callbacks.consumers!;
    rig.callbacks.react();
    const tickets = Array.from({ length: 10 }, () => randomUUID());
    await Promise.all(
      tickets.flatMap((ticket) =>
        [1, 2, 3, 4].flatMap((version) => {
          const told = envelopeOf(ticket, version);
          return [publish(told), publish(told)];
        }),
      ),
    );
    await handled();
    for (const ticket of tickets) expect(await versionsOf(ticket)).toEqual([1, 2, 3, 4]);
    await first.stop();
  });

  test('R4 goes past what it does not react to, many aggregates at once, and still sees every gap', async () => {
    rig.callbacks.react();
    const tickets = Array.from({ length: 60 }, () => randomUUID());
    const passing = (ticket: string, version: number): EventEnvelope => ({
      ...envelopeOf(ticket, version),
      type: 'tickets.ticket.remarked',
    });
    const chain = (ticket: string) => [
      passing(ticket, 1),
      passing(ticket, 2),
      envelopeOf(ticket, 3),
      passing(ticket, 4),
      envelopeOf(ticket, 5),
    ];
    // Every third comes backwards, and everything comes twice.
    await Promise.all(
      tickets.flatMap((ticket, index) =>
        (index % 3 === 0 ? chain(ticket).toReversed() : chain(ticket)).flatMap((event) => [
          publish(event),
          publish(event),
        ]),
      ),
    );
    await handled();
    for (const ticket of tickets) expect(await versionsOf(ticket)).toEqual([3, 5]);
    expect(await rig.callbacks.sql('SELECT DISTINCT version FROM inbox')).toEqual([{ version: 5 }]);
    expect(await rig.callbacks.deaths()).toEqual([]);
  });

  test('R4 applies every event once and in the order of its aggregate, however shuffled and repeated they come', async () => {
    rig.callbacks.react();
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.integer({ min: 1, max: 6 }), { minLength: 1, maxLength: 4 }).chain((lengths) => {
          const places = lengths.flatMap((length, aggregate) =>
            Array.from({ length }, (_, index) => ({ aggregate, version: index + 1 })),
          );
          return fc.shuffledSubarray([...places, ...places, ...places], { minLength: places.length * 3 });
        }),
        async (places) => {
          const ids = new Map<string, EventEnvelope>();
          const tickets = new Map<number, string>();
          for (const { aggregate, version } of places) {
            const ticket = tickets.get(aggregate) ?? randomUUID();
            tickets.set(aggregate, ticket);
            const key = `${aggregate} ${version}`;
            ids.set(key, ids.get(key) ?? envelopeOf(ticket, version));
            await publish(ids.get(key)!);
          }
          await handled();
          for (const [aggregate, ticket] of tickets) {
            const last = Math.max(
              ...places.filter((place) => place.aggregate === aggregate).map((place) => place.version),
            );
            expect(await versionsOf(ticket)).toEqual(Array.from({ length: last }, (_, index) => index + 1));
          }
        },
      ),
      { numRuns: 10, seed: 20_260_302 },
    );
    expect(await rig.callbacks.deaths()).toEqual([]);
  });

  test('R4 waits for a missing event and goes on when it comes', async () => {
    rig.callbacks.react();
    const [ticket, other] = [randomUUID(), randomUUID()];
    await publish(envelopeOf(ticket, 1));
    await publish(envelopeOf(ticket, 3));
    await publish(envelopeOf(other, 1));
    await until('what can be applied is', async () => (await rig.callbacks.effects()).length === 2);
    const delivered = async () =>
      (await (await rig.callbacks.manager()).consumers.info(ticketStream, consumerName(followTicketsWithCallbacks)))
        .num_redelivered;
    await until('the early one was given back and came again', async () => (await delivered()) > 0);
    expect([await versionsOf(ticket), await versionsOf(other)]).toEqual([[1], [1]]);
    await publish(envelopeOf(ticket, 2));
    await handled();
    expect(await versionsOf(ticket)).toEqual([1, 2, 3]);
  });

  test('R4 moves past events of the aggregate that it does not react to, whatever their data', async () => {
    rig.callbacks.react();
    const ticket = randomUUID();
    await publish(envelopeOf(ticket, 1, { type: 'tickets.ticket.something_new', dataversion: 7, data: null }));
    await publish(envelopeOf(ticket, 2));
    await handled();
    expect(await versionsOf(ticket)).toEqual([2]);
  });

  test('R5 goes on after the broker lost everything, and does nothing twice', async () => {
    rig.tickets.startRelay();
    rig.callbacks.react();
    const tickets = Array.from({ length: 5 }, () => randomUUID());
    for (const ticket of tickets) await rig.tickets.tell(ticket, 1, 2, 3);
    await rig.settled();
    await rig.wipeBroker();
    for (const ticket of tickets) await rig.tickets.tell(ticket, 4);
    await until('the new events are applied', async () => (await rig.callbacks.effects()).length >= 20);
    await rig.settled();
    for (const ticket of tickets) expect(await versionsOf(ticket)).toEqual([1, 2, 3, 4]);
    expect(await rig.callbacks.deaths()).toEqual([]);
  });

  test('takes up work when the source service starts later', async () => {
    await rig.wipeBroker();
    rig.callbacks.react();
    const ticket = randomUUID();
    await rig.tickets.tell(ticket, 1);
    rig.tickets.startRelay();
    await until('the event is applied', async () => (await versionsOf(ticket)).length === 1);
  });

  test('R3 finishes what is in work when it stops, and leaves the rest to the next', async () => {
    const release = Promise.withResolvers<void>();
    let begun = 0;
    const consumers = rig.callbacks.react(
      async () => {
        begun += 1;
        await release.promise;
      },
      { concurrency: 2 },
    );
    const tickets = Array.from({ length: 6 }, () => randomUUID());
    for (const ticket of tickets) await publish(envelopeOf(ticket, 1));
    await until('two are in work', () => begun === 2);
    let over = false;
    const stopped = consumers.stop().then(() => (over = true));
    const nats = await rig.callbacks.broker.nats();
    for (let looks = 0; looks < 5; looks += 1) await nats.flush();
    expect(over).toBe(false);
    release.resolve();
    await stopped;
    const done = (await rig.callbacks.effects()).length;
    expect(done).toBeGreaterThanOrEqual(2);
    rig.callbacks.react();
    await handled();
    expect((await rig.callbacks.effects()).map((effect) => effect.aggregate_id).sort()).toEqual([...tickets].sort());
  });

  test('does not give an event that takes long to somebody else', async () => {
    const release = Promise.withResolvers<void>();
    let begun = 0;
    rig.callbacks.react(
      async () => {
        begun += 1;
        await release.promise;
      },
      { ackWaitMs: 900 },
    );
    try {
      await publish(envelopeOf(randomUUID(), 1));
      await until('it is in work', () => begun === 1);
      const info = async () =>
        (await rig.callbacks.manager()).consumers.info(ticketStream, consumerName(followTicketsWithCallbacks));
      // It says so three times in each wait, and nothing else is said meanwhile.
      const nats = await rig.callbacks.broker.nats();
      const before = nats.stats().outMsgs;
      await until('it was said to be in work for longer than the wait', () => nats.stats().outMsgs - before >= 5);
      expect((await info()).num_redelivered).toBe(0);
    } finally {
      release.resolve();
    }
    await handled();
    expect(begun).toBe(1);
  });
});
