import { jetstream, jetstreamManager } from '@nats-io/jetstream';
import { PermissionViolationError, type NatsConnection } from '@nats-io/transport-node';
import {
  catalogue,
  departmentConsumers,
  departmentStream,
  departmentSubject,
  eventStream,
  eventSubject,
  feedSubject,
  inboxPrefix,
  serviceQueue,
  services,
  streamsApi,
  streamsUser,
  ticketReportedToDepartment,
  ticketResolved,
} from '@bumen/contracts';
import { permissions } from '@bumen/infra/nats/permissions';
import { departments, departmentUser, natsUsers, type NatsUser } from '@bumen/infra/stack';
import { Broker, departmentIds } from './broker.ts';

let broker: Broker;
beforeAll(async () => {
  broker = await Broker.start();
});
afterAll(() => broker.close());

/** What the broker refused to a user, told by the connection itself. */
async function refusalsOf(user: NatsUser, attempt: (connection: NatsConnection) => void): Promise<string[]> {
  const connection = await broker.connect(user);
  const refused: string[] = [];
  const watching = (async () => {
    for await (const status of connection.status())
      if (status.type === 'error' && status.error instanceof PermissionViolationError)
        refused.push(`${status.error.operation} ${status.error.subject}`);
  })();
  attempt(connection);
  await connection.flush();
  await connection.close();
  await watching;
  return refused.toSorted();
}

const everySubject = [
  ...catalogue.operations.map((one) => one.name),
  ...catalogue.events.flatMap((one) => [eventSubject(one), departmentSubject(one, 'of-one')]),
  ...services.map((service) => `relay.${service}.wake`),
  ...services
    .flatMap((service) => [eventStream(service), departmentStream(service)])
    .flatMap((stream) => [
      ...['$JS.API', streamsApi].flatMap((api) => [
        ...['CREATE', 'UPDATE', 'INFO', 'DELETE', 'PURGE', 'MSG.GET', 'MSG.DELETE', 'SNAPSHOT', 'RESTORE'].map(
          (call) => `${api}.STREAM.${call}.${stream}`,
        ),
        ...['CREATE', 'DURABLE.CREATE', 'INFO', 'MSG.NEXT', 'DELETE'].map(
          (call) => `${api}.CONSUMER.${call}.${stream}.stranger`,
        ),
      ]),
      `$JS.ACK.${stream}.stranger.1.1.1.1.1`,
    ]),
  '$JS.API.INFO',
  '$JS.API.STREAM.CREATE.stranger',
  '$SYS.REQ.SERVER.PING',
  '_INBOX_gateway.stranger',
  feedSubject,
];

function covers(pattern: string, subject: string): boolean {
  const words = subject.split('.');
  const parts = pattern.split('.');
  return (
    parts.every((part, at) =>
      part === '>' ? words.length > at : words.length > at && (part === '*' || part === words[at]),
    ) &&
    (parts.at(-1) === '>' || parts.length === words.length)
  );
}

describe.each(natsUsers)('%s at the broker', (user) => {
  test('E-01 publishes what the contracts say and is refused everything else', async () => {
    const allowed = everySubject.filter((subject) =>
      permissions[user].publish.some((pattern) => covers(pattern, subject)),
    );
    const expected = everySubject
      .filter((subject) => !allowed.includes(subject))
      .map((subject) => `publish ${subject}`);
    expect(
      await refusalsOf(user, (connection) => everySubject.forEach((subject) => connection.publish(subject))),
    ).toEqual(expected.toSorted());
  });

  test('listens to its own operations, in its queue group only, and to its own inbox', async () => {
    const operations = catalogue.operations.map((one) => one.name);
    const others = [
      '>',
      'event.>',
      'department.>',
      '$JS.>',
      ...natsUsers.filter((one) => one !== user).map((one) => `${inboxPrefix(one)}.>`),
    ];
    const foreign = catalogue.operations.filter((one) => one.service !== user || one.handledBy === 'gateway');
    const refused = await refusalsOf(user, (connection) => {
      connection.subscribe(`${inboxPrefix(user)}.x`, { callback() {} });
      for (const one of catalogue.operations)
        connection.subscribe(one.name, { queue: serviceQueue(one.service), callback() {} });
      for (const subject of [...operations, ...others]) connection.subscribe(subject, { callback() {} });
    });
    expect(refused).toEqual(
      [...foreign.map((one) => one.name), ...operations, ...others]
        .map((subject) => `subscription ${subject}`)
        .toSorted(),
    );
  });
});

