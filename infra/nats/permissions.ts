import {
  answerPrefix,
  catalogue,
  consumerName,
  departmentStream,
  departmentSubject,
  eventStream,
  eventSubject,
  inboxPrefix,
  reactionFilter,
  serviceQueue,
  services,
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

const api = (call: string) => `$JS.API.${call}`;
const inbox = (user: string) => `${inboxPrefix(user)}.>`;
/**
 * Making (or finding again) and reading one durable consumer of one stream. `filter` is part of the subject since 2.9.
 */
const durable = (stream: string, consumer: string, filter: string) => [
  api(`CONSUMER.CREATE.${stream}.${consumer}.${filter}`),
  api(`CONSUMER.DURABLE.CREATE.${stream}.${consumer}`),
  api(`CONSUMER.INFO.${stream}.${consumer}`),
  api(`CONSUMER.MSG.NEXT.${stream}.${consumer}`),
  `$JS.ACK.${stream}.${consumer}.>`,
];
/** Keeping a stream of one's own: making it and comparing it with the outbox (R5). Nobody may throw a stream away. */
const owned = (stream: string) =>
  ['CREATE', 'UPDATE', 'INFO', 'MSG.GET'].map((call) => api(`STREAM.${call}.${stream}`));

export function permissionsOfService(service: ServiceName): UserPermissions {
  const events = catalogue.eventsOf(service);
  const consumed = catalogue.reactionsOf(service);
  const sources = [...new Set(consumed.map((one) => eventStream(one.source)))];
  return {
    publish: [
      // The broker's own permission for answers keeps a list of all messages that could be answered and looks through
      // it with each further one: it cost five sixths of the broker's time.
      `${answerPrefix(service)}.>`,
      ...events.map(eventSubject),
      ...events.filter((one) => one.audience === 'departments').map(departmentSubject),
      relayWakeSubject(service),
      ...owned(eventStream(service)),
      ...owned(departmentStream(service)),
      ...sources.filter((stream) => stream !== eventStream(service)).map((stream) => api(`STREAM.INFO.${stream}`)),
      ...consumed.flatMap((one) => [
        ...durable(eventStream(one.source), consumerName(one), reactionFilter(one)),
        api(`CONSUMER.DELETE.${eventStream(one.source)}.${consumerName(one)}`),
      ]),
    ],
    subscribe: [
      ...requested.filter((one) => one.service === service).map((one) => `${one.name} ${serviceQueue(service)}`),
      relayWakeSubject(service),
      inbox(service),
    ],
  };
}

/** Asks for every operation, and reads the events of every service to tell people of them live. */
export function permissionsOfGateway(): UserPermissions {
  return {
    publish: [
      ...requested.map((one) => one.name),
      ...services.map(eventStream).flatMap((stream) => [
        api(`STREAM.INFO.${stream}`),
        // An ordered consumer names itself anew each time, so its name can't be listed.
        api(`CONSUMER.CREATE.${stream}.>`),
        api(`CONSUMER.INFO.${stream}.*`),
        api(`CONSUMER.MSG.NEXT.${stream}.*`),
        api(`CONSUMER.DELETE.${stream}.*`),
      ]),
    ],
    subscribe: [inbox('gateway')],
  };
}

/**
 * Reads the departments' streams through one durable consumer a stream, which carries the department's own name: the
 * broker matches whole words only, so a free choice of names would let one department read off another's place (E-01).
 */
export function permissionsOfDepartment(department: Department): UserPermissions {
  const user = departmentUser(department);
  return {
    publish: services
      .map(departmentStream)
      .flatMap((stream) => [
        api(`STREAM.INFO.${stream}`),
        api(`CONSUMER.CREATE.${stream}.${department}`),
        ...durable(stream, department, '>'),
      ]),
    subscribe: [inbox(user)],
  };
}

export const permissions: Readonly<Record<NatsUser, UserPermissions>> = Object.fromEntries([
  ['gateway', permissionsOfGateway()],
  ...services.map((service) => [service, permissionsOfService(service)] as const),
  ...departments.map((department) => [departmentUser(department), permissionsOfDepartment(department)] as const),
]) as Record<NatsUser, UserPermissions>;
