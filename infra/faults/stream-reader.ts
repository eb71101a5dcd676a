import type { ServiceName } from '@bumen/contracts';
import type { FaultDesk } from './fault-desk.ts';

/** One message of a stream. */
export interface Published {
  readonly sequence: number;
  readonly subject: string;
  readonly messageId: string;
  readonly payload: Uint8Array;
  /** From the envelope; empty where it can't be read. */
  readonly eventId: string;
  readonly aggregateId: string;
  readonly version: number;
}

const together = 100;

/** What a stream holds. Messages that were read before are not read again, unless the stream was made anew. */
export class StreamReader {
  readonly #desk: FaultDesk;
  readonly #service: ServiceName;
  readonly #stream: string;
  #created = '';
  #messages: Published[] = [];
  #read = 0;

  constructor(desk: FaultDesk, service: ServiceName, stream: string) {
    this.#desk = desk;
    this.#service = service;
    this.#stream = stream;
  }

  async all(): Promise<readonly Published[]> {
    const manager = await this.#desk.streams(this.#service, 5_000);
    const info = await manager.streams.info(this.#stream);
    const { first_seq: first, last_seq: last } = info.state;
    if (info.created !== this.#created || last < this.#read) this.forget();
    this.#created = info.created;
    for (let from = Math.max(first, this.#read + 1); from <= last; from += together) {
      const sequences = Array.from({ length: Math.min(together, last - from + 1) }, (_, index) => from + index);
      const messages = await Promise.all(sequences.map((seq) => manager.streams.getMessage(this.#stream, { seq })));
      for (const message of messages)
        if (message)
          this.#messages.push(published(message.seq, message.subject, message.header.get('Nats-Msg-Id'), message.data));
    }
    this.#read = last;
    return this.#messages;
  }

  /** After a fault that may have put something else in the place of what was read. */
  forget(): void {
    this.#messages = [];
    this.#read = 0;
  }
}

function published(sequence: number, subject: string, messageId: string, payload: Uint8Array): Published {
  const message = { sequence, subject, messageId, payload };
  try {
    const {
      id,
      subject: aggregateId,
      aggregateversion,
    } = JSON.parse(new TextDecoder().decode(payload)) as { id: string; subject: string; aggregateversion: number };
    return { ...message, eventId: id, aggregateId, version: aggregateversion };
  } catch {
    return { ...message, eventId: '', aggregateId: '', version: 0 };
  }
}