const management = (connection: NatsConnection) =>
  jetstreamManager(connection, { apiPrefix: streamsApi, checkAPI: false });

// What was tried above has left something in the streams.
let untouched: Broker;
beforeAll(async () => {
  untouched = await Broker.start();
});
afterAll(() => untouched.close());

test('E-01 what is told one department is read by it alone, and what is told all by all', async () => {
  const owner = await untouched.connect(streamsUser('tickets') as NatsUser);
  const publishing = jetstream(owner, { apiPrefix: streamsApi });
  for (const name of departments)
    await publishing.publish(departmentSubject(ticketReportedToDepartment, departmentIds[name]), name);
  await publishing.publish(departmentSubject(ticketReportedToDepartment, 'elsewhere'), 'nobody here');
  await publishing.publish(departmentSubject(ticketResolved), 'all');
  for (const name of departments) {
    const reader = jetstream(await untouched.connect(departmentUser(name)), { apiPrefix: streamsApi });
    const { all, own } = departmentConsumers(name);
    const heard = async (consumer: string) => {
      const reading = await reader.consumers.get(departmentStream('tickets'), consumer);
      const message = await reading.next({ expires: 5000 });
      await message!.ackAck();
      return [message!.string(), (await reading.info()).num_pending];
    };
    expect([await heard(all), await heard(own)]).toEqual([
      ['all', 0],
      [name, 0],
    ]);
  }
});

test("E-01 a department reads its own durable consumer of a department stream and nobody else's", async () => {
  const owner = await untouched.connect(streamsUser('tickets') as NatsUser);
  const event = catalogue
    .eventsOf('tickets')
    .find((one) => one.audience === 'departments' && one.onlyForDepartment === undefined)!;
  await jetstream(owner, { apiPrefix: streamsApi }).publish(departmentSubject(event), 'one');
  const [first, second] = departments;
  const reader = await untouched.connect(departmentUser(first));
  const consumer = await jetstream(reader, { apiPrefix: streamsApi }).consumers.get(departmentStream('tickets'), first);
  const message = await consumer.next({ expires: 5000 });
  expect(message?.string()).toBe('one');
  expect(await message!.ackAck()).toBe(true);
  const stranger = await management(await untouched.connect(departmentUser(second)));
  await expect(stranger.consumers.info(departmentStream('tickets'), first)).rejects.toThrow(/permission/i);
  await expect(
    stranger.consumers.add(departmentStream('tickets'), { durable_name: first, ack_policy: 'explicit' }),
  ).rejects.toThrow(/permission/i);
  await expect(stranger.streams.info(eventStream('tickets'))).rejects.toThrow(/permission/i);
});

test('R5 keeps its data over kill -9 and loses it when it is wiped, and what it needs is made anew', async () => {
  const events = jetstream(await untouched.connect(streamsUser('hr') as NatsUser), { apiPrefix: streamsApi });
  const event = catalogue.eventsOf('hr')[0]!;
  await events.publish(eventSubject(event), 'one');
  const manager = await management(await untouched.connect(streamsUser('hr') as NatsUser));
  const count = async () => (await manager.streams.info(eventStream('hr'))).state.messages;
  await untouched.kill();
  expect(await count()).toBe(1);
  await untouched.stop();
  untouched.wipe();
  await untouched.start();
  expect(await count()).toBe(0);
});
