import { headers, type Msg, type MsgHdrs, type NatsConnection, type Subscription } from '@nats-io/transport-node';
import { Inject, Injectable } from '@nestjs/common';
import { Server, type CustomTransportStrategy, type MessageHandler } from '@nestjs/microservices';
import { lastValueFrom } from 'rxjs';
import {
  answerPrefix,
  bytesFieldOf,
  calendarPolicy,
  deadlineExceeded,
  headers as names,
  internalError,
  invalidHeader,
  malformedBody,
  Problem,
  requestOfFile,
  serviceQueue,
  type EventEnvelope,
  type Operation,
  type ReactionType,
  type ServiceName,
} from '@bumen/contracts';
import { inSpan, SpanKind, type SpanDescription } from '@bumen/tracing';
import { SERVICE_CONFIG, type ServiceConfig } from '../config/service-config.ts';
import { SERVICE_NAME } from '../config/service-name.ts';
import { Log } from '../observability/log.ts';
import { Metrics } from '../observability/metrics.ts';
import { Policies } from '../policy/policies.ts';
import { Clock } from '../transaction/clock.ts';
import { newId } from '../transaction/new-id.ts';
import type { Answer } from '../transaction/transactions.ts';
import { Admission } from './admission.ts';
import { BrokerConnection } from './broker-connection.ts';
import { correlationOf, readHead, RequestContext } from './request-context.ts';
import { SendersClocks } from './senders-clocks.ts';

const text = new TextDecoder('utf-8', { fatal: true });
/** Junk comes in heaps; one line in so many milliseconds tells of it, and a metric counts it. */
const dropsToldEveryMs = 10_000;

/** A reaction of this service and how it is carried out; rejects with what it threw. */
export interface DeclaredReaction {
  readonly reaction: ReactionType;
  readonly handle: (event: EventEnvelope) => Promise<void>;
}

/**
 * Nest's way into the service: one subscription per operation in the service's queue group. Requests beyond what can be
 * done are refused, late ones not begun, and closing lets those in work finish.
 */
@Injectable()
export class RequestServer extends Server implements CustomTransportStrategy {
  override readonly transportId = Symbol('bumen requests');
  // Reactions are handed to the consumers, who see to their failures.
  override readonly propagatesEventHandlerErrors = true;
  readonly #admission: Admission;
  /** Of operations that have places of their own. */
  readonly #own = new Map<string, Admission>();
  readonly #clocks = new SendersClocks();
  readonly #subscriptions: Subscription[] = [];
  readonly #answers: string;
  #nats: NatsConnection | undefined;
  #droppedAt = -Infinity;

