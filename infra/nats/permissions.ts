import { clockQueues, clockSubject } from '@bumen/clock';
import {
  answerPrefix,
  catalogue,
  consumerName,
  consumerPlans,
  departmentConsumers,
  departmentStream,
  departmentSubject,
  eventStream,
  eventSubject,
  feedConsumers,
  feedSubject,
  inboxPrefix,
  serviceQueue,
  services,
  streamLimits,
  streamPlans,
  streamsApi,
  streamsUser,
  type ConsumerPlan,
  type ServiceName,
} from '@bumen/contracts';
import { departments, departmentUser, type Department, type NatsUser } from '../stack.ts';

/** What one user of the broker may do; whatever isn't listed is refused by the broker itself. */
export interface UserPermissions {
  readonly publish: readonly string[];
  /** `subject` or `subject queue`; with a queue, listening outside it is refused. */
  readonly subscribe: readonly string[];
}

/** Relays of one service tell each other that the outbox has something. */
export const relayWakeSubject = (service: ServiceName) => `relay.${service}.wake`;

/** Operations that travel over the broker: the gateway answers some by itself. */
const requested = catalogue.operations.filter((one) => one.handledBy !== 'gateway');

const inbox = (user: string) => `${inboxPrefix(user)}.>`;
/** A call of JetStream, as who keeps the streams makes it. */
const ofJetStream = (call: string) => `$JS.API.${call}`;
/** The same call, as another account makes it. */
const api = (call: string) => `${streamsApi}.${call}`;
/** Reading what a durable consumer delivers, whoever made it. */
const reading = ({ stream, name }: ConsumerPlan) => [
  api(`CONSUMER.INFO.${stream}.${name}`),
  api(`CONSUMER.MSG.NEXT.${stream}.${name}`),
  `$JS.ACK.${stream}.${name}.>`,
];
/** Comparing a stream of one's own with the outbox (R5). */
const comparing = (stream: string) => [api(`STREAM.INFO.${stream}`), api(`STREAM.MSG.GET.${stream}`)];
const plans = consumerPlans(departments, streamLimits);
const consumersOf = (department: Department) => {
  const { all, own } = departmentConsumers(department);
  return plans.filter(({ name }) => name === all || name === own);
};

/** Answers the gateway and hears requests to itself. Streams are out of reach here. */
export function permissionsOfService(service: ServiceName): UserPermissions {
  return {
    publish: [
      // The broker's own permission for answers keeps a list of all messages that could be answered and looks through
      // it with each further one: it cost five sixths of the broker's time.
      `${answerPrefix(service)}.>`,
      relayWakeSubject(service),
    ],
    subscribe: [
      ...requested.filter((one) => one.service === service).map((one) => `${one.name} ${serviceQueue(service)}`),
      relayWakeSubject(service),
      inbox(service),
    ],
  };
}

/** Publishes the service's events, and reads for its reactions. */
export function permissionsOfStreams(service: ServiceName): UserPermissions {
  const events = catalogue.eventsOf(service);
  return {
    publish: [
      ...events.map(eventSubject),
      ...events.filter((one) => one.audience === 'departments').map((one) => departmentSubject(one)),
      ...comparing(eventStream(service)),
      ...comparing(departmentStream(service)),
      ...catalogue.reactionsOf(service).flatMap((reaction) =>
        plans
          .filter((one) => one.stream === eventStream(reaction.source))
          .filter((one) => one.name === consumerName(reaction))
          .flatMap(reading),
      ),
    ],
    subscribe: [inbox(streamsUser(service))],
  };
}

/** Asks for every operation. */
export function permissionsOfGateway(): UserPermissions {
  return { publish: requested.map((one) => one.name), subscribe: [inbox('gateway')] };
}

/** Reads the events of every service to tell people of them live, through consumers that are made for it. */
export function permissionsOfFeeds(): UserPermissions {
  return {
    publish: [
      feedSubject,
      ...services
        .map(eventStream)
        .flatMap((stream) => [
          api(`STREAM.INFO.${stream}`),
          ...feedConsumers.flatMap((name) => [
            api(`CONSUMER.INFO.${stream}.${name}`),
            api(`CONSUMER.MSG.NEXT.${stream}.${name}`),
          ]),
        ]),
    ],
    subscribe: [inbox(streamsUser('gateway'))],
  };
}

/** Reads the departments' streams through two durable consumers a stream, which carry the department's own name. */
export const permissionsOfDepartment = (department: Department): UserPermissions => ({
  publish: consumersOf(department).flatMap(reading),
  subscribe: [inbox(departmentUser(department))],
});

/** Makes and repairs streams and consumers, and makes consumers for the gateway. It reads no message. */
export const permissionsOfKeeper = (): UserPermissions => ({
  publish: [
    ...streamPlans.flatMap(({ name }) => [
      ...['INFO', 'CREATE', 'UPDATE'].map((call) => ofJetStream(`STREAM.${call}.${name}`)),
      ofJetStream(`CONSUMER.CREATE.${name}.>`),
      ofJetStream(`CONSUMER.DURABLE.CREATE.${name}.*`),
      ofJetStream(`CONSUMER.LIST.${name}`),
      ofJetStream(`CONSUMER.INFO.${name}.*`),
      ofJetStream(`CONSUMER.DELETE.${name}.*`),
    ]),
    // Answers to another account travel on subjects that the broker makes up.
    '_R_.>',
  ],
  subscribe: [`${feedSubject} streams`, inbox('streams')],
});

export const permissions: Readonly<Record<NatsUser, UserPermissions>> = Object.fromEntries([
  ['streams', permissionsOfKeeper()],
  ['gateway', permissionsOfGateway()],
  ['gateway_streams', permissionsOfFeeds()],
  ...services.flatMap((service) => [
    [service, permissionsOfService(service)] as const,
    [streamsUser(service), permissionsOfStreams(service)] as const,
  ]),
  ...departments.map((department) => [departmentUser(department), permissionsOfDepartment(department)] as const),
]) as Record<NatsUser, UserPermissions>;

/**
 * On a local stack whose clock can be moved: the gateway asks the services to do what is due. No other broker knows
 * these subjects (`infra/checks/clocks.spec.ts`).
 */
export const permissionsToMoveClock: typeof permissions = {
  ...permissions,
  gateway: {
    ...permissions.gateway,
    publish: [
      ...permissions.gateway.publish,
      ...services.flatMap((service) => [clockSubject(service, 'sweep'), clockSubject(service, 'look')]),
    ],
  },
  ...Object.fromEntries(
    services.map((service) => [
      service,
      { ...permissions[service], subscribe: [...permissions[service].subscribe, ...clockQueues(service)] },
    ]),
  ),
};
