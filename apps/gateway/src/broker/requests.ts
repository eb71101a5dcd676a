import { errors, nuid, type Msg, type MsgHdrs, type NatsConnection } from '@nats-io/transport-node';
import { answerPrefix, type ServiceName } from '@bumen/contracts';

interface Waiting {
  readonly resolve: (answer: Msg) => void;
  readonly reject: (failure: Error) => void;
  readonly timer: NodeJS.Timeout;
}

/**
 * Requests over one connection. Each service answers to an inbox of its own, where the broker lets no other service
 * write, so none can answer in another's name (E-03). The client's own requests share one inbox for all.
 */
export class Requests {
  readonly #connection: NatsConnection;
  readonly #inboxes = new Map<ServiceName, string>();
  readonly #waiting = new Map<string, Waiting>();
  #sent = 0;

  constructor(connection: NatsConnection) {
    this.#connection = connection;
  }

  /** Rejects with NoRespondersError, TimeoutError, or what the connection throws. */
  send(
    service: ServiceName,
    subject: string,
    payload: string | Uint8Array,
    headers: MsgHdrs,
    timeoutMs: number,
  ): Promise<Msg> {
    return new Promise((resolve, reject) => {
      const reply = `${this.#inboxOf(service)}.${(this.#sent += 1).toString(36)}`;
      const timer = setTimeout(() => this.#take(reply)?.reject(new errors.TimeoutError()), timeoutMs);
      this.#waiting.set(reply, { resolve, reject, timer });
      try {
        this.#connection.publish(subject, payload, { headers, reply });
      } catch (error) {
        this.#take(reply)?.reject(error as Error);
      }
    });
  }

  /** What is waited for is not coming any more. */
  fail(failure: Error): void {
    for (const reply of [...this.#waiting.keys()]) this.#take(reply)?.reject(failure);
  }

  #inboxOf(service: ServiceName): string {
    let inbox = this.#inboxes.get(service);
    if (inbox === undefined) {
      inbox = `${answerPrefix(service)}.${nuid.next()}`;
      this.#inboxes.set(service, inbox);
      this.#connection.subscribe(`${inbox}.*`, { callback: (_error, answer) => this.#answered(answer) });
    }
    return inbox;
  }

  #answered(answer: Msg): void {
    // What comes later than anybody waits is nobody's.
    const waiting = this.#take(answer.subject);
    if (answer.data.length === 0 && answer.headers?.code === 503)
      waiting?.reject(new errors.NoRespondersError(answer.subject));
    else waiting?.resolve(answer);
  }

  #take(reply: string): Waiting | undefined {
    const waiting = this.#waiting.get(reply);
    this.#waiting.delete(reply);
    clearTimeout(waiting?.timer);
    return waiting;
  }
}
