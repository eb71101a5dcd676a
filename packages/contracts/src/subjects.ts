import type { EventType, ReactionType } from './define/event.ts';
import type { ServiceName } from './define/roles.ts';

/** Names in the broker, made in one place. Requests travel on the operation's own name. */
export const eventSubject = (event: Pick<EventType, 'name'>) => `event.${event.name}`;
/** One word more where only one department hears of it: its id. So those that all hear of have four words (E-01). */
export const departmentSubject = (event: Pick<EventType, 'name' | 'onlyForDepartment'>, departmentId = '*') =>
  `department.${event.name}${event.onlyForDepartment === undefined ? '' : `.${departmentId}`}`;
/** Stream of a service's events for other services; that service alone publishes to it. */
export const eventStream = (service: ServiceName) => `${service}-events`;
/** Stream of a service's events for other departments (E-01). */
export const departmentStream = (service: ServiceName) => `${service}-departments`;
/** A department's durable consumers of a departments' stream: of what all hear, and of what it alone hears (E-01). */
export const departmentConsumers = (department: string) => ({ all: department, own: `${department}-own` });
/** Durable consumer of a reaction. */
export const consumerName = (reaction: Pick<ReactionType, 'service' | 'name'>) =>
  `${reaction.service}-${reaction.name}`;
/** What a reaction's consumer is given: every event of the aggregate, so that a gap is seen (R4). */
export const reactionFilter = (reaction: Pick<ReactionType, 'source' | 'aggregate'>) =>
  `event.${reaction.source}.${reaction.aggregate}.*`;
/**
 * Who works with the streams signs in anew for them: requests and streams lie in different accounts of the broker, so
 * that no answer of a stream can be led to where requests are heard.
 */
export const streamsUser = (user: string) => `${user}_streams`;
/** In place of `$JS.API`, what an account may ask of the streams begins with this. */
export const streamsApi = 'streams';
/** The gateway asks here for a consumer of a service's events, to tell people of them live. */
export const feedSubject = 'feed.open';
/** Inbox of one user of the broker; nobody else may listen there. */
export const inboxPrefix = (user: string) => `_INBOX_${user}`;
/** Where a service answers the gateway, who alone asks; no other service may write there. */
export const answerPrefix = (service: ServiceName) => `${inboxPrefix('gateway')}.${service}`;
export const serviceQueue = (service: ServiceName) => `${service}-service`;

/** Headers of a request. They are trusted, because the broker lets only the gateway and services publish requests. */
export const headers = {
  /** JSON of the caller, URI-encoded. */
  caller: 'Bumen-Caller',
  /** Milliseconds since 1970, by the sender's clock, after which nobody waits for the answer. */
  deadline: 'Bumen-Deadline',
  /** When it was sent, by the same clock, so that a clock that is wrong refuses nothing. */
  sentAt: 'Bumen-Sent-At',
  idempotencyKey: 'Bumen-Idempotency-Key',
  /** Version that the caller saw (If-Match). */
  expectedVersion: 'Bumen-Expected-Version',
  correlation: 'Bumen-Correlation',
  traceparent: 'traceparent',
  /** JSON of a request's other fields, URI-encoded, where the message is the bytes of its file. */
  fields: 'Bumen-Fields',
  /** In an answer that is the bytes of a file: JSON of what it is, URI-encoded. */
  file: 'Bumen-File',
  /** In an answer: the HTTP status where it is a problem. */
  problem: 'Bumen-Problem',
  /** In an answer: the aggregate's version, for the ETag. */
  version: 'Bumen-Version',
  /** In an answer: it was given before under the same key. */
  replayed: 'Bumen-Replayed',
} as const;

/** Who calls, as the gateway found out. */
export interface Caller {
  /** Staff id; `anyone` where nobody is signed in. */
  readonly staffId: string;
  readonly name: string;
  readonly roles: readonly string[];
  readonly teamId: string | null;
  readonly sessionId: string | null;
}
