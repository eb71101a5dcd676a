import { createHash, randomUUID } from 'node:crypto';
import { headers, type Msg, type NatsConnection } from '@nats-io/transport-node';
import {
  answerPrefix,
  catalogue,
  fileHeadIn,
  headers as header,
  internalError,
  Problem,
  requestMessage,
  type Caller,
  type InputOf,
  type Operation,
  type ResponseOf,
  type Role,
  type ServiceName,
  type WireProblem,
} from '@bumen/contracts';
import { operationNamed, refuseUndeclared } from './declared-answers.ts';
import { noteAnswer } from './noted-answers.ts';
import type { ServiceLog } from './service-log.ts';

/** Who calls, beside the role; what is left out is made up, the same each time for the same role. */
export interface Someone {
  readonly staffId?: string;
  readonly name?: string;
  readonly teamId?: string | null;
  readonly sessionId?: string | null;
}

export interface CallOptions {
  /** Idempotency key. */
  readonly key?: string;
  /**
   * Version that the caller saw (If-Match). Unless said it is the one that stands now, where the operation decides on
   * what was seen, and none elsewhere; null says nothing in any case. Of several any will do.
   */
  readonly ifMatch?: number | readonly number[] | null;
  /** How long the caller waits; 10,000 unless said. */
  readonly timeoutMs?: number;
  readonly correlationId?: string;
  /** Until when an answer is awaited, by the caller's clock; in `timeoutMs` unless said. */
  readonly deadline?: number;
  /** Headers of the message in place of those that are sent by right. */
  readonly headers?: Readonly<Record<string, string>>;
  /** An `internal_error` is what the test is after, so its cause is not printed. */
  readonly failing?: true | undefined;
}

export interface Answer<Body> {
  readonly body: Body;
  /** The aggregate's version (ETag) where the operation gives one. */
  readonly version: number | null;
  /** It was given before under the same key. */
  readonly replayed: boolean;
}

/** Tells the version of one of a service's aggregates, as somebody who looks at it would see. */
export type Looking = (service: ServiceName, aggregateId: string) => Promise<number>;

/** Calls operations as the gateway would on behalf of somebody who has signed in. */
export class Client {
  readonly caller: Caller;
  readonly #gateway: NatsConnection;
  readonly #log: ServiceLog;
  readonly #look: Looking;

  constructor(gateway: NatsConnection, caller: Caller, log: ServiceLog, look: Looking) {
    this.#gateway = gateway;
    this.caller = caller;
    this.#log = log;
    this.#look = look;
  }

  /** The response; rejects with a `Problem` where the operation was refused. */
  async call<O extends Operation<any, any>>(
    operation: O,
    request: InputOf<O>,
    options: CallOptions = {},
  ): Promise<ResponseOf<O>> {
    return (await this.send(operation, request, options)).body;
  }

  /** As `call`, with what travels beside the response. */
  async send<O extends Operation<any, any>>(
    operation: O,
    request: InputOf<O>,
    options: CallOptions = {},
  ): Promise<Answer<ResponseOf<O>>> {
    const seen = operation.seen === undefined ? undefined : (request as Record<string, unknown>)[operation.seen];
    const ifMatch =
      options.ifMatch === undefined && typeof seen === 'string'
        ? await this.#look(operation.service, seen)
        : options.ifMatch;
    const { payload, fields } = requestMessage(operation, request as Record<string, unknown>);
    const answer = await this.#request<ResponseOf<O>>(operation.name, operation, payload, {
      ...options,
      ...(fields !== undefined && { headers: { [header.fields]: fields, ...options.headers } }),
      ifMatch,
    });
    if (operationNamed(operation.name)) noteAnswer(operation.name, 'ok');
    return answer;
  }

  /**
   * Sends any bytes on any subject, for requests that the types would not let through. That it was done counts for
   * nothing: who sends everything to everybody exercises no operation.
   */
  async sendRaw<Body = unknown>(
    subject: string,
    body: string | Uint8Array,
    options: CallOptions = {},
  ): Promise<Answer<Body>> {
    return this.#request(subject, operationNamed(subject), body, options);
  }

  /** As `sendRaw`; the answer as it came. */
  message(subject: string, body: string | Uint8Array, options: CallOptions = {}): Promise<Msg> {
    const timeout = options.timeoutMs ?? 10_000;
    const with_ = headers();
    with_.set(header.caller, encodeURIComponent(JSON.stringify(this.caller)));
    with_.set(header.deadline, String(options.deadline ?? Date.now() + timeout));
    with_.set(header.correlation, options.correlationId ?? randomUUID());
    if (options.key !== undefined) with_.set(header.idempotencyKey, options.key);
    if (options.ifMatch !== undefined && options.ifMatch !== null)
      with_.set(header.expectedVersion, String(options.ifMatch));
    for (const [name, value] of Object.entries(options.headers ?? {})) with_.set(name, value);
    const inbox = answerPrefix(subject.split('.')[0] as ServiceName);
    const reply = `${inbox}.${randomUUID()}`;
    return this.#gateway.request(subject, body, { timeout, headers: with_, noMux: true, reply });
  }

  async #request<Body>(
    subject: string,
    operation: Pick<Operation, 'problems' | 'name'> | undefined,
    body: string | Uint8Array,
    options: CallOptions,
  ): Promise<Answer<Body>> {
    const { correlationId = randomUUID() } = options;
    const reply = await this.message(subject, body, { ...options, correlationId });
    if (reply.headers?.has(header.problem)) {
      const problem = problemFromWire(reply.json<WireProblem>(), operation);
      if (problem.code === internalError.code && !options.failing)
        process.stderr.write(`${this.#log.causeOf(correlationId) ?? `${subject} failed, and logged nothing`}\n`);
      if (operation) refuseUndeclared(operation, problem.code);
      if (operationNamed(subject)) noteAnswer(subject, problem.code);
      throw problem;
    }
    const version = reply.headers?.get(header.version);
    const file = reply.headers?.get(header.file);
    return {
      body: (file
        ? { ...fileHeadIn(file), bytes: reply.data }
        : reply.data.length === 0
          ? undefined
          : reply.json()) as Body,
      version: version ? Number(version) : null,
      replayed: reply.headers?.has(header.replayed) ?? false,
    };
  }
}

function problemFromWire(wire: WireProblem, operation: Pick<Operation, 'problems'> | undefined): Problem {
  const known = [...(operation?.problems ?? []), ...catalogue.problems];
  const declared = known.find((one) => one.code === wire.code);
  if (!declared) throw new Error(`the answer is an undeclared problem: ${JSON.stringify(wire)}`);
  return new Problem(declared, wire.details);
}

/** `anyone` is somebody who hasn't signed in. */
export function callerWith(roles: Role | readonly Role[] | 'anyone', someone: Someone = {}): Caller {
  if (roles === 'anyone')
    return { staffId: 'anyone', name: 'anyone', roles: [], teamId: null, sessionId: null, ...someone };
  const list = typeof roles === 'string' ? [roles] : roles;
  return {
    staffId: staffIdOf(list.join('+')),
    name: list.join('+'),
    roles: list,
    teamId: null,
    sessionId: null,
    ...someone,
  };
}

/** The id of the made-up person of a role. */
export function staffIdOf(role: string): string {
  const hex = createHash('sha256').update(role).digest('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}
