import { randomUUID } from 'node:crypto';
import { jetstream } from '@nats-io/jetstream';
import { headers as makeHeaders, type Msg, type NatsConnection, type Subscription } from '@nats-io/transport-node';
import supertest from 'supertest';
import {
  authenticate,
  endSession,
  eventSubject,
  headers as names,
  serviceQueue,
  streamsApi,
  type Caller,
  type EventEnvelope,
  type EventType,
  type Operation,
  type Problem,
  type Role,
} from '@bumen/contracts';
import { noteAnswer, operationAt, refuseUndeclared } from '@bumen/testing/answers';
import { Broker } from '@bumen/testing/broker';
import { createGateway, type Gateway, type GatewayConfig, type Offered } from '../gateway.ts';

export interface Received {
  readonly body: Record<string, unknown>;
  readonly caller: Caller;
  readonly header: (name: keyof typeof names) => string;
}
export interface Reply {
  readonly body?: unknown;
  readonly version?: number;
  readonly replayed?: true;
  readonly problem?: Problem;
}
export type Answering = (received: Received) => Reply | Promise<Reply>;

export const teamOfEverybody = '0197b0a0-0000-7000-8000-00000000000a';

/**
 * A gateway on a real broker with the generated permissions, and a service at the other end that answers as the test
 * says.
 */
export class GatewayDesk {
  readonly broker: Broker;
  readonly gateway: Gateway;
  readonly hr: NatsConnection;
  readonly #events: NatsConnection;
  readonly #joined: boolean;
  readonly received: Received[] = [];
  readonly #listening = new Map<string, Subscription>();
  readonly #versions = new Map<string, number>();
  /** By correlation id: what the service at the other end was told to refuse with. */
  readonly #told = new Map<string, string>();
  /** Staff ids by role, the same for each sign-in. */
  readonly staffIds = new Map<string, string>();

  private constructor(broker: Broker, gateway: Gateway, hr: NatsConnection, events: NatsConnection, joined: boolean) {
    this.#joined = joined;
    this.broker = broker;
    this.gateway = gateway;
    this.hr = hr;
    this.#events = events;
  }

  /** `joined`: a broker at which real services listen; the desk then leaves it to whoever started it. */
  static async start(settings: Partial<GatewayConfig> = {}, offered?: Offered, joined?: Broker): Promise<GatewayDesk> {
    const broker = joined ?? (await Broker.start({ movableClock: settings.clock !== undefined }));
    const hr = await broker.connect('hr');
    const events = await broker.connect('hr_streams');
    const gateway = await createGateway(testConfig(broker, settings), offered);
    const desk = new GatewayDesk(broker, gateway, hr, events, joined !== undefined);
    await desk.answer(authenticate, ({ body }) => ({ body: desk.identityOf(String(body['username'])) }));
    await desk.answer(endSession, () => ({ body: { ended: true } }));
    return desk;
  }

