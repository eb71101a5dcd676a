import { jetstream, jetstreamManager, type JetStreamManager } from '@nats-io/jetstream';
import { headers, PermissionViolationError, type NatsConnection } from '@nats-io/transport-node';
import {
  authenticate,
  catalogue,
  consumerName,
  consumerPlans,
  departmentConsumers,
  departmentStream,
  departmentSubject,
  eventStream,
  eventSubject,
  feedSubject,
  headers as names,
  inboxPrefix,
  serviceQueue,
  services,
  streamLimits,
  streamPlans,
  streamsApi,
  streamsUser,
  type ServiceName,
} from '@bumen/contracts';
import { permissions } from '@bumen/infra/nats/permissions';
import { departments, departmentUser, natsUsers, type NatsUser } from '@bumen/infra/stack';
import { Broker } from '@bumen/testing/broker';
import { until } from '@bumen/testing/until';
import { natsServers } from './nats-servers.ts';

// What is expected here is thought out from the contracts alone, not read off the permissions that are generated from
// them: those say only where an attack may begin.
const requested = catalogue.operations.filter((one) => one.handledBy !== 'gateway');
const apis = ['$JS.API', streamsApi] as const;
const streamNames = streamPlans.map(({ name }) => name);
const streams = (service: ServiceName) => streamsUser(service) as NatsUser;
const subjectsOf = (service: ServiceName) =>
  catalogue
    .eventsOf(service)
    .flatMap((event) => [
      eventSubject(event),
      ...(event.audience === 'departments' ? [departmentSubject(event, 'of-one')] : []),
    ]);
/** Whatever makes or changes a stream or a consumer, or throws something away. */
const configuring = (stream: string) => [
  ...['CREATE', 'UPDATE', 'DELETE', 'PURGE', 'MSG.DELETE', 'SNAPSHOT', 'RESTORE', 'LEADER.STEPDOWN'].map(
    (call) => `STREAM.${call}.${stream}`,
  ),
  `CONSUMER.CREATE.${stream}`,
  `CONSUMER.CREATE.${stream}.thief`,
  `CONSUMER.CREATE.${stream}.thief.>`,
  `CONSUMER.DURABLE.CREATE.${stream}.thief`,
  ...consumerPlans(departments, streamLimits)
    .filter((plan) => plan.stream === stream)
    .flatMap(({ name }) => [`CONSUMER.DELETE.${stream}.${name}`, `CONSUMER.DURABLE.CREATE.${stream}.${name}`]),
];
const everyConfiguring = [...streamNames, 'thief'].flatMap(configuring);
/** Where an answer of the broker would do harm, if it were led there. */
const targets = [
  authenticate.name,
  ...services.map((service) => requested.find((one) => one.service === service && one.kind === 'command')!.name),
  ...apis.flatMap((api) => [
    ...streamNames.flatMap((stream) => ['DELETE', 'PURGE', 'UPDATE'].map((call) => `${api}.STREAM.${call}.${stream}`)),
    ...consumerPlans(departments, streamLimits).flatMap(({ stream, name }) => [
      `${api}.CONSUMER.DELETE.${stream}.${name}`,
      `${api}.CONSUMER.MSG.NEXT.${stream}.${name}`,
    ]),
    `${api}.STREAM.CREATE.thief`,
    `${api}.CONSUMER.CREATE.${eventStream('hr')}.thief`,
  ]),
  ...consumerPlans(departments, streamLimits).map(({ stream, name }) => `$JS.ACK.${stream}.${name}.1.1.1.1.1`),
  ...services.map((service) => subjectsOf(service)[0]!),
  ...services.flatMap((one) => [`relay.${one}.wake`, `${inboxPrefix('gateway')}.${one}.guessed.1`]),
  ...natsUsers.map((user) => `${inboxPrefix(user)}.guessed`),
  feedSubject,
];
/** A stream that would hear what people type. */
const thief = JSON.stringify({ name: 'thief', subjects: [authenticate.name], sources: [{ name: eventStream('hr') }] });

