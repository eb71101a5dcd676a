import { jetstream, jetstreamManager, type JetStreamManager } from '@nats-io/jetstream';
import { nanos, type NatsConnection } from '@nats-io/transport-node';
import {
  consumerPlans,
  eventStream,
  feedConsumers,
  feedSubject,
  streamLimits,
  streamPlans,
  streamsApi,
  streamsUser,
  type FeedAnswer,
} from '@bumen/contracts';
import { departments, type NatsUser } from '@bumen/infra/stack';
import { Broker } from '@bumen/testing/broker';
import { until } from '@bumen/testing/until';
import { FeedDesk } from './feed-desk.ts';
import { StreamKeeper } from './stream-keeper.ts';

const stream = eventStream('hr');
const plan = consumerPlans(departments, streamLimits).find((one) => one.stream === stream)!;

describe('who keeps the streams', () => {
  let broker: Broker;
  let connection: NatsConnection;
  let manager: JetStreamManager;
  let keeper: StreamKeeper;
  const told: string[] = [];
  beforeEach(async () => {
    broker = await Broker.start({ bare: true });
    connection = await broker.connect('streams');
    manager = await jetstreamManager(connection, { checkAPI: false });
    told.length = 0;
    keeper = new StreamKeeper(connection, {
      departments,
      checkEveryMs: 50,
      forgetsAfterMs: 200,
      report: (event, details) => void told.push(`${event} ${String(details['consumer'] ?? details['stream'])}`),
    });
    keeper.start();
    await until('all is there', () => keeper.complete);
  });
  afterEach(async () => {
    await keeper.stop();
    await broker.close();
  });
  const consumersOf = async (name: string) => {
    const found = [];
    for await (const info of manager.consumers.list(name)) found.push(info);
    return found;
  };

  test('R5 makes all that the contracts name, with pull consumers that keep what is not acknowledged', async () => {
    for (const { name, subject } of streamPlans)
      expect((await manager.streams.info(name)).config).toMatchObject({
        subjects: [subject],
        max_age: nanos(30 * 86_400_000),
        max_msgs: -1,
        max_bytes: -1,
        discard: 'old',
        storage: 'file',
      });
    const plans = consumerPlans(departments, streamLimits);
    for (const { name } of streamPlans) {
      const found = await consumersOf(name);
      expect(found.map((one) => one.name).toSorted()).toEqual(
        plans
          .filter((one) => one.stream === name)
          .map((one) => one.name)
          .toSorted(),
      );
      for (const { config } of found) expect(config).toMatchObject({ ack_policy: 'explicit', max_deliver: -1 });
      for (const { config } of found) expect(config).not.toHaveProperty('deliver_subject');
    }
  });

  test('R5 makes them anew after the broker lost its data, and after it was killed nothing', async () => {
    told.length = 0;
    await broker.kill();
    await until('it is back', () => keeper.complete);
    expect(told.filter((one) => /_(made|repaired|forgotten)/.test(one))).toEqual([]);
    await broker.stop();
    broker.wipe();
    await broker.start();
    await until('all is there', () => keeper.complete);
    expect(told.filter((one) => one.startsWith('stream_made'))).toHaveLength(streamPlans.length);
  });

  test('R5 puts right a stream whose subjects, limits or sources were changed', async () => {
    await manager.streams.update(stream, {
      subjects: ['event.hr.>', 'hr.session.authenticate'],
      max_msgs_per_subject: 1,
      sources: [{ name: eventStream('tickets') }],
    });
    await until('it is as it was', () => told.includes(`stream_repaired ${stream}`));
    const { config } = await manager.streams.info(stream);
    expect(config).toMatchObject({ subjects: ['event.hr.>'], max_msgs_per_subject: -1 });
    expect(config).not.toHaveProperty('sources');
  });

  test('R3 makes a consumer anew that is gone or differs, and takes away one that pushes, or that nobody knows or reads', async () => {
    const name = plan.name;
    await manager.consumers.delete(stream, name);
    await until('it is there', () => told.filter((one) => one === `consumer_made ${name}`).length === 2);
    await manager.consumers.update(stream, name, { max_ack_pending: 1 });
    await until('it is put right', () => told.includes(`consumer_repaired ${name}`));
    expect((await manager.consumers.info(stream, name)).config.max_ack_pending).toBe(plan.ackPendingMax);
    await manager.consumers.add(stream, { durable_name: 'pushes', ack_policy: 'none', deliver_subject: 'elsewhere' });
    await until('it is gone', () => told.includes('consumer_forgotten pushes'));
    await manager.consumers.add(stream, { durable_name: 'of-old', ack_policy: 'explicit' });
    await until('it is gone', () => told.includes('consumer_forgotten of-old'));
    expect((await consumersOf(stream)).map((one) => one.name)).not.toContain('of-old');
  });

  test('R10 two of them side by side do no harm', async () => {
    const other = new StreamKeeper(await broker.connect('streams'), { departments, checkEveryMs: 50 });
    other.start();
    try {
      await broker.stop();
      broker.wipe();
      await broker.start();
      await until('both find everything', () => keeper.complete && other.complete);
      const made = (await consumersOf(stream)).map((one) => one.created);
      await until('both have looked again', () => keeper.complete && other.complete);
      expect((await consumersOf(stream)).map((one) => one.created)).toEqual(made);
    } finally {
      await other.stop();
    }
  });
});

