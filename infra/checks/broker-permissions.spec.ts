import { PermissionViolationError, type NatsConnection } from '@nats-io/transport-node';
import {
  catalogue,
  consumerName,
  departmentStream,
  departmentSubject,
  eventStream,
  eventSubject,
  inboxPrefix,
  serviceQueue,
  services,
  type ServiceName,
} from '@bumen/contracts';
import { departments, departmentUser, type NatsUser } from '@bumen/infra/stack';
import { Broker } from '@bumen/testing/broker';

// What is expected here is thought out from the contracts alone, not read off the permissions that are generated from
// them.
let broker: Broker;
beforeAll(async () => {
  broker = await Broker.start();
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
  subjects.forEach((subject) => connection.publish(subject));
const subjectsOf = (service: ServiceName) =>
  catalogue
    .eventsOf(service)
    .flatMap((event) => [eventSubject(event), ...(event.audience === 'departments' ? [departmentSubject(event)] : [])]);
const harm = (stream: string) =>
  ['DELETE', 'PURGE', 'UPDATE', 'CREATE', 'MSG.DELETE'].map((call) => `$JS.API.STREAM.${call}.${stream}`);

describe.each(services)('P-02 %s at the broker', (service) => {
  const others = services.filter((one) => one !== service);

  test('publishes its own events and those of no other', async () => {
    const own = subjectsOf(service);
    const foreign = others.flatMap(subjectsOf);
    const notForDepartments = catalogue
      .eventsOf(service)
      .filter((event) => event.audience === 'services')
      .map(departmentSubject);
    expect([own, foreign]).not.toContainEqual([]);
    expect(await refused(service, publishing([...own, ...foreign, ...notForDepartments]))).toEqual(
      new Set([...foreign, ...notForDepartments]),
    );
  });

  test('asks for no operation, and hears only requests to itself', async () => {
    const all = catalogue.operations.map((one) => one.name);
    expect(await refused(service, publishing(all))).toEqual(new Set(all));
    const foreign = catalogue.operations.filter((one) => one.service !== service || one.handledBy === 'gateway');
    const listening = await refused(service, (connection) => {
      for (const one of catalogue.operations)
        connection.subscribe(one.name, { queue: serviceQueue(one.service), callback() {} });
      for (const user of ['gateway', ...others]) connection.subscribe(`${inboxPrefix(user)}.>`, { callback() {} });
    });
    expect(listening).toEqual(
      new Set([...foreign.map((one) => one.name), ...['gateway', ...others].map((user) => `${inboxPrefix(user)}.>`)]),
    );
  });

  test('E-03 can not harm the streams of others, nor read in the place of their reactions', async () => {
    const attempts = others.flatMap((other) => [
      ...[eventStream(other), departmentStream(other)].flatMap(harm),
      ...catalogue
        .reactionsOf(other)
        .flatMap((reaction) =>
          ['CONSUMER.MSG.NEXT', 'CONSUMER.DELETE', 'CONSUMER.DURABLE.CREATE'].map(
            (call) => `$JS.API.${call}.${eventStream(reaction.source)}.${consumerName(reaction)}`,
          ),
        ),
    ]);
    expect(others).not.toEqual([]);
    expect(await refused(service, publishing(attempts))).toEqual(new Set(attempts));
  });
});

describe.each(departments)('E-01 the department %s at the broker', (department) => {
  test('publishes nothing, asks nothing and reads no stream of the services', async () => {
    const attempts = [
      ...services.flatMap(subjectsOf),
      ...catalogue.operations.map((one) => one.name),
      ...services.flatMap((service) => [
        ...harm(eventStream(service)),
        ...harm(departmentStream(service)),
        `$JS.API.STREAM.INFO.${eventStream(service)}`,
        `$JS.API.CONSUMER.CREATE.${eventStream(service)}.${department}`,
      ]),
      ...departments
        .filter((one) => one !== department)
        .flatMap((other) =>
          services.map((service) => `$JS.API.CONSUMER.MSG.NEXT.${departmentStream(service)}.${other}`),
        ),
    ];
    expect(await refused(departmentUser(department), publishing(attempts))).toEqual(new Set(attempts));
  });
});

test('the broker lets in nobody without a password', async () => {
  await expect(broker.connect('tickets', { pass: 'wrong' })).rejects.toThrow(/authorization/i);
});