  /**
   * Listens as the operation's service; an earlier answer to the same operation is replaced. Resolves when the broker
   * knows.
   */
  async answer(
    operation: Pick<Operation, 'name' | 'service'>,
    answering: Answering,
    connection = this.hr,
  ): Promise<void> {
    this.#listening.get(operation.name)?.unsubscribe();
    const subscription = connection.subscribe(operation.name, {
      queue: serviceQueue(operation.service),
      callback: (error, message) => void (error ?? this.#respond(message, answering)),
    });
    this.#listening.set(operation.name, subscription);
    await connection.flush();
  }

  /** Nobody listens any more; resolves when the broker knows. */
  async silence(operation: Pick<Operation, 'name'>): Promise<void> {
    this.#listening.get(operation.name)?.unsubscribe();
    await this.hr.flush();
  }

  staffId(role: string): string {
    const known = this.staffIds.get(role) ?? randomUUID();
    this.staffIds.set(role, known);
    return known;
  }

  identityOf(role: string) {
    return {
      sessionId: randomUUID(),
      staffId: this.staffId(role),
      name: role,
      roles: [role],
      teamId: teamOfEverybody,
      refreshToken: `refresh-${randomUUID()}`,
      refreshExpiresAt: '2030-01-01T00:00:00.000Z',
      mustChangePassword: false,
    };
  }

  /** Asks as somebody who hasn't signed in. */
  get anyone(): supertest.Agent {
    return supertest.agent(this.gateway.url).use((request: supertest.Test) => {
      const { pathname } = new URL(request.url);
      const operation = operationAt(request.method, pathname);
      void request.expect((response) => this.#note(operation, response));
    });
  }

  /** Asks with that token. */
  with(token: string): supertest.Agent {
    return this.anyone.set('authorization', `Bearer ${token}`);
  }

  /** Signs in as somebody with that one role. */
  async tokenOf(role: Role): Promise<string> {
    const answer = await this.anyone
      .post('/api/session')
      .send({ username: role, password: 'secret-of-the-test' })
      .expect(201);
    return (answer.body as { accessToken: string }).accessToken;
  }

  /** Asks as somebody with that one role, who signs in anew. */
  async as(role: Role): Promise<supertest.Agent> {
    return this.with(await this.tokenOf(role));
  }

  /** Publishes as hr would. */
  async publish(event: EventType, subject: string, data: Record<string, unknown>): Promise<EventEnvelope> {
    const version = (this.#versions.get(subject) ?? 0) + 1;
    this.#versions.set(subject, version);
    const envelope: EventEnvelope = {
      specversion: '1.0',
      id: randomUUID(),
      type: event.name,
      source: `/${event.service}/${event.aggregate}`,
      subject,
      time: new Date().toISOString(),
      datacontenttype: 'application/json',
      dataversion: event.version,
      aggregateversion: version,
      correlationid: randomUUID(),
      actor: 'test',
      data: event.data.parse(data),
    };
    await jetstream(this.#events, { apiPrefix: streamsApi }).publish(eventSubject(event), JSON.stringify(envelope), {
      msgID: envelope.id,
    });
    return envelope;
  }

  async close(): Promise<void> {
    await this.gateway.close();
    if (!this.#joined) await this.broker.close();
  }

  async #respond(message: Msg, answering: Answering): Promise<void> {
    const received: Received = {
      body: message.json(),
      caller: JSON.parse(decodeURIComponent(message.headers!.get(names.caller))) as Caller,
      header: (name) => message.headers!.get(names[name]),
    };
    this.received.push(received);
    const { body, version, replayed, problem: refusal } = await answering(received);
    const carried = makeHeaders();
    if (version !== undefined) carried.set(names.version, String(version));
    if (replayed) carried.set(names.replayed, 'true');
    if (refusal) {
      carried.set(names.problem, String(refusal.status));
      this.#told.set(received.header('correlation'), refusal.code);
    }
    message.respond(JSON.stringify(refusal ? refusal.toWire() : (body ?? null)), { headers: carried });
  }

  /** What the gateway itself did; the answers of a service that a test makes up prove nothing about the service. */
  #note(operation: Operation | undefined, response: supertest.Response): void {
    const own = operation?.handledBy === 'gateway' ? operation.name : undefined;
    if (!response.headers['content-type']?.startsWith('application/problem+json')) {
      if (own !== undefined && response.ok) noteAnswer(own, 'ok');
      return;
    }
    const { code } = response.body as { code: string };
    if (operation) refuseUndeclared(operation, code);
    const told = this.#told.get(response.headers['correlation-id'] ?? '') === code;
    if (own !== undefined || !told) noteAnswer(own ?? 'gateway', code);
  }
}

export function testConfig(
  broker: Pick<Broker, 'url' | 'passwordOf'>,
  settings: Partial<GatewayConfig> = {},
): GatewayConfig {
  return {
    natsUrl: broker.url,
    natsUser: 'gateway',
    natsPassword: broker.passwordOf('gateway'),
    host: '127.0.0.1',
    port: 0,
    accessTokenSecret: 'a secret that is long enough for the tests',
    accessTokenTtlS: 600,
    requestTimeoutMs: 4000,
    bodyLimitBytes: 256 * 1024,
    corsOrigins: [],
    rateLimitPerMinute: 0,
    rateLimitSignInPerMinute: 0,
    eventStreamsMax: 10,
    eventStreamsPerPersonMax: 10,
    connectionsMax: 1_000,
    trustProxy: false,
    logLevel: 'silent',
    ...settings,
  };
}

export interface ProblemAnswer {
  readonly status: number;
  readonly code: string;
  readonly title: string;
  readonly details: {
    readonly fields: string[];
    readonly issues: { path: string; message: { zh: string; en: string } }[];
    readonly allowed: string[];
  };
}

/** The problem of an answer; fails where it is none. */
export function problemOf(response: supertest.Response): ProblemAnswer {
  expect(response.headers['content-type']).toBe('application/problem+json; charset=utf-8');
  const body = response.body as ProblemAnswer & Record<string, string>;
  expect(body.status).toBe(response.status);
  expect(body.correlationId).toBe(response.headers['correlation-id']);
  expect(body.type).toBe(`/api/problems/${body.code}`);
  return body;
}
