import {
  catalogue,
  consumerName,
  departmentSubject,
  eventStream,
  departmentData,
  departmentStream,
  eventSubject,
  reactionFilter,
  services,
  type EventType,
  type ServiceName,
} from '@bumen/contracts';
import { wireSchema, type JsonSchema } from './wire-schema.ts';

const reference = (...path: string[]) => ({
  $ref: `#/${path.map((part) => part.replaceAll('~', '~0').replaceAll('/', '~1')).join('/')}`,
});
const sentences = (text: { zh: string; en: string }) => `${text.en} · ${text.zh}`;

/** What stands around the data of every event (`EventEnvelope`). */
const envelope: JsonSchema = {
  type: 'object',
  required: [
    'specversion',
    'id',
    'type',
    'source',
    'subject',
    'time',
    'datacontenttype',
    'dataversion',
    'aggregateversion',
    'correlationid',
    'actor',
    'data',
  ],
  properties: {
    specversion: { const: '1.0' },
    id: { type: 'string', format: 'uuid', description: 'Unique; the same event delivered again has the same id.' },
    type: { type: 'string', description: 'The event’s name.' },
    source: { type: 'string', format: 'uri-reference', description: '/<service>/<aggregate>' },
    subject: { type: 'string', description: 'Id of the aggregate that the event is about.' },
    time: { type: 'string', format: 'date-time', description: 'When it happened; UTC.' },
    datacontenttype: { const: 'application/json' },
    dataversion: { type: 'integer', minimum: 1, description: 'Version of the shape of `data`.' },
    aggregateversion: {
      type: 'integer',
      minimum: 1,
      description: 'Position in the aggregate’s own chain of events: 1, 2, 3 …',
    },
    correlationid: {
      type: 'string',
      description: 'Ties together everything that followed from one request; the system’s own id.',
    },
    traceparent: { type: 'string', description: 'W3C trace context; not in events for departments.' },
    actor: {
      type: 'string',
      description: 'Staff id of who caused it, or the name of the reaction or deadline that did.',
    },
    data: { type: 'object' },
  },
};

function message(event: EventType, data = event.data): JsonSchema {
  return {
    name: event.name,
    title: event.summary.zh,
    summary: event.summary.en,
    description: [
      `Version ${event.version} of the data.`,
      event.carriesState
        ? 'The data is the aggregate’s whole state: a newer one replaces an older one.'
        : 'The events of one aggregate are applied one by one, in order of `aggregateversion`.',
      event.rules?.length ? `Rules: ${event.rules.join(', ')}.` : '',
    ]
      .filter(Boolean)
      .join(' '),
    contentType: 'application/cloudevents+json',
    correlationId: { location: '$message.payload#/correlationid' },
    payload: {
      allOf: [
        reference('components', 'schemas', 'envelope'),
        {
          type: 'object',
          properties: {
            type: { const: event.name },
            source: { const: `/${event.service}/${event.aggregate}` },
            dataversion: { const: event.version },
            data: wireSchema(data, 'received'),
          },
        },
      ],
    },
  };
}

const departmentEvents = catalogue.events.filter((event) => event.audience === 'departments');
const serviceChannel = (event: EventType) => event.name;
const departmentChannel = (event: EventType) => `department.${event.name}`;

function channels(): [string, JsonSchema][] {
  const channel = (event: EventType, address: string, audience: string, stream: string, name: string): JsonSchema => ({
    address,
    title: event.summary.zh,
    description: `${event.summary.en}. For ${audience}; kept in the stream \`${stream}\`.`,
    messages: { [event.name]: reference('components', 'messages', name) },
    tags: [{ name: event.service }, { name: audience }],
  });
  return [
    ...catalogue.events.map((event): [string, JsonSchema] => [
      serviceChannel(event),
      channel(event, eventSubject(event), 'services', eventStream(event.service), event.name),
    ]),
    ...departmentEvents.map((event): [string, JsonSchema] => [
      departmentChannel(event),
      channel(
        event,
        departmentSubject(event),
        'departments',
        departmentStream(event.service),
        departmentChannel(event),
      ),
    ]),
  ];
}