  constructor(
    private readonly broker: BrokerConnection,
    @Inject(SERVICE_CONFIG) config: ServiceConfig,
    @Inject(SERVICE_NAME) private readonly service: ServiceName,
    private readonly log: Log,
    private readonly metrics: Metrics,
    private readonly policies: Policies,
    private readonly clock: Clock,
  ) {
    super();
    this.#answers = `${answerPrefix(service)}.`;
    this.#admission = new Admission(config.databasePool, config.requestsWaitingMax);
    metrics.watchRequests(() => this.#admission);
  }

  async listen(callback: (error?: unknown) => void): Promise<void> {
    try {
      const nats = await this.broker.nats();
      this.#nats = nats;
      for (const [subject, handler] of this.messageHandlers) {
        if (handler.isEventHandler) continue;
        const subscription = nats.subscribe(subject, {
          queue: serviceQueue(this.service),
          callback: (error, message) => {
            if (error) this.log.failure(error, { operation: subject }, 'requests can not be received');
            else if (this.#isAwaited(message)) void this.#serve(subject, handler, message);
            else this.#drop(subject);
          },
        });
        this.#subscriptions.push(subscription);
      }
      // Nobody is told that the service is there before the broker knows it.
      await nats.flush();
      callback();
    } catch (error) {
      callback(error);
    }
  }

  /** Takes no more requests and resolves when those that have come are answered. */
  async close(): Promise<void> {
    const connected = this.broker.connected;
    await Promise.all(
      this.#subscriptions
        .splice(0)
        .map((subscription) =>
          connected ? subscription.drain().catch(() => subscription.unsubscribe()) : subscription.unsubscribe(),
        ),
    );
    await Promise.all([this.#admission, ...this.#own.values()].map((one) => one.idle()));
    if (connected) await this.#nats?.flush().catch(() => undefined);
  }

  /** The reactions found among the controllers. */
  reactions(): DeclaredReaction[] {
    return [...this.messageHandlers.values()]
      .filter((handler) => handler.isEventHandler)
      .map((handler) => ({
        reaction: handler.extras?.['reaction'] as ReactionType,
        handle: async (event) => {
          await lastValueFrom(this.transformToObservable(await handler(event)), { defaultValue: undefined });
        },
      }));
  }

  on(): void {
    throw new Error('the request server has no events of its own');
  }
  unwrap<T>(): T {
    return this.#nats as T;
  }

  /**
   * The gateway awaits an answer to each of its requests in its inbox for this service. Anything else is junk, and
   * isn't let in line with what people ask (R9).
   */
  #isAwaited(message: Msg): boolean {
    return message.reply?.startsWith(this.#answers) === true;
  }

  #drop(operation: string): void {
    this.metrics.requestDropped(operation);
    const now = performance.now();
    if (now - this.#droppedAt < dropsToldEveryMs) return;
    this.#droppedAt = now;
    this.log.warn(
      { event: 'request_dropped', operation },
      'what came is no request of the gateway and is not looked at',
    );
  }

  async #serve(operation: string, handler: MessageHandler, message: Msg): Promise<void> {
    const measured = this.metrics.request(operation);
    let known: string | undefined;
    let outcome = 'ok';
    try {
      const carried = headersOf(message);
      const correlationId = (known = correlationOf(carried) ?? newId());
      const head = readHead(carried, correlationId);
      // Before it takes a place: what can't be read needs none.
      const payload = payloadOf(message, carried, fileFieldOf(handler));
      const deadline =
        head.deadline === undefined || head.sentAt === undefined
          ? head.deadline
          : this.#clocks.toOurs(senderOf(message), head.deadline, head.sentAt, Date.now());
      const answer = await inSpan(
        head.traceparent,
        () => this.#spanOf(operation, correlationId),
        (traceparent) =>
          this.#admissionTo(operation, handler).do(async () => {
            // Also after having waited: an answer that nobody waits for isn't worth its work.
            if (deadline !== undefined && Date.now() > deadline) throw deadlineExceeded();
            const context = new RequestContext([
              traceparent === head.traceparent ? head : { ...head, traceparent },
              operation,
            ]);
            return (await lastValueFrom(this.transformToObservable(await handler(payload, context)))) as Answer;
          }),
      );
      respond(message, answer);
    } catch (error) {
      const correlationId = known ?? newId();
      const problem = error instanceof Problem ? error : internalError({ correlationId });
      if (problem !== error)
        this.log.failure(error, { correlationId, operation }, 'a request failed outside of its handler');
      outcome = problem.code;
      refuse(message, problem, this.#zone);
    } finally {
      measured(outcome);
    }
  }

  #admissionTo(operation: string, handler: MessageHandler): Admission {
    const places = handler.extras?.['ownPlaces'] as number | undefined;
    if (places === undefined) return this.#admission;
    let own = this.#own.get(operation);
    if (!own) this.#own.set(operation, (own = new Admission(places, 0)));
    return own;
  }

  /** Where the company's people are. */
  get #zone(): string {
    return this.policies.at(calendarPolicy, this.clock.now()).zone;
  }

  #spanOf(operation: string, correlationId: string): SpanDescription {
    return {
      name: operation,
      kind: SpanKind.SERVER,
      attributes: {
        'rpc.system': 'nats',
        'rpc.service': this.service,
        'rpc.method': operation,
        'bumen.correlation_id': correlationId,
      },
    };
  }
}

/** The connection that asks: all its answers come to one inbox, told apart by their last word. */
const senderOf = (message: Msg): string => (message.reply ?? '').slice(0, (message.reply ?? '').lastIndexOf('.'));

/** The client reads the block of headers only now, and throws where it is none. */
function headersOf(message: Msg): MsgHdrs | undefined {
  try {
    return message.headers;
  } catch {
    throw invalidHeader({ header: 'NATS/1.0' });
  }
}

/** The field of the operation's request that travels as the message's bytes. */
const fileFieldOf = ({ extras }: MessageHandler): string | undefined =>
  bytesFieldOf(extras?.['operation'] as Operation);

function payloadOf(message: Msg, carried: MsgHdrs | undefined, fileField: string | undefined): unknown {
  const fields = fileField === undefined ? undefined : carried?.get(names.fields);
  if (!fields && message.data.length === 0) return {};
  try {
    if (fields) return requestOfFile(fileField!, fields, message.data);
    return JSON.parse(text.decode(message.data));
  } catch {
    throw malformedBody();
  }
}

function respond(message: Msg, answer: Answer): void {
  if (answer.bytes) {
    const head = headers();
    head.set(names.file, answer.text);
    message.respond(answer.bytes, { headers: head });
    return;
  }
  if (answer.version === null && !answer.replayed) {
    message.respond(answer.text);
    return;
  }
  const head = headers();
  if (answer.version !== null) head.set(names.version, String(answer.version));
  if (answer.replayed) head.set(names.replayed, 'true');
  message.respond(answer.text, { headers: head });
}

function refuse(message: Msg, problem: Problem, zone: string): void {
  const head = headers();
  head.set(names.problem, String(problem.status));
  message.respond(JSON.stringify(problem.toWire(zone)), { headers: head });
}
