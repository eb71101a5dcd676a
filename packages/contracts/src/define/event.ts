import type { z } from 'zod';
import { serviceOf } from './operation.ts';
import { personalPaths } from './personal.ts';
import type { Role, ServiceName } from './roles.ts';
import type { Text } from './text.ts';

/** Whom an event may concern, beside the aggregate that it is an event of. */
export const concerns = ['staff', 'team', 'customer'] as const;
export type Concern = (typeof concerns)[number];
/** Ids by what they are ids of. */
export type About = Readonly<Partial<Record<Concern, readonly string[]>>>;

export interface EventDeclaration<Data extends z.ZodObject> {
  /** `<service>.<aggregate>.<what happened>`. */
  readonly name: `${ServiceName}.${string}.${string}`;
  /** Version of the data's shape; a change that readers must know about gets a new one. */
  readonly version: number;
  /** `departments` also leaves for other departments, so it must hold no personal data (P-05, E-01). */
  readonly audience: 'services' | 'departments';
  /**
   * The data is the aggregate's whole public state, so a newer one replaces an older one and a missing one does no
   * harm. Otherwise the events of one aggregate are applied one by one, without gap (R4).
   */
  readonly carriesState?: true;
  /**
   * It comes about by itself as time passes or work goes on, and leaves what a person decides on as it was: whoever
   * decides on what they saw before it has seen right (R6).
   */
  readonly inPassing?: true;
  /** Roles that are told of it live (`/api/events`), without its data. */
  readonly visibleTo: readonly Role[];
  /** Also the staff whom it is about are told of it live, whatever their roles. */
  readonly toldToWhomItIsAbout?: true;
  /**
   * Fields of the data with ids of those whom it concerns. Who is told of it live gets these ids along, and may ask
   * to be told only of what concerns them.
   */
  readonly about?: Readonly<Partial<Record<Concern, readonly (keyof z.output<Data> & string)[]>>>;
  readonly data: Data;
  /** Fields of the data that only services get: free text, which may name anybody (P-05). */
  readonly withheldFromDepartments?: readonly (keyof z.output<Data> & string)[];
  /** Field of the data with the id of the only department that hears of it (E-01); otherwise all of them do. */
  readonly onlyForDepartment?: keyof z.output<Data> & string;
  readonly summary: Text;
  readonly rules?: readonly string[];
}

export interface EventType<Data extends z.ZodObject = z.ZodObject> extends EventDeclaration<Data> {
  readonly kind: 'event';
  readonly service: ServiceName;
  /** The second word of the name. */
  readonly aggregate: string;
}
export type DataOf<E extends EventType<any>> = z.output<E['data']>;

export function event<Data extends z.ZodObject>(declaration: EventDeclaration<Data>): EventType<Data> {
  if (declaration.audience === 'departments') {
    const paths = personalPaths(departmentData(declaration));
    if (paths.length > 0)
      throw new Error(
        `${declaration.name} leaves for other departments but holds personal data: ${paths.join(', ')} (P-05)`,
      );
  }
  if (declaration.onlyForDepartment !== undefined && declaration.audience !== 'departments')
    throw new Error(`${declaration.name} is for one department, but no department hears of it`);
  for (const field of Object.values(declaration.about ?? {}).flat())
    if (!(field in declaration.data.shape))
      throw new Error(`${declaration.name} is about ${field}, which its data doesn't have`);
  return {
    kind: 'event',
    service: serviceOf(declaration.name),
    aggregate: declaration.name.split('.')[1]!,
    ...declaration,
  };
}

/** What of an event's data leaves for other departments. */
export const departmentData = ({
  data,
  withheldFromDepartments = [],
}: Pick<EventDeclaration<z.ZodObject>, 'data' | 'withheldFromDepartments'>): z.ZodObject =>
  data.omit(Object.fromEntries(withheldFromDepartments.map((field) => [field, true])) as Record<never, true>);

/** The ids of those whom an event with this data concerns, each once. */
export function concernedBy({ about = {} }: Pick<EventType, 'about'>, data: Readonly<Record<string, unknown>>): About {
  const found: Partial<Record<Concern, string[]>> = {};
  for (const concern of concerns) {
    const ids = (about[concern] ?? []).flatMap((field) => data[field]).filter((id) => typeof id === 'string');
    if (ids.length > 0) found[concern] = [...new Set(ids)];
  }
  return found;
}

/** An event as it travels: CloudEvents 1.0 in JSON with three attributes of ours. */
export interface EventEnvelope<Data = unknown> {
  readonly specversion: '1.0';
  /** Unique; also the message id in the broker. */
  readonly id: string;
  /** The event's name. */
  readonly type: string;
  /** `/<service>/<aggregate>`. */
  readonly source: string;
  /** Id of the aggregate. */
  readonly subject: string;
  /** RFC 3339, UTC. */
  readonly time: string;
  readonly datacontenttype: 'application/json';
  /** Version of the data's shape. */
  readonly dataversion: number;
  /** Position in the aggregate's own chain: 1, 2, 3 … without gap. */
  readonly aggregateversion: number;
  /** The id that ties together everything that followed from one request (E-02). */
  readonly correlationid: string;
  /** W3C trace context of the transaction that raised it. */
  readonly traceparent?: string;
  /** Staff id of who caused it, or the name of the reaction or deadline that did. */
  readonly actor: string;
  readonly data: Data;
}

/** An event inside a reaction: the declared data, parsed, and its envelope. */
export type EventOf<E extends EventType<any>> = EventEnvelope<DataOf<E>> & { readonly type: E['name'] };

/**
 * What a service does because something happened elsewhere; its name is a sentence and the consumer's name in the
 * broker.
 */
export interface ReactionDeclaration<Events extends readonly EventType<any>[] = readonly EventType<any>[]> {
  readonly service: ServiceName;
  /** kebab-case sentence, e.g. `reopen-ticket-when-callback-dissatisfied`. */
  readonly name: string;
  /** All of one aggregate; their order is kept. */
  readonly on: Events;
  readonly summary: Text;
}
export interface ReactionType<
  Events extends readonly EventType<any>[] = readonly EventType<any>[],
> extends ReactionDeclaration<Events> {
  readonly kind: 'reaction';
  readonly source: ServiceName;
  readonly aggregate: string;
  /** Newer state replaces older; see `carriesState`. */
  readonly keepsNewest: boolean;
}
/** The event that a reaction receives. */
export type ReactedEvent<R extends ReactionType<any>> = {
  [K in keyof R['on']]: R['on'][K] extends EventType<any> ? EventOf<R['on'][K]> : never;
}[number];

export function reaction<const Events extends readonly EventType<any>[]>(
  declaration: ReactionDeclaration<Events>,
): ReactionType<Events> {
  const first = declaration.on[0];
  if (!first) throw new Error(`${declaration.name} reacts to nothing`);
  const { service: source, aggregate } = first;
  if (declaration.on.some((one) => one.service !== source || one.aggregate !== aggregate))
    throw new Error(
      `${declaration.name} reacts to several aggregates, whose order nobody keeps: make it several reactions`,
    );
  const keepsNewest = declaration.on.every((one) => one.carriesState);
  if (!keepsNewest && declaration.on.some((one) => one.carriesState))
    throw new Error(`${declaration.name} mixes events that carry state with others`);
  return { kind: 'reaction', source, aggregate, keepsNewest, ...declaration };
}