describe.each(natsServers())('on nats-server $version', ({ path, version }) => {
  let broker: Broker;
  let keeping: JetStreamManager;
  const heard: string[] = [];
  beforeAll(async () => {
    broker = await Broker.start({ binary: { path, version } });
    keeping = await jetstreamManager(await broker.connect('streams'), { checkAPI: false });
    for (const service of services) {
      const owner = jetstream(await broker.connect(streams(service)), { apiPrefix: streamsApi });
      for (const subject of subjectsOf(service)) await owner.publish(subject, thief, { headers: asManager() });
      const listening = await broker.connect(service);
      for (const { name } of requested.filter((one) => one.service === service))
        listening.subscribe(name, {
          queue: serviceQueue(service),
          callback: (_error, message) => void (heard.push(name), message.respond('answered')),
        });
      for (const subject of [`relay.${service}.wake`, `${inboxPrefix(service)}.guessed`])
        listening.subscribe(subject, { callback: () => void heard.push(subject) });
      await listening.flush();
    }
    const gateway = await broker.connect('gateway');
    gateway.subscribe(`${inboxPrefix('gateway')}.*.guessed.>`, {
      callback: (_e, { subject }) => void heard.push(subject),
    });
    await gateway.flush();
  });
  afterAll(() => broker.close());

  async function refused(user: NatsUser, attempt: (connection: NatsConnection) => void): Promise<Set<string>> {
    const connection = await broker.connect(user);
    const subjects = new Set<string>();
    const watching = (async () => {
      for await (const status of connection.status())
        if (status.type === 'error' && status.error instanceof PermissionViolationError)
          subjects.add(status.error.subject);
    })();
    attempt(connection);
    await connection.flush();
    await connection.close();
    await watching;
    return subjects;
  }
  const publishing = (subjects: readonly string[]) => (connection: NatsConnection) =>
    subjects.forEach((subject) => connection.publish(subject, thief));

  /** What the streams are and hold, and who reads them how far. */
  async function standing() {
    const found = await Promise.all(
      streamNames.map(async (name) => {
        const { config, created, state } = await keeping.streams.info(name, { subjects_filter: '>' });
        const consumers = [];
        for await (const info of keeping.consumers.list(name))
          consumers.push({
            name: info.name,
            waiting: info.num_waiting,
            standing: [info.created, info.config, info.delivered.consumer_seq, info.ack_floor.stream_seq],
          });
        return [name, { config, created, subjects: state.subjects, first: state.first_seq, consumers }] as const;
      }),
    );
    return Object.fromEntries(found);
  }

  describe.each(services)('P-02 %s', (service) => {
    const others = services.filter((one) => one !== service);

    test('publishes its own events and those of no other, over its connection for streams alone', async () => {
      const own = subjectsOf(service);
      const foreign = others.flatMap(subjectsOf);
      const notForDepartments = catalogue
        .eventsOf(service)
        .filter((event) => event.audience === 'services')
        .map((event) => departmentSubject(event));
      expect([own, foreign]).not.toContainEqual([]);
      const all = [...own, ...foreign, ...notForDepartments];
      expect(await refused(streams(service), publishing(all))).toEqual(new Set([...foreign, ...notForDepartments]));
      expect(await refused(service, publishing(all))).toEqual(new Set(all));
    });

    test('asks for no operation, and hears only requests to itself', async () => {
      const all = catalogue.operations.map((one) => one.name);
      for (const user of [service, streams(service)])
        expect(await refused(user, publishing(all))).toEqual(new Set(all));
      const inboxes = ['gateway', ...others].map((user) => `${inboxPrefix(user)}.>`);
      const listen = (connection: NatsConnection) => {
        for (const one of catalogue.operations)
          connection.subscribe(one.name, { queue: serviceQueue(one.service), callback() {} });
        for (const subject of inboxes) connection.subscribe(subject, { callback() {} });
      };
      const foreign = catalogue.operations.filter((one) => one.service !== service || one.handledBy === 'gateway');
      expect(await refused(service, listen)).toEqual(new Set([...foreign.map((one) => one.name), ...inboxes]));
      expect(await refused(streams(service), listen)).toEqual(new Set([...all, ...inboxes]));
    });

    test('E-03 can not read in the place of others’ reactions, nor what is in their streams', async () => {
      const attempts = [
        ...catalogue.reactions
          .filter((one) => one.service !== service)
          .flatMap((one) => {
            const place = `${eventStream(one.source)}.${consumerName(one)}`;
            return [`${streamsApi}.CONSUMER.MSG.NEXT.${place}`, `$JS.ACK.${place}.1.1.1.1.1`];
          }),
        ...others.flatMap((one) => [`${streamsApi}.STREAM.MSG.GET.${eventStream(one)}`, feedSubject]),
      ];
      for (const user of [service, streams(service)])
        expect(await refused(user, publishing(attempts))).toEqual(new Set(attempts));
    });
  });

  test.each(departments)(
    'E-01 the department %s publishes nothing, asks nothing and reads in its own name',
    async (name) => {
      const attempts = [
        ...services.flatMap(subjectsOf),
        ...requested.map((one) => one.name),
        ...services.flatMap((service) => [
          `${streamsApi}.STREAM.INFO.${eventStream(service)}`,
          `${streamsApi}.STREAM.MSG.GET.${departmentStream(service)}`,
          ...departments
            .filter((one) => one !== name)
            .flatMap((one) => Object.values(departmentConsumers(one)))
            .flatMap((other) => [
              `${streamsApi}.CONSUMER.MSG.NEXT.${departmentStream(service)}.${other}`,
              `$JS.ACK.${departmentStream(service)}.${other}.1.1.1.1.1`,
            ]),
        ]),
        feedSubject,
      ];
      expect(await refused(departmentUser(name), publishing(attempts))).toEqual(new Set(attempts));
    },
  );

  test('R3 the gateway reads for live events, and not in the place of a reaction', async () => {
    const attempts = consumerPlans(departments, streamLimits).map(
      ({ stream, name }) => `${streamsApi}.CONSUMER.MSG.NEXT.${stream}.${name}`,
    );
    expect(await refused(streams('gateway' as ServiceName), publishing(attempts))).toEqual(new Set(attempts));
  });

  const attackers = natsUsers.filter((user) => user !== 'streams');

  test.each(attackers)(
    'P-04 %s can configure no stream and no consumer: no push, source, mirror, republishing, deletion',
    async (user) => {
      const attempts = apis.flatMap((api) => everyConfiguring.map((call) => `${api}.${call}`));
      const before = await standing();
      expect(await refused(user, publishing(attempts))).toEqual(new Set(attempts));
      expect(await standing()).toEqual(before);
    },
  );

  test.each(attackers)('P-04 %s can lead no answer of the broker to where it may not publish itself', async (user) => {
    heard.length = 0;
    const before = await standing();
    const connection = await broker.connect(user);
    const all = permissions[user].publish.map((pattern) => pattern.replace(/\*/g, 'thief').replace(/>$/, '1.1.1.1.1'));
    const events = all.filter((subject) => /^(event|department)\./.test(subject));
    // What the gateway asks is heard by right; of a service's events a few stand for all.
    const begins = user === 'gateway' ? [] : [...events.slice(0, 2), ...all.filter((one) => !events.includes(one))];
    for (const reply of targets)
      for (const subject of begins)
        if (subject.includes('MSG.NEXT'))
          connection.publish(subject, JSON.stringify({ batch: 3, no_wait: true }), { reply, headers: asManager() });
        else {
          connection.publish(subject, thief, { reply, headers: asManager() });
          connection.publish(subject, '', { reply });
        }
    await connection.flush();
    const traced = headers();
    traced.set('Nats-Trace-Dest', authenticate.name);
    for (const subject of begins) connection.publish(subject, '', { headers: traced });
    await connection.flush();
    // Whatever is on its way comes before this answer.
    await standing();
    await broker
      .connect('gateway')
      .then((gateway) =>
        gateway.request(authenticate.name, '{}', {
          timeout: 5_000,
          noMux: true,
          reply: `${inboxPrefix('gateway')}.hr.asked`,
        }),
      );
    const after = await standing();
    const own = services.find((service) => user === streamsUser(service));
    const mayHear = services.some((one) => one === user) ? [`relay.${user}.wake`] : [];
    expect(heard.filter((one) => !mayHear.includes(one))).toEqual([authenticate.name]);
    for (const name of streamNames) {
      const owned = own !== undefined && (name === eventStream(own) || name === departmentStream(own));
      const { subjects, consumers, ...rest } = after[name]!;
      const { subjects: had, consumers: read, ...was } = before[name]!;
      expect([name, rest]).toEqual([name, was]);
      if (owned) expect(subjectsOf(own)).toEqual(expect.arrayContaining(Object.keys(subjects ?? {})));
      else expect([name, subjects]).toEqual([name, had]);
      // Who reads by right may have left a pull behind, which is served later.
      const idle = read.filter((one) => one.waiting === 0 && !isReader(user, one.name)).map((one) => one.name);
      const others = (list: typeof consumers) =>
        list.filter((one) => idle.includes(one.name)).map((one) => [one.name, one.standing]);
      expect(others(consumers)).toEqual(others(read));
      expect(consumers.map((one) => one.name)).toEqual(read.map((one) => one.name));
    }
  });

  test('P-04 where the streams are, an answer can be led astray, so nobody else is there', async () => {
    const there = await broker.connect('streams');
    const count = async () => (await keeping.streams.info(eventStream('hr'))).state.messages;
    const before = await count();
    there.publish(`$JS.API.STREAM.INFO.${eventStream('hr')}`, '', { reply: subjectsOf('hr')[0]! });
    await until('an event was forged', async () => (await count()) > before);
  });

  test('the broker lets in nobody without a password', async () => {
    for (const user of ['tickets', streams('tickets')] as const)
      await expect(broker.connect(user, { pass: 'wrong' })).rejects.toThrow(/authorization/i);
  });
});

/** Whether the user reads through this consumer by right. */
const isReader = (user: NatsUser, consumer: string) =>
  services.some((service) => user === streamsUser(service) && consumer.startsWith(`${service}-`)) ||
  departments.some((one) => user === departmentUser(one) && Object.values(departmentConsumers(one)).includes(consumer));

function asManager() {
  const head = headers();
  head.set(names.caller, encodeURIComponent(JSON.stringify({ staffId: 'x', name: 'x', roles: ['general_manager'] })));
  return head;
}