/**
 * Schemas such as "any JSON" refer to `#/$defs`, which stands at the root of a schema of its own and not at that of
 * this document.
 */
function withLocalReferences(path: string, value: unknown, root = path): unknown {
  if (Array.isArray(value)) return value.map((item) => withLocalReferences(path, item, root));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) =>
      key === '$ref' && typeof inner === 'string' && inner.startsWith('#/$defs/')
        ? [key, inner.replace('#', root)]
        : [key, withLocalReferences(path, inner, root)],
    ),
  );
}

function publishing(service: ServiceName): [string, JsonSchema][] {
  return catalogue.eventsOf(service).flatMap((event) => {
    const send = (channel: string): JsonSchema => ({
      action: 'send',
      channel: reference('channels', channel),
      summary: sentences(event.summary),
      messages: [reference('channels', channel, 'messages', event.name)],
      tags: [{ name: service }],
    });
    const operations: [string, JsonSchema][] = [
      [`${service}.publish.${serviceChannel(event)}`, send(serviceChannel(event))],
    ];
    if (event.audience === 'departments')
      operations.push([`${service}.publish.${departmentChannel(event)}`, send(departmentChannel(event))]);
    return operations;
  });
}

/** An AsyncAPI operation has one channel, so a reaction to several events is several operations with one consumer. */
function reacting(service: ServiceName): [string, JsonSchema][] {
  return catalogue
    .reactionsOf(service)
    .flatMap((reaction) =>
      reaction.on.map((event): [string, JsonSchema] => [
        `${service}.${reaction.name}.${event.name}`,
        {
          action: 'receive',
          channel: reference('channels', serviceChannel(event)),
          title: reaction.name,
          summary: sentences(reaction.summary),
          description: durable(consumerName(reaction), eventStream(reaction.source), reactionFilter(reaction)),
          messages: [reference('channels', serviceChannel(event), 'messages', event.name)],
          tags: [{ name: service }],
        },
      ]),
    );
}

/** Every event on the broker and who sends and receives it, as AsyncAPI 3.0. */
export function asyncApiDocument(version: string): JsonSchema {
  const described = (name: string, of: JsonSchema): [string, unknown] => [
    name,
    withLocalReferences(`#/components/messages/${name}/payload/allOf/1/properties/data`, of),
  ];
  const messages = [
    ...catalogue.events.map((event) => described(event.name, message(event))),
    ...departmentEvents.map((event) => described(departmentChannel(event), message(event, departmentData(event)))),
  ];
  return {
    asyncapi: '3.0.0',
    info: {
      title: 'Bumen events',
      version,
      description:
        'Events are CloudEvents 1.0 in JSON on NATS JetStream, delivered at least once and, within one aggregate, in order. Channels that begin with `department.` are for other departments: each has credentials of its own, and their events hold no personal data (P-05, E-01). Durable consumers are there already; what a reader may ask of the streams begins with `streams.` in place of `$JS.API.`. Readers ignore fields that they don’t know.',
    },
    defaultContentType: 'application/cloudevents+json',
    servers: {
      broker: {
        host: '{host}:{port}',
        protocol: 'nats',
        description: 'NATS with JetStream',
        variables: { host: { default: '127.0.0.1' }, port: { default: '4222' } },
      },
    },
    channels: Object.fromEntries(channels()),
    operations: Object.fromEntries(services.flatMap((service) => [...publishing(service), ...reacting(service)])),
    components: { schemas: { envelope }, messages: Object.fromEntries(messages) },
  };
}

const durable = (consumer: string, stream: string, filter: string) =>
  `Durable consumer \`${consumer}\` of the stream \`${stream}\`, filtered on \`${filter}\`.`;