describe('consumers for the gateway', () => {
  let broker: Broker;
  let gateway: NatsConnection;
  beforeAll(async () => {
    broker = await Broker.start();
    gateway = await broker.connect(streamsUser('gateway') as NatsUser);
  });
  afterAll(() => broker.close());
  const ask = async (body: unknown) =>
    (
      await gateway.request(feedSubject, typeof body === 'string' ? body : JSON.stringify(body), { timeout: 15_000 })
    ).json<FeedAnswer>();

  test.each([
    'no JSON',
    {},
    { service: 'nobody', from: { sequence: 1 } },
    { service: 'hr', from: { sequence: 0 } },
    { service: 'hr', from: { time: 'yesterday' } },
    { service: 'hr', from: { sequence: 1 }, deliver_subject: 'hr.session.authenticate' },
    { service: 'hr', from: { sequence: 1, deliver_subject: 'hr.session.authenticate' } },
  ])('P-04 are pulled from, and %j asks for none', async (body) => {
    expect(await ask(body)).toEqual({ refused: 'invalid' });
  });

  test('P-04 tell what came from there on, acknowledge nothing and go by themselves', async () => {
    const owner = jetstream(await broker.connect(streamsUser('hr') as NatsUser), { apiPrefix: streamsApi });
    for (const body of ['one', 'two']) await owner.publish('event.hr.team.changed', body);
    const answer = await ask({ service: 'hr', from: { sequence: 2 } });
    if (!('consumer' in answer)) throw new Error(answer.refused);
    const consumer = await jetstream(gateway, { apiPrefix: streamsApi }).consumers.get(stream, answer.consumer);
    expect((await consumer.next())?.string()).toBe('two');
    const { config } = await consumer.info();
    expect(config).toMatchObject({ ack_policy: 'none', inactive_threshold: nanos(60_000) });
    expect(config).not.toHaveProperty('deliver_subject');
  });

  test('R9 are so many at most, and a gateway that died leaves its place to the next', async () => {
    const asked = await Promise.all(
      Array.from({ length: feedConsumers.length * 2 }, () => ask({ service: 'tickets', from: { sequence: 1 } })),
    );
    const given = asked.map((one) => ('consumer' in one ? one.consumer : one.refused));
    expect(new Set(given)).toEqual(new Set(feedConsumers));
    const manager = await jetstreamManager(await broker.connect('streams'), { checkAPI: false });
    expect((await manager.streams.info(eventStream('tickets'))).state.consumer_count).toBe(
      feedConsumers.length +
        consumerPlans(departments, streamLimits).filter((one) => one.stream === 'tickets-events').length,
    );
  });

  test('is answered by who keeps the streams, also where two do', async () => {
    await new FeedDesk(await broker.connect('streams')).start();
    expect(await ask({ service: 'callbacks', from: { time: new Date(0).toISOString() } })).toEqual({
      consumer: feedConsumers[0],
    });
  });
});
